"""Template engines of JavaScript: a template is code; what it is given is escaped unless it says raw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import sinks
from goatherd.engine.interpreter.externals import display
from goatherd.engine.semantics.templates import ENGINES, filled
from goatherd.engine.values import UNKNOWN, Bound, Const, External, Obj, Value, atom, const
from goatherd.engine.values import Native as NativeMethod

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_CLASS = "template.Template"
_RENDER = "#render"
_LAZY = "handlebars"  # it reads a template when that is first filled: one that never is, does nothing


def _compile(engine: str, name: str) -> Native:
    """A function of the data."""

    def run(m: Machine, args: Args, pos: int) -> Value:
        made = m.new("instance", pos, External(_CLASS))
        if engine == _LAZY:
            m.set_field(made, "compiler", const(name))
        else:
            sinks.report(m, "template", args.at(0) or UNKNOWN, pos, name)
        m.set_field(made, "source", args.at(0) or UNKNOWN)
        m.set_field(made, "engine", const(_chosen(m, engine, args)))
        return Value((Bound(NativeMethod(_RENDER), atom(made)),))

    return run


def _chosen(m: Machine, engine: str, args: Args) -> str:
    """The engine as its options have it."""
    options = (args.at(1) or UNKNOWN).sole
    escapes = m.get_field(options, "noEscape") if isinstance(options, Obj) else None
    bare = f"{engine} without escapes"
    return bare if bare in ENGINES and escapes is not None and escapes.constant == Const(True) else engine


def _render(engine: str, name: str) -> Native:
    def run(m: Machine, args: Args, pos: int) -> Value:
        source = args.at(0) or UNKNOWN
        sinks.report(m, "template", source, pos, name)
        return filled(m, engine, source, args.at(1) or UNKNOWN, pos)

    return run


def method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """The call of a compiled template; None for every other receiver."""
    item = receiver.sole
    if name != _RENDER or not isinstance(item, Obj):
        return None
    source, engine = m.get_field(item, "source") or UNKNOWN, m.get_field(item, "engine") or UNKNOWN
    compiler = (m.get_field(item, "compiler") or UNKNOWN).text()
    if compiler is not None:
        for label in sinks.dangerous(m, "template", source):
            sinks.tell(m, "template", label, item.place, compiler)
    return filled(m, engine.text() or "", source, args.at(0) or UNKNOWN, pos)


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
    "nunjucks.BareEnvironment.renderString": "nunjucks without autoescape",
    "pug.render": "pug",
    "jade.render": "pug",
}
NATIVES: dict[str, Native] = {
    **{name: _compile(engine, display(name)) for name, engine in _COMPILERS.items()},
    **{name: _render(engine, display(name)) for name, engine in _RENDERERS.items()},
}
