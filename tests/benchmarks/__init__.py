"""How fast the mock is, side by side with its peers: `python -m tests.benchmarks`; no timing is ever a test."""
