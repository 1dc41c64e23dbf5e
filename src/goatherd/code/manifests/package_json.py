"""package.json."""

from __future__ import annotations

from goatherd.code.manifests.contents import Contents, Lines
from goatherd.code.manifests.json_members import members, top_level
from goatherd.code.manifests.npm_requirement import is_local, npm_package

# Later sections win, as in npm: what is optional and also a dependency is optional.
_SECTIONS = {"devDependencies": True, "dependencies": False, "optionalDependencies": False}


def read_package_json(text: str, path: str) -> Contents:
    lines = Lines(text, path)
    document = top_level(text, path)
    contents = Contents("npm", workspaces="workspaces" in document)
    name = document["name"].value if "name" in document else ""
    contents.name = name if isinstance(name, str) else ""
    found = {}
    for section, development in _SECTIONS.items():
        for member in members(text, document[section].at, path) if section in document else ():
            if isinstance(member.value, str):
                span = lines.span(member.offset, len(member.key) + 2)
                found[member.key] = npm_package(member.key, member.value, span, development=development)
                if is_local(member.value) and not development:
                    contents.local.append((member.key, member.value))
    contents.packages += sorted((p for p in found.values() if p), key=lambda p: p.span)
    return contents
