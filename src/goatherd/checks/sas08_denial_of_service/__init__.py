"""SAS-8: denial of service and financial exhaustion."""
