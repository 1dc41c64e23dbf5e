"""What a parser is about to read, as far as that can be known without reading it."""

import io


def content(source):
    """A text, or what is in a buffer in memory; None for files, whose paths are noted when they are opened."""
    if isinstance(source, (io.BytesIO, io.StringIO)):
        return source.getvalue()
    return source if isinstance(source, (str, bytes, bytearray)) else None
