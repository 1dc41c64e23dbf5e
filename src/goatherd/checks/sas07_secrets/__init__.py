"""SAS-7: insecure secrets storage."""
