"""Tests of mock_server/domain."""
