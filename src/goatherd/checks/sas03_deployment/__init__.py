"""SAS-3: insecure deployment configuration."""
