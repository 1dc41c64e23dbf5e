"""What clouds and functions write about themselves, one format a file: bytes -> records."""
