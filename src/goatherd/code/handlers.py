"""Handler strings: `path/to/module.function`, as the runtimes read them."""

from __future__ import annotations

import re

from attrs import frozen

_SYMBOL = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")


@frozen
class HandlerName:
    """`module` is a path without extension, relative to the code; `symbol` what it exports."""

    module: str
    symbol: str
    language: str


def readings(handler: str, languages: tuple[str, ...]) -> list[HandlerName]:
    """What a handler string may mean, best first; empty when it names no function of these languages."""
    text = handler.strip().replace("\\", "/")
    while text.startswith(("./", "/var/task/")):
        text = text.removeprefix("./").removeprefix("/var/task/")
    found: list[HandlerName] = []
    if "::" in text:
        return found
    if "python" in languages:
        module, dot, symbol = text.rpartition(".")
        if dot and module and symbol.isidentifier():
            found.append(
                HandlerName(module.replace(".", "/") if not module.startswith("..") else module, symbol, "python")
            )
            if "." in module:
                found.append(HandlerName(module, symbol, "python"))
    if "javascript" in languages:
        folder, slash, filename = text.rpartition("/")
        # Node.js takes everything behind the first dot for the export, people write dots in file names all the same.
        first, _, symbol = filename.partition(".")
        last, _, short = filename.rpartition(".")
        for module, exported in ((first, symbol), (last, short)):
            if module and _SYMBOL.fullmatch(exported):
                found.append(HandlerName(f"{folder}{slash}{module}", exported, "javascript"))
        if filename.count(".") > 1:  # `app.js.handler`, `src.app.handler`
            stripped = re.sub(r"\.[cm]?[jt]sx?$", "", last)
            modules = (stripped, last.replace(".", "/"))
            found.extend(HandlerName(f"{folder}{slash}{module}", short, "javascript") for module in modules)
    return list(dict.fromkeys(found))
