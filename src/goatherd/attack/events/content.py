"""Objects that are what their names say: the least file of each type that functions commonly expect."""

from __future__ import annotations

import base64
import io
import zipfile

_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=="
)
_TEXTS = {
    ".json": '{"id": "1"}',
    ".csv": "id,name\n1,goatherd\n",
    ".xml": "<goatherd/>",
    ".html": "<p>goatherd</p>",
    ".yaml": "id: 1\n",
    ".yml": "id: 1\n",
    ".svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    ".eml": "From: goatherd@example.com\r\nTo: goatherd@example.com\r\nSubject: goatherd\r\n\r\ngoatherd\r\n",
}


def benign(key: str) -> bytes:
    """Content for an object of this key."""
    suffix = "." + key.rpartition(".")[2].lower()
    if suffix == ".gif":
        return _GIF
    if suffix == ".png":
        return _PNG
    if suffix == ".zip":
        return _archive()
    return _TEXTS.get(suffix, "goatherd\n").encode()


def _archive() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("goatherd.txt"), "goatherd\n")
    return data.getvalue()
