"""yarn.lock, version 1 and Berry: a block of descriptors each, `"name@range", name@range:`."""

from __future__ import annotations

import re

from goatherd.code.manifests.contents import MAX_PACKAGES, Contents
from goatherd.core.source import Span
from goatherd.model.package import Package

_HEADER = re.compile(r"(?P<first>\"?(?P<name>(?:@[^/@\s\"]+/)?[^@/\s\"]+)@(?P<range>[^\",]*)).*:$")
_VERSION = re.compile(r"  version:? \"?([^\"\s]+)\"?$")
_REQUIRED = re.compile(r"    \"?((?:@[^/\s\"]+/)?[^@/\s\":]+)\"?:? ")
_ALIAS = re.compile(r"npm:((?:@[^/@]+/)?[^@\s]+)@")
_LOCAL = ("workspace:", "portal:", "link:", "file:", "patch:")


def read_yarn_lock(text: str, path: str) -> Contents:
    contents = Contents("npm")
    name, written, section, span = "", "", "", Span(path, 1)
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line) if line[:1] not in ("", " ", "#") else None
        if header:
            name, written, section = header["name"], header["range"], ""
            alias = _ALIAS.match(written)
            name = alias[1] if alias else name
            span = Span(path, number, 1, number, len(line) + 1)
            continue
        version = _VERSION.match(line)
        if version:
            local = written.startswith(_LOCAL) or version[1].endswith("-use.local")
            if name and not local and len(contents.packages) < MAX_PACKAGES:
                contents.packages.append(Package("npm", name, version[1], span, locked=True))
        elif line.startswith("    "):
            required = _REQUIRED.match(line)
            if required and section in ("dependencies", "optionalDependencies"):
                contents.requires.setdefault(name, set()).add(required[1])
        elif line.startswith("  "):
            section = line.strip().rstrip(":")
    return contents
