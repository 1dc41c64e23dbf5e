"""Mapping templates of REST APIs, as far as they are expressions and `#set`.

Source: API Gateway developer guide, "Mapping template transformations for REST APIs" and "Variables for data
transformations". Conditions and loops are not evaluated; the template that passes everything on is known as a whole.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote_plus

from attrs import field, frozen

from goatherd.attack.events.document import text_of
from goatherd.attack.events.probe import NotUnderstood, json_path, pick
from goatherd.core.foreign_json import read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.attack.events.probe import Select

_SET = re.compile(r"^[ \t]*#set\s*\(\s*\$!?\{?(\w+)\}?\s*=\s*(.+)\)[ \t]*$\n?", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*##.*$\n?|##.*$", re.MULTILINE)
_REFERENCE = re.compile(r"\$!?(\{)?(?=[A-Za-z])")
_PART = re.compile(r"\.?([A-Za-z_][\w-]*)")
_INDEX = re.compile(r"\[(\d{1,4})\]")
_DIRECTIVE = re.compile(r"#\{?(?:if|else|elseif|foreach|end|macro|define|break|stop)\b")
_PASS_THROUGH = re.compile(r"#set\(\s*\$allParams\s*=\s*\$input\.params\(\)\s*\)")
_MAX = 100_000


@frozen
class Source:
    """What a template reads: `select` from the parsed body, `body` its text, `params` a parameter's value by name."""

    select: Select
    body: str
    params: Callable[[str], str]
    groups: Mapping[str, Mapping[str, str]] = field(factory=dict)  # parameters by "path", "querystring", "header"
    context: Mapping[str, Any] = field(factory=dict)


def render(template: str, source: Source) -> str:
    """What API Gateway makes of a template; raises NotUnderstood."""
    if len(template) > _MAX:
        raise NotUnderstood("a template of this size")
    try:
        return _rendered(template, source)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("an expression of a template") from error


def _rendered(template: str, source: Source) -> str:
    if _PASS_THROUGH.search(template):
        return json.dumps(_everything(source))
    variables: dict[str, Any] = {}
    text = _COMMENT.sub("", template)
    for name, expression in _SET.findall(text):
        variables[name] = _Reader(expression.strip(), source, variables).whole()
    text = _SET.sub("", text)
    if _DIRECTIVE.search(text):
        raise NotUnderstood("conditions and loops of a template")
    return _Reader(text, source, variables).text()


def _everything(source: Source) -> dict[str, Any]:
    """The template "Method request passthrough" that the console offers."""
    return {
        "body-json": source.select(()),
        "params": {name: dict(source.groups.get(name, {})) for name in ("path", "querystring", "header")},
        "stage-variables": {},
        "context": {
            "http-method": source.context.get("httpMethod"),
            "stage": source.context.get("stage"),
            "source-ip": pick(source.context, ("identity", "sourceIp")),
            "request-id": source.context.get("requestId"),
            "resource-path": source.context.get("resourcePath"),
        },
    }


class _Reader:
    """Reads references from a text, left to right."""

    def __init__(self, text: str, source: Source, variables: dict[str, Any]) -> None:
        self._text, self._source, self._variables = text, source, variables
        self._at = 0

    def text(self) -> str:
        parts: list[str] = []
        while match := _REFERENCE.search(self._text, self._at):
            parts.append(self._text[self._at : match.start()])
            self._at = match.end()
            value = _plain(self._reference(bool(match[1])))
            parts.append("" if value is None else text_of(value))
        return "".join((*parts, self._text[self._at :]))

    def whole(self) -> Any:
        """The value of an expression that is all of the text."""
        value = self._argument()
        if self._text[self._at :].strip():
            raise NotUnderstood(self._text)
        return value

    def _reference(self, braced: bool) -> Any:
        value = self._chain()
        if braced:
            self._expect("}")
        return value

    def _chain(self) -> Any:
        names = [self._name()]
        value: Any = None
        root = True
        while True:
            if self._peek("("):
                value = self._call(names, value, self._arguments(), root)
                names, root = [], False
            elif ((match := _PART.match(self._text, self._at)) and match[0].startswith(".")) or (
                match := _INDEX.match(self._text, self._at)
            ):
                self._at = match.end()
                names.append(match[1])
            else:
                break
        return self._property(names, value, root) if names else value

    def _name(self) -> str:
        match = _PART.match(self._text, self._at)
        if match is None:
            raise NotUnderstood(self._text[self._at : self._at + 20])
        self._at = match.end()
        return match[1]

    def _property(self, names: list[str], value: Any, root: bool) -> Any:
        if not root:
            return pick(value, tuple(names))
        if names == ["input", "body"]:
            return self._source.body
        if names[0] == "context":
            return pick(self._source.context, tuple(names[1:]))
        if names[0] == "stageVariables":
            return ""
        if names[0] in self._variables:
            return _member(self._variables[names[0]], names[1:], self._source)
        raise NotUnderstood(".".join(names))

    def _call(self, names: list[str], value: Any, arguments: list[Any], root: bool) -> Any:
        name = names[-1]
        if not root or names[0] not in ("input", "util"):
            subject = value if not root else self._property(names[:-1], value, root)
            return _method(subject, name, arguments)
        if names == ["input", "json"] and len(arguments) == 1:
            found = self._source.select(json_path(str(arguments[0])))
            return json.dumps("" if found is None else found, ensure_ascii=False)
        if names == ["input", "path"] and len(arguments) == 1:
            path = json_path(str(arguments[0]))
            return _Selected(path, self._source.select(path))
        if names == ["input", "params"]:
            return self._source.params(str(arguments[0])) if arguments else dict(self._source.groups)
        if names[0] == "util" and len(names) == 2 and len(arguments) == 1 and name in _UTILITIES:
            return _UTILITIES[name](_plain(arguments[0]))
        raise NotUnderstood(".".join(names))

    def _arguments(self) -> list[Any]:
        self._expect("(")
        found: list[Any] = []
        while not self._peek(")"):
            found.append(self._argument())
            if self._peek(","):
                self._at += 1
        self._expect(")")
        return found

    def _argument(self) -> Any:
        self._space()
        rest = self._text[self._at :]
        if match := re.match(r"'([^']*)'|\"([^\"]*)\"", rest):
            self._at += match.end()
            return match[1] if match[1] is not None else match[2]
        if match := _REFERENCE.match(rest):
            self._at += match.end()
            return self._reference(bool(match[1]))
        if match := re.match(r"-?\d+|true|false", rest):
            self._at += match.end()
            return json.loads(match[0])
        raise NotUnderstood(rest[:20])

    def _space(self) -> None:
        while self._text[self._at : self._at + 1].isspace():
            self._at += 1

    def _peek(self, character: str) -> bool:
        if character != "(":
            self._space()
        return self._text.startswith(character, self._at)

    def _expect(self, character: str) -> None:
        if not self._peek(character):
            raise NotUnderstood(self._text[self._at : self._at + 20])
        self._at += 1


class _Selected:
    """A part of the body that is read on: marks have no members of their own."""

    def __init__(self, path: tuple[str, ...], value: Any) -> None:
        self.path, self.value = path, value


def _member(value: Any, names: list[str], source: Source) -> Any:
    if isinstance(value, _Selected):
        path = (*value.path, *names)
        return _Selected(path, source.select(path))
    return pick(value, tuple(names)) if names else value


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, _Selected) else value


def _method(subject: Any, name: str, arguments: list[Any]) -> Any:
    subject = _plain(subject)
    if name in ("replaceAll", "replace") and len(arguments) == 2:
        text, old, new = text_of(subject), str(arguments[0]).replace("\\\\", "\\"), str(arguments[1])
        if len(text) + text.count(old) * len(new) > _MAX:
            raise NotUnderstood("a text that grows and grows")
        return text.replace(old, new)
    if name == "get" and len(arguments) == 1:
        return pick(subject, (str(arguments[0]),))
    if name in ("toString", "trim", "toLowerCase", "toUpperCase") and not arguments:
        text = text_of(subject)
        return {"trim": text.strip, "toLowerCase": text.lower, "toUpperCase": text.upper}.get(name, lambda: text)()
    raise NotUnderstood(name)


def _escaped(value: Any) -> str:
    return json.dumps(text_of(value), ensure_ascii=False)[1:-1].replace("'", "\\'").replace("/", "\\/")


_UTILITIES: dict[str, Callable[[Any], Any]] = {
    "escapeJavaScript": _escaped,
    "parseJson": lambda value: read_json(text_of(value)),
    "urlEncode": lambda value: quote_plus(text_of(value)),
    "urlDecode": lambda value: unquote_plus(text_of(value)),
    "base64Encode": lambda value: base64.b64encode(text_of(value).encode()).decode(),
    "base64Decode": lambda value: base64.b64decode(text_of(value)).decode("utf-8", "replace"),
}
