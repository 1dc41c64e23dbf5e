"""Templates that make new data out of old: payload templates with paths, JSONata, input transformers.

A question is a path in what the template makes; the answer are the places that its value there may come from.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str, ...]
ELEMENT = "*"
NOTHING = object()  # no template
MAX_TEXT = 4096
MAX_REFERENCES = 50

_PATH = re.compile(r"\$\$?(?:\.[\w-]+|\[[^\]]{0,80}\])*")
_STEP = re.compile(r"\.([\w-]+)|\[\s*(?:'([^']*)'|\"([^\"]*)\"|([^\]]*))\s*\]")
_JSONATA = re.compile(r"\$(states\.(?:input|result|context\.Execution\.Input|context\.Map\.Item\.Value)|[A-Za-z_]\w*)"
                      r"((?:\.[\w`]+|\[[^\]]{0,80}\])*)(?!\w*\()")  # fmt: skip
_ROOTS = {
    "states.input": "input",
    "states.result": "result",
    "states.context.Execution.Input": "execution",
    "states.context.Map.Item.Value": "item",
}
_CONTEXT = {("Execution", "Input"): "execution", ("Map", "Item", "Value"): "item"}
_MARK = re.compile(r"<([\w.-]+)>")
_MARKED = re.compile(r'(?<!["\w ])\s*<([\w.-]+)>(?!["\w])')
_EQUALITY = re.compile(r"""\s*\$states\.input\.([\w.]+)\s*=\s*(?:'[^']*'|"[^"]*"|[\d.]+|true|false)\s*""")


@frozen
class Reference:
    """`root`: "input", "result", "execution" (its input), "item" (of a Map) or "variable", whose name begins `path`."""

    root: str
    path: Path


def references(template: object, path: Path) -> list[Reference]:
    """Where what a template makes at a path comes from; of a whole structure, every part of it."""
    return list(dict.fromkeys(_references(template, path)))[:MAX_REFERENCES]


def _references(template: object, path: Path) -> Iterator[Reference]:
    if isinstance(template, dict):
        for key, value in template.items():
            name = str(key)
            made = name.endswith(".$")
            name = name.removesuffix(".$")
            if not path or path[0] in (name, ELEMENT):
                yield from _leaf(str(value), path[1:]) if made else _references(value, path[1:])
    elif isinstance(template, list):
        index = int(path[0]) if path and path[0].isdigit() else None
        for value in template[index : index + 1] if index is not None else template:
            yield from _references(value, path[1:])
    elif isinstance(template, str) and template.strip().startswith("{%"):
        yield from _expression(template.strip().removeprefix("{%").removesuffix("%}").strip(), path)


def _leaf(text: str, path: Path) -> Iterator[Reference]:
    """A path, or a function over paths (`States.Format(…)`), in a field that ends in `.$`."""
    text = text[:MAX_TEXT]
    whole = _PATH.fullmatch(text) is not None
    for match in _PATH.finditer(text):
        yield _of_path(match[0], path if whole else ())


def _of_path(text: str, rest: Path) -> Reference:
    steps = path_of(text.removeprefix("$") if text.startswith("$$") else text) or ()
    if not text.startswith("$$"):
        return Reference("input", steps + rest)
    for prefix, root in _CONTEXT.items():
        if steps[: len(prefix)] == prefix:
            return Reference(root, steps[len(prefix) :] + rest)
    return Reference("context", steps)


def path_of(text: str) -> Path | None:
    """ "$.a['b'][0]" -> ("a", "b", "0"); None for what is no path."""
    if _PATH.fullmatch(text[:MAX_TEXT]) is None or text.startswith("$$"):
        return None
    return _steps(text[1:])


def _steps(text: str) -> Path:
    found = []
    for name, quoted, double, index in _STEP.findall(text):
        step = name or quoted or double or index.strip()
        found.append(step if name or quoted or double or step.isdigit() else ELEMENT)
    return tuple(found)


def _expression(text: str, path: Path) -> Iterator[Reference]:
    """JSONata: one reference stands for what it names, a structure for its parts, all else for all that it mentions."""
    text = text[:MAX_TEXT]
    whole = _JSONATA.fullmatch(text) is not None
    for match in _JSONATA.finditer(text):
        steps = _steps(match[2].replace("`", "")) + (path if whole else ())
        root = _ROOTS.get(match[1])
        if root is not None:
            yield Reference(root, steps)
        elif match[1] != "states":
            yield Reference("variable", (match[1], *steps))


def transformed(transformer: dict[str, object], path: Path) -> list[Path]:
    """The paths in an event of what EventBridge's input transformer makes at a path."""
    paths = transformer.get("InputPathsMap")
    template = transformer.get("InputTemplate")
    if not isinstance(template, str):
        return [("detail", *path)]
    named = {name: path_of(str(text)) or () for name, text in paths.items()} if isinstance(paths, dict) else {}
    try:
        made = json.loads(_MARKED.sub(r'"<\1>"', template[:MAX_TEXT]))
    except (ValueError, RecursionError):
        made = template
    return list(dict.fromkeys(_marks(made, path, named)))


def _marks(made: object, path: Path, named: dict[str, Path]) -> Iterator[Path]:
    if isinstance(made, dict):
        for key, value in made.items():
            if not path or path[0] in (key, ELEMENT):
                yield from _marks(value, path[1:], named)
    elif isinstance(made, list):
        for value in made:
            yield from _marks(value, path[1:], named)
    elif isinstance(made, str):
        whole = _MARK.fullmatch(made)
        for name in _MARK.findall(made):
            yield named.get(name, ()) + (path if whole else ())


def compares(condition: str, path: Path) -> bool:
    """Whether a JSONata condition only holds for constants at a path of the state's input."""
    text = condition.strip().removeprefix("{%").removesuffix("%}")[:MAX_TEXT]
    parts = re.split(r"\band\b", text)
    return any((m := _EQUALITY.fullmatch(part)) is not None and tuple(m[1].split(".")) == path for part in parts)
