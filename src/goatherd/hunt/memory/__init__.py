"""What a hunt remembers: of one run on disk for the time being, between runs in a state file."""
