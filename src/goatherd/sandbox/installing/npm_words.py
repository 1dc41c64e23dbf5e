"""Names and versions as npm's registry has them: nothing else of a package.json reaches npm.

Source: package.json(5); npm-package-arg, by which npm takes a text with "/", ":" or a dot in front, or that ends like
an archive, for a path, an address or a repository.
"""

from __future__ import annotations

import re
from typing import Any

_NAME = re.compile(r"(?:@[A-Za-z0-9~-][\w.~-]*/)?[A-Za-z0-9~][\w.~-]*", re.ASCII)
_NUMBER = r"[0-9]+|[xX*]"
_VERSION = rf"[v=]? ?(?:{_NUMBER})(?:\.(?:{_NUMBER})){{0,2}}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"
_COMPARATOR = rf"(?:(?:[<>]=?|~>?|\^) ?)?{_VERSION}"
_SOME = re.compile(rf"{_VERSION} - {_VERSION}|{_COMPARATOR}(?: {_COMPARATOR})*|")
_TAG = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)
_EXACT = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_ARCHIVES = (".tgz", ".tar.gz", ".tar")
# npm looks packages up in plain objects, finds these in every one of them, and installs nothing at all.
_OF_EVERY_OBJECT = frozenset({"constructor", "hasOwnProperty", "isPrototypeOf", "toString", "valueOf"})
_MOST = 214  # characters, of a name by npm's rules


def is_name(name: Any) -> bool:
    return (
        isinstance(name, str)
        and len(name) <= _MOST
        and _NAME.fullmatch(name) is not None
        and name.lower() not in ("node_modules", "favicon.ico")
        and name not in _OF_EVERY_OBJECT
        and not name.lower().endswith(_ARCHIVES)
    )


def is_version(version: Any) -> bool:
    return (
        isinstance(version, str)
        and len(version) <= _MOST
        and _EXACT.fullmatch(version) is not None
        and not version.lower().endswith(_ARCHIVES)
    )


def refusal(wanted: Any) -> str:
    """Why a package is not installed that is `wanted` so; "" for versions, a tag, or those of another name."""
    if not isinstance(wanted, str):
        return "it is no text"
    if wanted.startswith("npm:"):
        name, at, rest = wanted[4:].rpartition("@")
        plain = (is_name(name) and _is_plain(rest)) if at and name else is_name(wanted[4:])
        return "" if plain else "it names no package of the registry"
    if ":" in wanted or "/" in wanted:
        return "addresses, repositories and folders are not fetched"
    return "" if _is_plain(wanted) else "it is no range of versions"


def _is_plain(wanted: str) -> bool:
    if len(wanted) > _MOST or wanted.lower().rstrip().endswith(_ARCHIVES):
        return False
    if _TAG.fullmatch(wanted):
        return True
    return all(_SOME.fullmatch(" ".join(part.split())) for part in wanted.split("||"))
