"""Tests of mock_server/command_line."""
