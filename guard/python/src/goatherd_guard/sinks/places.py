"""Whether a value of the event leads to another file, or to another host, than the code's own part of the text says."""

import os
from urllib.parse import urlsplit

from goatherd_guard.lazy import regex
from goatherd_guard.sinks.values import SHORTEST

_SCRATCH = "/tmp"  # the only folder that a function of Lambda may write to


def leaves_folder(name, values):
    """(value, field) where a value of the event takes a path out of the folder in front of it, or chooses all of it."""
    if "/" not in name and "\0" not in name:
        return None
    for value, path in values.texts.items():
        if len(value) < SHORTEST or not ("/" in value or "\0" in value):
            continue
        start = name.find(value)
        if start < 0:
            continue
        if "\0" in value:
            return value, path
        if _leads_out(name, start):
            return value, path
    return None


def _leads_out(name, start):
    place = os.path.normpath(name)
    before = name[:start]
    if not before.strip("./"):  # "", "/", "./": nothing of the code's
        return (place.startswith("/") and not _inside(place, _SCRATCH)) or place.startswith("..")
    folder = os.path.normpath(before if before.endswith("/") else os.path.dirname(before) or ".")
    return not _inside(place, folder)


def _inside(place, folder):
    return (
        place == folder
        or place.startswith(folder.rstrip("/") + "/")
        or (folder == "." and not place.startswith(("..", "/")))
    )


_PORT = regex(r"(?::\d*)?\Z")
_AUTHORITY = regex(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#\\]*)")


def chosen_host(url, values):
    """(host, value, field) where a value of the event reaches into the host of an address; a port is no host."""
    url = url.strip()
    found = _AUTHORITY.match(url)
    if not found or not found[1]:
        return None
    low, high = found.span(1)
    high -= len(_PORT.search(found[1])[0])
    for value, path in values.texts.items():
        start = url.find(value)
        while start >= 0:
            if _reaches_in(value, start, low, high):
                return _host_of(url, found[1]), value, path
            start = url.find(value, start + 1)
    return None


def _reaches_in(value, start, low, high):
    """A name below a domain of the code's own is not another host, but what ends the host early is."""
    end = start + len(value)
    covers = (start <= low and end >= high) or start < high < end or start < low < end
    return covers or (low <= start and end <= high and ("@" in value or "." in value))


def _host_of(url, authority):
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return authority.lower()
