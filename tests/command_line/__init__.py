"""Tests of mock_server/flipturn_mock/command_line."""
