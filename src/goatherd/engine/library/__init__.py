"""What is known about libraries: rules for their calls, and stubs that restate them (docs/models.md)."""
