"""Attacks on the application's own functions, run in a local sandbox."""
