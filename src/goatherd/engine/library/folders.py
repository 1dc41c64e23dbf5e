"""A user's models: folders with rules and stubs below python/ and javascript/. They are read, never run."""

from __future__ import annotations

import posixpath
import re
from hashlib import blake2b
from typing import TYPE_CHECKING

from goatherd.core.errors import ModelError, ReadError
from goatherd.core.shown_paths import shown_path
from goatherd.core.source import Span
from goatherd.engine.library.known import LANGUAGES, SHIPPED, Library, module_of, shipped
from goatherd.engine.library.parse import Problem, problems_of, read_rules
from goatherd.engine.library.rules import Models, renamed
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.code.ir import Module

MAX_FILES = 500
MAX_BYTES = 1_000_000
MAX_TOLD = 20
_SUFFIXES = {"python": ".py", "javascript": ".js"}
_BESIDE = (".md", ".txt")  # what may be told about models
_OURS = "goatherd_"
_HERE = "rules are in python/*.toml and javascript/*.toml, stubs in python/*.py and javascript/*.js"
_ASKED = re.compile(
    r"from\s+goatherd_intrinsics\s+import[ \t]+(?:\(([^)]*)\)|([\w, \t]+))"
    r"|\{([\w\s,:]+)\}\s*=\s*require\(\s*['\"]goatherd_intrinsics['\"]"
    r"|import\s*\{([\w\s,]+)\}\s*from\s*['\"]goatherd_intrinsics['\"]"
)


def library_of(folders: Sequence[str]) -> Library:
    """What is known with a user's folders, of which the first goes first; raises ModelError with all mistakes."""
    if not folders:
        return SHIPPED
    read = [_Folder(folder) for folder in folders]
    problems = [problem for folder in read for problem in folder.problems]
    if problems:
        raise _error(problems)
    own = {language: Models() for language in LANGUAGES}
    stubs: dict[tuple[str, str], Module] = {}
    for folder in read:
        for language, text in folder.rules:
            aliases, rules = read_rules(text, own=True)
            known = {**shipped(language).aliases, **aliases}
            own[language].include(aliases, [renamed(rule, known) for rule in rules])
        stubs = {**folder.stubs, **stubs}
    texts = repr([sorted(folder.texts.items()) for folder in read]).encode(errors="surrogatepass")
    return Library(own, stubs, blake2b(texts, digest_size=16).hexdigest())


class _Folder:
    """What one folder holds, and what is wrong with it."""

    def __init__(self, folder: str) -> None:
        self.name = shown_path(folder)
        self.problems: list[Problem] = []
        self.rules: list[tuple[str, str]] = []  # (language, text)
        self.stubs: dict[tuple[str, str], Module] = {}
        self.texts: dict[str, str] = {}
        tree = Tree(folder)
        for path, why in tree.problems:
            self._wrong(path, 1, why, "")
        for path in [path for path, why in tree.skipped if why == "symbolic link"]:
            self._wrong(path, 1, "this is a symbolic link, which is not followed", "put the file itself here")
        if len(tree.files) > MAX_FILES:
            self._wrong("", 1, f"there are more than {MAX_FILES} files", "name a folder that holds nothing but models")
        elif not tree.files:
            self._wrong("", 1, "there are no models", _HERE)
        for path in tree.files[:MAX_FILES]:
            self._read(tree, path)

    def _read(self, tree: Tree, path: str) -> None:
        language, _, name = path.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        if dot + suffix in _BESIDE or name.startswith("."):
            return
        if language not in LANGUAGES or dot + suffix not in (".toml", _SUFFIXES[language]):
            self._wrong(path, 1, "this is no model", _HERE)
            return
        try:
            text = tree.read(path, MAX_BYTES)
        except ReadError as error:
            self._wrong(path, error.span.line if error.span else 1, f"the file {error.message}", "")
            return
        self.texts[path] = text
        if suffix == "toml":
            self.problems += problems_of(text, posixpath.join(self.name, path))
            self.rules.append((language, text))
        else:
            self._stub(language, path, stem, text)

    def _stub(self, language: str, path: str, stem: str, text: str) -> None:
        if stem.startswith(_OURS):
            self._wrong(path, 1, f"names that begin with {_OURS} are goatherd's own", "name the file after the module")
            return
        module = lowered(language, path, text)
        for line, message in module.problems:
            self._wrong(path, line, f"the file {message}", "")
        for line, name in () if module.problems else unanswered(language, text):
            self._wrong(path, line, f"goatherd_intrinsics has no {name!r}", "docs/models.md lists what it has")
        self.stubs[language, module_of(language, stem)] = module

    def _wrong(self, path: str, line: int, message: str, help: str) -> None:
        self.problems.append(Problem(posixpath.join(self.name, path), line, message, help))


def lowered(language: str, path: str, text: str) -> Module:
    if language == "python":
        from goatherd.code.python import lower
    else:
        from goatherd.code.javascript import lower
    return lower(f"<stub {path.rpartition('/')[2]}>", text)


def unanswered(language: str, text: str) -> Iterator[tuple[int, str]]:
    """What a stub asks of the engine that it does not answer."""
    from goatherd.engine.semantics import semantics_of

    known = semantics_of(language).natives
    for found in _ASKED.finditer(text):
        for part in next(filter(None, found.groups())).split(","):
            name = re.split(r"\s+as\s+|:", part.strip())[0].strip()
            if name and f"goatherd_intrinsics.{name}" not in known:
                yield text.count("\n", 0, found.start()) + 1, name


def _error(problems: list[Problem]) -> ModelError:
    if len(problems) == 1:
        only = problems[0]
        return ModelError(only.message, span=Span(only.path, only.line), help=only.help)
    lines = [f"{p.path}:{p.line}: {p.message}{'; ' + p.help if p.help else ''}" for p in problems[:MAX_TOLD]]
    if len(problems) > MAX_TOLD:
        lines.append(f"and {len(problems) - MAX_TOLD} more")
    return ModelError("\n  ".join([f"the models have {len(problems)} mistakes:", *lines]))
