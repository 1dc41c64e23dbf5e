"""What clouds and functions write about themselves: bytes -> records.

A kind of log is a module that has KINDS (how its records are called, asked and shown, and their columns) and FORMS (in
which it comes, told by content), and one line in `kinds.py`. What carries other logs has forms alone.
"""
