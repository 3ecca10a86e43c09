"""Tests of the bench: what it keeps for each organization."""
