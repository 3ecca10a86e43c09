"""The harness of the contract suite, piece by piece."""
