"""The engine for streams: records one after the other, in bounded memory, without a database."""
