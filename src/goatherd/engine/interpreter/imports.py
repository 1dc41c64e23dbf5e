"""Modules: loading them once, binding imports, exports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.paths import language_of
from goatherd.core.errors import ReadError
from goatherd.engine.interpreter import members, unseen
from goatherd.engine.interpreter.running import Context
from goatherd.engine.values import (
    NOTHING,
    UNKNOWN,
    External,
    Frame,
    ModuleAtom,
    Obj,
    Value,
    atom,
    const,
    join,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_COMMONJS = frozenset({"exports", "module"})
MAX_JSON_NODES = 2000


def load(m: Machine, path: str, module: ir.Module | None = None) -> ModuleAtom:
    """The module of a file, run on first use; its variables live in the shared root of the store."""
    known = m.loaded.get(path)
    if known is not None:
        return known
    lowered = module or m.modules.load(path)
    names = lowered.locals | _COMMONJS if lowered.language == "javascript" else lowered.locals
    context = Context()
    frame = Frame(names, None, None, context=context)
    loaded = m.loaded[path] = ModuleAtom(path, frame, lowered.language, esm=lowered.esm)
    frame.module = loaded
    frame.keep = True
    m.files.setdefault(path)
    outer = (m.frame, m.module, m.activation, m.context, m.loops, m.handlers, m.loop_depth, m.blurred, m.running)
    held = m.store.at_root()
    m.frame, m.module, m.activation, m.context = frame, loaded, None, context
    m.loops, m.handlers, m.loop_depth, m.blurred, m.running = [], [], 0, 0, []
    _run(m, loaded, lowered)
    m.frame, m.module, m.activation, m.context, m.loops, m.handlers, m.loop_depth, m.blurred, m.running = outer
    m.store.back(held)
    loaded.ready = True
    return loaded


def _run(m: Machine, loaded: ModuleAtom, lowered: ir.Module) -> None:
    if lowered.language == "javascript":
        exports = atom(m.new("object", 0, extra="exports"))
        module = m.new("object", 0, extra="module")
        m.set_field(module, "exports", exports)
        m.store.set((m.frame, "exports"), exports)
        m.store.set((m.frame, "module"), atom(module))
        m.hoist(lowered.body)
    # A module that raises half-way has still bound what came before.
    m.execute(lowered.body)
    if lowered.language == "javascript" and loaded.esm:
        _show_exports(m, loaded, exports)


def _show_exports(m: Machine, module: ModuleAtom, exports: Value) -> None:
    """Compilers make CommonJS of such a module, and its functions may call each other by what it exports."""
    own = exports.sole
    for name, target in module.exports.items():
        if name != "*" and target[0] is None and m.get_field(own, name) is None:
            m.set_field(own, name, _esm_member(m, module, name, 0))


# --- Python and ESM statements -------------------------------------------------------------------


def bind_import(m: Machine, node: ir.Import) -> None:
    if m.module.language == "javascript":
        _bind_javascript(m, node)
    else:
        _bind_python(m, node)


def _bind_javascript(m: Machine, node: ir.Import) -> None:
    module = import_module(m, node.module)
    if node.alias:
        m.bind(node.alias, module)
    for exported, local in node.names:
        m.bind(local, import_member(m, module, exported))


def import_module(m: Machine, specifier: str) -> Value:
    path = m.modules.find_javascript(specifier, m.module.path, m.entry)
    if path is None:
        return _library(m, specifier)
    if path.endswith(".json"):
        return _json_module(m, path)
    # Bundlers let code import styles, pictures and texts.
    return atom(load(m, path)) if language_of(path) == "javascript" else UNKNOWN


def import_member(m: Machine, module: Value, exported: str) -> Value:
    item = module.sole
    if isinstance(item, ModuleAtom):
        return member_of_module(m, item, exported)
    if exported == "default":
        default = members.read(m, module, const("default"), 0) if isinstance(item, Obj) else NOTHING
        return default if default.atoms and not default.is_unknown and isinstance(item, Obj) else module
    return members.read(m, module, const(exported), 0)


def require(m: Machine, specifier: str) -> Value:
    """`require(x)` and `import(x)`."""
    module = import_module(m, specifier)
    item = module.sole
    if isinstance(item, ModuleAtom) and not item.esm:
        return _commonjs_exports(m, item)
    return module


def _commonjs_exports(m: Machine, module: ModuleAtom) -> Value:
    holder = m.store.peek((module.frame, "module"))
    if holder is None:
        return UNKNOWN
    value = m.get_field(holder.sole, "exports")
    return value if value is not None else UNKNOWN


def python_module(m: Machine, name: str) -> Value:
    """`import_module(name)`."""
    bare = name.lstrip(".")
    path = _find_python(m, bare, len(name) - len(bare))
    return atom(load(m, path)) if path is not None else _library(m, bare)


def _bind_python(m: Machine, node: ir.Import) -> None:
    if not node.names:
        _bind_python_module(m, node)
        return
    path = _find_python(m, node.module, node.level)
    for name, local in node.names:
        if name == "*":
            if path is not None:
                _bind_star(m, load(m, path))
        else:
            m.bind(local, _python_member(m, node, path, name))


def _python_member(m: Machine, node: ir.Import, path: str | None, name: str) -> Value:
    if path is not None:
        value = m.store.peek((load(m, path).frame, name))
        if value is not None:
            return value  # type: ignore[no-any-return]
    dotted = f"{node.module}.{name}" if node.module else name
    submodule = _find_python(m, dotted, node.level)
    if submodule is not None:
        return atom(load(m, submodule))
    if path is None and node.level:
        unseen.missing(m, "." * node.level + (node.module or name), node.pos)
        return atom(External(f"?.{dotted}"))
    if path is not None or not node.module:
        return UNKNOWN
    return members.read(m, _library(m, node.module), const(name), 0)


def _library(m: Machine, name: str) -> Value:
    module = m.semantics.library_module(m, name)
    if isinstance(module.sole, External):
        unseen.imported(m, module.sole.name)
    return module


def _find_python(m: Machine, name: str, level: int) -> str | None:
    """The file of a module of the application; a stub imports nothing but libraries."""
    if m.module.is_stub:
        return None
    known = not level and m.semantics.is_known_library(m, name.partition(".")[0])
    return m.modules.find_python(name, level, m.module.path, m.entry, library=known)


def _bind_python_module(m: Machine, node: ir.Import) -> None:
    path = _find_python(m, node.module, node.level)
    if node.alias:
        m.bind(node.alias, atom(load(m, path)) if path is not None else _library(m, node.module))
        return
    top, *rest = node.module.split(".")
    if path is None:
        m.bind(top, _library(m, top))
        return
    if not rest:
        m.bind(top, atom(load(m, path)))
        return
    _bind_package(m, node, top, rest)


def _bind_package(m: Machine, node: ir.Import, top: str, rest: list[str]) -> None:
    """`import a.b.c` binds a, through which b and c are reached; a folder without a file is an object."""
    holder = _package(m, node, top, m.read(top))
    m.bind(top, holder)
    dotted = top
    for name in rest:
        dotted = f"{dotted}.{name}"
        inner = _package(m, node, dotted, m.get_field(holder.sole, name))
        members.write(m, holder, const(name), inner, node.pos)
        holder = inner


def _package(m: Machine, node: ir.Import, dotted: str, known: Value | None) -> Value:
    path = _find_python(m, dotted, node.level)
    if path is not None:
        return atom(load(m, path))
    if known is not None and isinstance(known.sole, Obj):
        return known
    return atom(m.new("object", node.pos, extra=("package", dotted)))


def _bind_star(m: Machine, module: ModuleAtom) -> None:
    for name in sorted(module.frame.names):
        value = m.store.get((module.frame, name))
        if value is not None and not name.startswith("_"):
            m.store.set((m.module.frame, name), value)


def member_of_module(m: Machine, module: ModuleAtom, name: str, depth: int = 0) -> Value:
    if module.language == "python":
        value = m.store.get((module.frame, name))
        if value is not None:
            return value  # type: ignore[no-any-return]
        if module.is_stub:
            return m.semantics.beside_stub(m, module, name)
        submodule = m.modules.find_python(name, 1, _inside(module.path), m.entry)
        return atom(load(m, submodule)) if submodule is not None else UNKNOWN
    if module.esm:
        return _esm_member(m, module, name, depth)
    exports = _commonjs_exports(m, module)
    if name == "default":
        default = members.read(m, exports, const("default"), 0)
        known = [a for a in default.atoms if getattr(a, "value", None) is not ir.UNDEFINED]
        return Value(tuple(known)) if known else exports
    return members.read(m, exports, const(name), 0)


def _inside(path: str) -> str:
    """A path that relative imports of level 1 resolve from: the package itself."""
    return path if path.endswith("__init__.py") else f"{path.removesuffix('.py')}/__init__.py"


def _esm_member(m: Machine, module: ModuleAtom, name: str, depth: int) -> Value:
    target = module.exports.get(name)
    if target is not None:
        source, local = target
        if source is None:
            value = m.store.get((module.frame, local))
            return value if value is not None else UNKNOWN
        return source if local == "*" else import_member(m, source, local)
    result = NOTHING
    for source in module.exports.get("*", ()) if depth < 8 else ():
        item = source.sole
        if isinstance(item, ModuleAtom):
            found = member_of_module(m, item, name, depth + 1)
            if found.atoms and not found.is_unknown:
                result = join(result, found)
        elif isinstance(item, External):
            result = join(result, members.read(m, source, const(name), 0))
    return result if result.atoms else _assigned_export(m, module, name)


def _assigned_export(m: Machine, module: ModuleAtom, name: str) -> Value:
    """An export of a file that imports like a module and exports like a script, as compilers let it."""
    exports = _commonjs_exports(m, module)
    if name == "default" and not (isinstance(exports.sole, Obj) and exports.sole.place[1] == 0):
        return exports
    found = _known_member(m, exports, name)
    if not found.atoms and list(module.exports) == ["default"] and name != "default":
        # What is required of a module that exports but one thing is that thing, where compilers have it so.
        found = _known_member(m, _esm_member(m, module, "default", 0), name)
    return found if found.atoms else UNKNOWN


def _known_member(m: Machine, owner: Value, name: str) -> Value:
    value = members.read(m, owner, const(name), 0)
    return Value(tuple(a for a in value.atoms if getattr(a, "value", None) is not ir.UNDEFINED), value.labels)


def record_export(m: Machine, node: ir.Export) -> None:
    source = import_module(m, node.module) if node.module else None
    for exported, local in node.names:
        if exported == "*" and source is not None:
            m.module.exports.setdefault("*", []).append(source)
        else:
            m.module.exports[exported] = (source, local)


# --- data modules --------------------------------------------------------------------------------


def _json_module(m: Machine, path: str) -> Value:
    known = m.data_files.get(path)
    if known is None:
        outer, m.context = m.context, Context()
        held = m.store.at_root()
        known = m.data_files[path] = _value_of_file(m, path)
        m.store.back(held)
        m.context = outer
    return known


def _value_of_file(m: Machine, path: str) -> Value:
    try:
        data = json.loads(m.modules.tree.read_guide(path))
    except (ReadError, ValueError, RecursionError):
        return UNKNOWN
    return value_of_data(m, data, [MAX_JSON_NODES], (path,))


def value_of_data(m: Machine, data: Any, budget: list[int], where: tuple[Any, ...]) -> Value:
    """Plain data as objects of the store; too much of it is Unknown."""
    budget[0] -= 1
    if budget[0] < 0:
        return UNKNOWN
    if isinstance(data, dict):
        target = m.new("dict", 0, extra=where)
        for key, part in data.items():
            m.set_field(target, key, value_of_data(m, part, budget, (*where, key)))
        return atom(target)
    if isinstance(data, list):
        items = [value_of_data(m, part, budget, (*where, index)) for index, part in enumerate(data)]
        return m.semantics.make_list(m, "list", (items, None), 0, where)
    return const(data)
