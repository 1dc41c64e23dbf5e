"""What the interpreter was given, as plain text: a class of the function's own may answer the guard otherwise."""

import os
import sys


def plain(value):
    """The text that the interpreter uses itself; None for an object that makes up its path, maybe anew each time."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bytes):
        return bytes.decode(value, "utf-8", "surrogateescape")
    if isinstance(value, bytearray):
        return bytearray.decode(value, "utf-8", "surrogateescape")
    return plain(os.fspath(value)) if _is_path(type(value)) else None


def items(values):
    """Of a list or tuple, whatever its class says of them."""
    return [*list.__iter__(values)] if isinstance(values, list) else [*tuple.__iter__(values)]


def _is_path(kind):
    if kind is os.DirEntry:
        return True
    paths = getattr(sys.modules.get("pathlib"), "PurePath", None)
    return (
        paths is not None
        and issubclass(kind, paths)
        and (kind.__fspath__ is paths.__fspath__ and kind.__str__ is paths.__str__)
    )
