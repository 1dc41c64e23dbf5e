"""Names of files that somebody else chose, before anything is written under them."""

from __future__ import annotations

import os

from goatherd.core.lazy import regex

_WINDOWS = os.name == "nt"
_DEVICE = regex(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*([.:].*)?")
# A colon begins a drive or a stream; a dot or a space at the end goes, so that another file is meant.
_OTHER_FILE = regex(r'[\\/:*?"<>|\x00-\x1f]|[. ]$')


def means_itself(name: str, *, windows: bool = _WINDOWS) -> bool:
    """Whether the name of a file or folder, put below a folder, means one directly in there on this system."""
    if not name or name in (".", "..") or "/" in name or "\0" in name:
        return False
    return not windows or not (_DEVICE.fullmatch(name) or _OTHER_FILE.search(name))
