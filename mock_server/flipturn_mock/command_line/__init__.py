"""The commands of `flipturn-mock`: what a user may ask for, and what then happens."""
