"""The project's own tests: what the mock does, how it refuses, and what the README claims."""
