"""What a template gives: what it is filled with, escaped unless it says otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.engine.interpreter import members
from goatherd.engine.labels import Labels, mapped, union
from goatherd.engine.values import Hole, Text, Value, const, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine


@frozen
class Engine:
    """`raw` finds the expressions that are put in as they are; `escapes` says whether others are escaped by default."""

    raw: re.Pattern[str]
    escapes: bool = True


_MUSTACHE = re.compile(r"\{\{\{~?([^}]*)\}\}\}|\{\{~?&([^}]*)\}\}")
_SAFE = re.compile(r"\{\{-?([^}|]*)\|\s*safe\b")
_UNESCAPED = re.compile(r"\{\{-?((?:(?!\|\s*(?:e|escape|forceescape|urlencode|tojson)\b)[^}])+)\}\}")
ENGINES = {
    "mustache": Engine(_MUSTACHE),
    "handlebars": Engine(_MUSTACHE),
    "handlebars without escapes": Engine(re.compile(r"\{\{+~?&?([^}#/!>]+)\}"), escapes=False),
    "ejs": Engine(re.compile(r"<%-(?!\s*include\b)(.*?)%>", re.DOTALL)),
    "eta": Engine(re.compile(r"<%~(?!\s*include)(.*?)%>", re.DOTALL)),
    "lodash": Engine(re.compile(r"<%=(?!\s*_\.escape\()(.*?)%>|\$\{(?!\s*_\.escape\()([^}]*)\}", re.DOTALL)),
    "nunjucks": Engine(_SAFE),
    "nunjucks without autoescape": Engine(_UNESCAPED, escapes=False),
    "pug": Engine(re.compile(r"!\{([^}]*)\}|!=(.*)")),
    "jinja2": Engine(_SAFE),
    "jinja2 without autoescape": Engine(_UNESCAPED, escapes=False),
    "mako": Engine(re.compile(r"\$\{((?:(?![|,]\s*[hxu]\b)[^}])+)\}"), escapes=False),
    "mako with h": Engine(re.compile(r"\$\{([^}|]*)\|[\s\w,]*\bn\b")),
    "tornado": Engine(re.compile(r"\{%\s*raw\s(.*?)%\}")),
    "bottle": Engine(re.compile(r"\{\{!(.*?)\}\}")),
}
# Names mean something else inside of these.
_BLOCK = re.compile(r"\{\{~?[#^]|\{%-?\s*(?:for|set|with|autoescape)\b|<%[^-=~]|^\s*each\b|^\s*% ?for\b", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_EVERYTHING = frozenset({"this", "locals", "obj", "it", "data"})
MAX_TEMPLATE = 100_000


def filled(m: Machine, engine: str, source: Value, data: Value, pos: int) -> Value:
    """The text that an engine makes of a template, of which nobody may know the source, and of data."""
    # What is wrong with the source is told where it is taken for one.
    harmless = union(source.labels, members.deep_labels(m, data))
    escaped = mapped(harmless, lambda label: label.extend("|template").add("html", "mail-html"))
    raw = _raw_labels(m, ENGINES[engine], source.text(), data, pos)
    labels = union(mapped(raw, lambda label: label.extend("|template", keep=True)), escaped)
    labels = mapped(labels, lambda label: label.add("string"))
    return Value((Text((Hole(labels),)),), labels) if labels else unknown()


def _raw_labels(m: Machine, engine: Engine, source: str | None, data: Value, pos: int) -> Labels:
    """The labels of the data that the template puts in as it is."""
    if source is None:
        return () if engine.escapes else members.deep_labels(m, data)
    found = engine.raw.findall(source[:MAX_TEMPLATE])
    expressions = ["".join(match) if isinstance(match, tuple) else match for match in found]
    if _BLOCK.search(source) and (expressions or not engine.escapes):
        return members.deep_labels(m, data)
    labels: Labels = ()
    for expression in expressions:
        for name in _NAME.findall(expression):
            labels = union(labels, members.deep_labels(m, _named(m, data, name, pos)))
    return labels


def _named(m: Machine, data: Value, name: str, pos: int) -> Value:
    first, *rest = name.split(".")
    value = data if first in _EVERYTHING else members.read(m, data, const(first), pos)
    for step in rest:
        value = members.read(m, value, const(step), pos)
    return value
