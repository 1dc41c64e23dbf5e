"""Stand-ins for MySQL, MariaDB and PostgreSQL: their wire protocols in front of SQLite, in a process of their own."""
