"""Template engines of JavaScript: a template is code; what it is given is escaped unless it says raw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.interpreter import members, sinks
from goatherd.engine.interpreter.externals import display
from goatherd.engine.labels import Labels, mapped, union
from goatherd.engine.values import UNKNOWN, Bound, External, Hole, Obj, Text, Value, atom, const, unknown
from goatherd.engine.values import Native as NativeMethod

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

# How an engine's templates spell an expression that is put in as it is.
_MUSTACHE = re.compile(r"\{\{\{~?([^}]*)\}\}\}|\{\{~?&([^}]*)\}\}")
_RAW = {
    "mustache": _MUSTACHE,
    "handlebars": _MUSTACHE,
    "ejs": re.compile(r"<%-(?!\s*include\b)(.*?)%>", re.DOTALL),
    "eta": re.compile(r"<%~(?!\s*include)(.*?)%>", re.DOTALL),
    "lodash": re.compile(r"<%=(.*?)%>|\$\{([^}]*)\}", re.DOTALL),
    "nunjucks": re.compile(r"\{\{-?([^}|]*)\|\s*safe\b"),
    "pug": re.compile(r"!\{([^}]*)\}|!=(.*)"),
}
_BLOCK = re.compile(r"\{\{~?[#^]|\{%-?\s*for\b|<%[^-=~]|^\s*each\b", re.MULTILINE)  # names mean something else inside
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_EVERYTHING = frozenset({"this", "locals", "obj", "it", "data"})
_CLASS = "template.Template"
_RENDER = "#render"
MAX_TEMPLATE = 100_000


def _compile(engine: str, name: str) -> Native:
    """A function of the data."""

    def run(m: Machine, args: Args, pos: int) -> Value:
        made = m.new("instance", pos, External(_CLASS))
        m.set_field(made, "source", _source(m, args, pos, name))
        m.set_field(made, "engine", const(engine))
        return Value((Bound(NativeMethod(_RENDER), atom(made)),))

    return run


def _render(engine: str, name: str) -> Native:
    def run(m: Machine, args: Args, pos: int) -> Value:
        return _filled(m, engine, _source(m, args, pos, name), args.at(1) or UNKNOWN, pos)

    return run


def _source(m: Machine, args: Args, pos: int, name: str) -> Value:
    source = args.at(0) or UNKNOWN
    sinks.report(m, "template", source, pos, name)
    return source


def method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """The call of a compiled template; None for every other receiver."""
    item = receiver.sole
    if name != _RENDER or not isinstance(item, Obj):
        return None
    source, engine = m.get_field(item, "source") or UNKNOWN, m.get_field(item, "engine") or UNKNOWN
    return _filled(m, engine.text() or "", source, args.at(0) or UNKNOWN, pos)


def _filled(m: Machine, engine: str, source: Value, data: Value, pos: int) -> Value:
    escaped = mapped(members.deep_labels(m, data), lambda label: label.extend("|template").add("html", "mail-html"))
    raw = union(source.labels, _raw_labels(m, engine, source.text() or "", data, pos))
    labels = union(mapped(raw, lambda label: label.extend("|template", keep=True)), escaped)
    labels = mapped(labels, lambda label: label.add("string"))
    return Value((Text((Hole(labels),)),), labels) if labels else unknown()


def _raw_labels(m: Machine, engine: str, source: str, data: Value, pos: int) -> Labels:
    """The labels of the data that the template puts in as it is."""
    found = _RAW[engine].findall(source[:MAX_TEMPLATE])
    expressions = ["".join(match) if isinstance(match, tuple) else match for match in found]
    if expressions and _BLOCK.search(source):
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


_COMPILERS = {
    "handlebars.compile": "handlebars",
    "handlebars.create().compile": "handlebars",
    "hbs.compile": "handlebars",
    "hbs.handlebars.compile": "handlebars",
    "ejs.compile": "ejs",
    "eta.compile": "eta",
    "lodash.template": "lodash",
    "underscore.template": "lodash",
    "pug.compile": "pug",
    "jade.compile": "pug",
}
_RENDERERS = {
    "mustache.render": "mustache",
    "mustache.to_html": "mustache",
    "ejs.render": "ejs",
    "eta.render": "eta",
    "eta.renderString": "eta",
    "eta.Eta().renderString": "eta",
    "nunjucks.renderString": "nunjucks",
    "nunjucks.Environment().renderString": "nunjucks",
    "nunjucks.configure().renderString": "nunjucks",
    "pug.render": "pug",
    "jade.render": "pug",
}
NATIVES: dict[str, Native] = {
    **{name: _compile(engine, display(name)) for name, engine in _COMPILERS.items()},
    **{name: _render(engine, display(name)) for name, engine in _RENDERERS.items()},
}
