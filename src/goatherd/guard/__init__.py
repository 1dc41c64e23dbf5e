"""What `goatherd guard` makes for the run-time guard: compiled rules, policies, layers."""
