"""Logs as tables: typed Parquet in folders by account, service and day, which any engine reads."""
