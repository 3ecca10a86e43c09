"""The index of the mock: which function answers which operation of openapi.yaml."""

from collections.abc import Callable, Mapping

from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import departures, vehicles
from flipturn_mock.operations.call import Call
from flipturn_mock.operations.json_types import JsonObject

Operation = Callable[[Call, Fleet], JsonObject]

OPERATIONS: Mapping[str, Operation] = {
    "listVehicles": vehicles.list_vehicles,
    "createVehicle": vehicles.create_vehicle,
    "getVehicle": vehicles.get_vehicle,
    "updateVehicle": vehicles.update_vehicle,
    "syncVehicleDepartureTimes": departures.sync_vehicle_departure_times,
    "batchSyncDepartureTimes": departures.batch_sync_departure_times,
}
