"""Stubs: small restatements of libraries in the analysed language, interpreted like application code.

`python/<module>.py` and `javascript/<module>.js`, with "." and "/" of the module's name written as "__"; a user's
stubs go first. A stub may use the names of `goatherd.engine.stubs.intrinsics`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.engine.interpreter.members import OPEN
from goatherd.engine.library.known import module_of
from goatherd.engine.values import External, ModuleAtom, Value, atom

if TYPE_CHECKING:
    from goatherd.code import ir
    from goatherd.engine.interpreter.machine import Machine


@cache
def _available(language: str) -> dict[str, str]:
    folder = Path(__file__).with_name(language)
    found = {}
    for path in folder.iterdir():
        stem, _, suffix = path.name.rpartition(".")
        if suffix in ("py", "js") and stem != "__init__":
            found[module_of(language, stem)] = path.name
    return found


@cache
def _lowered(language: str, file: str) -> ir.Module:
    text = Path(__file__).with_name(language).joinpath(file).read_text("utf-8")
    if language == "python":
        from goatherd.code.python import lower
    else:
        from goatherd.code.javascript import lower
    return lower(f"<stub {file}>", text)


# Each of them exports a part of what the whole of its generation does.
_FIREBASE = re.compile(r"firebase-functions(?:/(v[12]))?(?:/(?!logger|params)\w+)?")


def _generation(match: re.Match[str]) -> str:
    part = match[0] != "firebase-functions" and match[1] != "v1"
    return "firebase-functions/v2" if part else "firebase-functions"


def restates(m: Machine, language: str, package: str) -> bool:
    """Whether there is a stub of a package or of a module in it."""
    own = (module for stub_language, module in m.library.stubs if stub_language == language)
    return package in _packages(language) or any(module.partition(".")[0] == package for module in own)


@cache
def _packages(language: str) -> frozenset[str]:
    return frozenset(module.partition(".")[0] for module in _available(language))


def load_stub(m: Machine, language: str, name: str) -> Value | None:
    """The stub of a library module, or None."""
    own = m.library.stubs.get((language, name))
    file = _available(language).get(_FIREBASE.sub(_generation, name))
    if own is None and file is None:
        return None
    from goatherd.engine.interpreter.imports import _commonjs_exports

    lowered = own or _lowered(language, file or "")
    module = m.load(lowered.path, lowered)
    if isinstance(module, ModuleAtom) and language == "javascript" and not module.esm:
        exports = _commonjs_exports(m, module)
        # What the stub does not restate is the library's.
        held = m.store.at_root()
        m.store.set((exports.sole, OPEN), atom(External(name)))
        m.store.set((exports.sole, "default"), exports)
        m.store.back(held)
        return exports
    return atom(module)
