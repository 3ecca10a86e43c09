"""The examples of the two source documents, verbatim, and what the mock answers to them."""
