"""The clauses: each test stands for one promise of the documents, or for a question they leave open."""
