"""SAS-4: over-privileged permissions and roles."""
