"""Whether code uses what an advisory is about: a class, a function or an argument of a package, by its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.imported import names_given
from goatherd.code.manifests.import_names import alike

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLASS = re.compile(r"(?![A-Z0-9]+_[A-Z0-9_]*$)[A-Z]\w*")  # and no constant or variable of the environment


def uses(text: str, package: str, functions: Iterable[str], *, python: bool) -> bool:
    """Whether the text of a file names one of the functions; `verify=` is an argument of that name.

    A class of Python is that of the package: the word is a key of many dictionaries, and a class of other packages; so
    is what stands with the package's name ("flask.session"). In JavaScript it is a file that names the package, and a
    member, an import or an option; `JSON.parse` is the language's own.
    """
    return (python or package in text) and any(_names(text, package, function, python=python) for function in functions)


def _names(text: str, package: str, function: str, *, python: bool) -> bool:
    holder, _, word = function.partition("(")[0].rpartition(".")
    if word.endswith("="):
        return re.search(rf"(?<!\w){re.escape(word[:-1])}\s{{0,4}}=(?!=)", text) is not None
    if python and (_CLASS.fullmatch(word) or (holder.islower() and "." not in holder and alike(package, holder))):
        return _is_own(text, package, word)
    before = r"(?<![\w$])" if python else r"(?<!JSON)(?<!Date)[./{,\[\"'`]\s{0,20}"
    return re.search(rf"{before}{re.escape(word)}(?![\w$])", text) is not None


def _is_own(text: str, package: str, word: str) -> bool:
    """Whether it is imported from the package, or a member of a name that is."""
    own = [(name, source) for name, source in names_given(text) if alike(package, source.partition(".")[0])]
    if any(source.rpartition(".")[2] in (word, "*") for _, source in own):
        return True
    names = "|".join(sorted({re.escape(name) for name, _ in own}))
    return bool(names) and re.search(rf"(?<![\w.])(?:{names})(?:\.\w+){{0,4}}\.{word}(?!\w)", text) is not None
