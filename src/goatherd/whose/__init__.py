"""Whose data: entry points x stored data x who may read, create, change and delete it."""
