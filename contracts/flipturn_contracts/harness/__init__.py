"""What clauses stand on: the server under test, the way to it, and what may be sent there."""
