"""What checks and oracles have in common: metadata, documentation that is its own test, and names to select by."""
