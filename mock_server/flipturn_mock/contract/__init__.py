"""openapi.yaml, found, read and compiled: what is promised, what fits, and the words for what does not."""
