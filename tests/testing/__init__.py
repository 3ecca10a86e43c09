"""Tests of mock_server/testing."""
