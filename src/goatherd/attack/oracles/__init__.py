"""Oracles: each proves one kind of weakness, and cannot be fooled. One oracle, one file (see api.py)."""
