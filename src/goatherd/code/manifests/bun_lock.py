"""bun.lock, Bun's lock file as text: JSON with trailing commas."""

from __future__ import annotations

from goatherd.code.manifests.contents import MAX_PACKAGES, Contents, Lines
from goatherd.code.manifests.json_members import members, plain_json, top_level
from goatherd.model.package import Package


def read_bun_lock(text: str, path: str) -> Contents:
    """`packages` maps an install path to ["name@version", registry, {dependencies}, integrity]."""
    text = plain_json(text)
    document = top_level(text, path)
    contents = Contents("npm")
    lines = Lines(text, path)
    workspaces = document["workspaces"].value if "workspaces" in document else None
    contents.workspaces = isinstance(workspaces, dict) and len(workspaces) > 1
    for member in members(text, document["packages"].at, path) if "packages" in document else ():
        value = member.value
        if not isinstance(value, list) or not value or not isinstance(value[0], str):
            continue
        name, _, version = value[0].rpartition("@")
        if not name or not version[:1].isdigit() or len(contents.packages) >= MAX_PACKAGES:
            continue
        span = lines.span(member.offset, len(member.key) + 2)
        contents.packages.append(Package("npm", name, version, span, locked=True))
        for table in (part for part in value if isinstance(part, dict)):
            for section in ("dependencies", "optionalDependencies"):
                required = table.get(section)
                contents.requires.setdefault(name, set()).update(required if isinstance(required, dict) else ())
    return contents
