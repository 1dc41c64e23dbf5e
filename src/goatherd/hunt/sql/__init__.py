"""Rules as SQL over the tables of a lake: sqlglot's expressions, which it writes in the dialect of each engine."""
