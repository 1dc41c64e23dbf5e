"""What a function needs and receives, as the model tells it: one module a section of its policy (guard/README.md)."""
