"""Tests of mock_server/flipturn_mock/contract."""
