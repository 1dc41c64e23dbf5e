"""SAS-5: inadequate monitoring and logging."""
