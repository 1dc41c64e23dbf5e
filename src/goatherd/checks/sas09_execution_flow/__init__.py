"""SAS-9: execution-flow manipulation."""
