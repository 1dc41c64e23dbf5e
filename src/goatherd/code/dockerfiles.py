"""Which Dockerfile of the tree the image of a function is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.naming import called, normalised_id
from goatherd.code.paths import inside, is_remote, join, name, parent
from goatherd.core.lazy import regex
from goatherd.core.value import is_symbolic, known_or, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.model.function import Function

_TAG = regex(r"[:@][^/]*$")
_SHORTEST_NAME = 3
_FOLDERS_OF_THEIR_OWN = frozenset({"docker", ".docker"})


def dockerfile_of(function: Function, modules: Modules) -> str:
    """The path of the Dockerfile that the function's image is built from, "" if none is in the tree."""
    return find_dockerfile(function, modules)[1]


def find_dockerfile(function: Function, modules: Modules) -> tuple[str, str]:
    """(build context, path) as the template's Metadata says, else the only one of the service or of that name."""
    code = function.code
    build = {key.rpartition(".")[2]: value for key, value in code.build.items()}
    uri = known_or(code.uri, "")
    local = uri if uri and not is_remote(uri) and not is_symbolic(uri) else "."
    context = join(code.base, build.get("DockerContext", local)) or ""
    path = join(context, build.get("Dockerfile", "Dockerfile"))
    if path and path in modules.tree:
        return context, path
    everywhere = modules.index.named("Dockerfile")
    near = [p for p in everywhere if inside(p, modules.services.folder(code.base))]
    found = near if len(near) == 1 else _namesakes(function, everywhere)
    return (_home(found[0]), found[0]) if len(found) == 1 else (context, "")


def _home(path: str) -> str:
    """The folder of what a Dockerfile builds: it may stand in a folder of its own."""
    folder = parent(path)
    return parent(folder) if name(folder) in _FOLDERS_OF_THEIR_OWN else folder


def _namesakes(function: Function, dockerfiles: list[str]) -> list[str]:
    """Those in a folder that is called like the image or, where none is, like the function."""
    folders = [(normalised_id(name(_home(path))), path) for path in dockerfiles]
    for wanted in map(normalised_id, _names(function)):
        found = [path for folder, path in folders if folder == wanted and len(wanted) >= _SHORTEST_NAME]
        if found:
            return found
    return []


def _names(function: Function) -> Iterator[str]:
    """What the image, its repository and the function are called."""
    yield from filter(None, [function.code.build.get("ImageName")])
    uri = known_or(function.code.uri, "")
    for id, _ in placeholders(uri):
        yield from called(id.rpartition("/")[2])
    if not is_symbolic(uri):
        yield name(_TAG.sub("", uri))
    yield from called(function.id)
    physical = known_or(function.physical_name, "")
    if not is_symbolic(physical):
        yield physical
