"""What the API knows and decides: plain values and collections, nothing but the standard library."""
