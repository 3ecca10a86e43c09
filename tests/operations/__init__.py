"""Tests of mock_server/flipturn_mock/operations."""
