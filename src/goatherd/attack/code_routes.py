"""Routes that code keeps itself, behind a trigger that takes every path: constants that are paths, with their methods.

Whatever the framework: a path stands in a decorator or a call named after a method (`@app.get("/x/<id>")`,
`router.post('/x/:id', …)`), beside its method in a table, together with it in one text ("GET /x"), in a comparison,
or in a pattern (`^/x/(?P<id>\\w+)$`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.code import ir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_WITH_METHOD = re.compile(rf"({'|'.join(_METHODS)})[ :#]?(/[^\s]*)")
_PATH = re.compile(r"/[\w\-./~:<>{}+@]*")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\+?(?::\w+)?\}|:(\w+)")
_GROUP = re.compile(r"\((?:\?P?<(\w+)>|\?:)?[^()]*\)[+*]?|\[[^\]]*\][+*]|\\[wd][+*]")
_LONGEST = 100
_PREFIXES = ("prefix", "url_prefix", "strip_prefixes")


@frozen
class PathRoute:
    """`text` is the path with `{name}` for what the caller chooses; `method` is "" where any will do."""

    text: str
    parameters: tuple[str, ...] = ()
    method: str = ""


def routes_in(nodes: Iterable[Any]) -> list[PathRoute]:
    """Those of one module; behind the prefixes of its routers, too."""
    found: dict[tuple[str, str], None] = {}
    prefixes: dict[str, None] = {}
    for node in nodes:
        found |= dict.fromkeys(_written(node))
        if isinstance(node, ir.Call):
            prefixes |= dict.fromkeys(_text(value) for name, value in node.keywords if name in _PREFIXES)
    prefixes.pop("", None)
    texts = [(method, prefix + path) for prefix in ("", *prefixes) for method, path in found]
    return [route for method, path in texts if (route := _route(method, path))]


def _written(node: Any) -> Iterator[tuple[str, str]]:
    """(method, path) as a node has them."""
    if isinstance(node, ir.Const):
        together = _WITH_METHOD.fullmatch(_text(node))
        if together:
            yield together[1], together[2]
    elif isinstance(node, ir.Regex):
        yield "", _without_groups(node.pattern.replace("\\/", "/"))
    elif isinstance(node, ir.Call):
        yield from _called(node)
    elif isinstance(node, ir.Dict):
        values = {_text(key): value for key, value in node.entries if key}
        yield from _together(values.values())
        yield from (("", key) for key in values if key.startswith("/"))
    elif isinstance(node, ir.List):
        yield from _together(node.items)
    elif isinstance(node, ir.Compare):
        for side in (node.left, node.right):
            yield from (("", _text(each)) for each in (side.items if isinstance(side, ir.List) else [side]))
    elif isinstance(node, ir.Switch):
        yield from (("", _text(test)) for test, _ in node.cases)


def _called(node: ir.Call) -> Iterator[tuple[str, str]]:
    name = node.func.name if isinstance(node.func, ir.Attr) else ""
    paths = [path for each in node.args[:2] if (path := _without_groups(_text(each))).startswith("/")]
    named = [_text(each).upper() for argument in node.args for each in _several(argument)]
    for keyword, value in node.keywords:
        if keyword in ("method", "methods", "http_methods"):
            named += [_text(each).upper() for each in _several(value)]
        elif keyword in ("path", "rule", "route"):
            paths.append(_text(value))
    methods = [method for method in (name.upper(), *named) if method in _METHODS]
    for path in paths:
        yield from ((method, path) for method in methods or [""])


def _together(nodes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    texts = [_text(node) for node in nodes]
    methods = [text.upper() for text in texts if text.upper() in _METHODS]
    for text in texts:
        path = _without_groups(text)
        if methods and path.startswith("/"):
            yield methods[0], path


def _route(method: str, path: str) -> PathRoute | None:
    if not 1 <= len(path) <= _LONGEST or not _PATH.fullmatch(path):
        return None
    names: list[str] = []

    def hole(match: re.Match[str]) -> str:
        names.append(next(group for group in match.groups() if group))
        return f"{{{names[-1]}}}"

    return PathRoute(_PARAMETER.sub(hole, path), tuple(names), method)


def _without_groups(pattern: str) -> str:
    """A pattern of paths as a path: `^/orders/(?P<id>\\w+)$` is /orders/{id}."""
    if not re.match(r"\^?/", pattern) or not re.search(r"[\\^$(\[]", pattern):
        return pattern
    count = 0

    def named(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{{{match[1] or f'part{count}'}}}"

    return _GROUP.sub(named, pattern.removeprefix("^").removesuffix("$").removesuffix("/?")).replace("\\", "")


def _several(node: Any) -> list[Any]:
    return list(node.items) if isinstance(node, ir.List) else [node]


def _text(node: Any) -> str:
    return node.value if isinstance(node, ir.Const) and isinstance(node.value, str) else ""
