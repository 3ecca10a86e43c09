"""Between the socket and an operation: HTTP, the contract, and the state behind a lock."""
