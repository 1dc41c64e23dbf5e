"""Settings and keys in files beside the code: what a deployment is given, what a package or image takes along.

`samconfig.toml` with the values of parameters, `ENV` and `ARG` of Dockerfiles, `.env` files and private keys in the
folders that are deployed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.comments import secrets_in_comments
from goatherd.code.dockerfiles import dockerfile_of
from goatherd.code.paths import ancestors, extension, language_of, name, parent
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.secrets import revealed
from goatherd.core.source import Span
from goatherd.model.flow import Literal
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.model.application import Application

MAX_BYTES = 200_000
_SAMCONFIG = ("samconfig.toml", "samconfig.yaml", "samconfig.yml")
_KEY_FILES = frozenset({".pem", ".key", ".p8", ".ppk"})
_KEY_NAMES = frozenset({"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"})
_SETTINGS = regex(r"\.env(\.(?!example|sample|template|dist|test|defaults?\b)\w+)*")
_SETTING = regex(r"^\s*(?:export\s+)?(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^#\s]*))")
_OVERRIDE = regex(r"(?:ParameterKey=)?\b([A-Za-z]\w*)(?:,ParameterValue)?=(?:\\?[\"'])?([^\"'\\\s,\]]+)")
_OTHER_SETTING = regex(r"^\s*\w+\s*(?:=\s|:\s|=\s*[\"\[]|:$)")
_INSTRUCTION = regex(r"^\s*(?:ENV|ARG)\s+(.*)$")
_PAIR = regex(r"(\w+)(?:=|\s+)(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")


def configured_literals(application: Application, modules: Modules) -> Iterator[Literal]:
    """Every named value of these files, every private key with the name "", and secrets in the comments of templates.

    Nothing is raised.
    """
    files: dict[str, str] = {}  # path: kind
    for template in application.templates:
        for folder in ancestors(parent(template)):
            beside = [f"{folder}/{file}".lstrip("/") for file in _SAMCONFIG]
            found = [path for path in beside if path in modules.tree]
            files.update(dict.fromkeys(found, "samconfig"))
            if found:
                break
    for function in application.functions:
        if function.code.image and (path := dockerfile_of(function, modules)):
            files.setdefault(path, "dockerfile")
        if isinstance(function.entry, Entry) and not function.entry.inline:
            for path in _taken_along(function.entry.root, modules):
                files.setdefault(path, "settings" if name(path).startswith(".env") else "key")
    for template in application.templates:
        yield from _commented(template, _text(template, modules))
    for path, kind in sorted(files.items()):
        yield from _READERS[kind](path, _text(path, modules))


def _taken_along(root: str, modules: Modules) -> Iterator[str]:
    scope = "" if root == "." else root
    for path in modules.index.below(scope):
        file = name(path)
        wanted = extension(file) in _KEY_FILES or file in _KEY_NAMES or _SETTINGS.fullmatch(file)
        if wanted and modules.classifier.why_not_application(path, scope=scope) is None:
            yield path


def _text(path: str, modules: Modules) -> str:
    try:
        return modules.tree.read(path, MAX_BYTES)
    except ReadError:
        return ""  # a key that is no text gives nothing away


def _samconfig(path: str, text: str) -> Iterator[Literal]:
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        start = line.find("parameter_overrides")
        if start >= 0:
            inside, line = True, line[start + len("parameter_overrides") :].lstrip(" =:")
        elif inside and (line.lstrip()[:1] in ("[", "") or _OTHER_SETTING.match(line)):
            inside = False
        for match in _OVERRIDE.finditer(line) if inside else ():
            yield Literal(match[1], match[2], Span(path, number))


def _dockerfile(path: str, text: str) -> Iterator[Literal]:
    for number, line in enumerate(text.splitlines(), 1):
        instruction = _INSTRUCTION.match(line)
        for match in _PAIR.finditer(instruction[1]) if instruction else ():
            yield Literal(match[1], match[2] or match[3] or match[4] or "", Span(path, number))


def _settings(path: str, text: str) -> Iterator[Literal]:
    for number, line in enumerate(text.splitlines(), 1):
        match = _SETTING.match(line)
        if match:
            yield Literal(match[1], match[2] or match[3] or match[4] or "", Span(path, number))


def _commented(path: str, text: str) -> Iterator[Literal]:
    for name_, value, line, column in secrets_in_comments(text, language_of(path)):
        yield Literal(name_, value, Span(path, line, column + 1), in_comment=True)


def _key(path: str, text: str) -> Iterator[Literal]:
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        told = "\n".join(lines[number - 1 : number + 1])  # the key itself stands below the line that names it
        if revealed(line) or (_MARKER in line and revealed(told)):
            yield Literal("", told, Span(path, number))
            return


_MARKER = "-----BEGIN"
_READERS = {"samconfig": _samconfig, "dockerfile": _dockerfile, "settings": _settings, "key": _key}
