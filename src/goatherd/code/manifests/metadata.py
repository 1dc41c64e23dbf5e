"""`NAME-VERSION.dist-info/METADATA` of a package that is copied into the tree: the one version that is deployed."""

from __future__ import annotations

from goatherd.code.manifests.contents import Contents
from goatherd.code.manifests.pypi_requirement import pypi_package
from goatherd.core.source import Span


def read_metadata(text: str, path: str) -> Contents:
    contents = Contents("PyPI")
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        field, _, value = line.partition(":")
        if not line.strip():
            break  # the description follows
        if field == "Name":
            name = value.strip()
        elif field == "Version" and name:
            package = pypi_package(f"{name}=={value.strip()}", Span(path, number))
            if package:
                contents.packages.append(package)
    return contents
