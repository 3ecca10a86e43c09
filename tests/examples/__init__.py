"""A small real client and its tests, as an integrator would write them; the README points here."""
