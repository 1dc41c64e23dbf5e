"""SAS-10: improper exception handling and verbose errors."""
