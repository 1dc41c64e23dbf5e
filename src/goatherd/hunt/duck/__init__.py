"""The engine for folders that one machine holds: DuckDB over a lake."""
