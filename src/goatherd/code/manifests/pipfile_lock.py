"""Pipfile.lock."""

from __future__ import annotations

from goatherd.code.manifests.contents import Contents, Lines
from goatherd.code.manifests.json_members import members, top_level
from goatherd.code.manifests.pypi_requirement import plain_name
from goatherd.model.package import Package


def read_pipfile_lock(text: str, path: str) -> Contents:
    lines = Lines(text, path)
    contents = Contents("PyPI", marks_development=True)
    for group, section in top_level(text, path).items():
        if group == "_meta":
            continue
        for member in members(text, section.at, path):
            version = member.value.get("version") if isinstance(member.value, dict) else None
            if isinstance(version, str):
                contents.packages.append(
                    Package(
                        "PyPI",
                        plain_name(member.key),
                        version.lstrip("= "),
                        lines.span(member.offset, len(member.key) + 2),
                        development=group != "default",
                        locked=True,
                    )
                )
    return contents
