"""Which files of a tree the code of its functions imports, told from the words of import statements.

That is coarser than interpretation, and early enough to know what is no handler of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.paths import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.code.modules import Modules
    from goatherd.model.function import Entry

_SPECIFIER = re.compile(r"""(?:\bfrom|\brequire\s{0,4}\(|\bimport\s{0,4}\(?)\s{0,4}["']([^"'\n]{1,300})["']""")
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([^\n#;]+)", re.MULTILINE)
_FROM = re.compile(r"^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^\n#;]+)", re.MULTILINE)
_NAME = re.compile(r"[\w.]+")


def imported_by(modules: Modules, entries: Iterable[Entry]) -> set[str]:
    """The files that the modules of these handlers import, directly or through others; their own only if imported."""
    found: set[str] = set()
    pending = list({entry.file: entry for entry in entries if not entry.inline}.items())
    while pending:
        path, entry = pending.pop()
        new = imports_of(modules, path, entry) - found
        found |= new
        pending += [(other, entry) for other in sorted(new)]
    return found


def imports_of(modules: Modules, path: str, entry: Entry) -> set[str]:
    """The files that a file of a function's code imports."""
    named = _python if language_of(path) == "python" else _javascript
    return {other for other in named(modules, path, entry) if language_of(other)}


def names_imported(modules: Modules, path: str) -> set[str]:
    """What the import statements of a file name: "PIL.Image", "lodash/merge", also what is not in the tree."""
    text = modules.text(path)
    if language_of(path) == "python":
        return absolute_imports(text)
    return set(_SPECIFIER.findall(text))


def absolute_imports(text: str) -> set[str]:
    """What a Python module imports from the path: "json", "shared.db", and "shared.db.Table", which may be a module."""
    return {name for name, level in _python_names(text) if not level}


def _javascript(modules: Modules, path: str, entry: Entry) -> Iterator[str]:
    for specifier in dict.fromkeys(_SPECIFIER.findall(modules.text(path))):
        if other := modules.find_javascript(specifier, path, entry):
            yield other


def _python(modules: Modules, path: str, entry: Entry) -> Iterator[str]:
    for name, level in dict.fromkeys(_python_names(modules.text(path))):
        if other := modules.find_python(name, level, path, entry):
            yield other


def _python_names(text: str) -> Iterator[tuple[str, int]]:
    for names in _IMPORT.findall(text):
        yield from ((name, 0) for each in names.split(",") if (name := each.split()[0] if each.split() else ""))
    for dots, module, names in _FROM.findall(text):
        if module:
            yield module, len(dots)
        for each in names.strip("()").split(","):
            if name := _NAME.match(each.strip()):
                yield f"{module}.{name[0]}" if module else name[0], len(dots)


def names_given(text: str) -> Iterator[tuple[str, str]]:
    """The names that the import statements of a Python module bind, with what each stands for: ("np", "numpy")."""
    for names in _IMPORT.findall(text):
        for each in names.split(","):
            name, _, given = (*each.split(), "", "", "")[:3]
            yield given or name.partition(".")[0], name
    for dots, module, names in _FROM.findall(text):
        for each in names.strip("()").split(",") if module and not dots else ():
            name, _, given = (*each.split(), "", "", "")[:3]
            yield given or name, f"{module}.{name}"
