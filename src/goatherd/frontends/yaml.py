"""YAML text -> Node trees with spans, typed the way CloudFormation types it.

Quoted scalars stay text; plain ones become null, booleans (YAML 1.1: yes, no, on, off, true, false) or
numbers, never dates. CloudFormation's short tags come out in their long form (`!Ref X` as `{Ref: X}`).
Merge keys are merged, the last of several equal keys wins, aliases share their Node.
Nothing here raises: what cannot be read is a Diagnosis with a line and a column.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml import MappingNode, ScalarNode, SequenceNode

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.node import Node
from goatherd.frontends.parsed import MAX_DEPTH, MAX_NODES, MAX_REMARKS, Parsed, number

_Base: Any = getattr(yaml, "CLoader", yaml.Loader)

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **{form: True for word in ("true", "yes", "on") for form in (word, word.capitalize(), word.upper())},
    **{form: False for word in ("false", "no", "off") for form in (word, word.capitalize(), word.upper())},
}
_NUMERIC_START = frozenset("-0123456789")
_LONG_FORMS = {"Ref": "Ref", "Condition": "Condition"}

# YAML 1.1 counts these as line breaks, editors do not; a space keeps lines and columns right.
_ODD_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_LINE_END = re.compile(r"\r\n|\r|\n")

_PLAIN_WORDS = {
    "found character that cannot start any token": "a character that cannot start a value (a tab used as indentation,"
    " or an unquoted @, ` or %)",
    "found a tab character that violates indentation": "a tab used as indentation",
    "mapping values are not allowed in this context": "a second ':' in an unquoted value, or wrong indentation",
    "could not find expected ':'": "expected ':' after a key",
    "did not find expected key": "expected a key at this indentation",
    "did not find expected '-' indicator": "expected a list item ('-') at this indentation",
    "did not find expected ',' or '}'": "expected ',' or '}'",
    "did not find expected ',' or ']'": "expected ',' or ']'",
    "found unexpected end of stream": "the text ends inside a quoted value",
    "exceeded maximum nesting depth": f"nested more than {MAX_DEPTH} levels deep",
    "did not find expected node content": "expected a value",
    "control characters are not allowed": "holds a control character",
}

_TEMPLATE_ENGINE = re.compile(r"\{%|\{\{(?!\s*resolve:)|<%")


class _TooMuch(Exception):
    pass


class _Loader(_Base):  # type: ignore[misc]
    """Composes without resolving tags, which is most of PyYAML's time; knows its depth."""

    depth = 0
    nodes = 0

    def resolve(self, kind: object, value: object, implicit: object) -> None:
        return None

    def descend_resolver(self, parent: object, index: object) -> None:
        self.depth += 1
        self.nodes += 1
        if self.depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise _TooMuch

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def check_resolver_prefix(self, depth: object, path: object, kind: object, value: object) -> bool:
        return False


def parse_yaml(text: str, path: str) -> Parsed:
    """All documents of a YAML text."""
    parsed = Parsed()
    if not text.isascii():
        text = text.translate(_ODD_BREAKS).encode("utf-8", "replace").decode()
    builder = _Builder(path, text, parsed.diagnoses)
    try:
        loader = _Loader(text)
        while loader.check_node():
            loader.depth = 0
            parsed.documents.append(builder.document(loader.get_node()))
    except yaml.YAMLError as error:
        parsed.diagnoses.append(_broken(error, text, path))
    except _TooMuch:
        parsed.diagnoses.append(_too_much(loader, path))
    return parsed


def _too_much(loader: _Loader, path: str) -> Diagnosis:
    span = Span(path, loader.peek_event().start_mark.line + 1)
    if loader.depth > MAX_DEPTH:
        return Diagnosis(span, f"is nested more than {MAX_DEPTH} levels deep and is not read")
    return Diagnosis(span, f"holds more than {MAX_NODES:,} values and is not read")


def _broken(error: yaml.YAMLError, text: str, path: str) -> Diagnosis:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).strip()
    if mark is not None:
        span = Span(path, mark.line + 1, mark.column + 1)
    else:
        offset = getattr(error, "position", None)
        before = text[:offset] if isinstance(offset, int) and offset > 0 else ""
        span = Span(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
    reason = _PLAIN_WORDS.get(problem, problem.partition("\n")[0])
    if _TEMPLATE_ENGINE.search(text):
        reason += "; the file is meant for a template engine ({{ … }} or {% … %}) that writes the YAML"
    return Diagnosis(span, f"is not valid YAML at line {span.line}, column {span.column}: {reason}")


class _Builder:
    """Turns composed YAML into Nodes; one for all documents of a text."""

    def __init__(self, path: str, text: str, diagnoses: list[Diagnosis]) -> None:
        self.path = path
        self.text = text
        self.diagnoses = diagnoses
        self.lines: list[str] | None = None
        self.built: dict[int, tuple[Node, int]] = {}
        self.open: set[int] = set()
        self.nodes = 0
        self.full = False

    def document(self, root: Any) -> Node:
        self.built.clear()
        self.open.clear()
        return self.build(root)

    def build(self, raw: Any) -> Node:
        if type(raw) is ScalarNode:
            return self._tagged(raw, self._scalar(raw))
        key = id(raw)
        known = self.built.get(key)
        if known is not None:
            return known[0] if self._fits(known[1]) else self._too_many(self._marks(raw))
        if key in self.open:
            return self._refuse(self._marks(raw), "an anchor that contains itself")
        before = self.nodes
        self.open.add(key)
        node = self._mapping(raw) if type(raw) is MappingNode else self._sequence(raw)
        self.open.discard(key)
        node = self._tagged(raw, node)
        self.built[key] = (node, self.nodes - before)
        return node

    def _fits(self, more: int) -> bool:
        """Whether so many nodes may be there once more; what does not fit is left out, the rest is read."""
        if self.nodes + more > MAX_NODES:
            return False
        self.nodes += more
        return True

    def _scalar(self, raw: ScalarNode) -> Node:
        self.nodes += 1
        text: str = raw.value
        tag = raw.tag
        span = self._span(raw)
        if raw.style or (tag is not None and (tag[0] == "!" or tag == "tag:yaml.org,2002:str")):
            return Node("scalar", span, value=text)
        if text in _WORDS:
            return Node("scalar", span, value=_WORDS[text])
        if text[0] in _NUMERIC_START and (value := number(text)) is not None:
            return Node("scalar", span, value=value)
        return Node("scalar", span, value=text)

    def _sequence(self, raw: SequenceNode) -> Node:
        self.nodes += 1
        elements = tuple([self.build(element) for element in raw.value])
        return Node("sequence", self._collection_span(raw, elements[-1].span if elements else None), elements=elements)

    def _mapping(self, raw: MappingNode) -> Node:
        self.nodes += 1
        entries: dict[str, Node] = {}
        key_spans: dict[str, Span] = {}
        merged: list[Any] = []
        last: Span | None = None
        for raw_key, raw_value in raw.value:
            if type(raw_key) is not ScalarNode:
                if raw.flow_style and len(raw.value) == 1:
                    return Node.opaque("it is filled in by another tool ({{ … }}) before deployment", self._marks(raw))
                self._complain(self._marks(raw_key), "a key that is no text is left out")
                continue
            key = raw_key.value
            if key == "<<" and not raw_key.style:
                merged.append(raw_value)
                continue
            span = self._span(raw_key)
            if key in entries:
                self._duplicate(key, span, key_spans[key])
            entries[key] = value = self.build(raw_value)
            key_spans[key] = span
            last = value.span
        for raw_value in merged:
            self._merge(self.build(raw_value), entries, key_spans)
        return Node("mapping", self._collection_span(raw, last), entries=entries, key_spans=key_spans)

    def _merge(self, value: Node, entries: dict[str, Node], key_spans: dict[str, Span]) -> None:
        for source in value.list():
            if not source.is_mapping:
                self._complain(source.span, "what '<<' merges is no mapping and is left out")
                continue
            if not self._fits(len(source.entries)):
                self._too_many(source.span)
                return
            for key, node in source.items():
                if key not in entries:
                    entries[key] = node
                    key_spans[key] = source.key_span(key)

    def _tagged(self, raw: Any, node: Node) -> Node:
        """`!Ref X` -> `{Ref: X}`, `!Sub …` -> `{"Fn::Sub": …}`."""
        tag = raw.tag
        if tag is None or tag[0] != "!" or len(tag) == 1:
            return node
        name = tag[1:]
        name = _LONG_FORMS.get(name) or f"Fn::{name}"
        return Node("mapping", node.span, entries={name: node}, key_spans={name: node.span})

    # --- spans ---

    def _span(self, raw: Any) -> Span:
        start = raw.start_mark
        end = raw.end_mark
        if raw.style in ("|", ">") and end.line > start.line and end.column == 0:
            return self._block_text_span(start, end.line)
        return Span(self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _marks(self, raw: Any) -> Span:
        start = raw.start_mark
        end = raw.end_mark
        return Span(self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _block_text_span(self, start: Any, line: int) -> Span:
        """A block text ends where its last line ends, not at the start of what follows."""
        if self.lines is None:
            self.lines = _LINE_END.split(self.text)
        while line > start.line + 1 and not self.lines[line - 1].strip():
            line -= 1
        length = len(self.lines[line - 1])
        return Span(self.path, start.line + 1, start.column + 1, line, length + 1)

    def _collection_span(self, raw: Any, last: Span | None) -> Span:
        """A block collection ends with its last element: libyaml's own mark is the next token."""
        start = raw.start_mark
        if raw.flow_style or last is None or (last.end_line, last.end_column) < (start.line + 1, start.column + 1):
            return self._marks(raw)
        return Span(self.path, start.line + 1, start.column + 1, last.end_line, last.end_column)

    # --- complaints ---

    def _duplicate(self, key: str, span: Span, first: Span) -> None:
        message = f"key '{key[:80]}' is given twice (first in line {first.line}); the last one counts"
        self._complain(span, message, incomplete=False)

    def _complain(self, span: Span, message: str, *, incomplete: bool = True) -> None:
        if len(self.diagnoses) < MAX_REMARKS:
            self.diagnoses.append(Diagnosis(span, message, incomplete))

    def _refuse(self, span: Span, what: str) -> Node:
        self._complain(span, f"{what} is left out")
        return Node.opaque(f"{what} was left out", span)

    def _too_many(self, span: Span) -> Node:
        what = f"what makes the file expand to more than {MAX_NODES:,} values"
        if not self.full:
            self.full = True
            return self._refuse(span, what)
        return Node.opaque(f"{what} was left out", span)
