"""What a test makes go wrong: the methods of a handle that set faults and take them away."""

from collections.abc import Mapping
from typing import Any

from flipturn_mock.testing.control import Control
from flipturn_mock.testing.faults import Connection, Fault, Seconds, rule


class Failing:
    """The part of a handle that lets requests of its organization fail, come late or be too many."""

    def __init__(self, control: Control) -> None:
        self.control = control

    def fail(
        self,
        operation_id: str | None = None,
        *,
        status: int | None = None,
        connection: Connection | None = None,
        times: int | None = None,
        after: int | None = None,
        retry_after: int | None = None,
        probability: float | None = None,
        seed: int | None = None,
        processed: bool | None = None,
        time_to_live: Seconds | None = None,
    ) -> Fault:
        """Let requests fail from now on.

        Args:
            operation_id: Only requests of this operation, such as `listVehicles`; None is all.
            status: The status to answer, 400 to 599. It is 500 if neither this nor `connection` is given.
            connection: What happens to the connection in place of an answer:
                `CONNECTION_RESET_BY_PEER`, `EMPTY_RESPONSE`, `MALFORMED_RESPONSE_CHUNK` or
                `RANDOM_DATA_THEN_CLOSE`.
            times: How many requests fail; None is every one.
            after: How many requests are left alone first.
            retry_after: Seconds to say in the `Retry-After` header; None sends no such header.
            probability: How likely each request is to fail, from 0 to 1; None is certainly.
            seed: Chooses the sequence that `probability` leads to; the same seed gives the same one.
            processed: Whether what was asked is done all the same, and only its answer is lost.
            time_to_live: Real seconds, or a timedelta, after which the fault ends by itself; None is
                five minutes.

        Returns:
            The fault. It counts what it struck, and the end of a `with` takes it away.

        Raises:
            ValueError: Both `status` and `connection` are given.
            ControlError: The mock refuses a value.
        """
        __tracebackhide__ = True
        if status is not None and connection is not None:
            raise ValueError("A request fails by its status or by its connection, not by both")
        return self.add_fault(
            rule(
                operationId=operation_id,
                errorStatus=500 if status is None and connection is None else status,
                fault=connection,
                failRequestCount=times,
                succeedFirst=after,
                retryAfter=retry_after,
                errorProbability=probability,
                seed=seed,
                processed=processed,
                timeToLiveMillis=time_to_live,
            )
        )

    def delay(
        self,
        operation_id: str | None = None,
        *,
        seconds: float,
        jitter: float | None = None,
        times: int | None = None,
        after: int | None = None,
        seed: int | None = None,
        time_to_live: Seconds | None = None,
    ) -> Fault:
        """Let answers come late from now on. What is asked is done at once, and answered later.

        Args:
            operation_id: Only requests of this operation; None is all.
            seconds: How much later the answer comes, in real seconds, up to 600.
            jitter: Up to so many seconds more, different for each request.
            times: How many answers come late; None is every one.
            after: How many requests are left alone first.
            seed: Chooses the sequence that `jitter` leads to; the same seed gives the same one.
            time_to_live: Real seconds, or a timedelta, after which the fault ends by itself; None is
                five minutes.

        Returns:
            The fault. It counts what it struck, and the end of a `with` takes it away.

        Raises:
            ControlError: The mock refuses a value.
        """
        __tracebackhide__ = True
        return self.add_fault(
            rule(
                operationId=operation_id,
                latencyMillis=seconds,
                latencyJitterMillis=jitter,
                failRequestCount=times,
                succeedFirst=after,
                seed=seed,
                timeToLiveMillis=time_to_live,
            )
        )

    def limit(
        self,
        operation_id: str | None = None,
        *,
        requests: int,
        seconds: Seconds = 60,
        status: int | None = None,
        retry_after: int | None = None,
        time_to_live: Seconds | None = None,
    ) -> Fault:
        """Let only so many requests through in a time.

        Args:
            operation_id: Only requests of this operation count; None is all.
            requests: How many requests are let through.
            seconds: In how many seconds, by this organization's clock; a timedelta will do, too.
            status: The status of the others, 400 to 599; None is 429.
            retry_after: Seconds to say in the `Retry-After` header; None sends no such header.
            time_to_live: Real seconds, or a timedelta, after which the fault ends by itself; None is
                five minutes.

        Returns:
            The fault. It counts what it struck, and the end of a `with` takes it away.

        Raises:
            ControlError: The mock refuses a value.
        """
        __tracebackhide__ = True
        return self.add_fault(
            rule(
                operationId=operation_id,
                quotaLimit=requests,
                quotaWindowMillis=seconds,
                quotaErrorStatus=status,
                retryAfter=retry_after,
                timeToLiveMillis=time_to_live,
            )
        )

    def add_fault(self, fault: Mapping[str, Any]) -> Fault:
        """Set a fault beside those there are, with anything that a fault can say.

        Args:
            fault: The members of FaultInput, as the control plane's contract
                (`GET /__admin/openapi.yaml`) describes them; times are in milliseconds.

        Returns:
            The fault. It counts what it struck, and the end of a `with` takes it away.

        Raises:
            ControlError: The mock refuses a member.
        """
        __tracebackhide__ = True
        return Fault(self.control, dict(fault))

    def clear_faults(self) -> None:
        """Take all faults of this organization away."""
        __tracebackhide__ = True
        self.control.call("DELETE", "/faults")
