"""SAS-6: insecure third-party dependencies."""
