"""Tests of mock_server/web."""
