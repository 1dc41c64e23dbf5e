"""SAS-1: event-data injection."""
