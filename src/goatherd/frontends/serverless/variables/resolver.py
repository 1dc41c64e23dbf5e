"""Gives every variable of a service its value, for one stage.

What only the deployment knows (parameters of the store, options, secrets) counts as not given: the default that is
written behind it is taken, and where there is none the value is opaque. Where a value exists for other stages only
(`custom.size.prod`), the first of them is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.frontends import replaceable
from goatherd.frontends.budget import Budget
from goatherd.frontends.build import build, mapping
from goatherd.frontends.node import Node
from goatherd.frontends.parsed import MAX_NODES
from goatherd.frontends.serverless.merge import is_nothing
from goatherd.frontends.serverless.plugins.lift import attribute
from goatherd.frontends.serverless.variables.syntax import Variable, variables

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.serverless.variables.files import Files

_STEPS = 400_000
_DEEPEST = 60  # of variables whose values hold variables
_LONGEST = 50_000
_STAGE = "\0"  # stands for the stage in an address
_STAGE_NAME = re.compile(r"[A-Za-z][\w-]{0,29}")
_NO_STAGES = frozenset({"default", "defaults", "other", "base", "common"})
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_CALL = re.compile(r"([A-Za-z][\w.-]*)(?:\(([^()]*)\))?\s?(?::(.*))?", re.DOTALL)
_PARAMETER_SECTIONS = ("params", "stages")
_TRUE, _FALSE = ("true", "1", "yes", "y"), ("false", "0", "no", "n")
_SUB = "Fn::Sub"
_PSEUDO = re.compile(r"#\{([A-Za-z][\w:.]{0,100})\}")
STACK_OUTPUT = "Fn::GetStackOutput"


class Resolver:
    """`stage` is "" while it is to be found out. `stages` collects the stages that the service has values for."""

    def __init__(self, root: Node, files: Files, stage: str, region: str = "") -> None:
        self.root = root
        self.files = files
        self.stage = stage
        self.region = region
        own = root.get("provider", "variableSyntax").text() or ""
        self.syntax = ("${{", "}}") if "{{" in own else ("${", "}")
        self.stages: dict[str, None] = {}
        self.pseudo_parameters = any("pseudo-parameters" in name for name in root.get("plugins").texts())
        self.budget = Budget(_STEPS)
        self._sizes: dict[int, int] = {}
        self._depth = 0
        self._done: dict[tuple[int, bool], tuple[Node, Node]] = {}
        self._open: set[tuple[int, bool]] = set()
        self._near: Node | None = None
        self._sources: dict[str, Callable[[str, str, str, Span], Node]] = {
            "self": self._self,
            "opt": self._option,
            "file": self._file,
            "param": self._parameter,
            "sls": self._framework,
            "aws": self._account,
            "strToBool": self._boolean,
            "cf": self._stack_output,
            "env": self._environment,
            "construct": self._construct,
        }

    # --- trees ---

    def resolve(self, node: Node, *, sub: bool = False) -> Node:
        """The tree with all variables replaced; `sub` inside of Fn::Sub, where `${}` means something of its own."""
        if node.kind == "scalar" and not (isinstance(node.value, str) and "{" in node.value):
            return node
        if node.kind in ("opaque", "absent"):
            return node
        key = (id(node), sub)
        if key in self._done:
            return self._done[key][1]
        if key in self._open:
            return Node.opaque("it refers to itself", node.span)
        self.budget.spend(1 + len(node.entries) + len(node.elements))
        self._open.add(key)
        result = self._sized(self._resolved(node, sub))
        self._open.discard(key)
        self._done[key] = (node, result)  # the node is kept so that its id stays its own
        return result

    def _sized(self, node: Node) -> Node:
        """The node, unless it holds too many others: lists of lists of lists grow fast, and each stands once only."""
        children = (*node.entries.values(), *node.elements)
        size = 1 + sum(self._sizes.get(id(child), 1) for child in children)
        if size > MAX_NODES:
            return Node.opaque(f"it expands to more than {MAX_NODES:,} values", node.span)
        self._sizes[id(node)] = size
        return node

    def _resolved(self, node: Node, sub: bool) -> Node:
        if node.kind == "scalar":
            result = self._text(node.value, node.span, sub)
            return result if sub or not isinstance(result.value, str) else self._with_pseudo_parameters(result)
        if node.kind == "sequence":
            return Node.sequence(tuple(self.resolve(element, sub=sub) for element in node.elements), node.span)
        entries = {k: self.resolve(v, sub=sub or k == _SUB) for k, v in node.items()}
        return Node.mapping(entries, node.key_spans, node.span)

    def _with_pseudo_parameters(self, node: Node) -> Node:
        """`${AWS::Region}` is meant as Fn::Sub has it, and with a plug-in `#{AWS::Region}` and `#{Table.Arn}` are."""
        text: str = node.value
        if self.pseudo_parameters:
            text = _PSEUDO.sub(r"${\1}", text)
        if text == node.value and "${AWS::" not in text:
            return node
        text = text.replace("${AWS-Region}", "${AWS::Region}").replace("${AWS-AccountId}", "${AWS::AccountId}")
        return build({_SUB: text}, node.span)

    # --- texts ---

    def _text(self, text: str, span: Span, sub: bool) -> Node:
        found = variables(text, *self.syntax)
        if not found:
            return Node.scalar(text, span)
        if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)):
            return self._variable(found[0], span, sub)
        parts: list[Node] = []
        position = 0
        for variable in found:
            parts += [Node.scalar(text[position : variable.start], span), self._variable(variable, span, sub)]
            position = variable.end
        parts.append(Node.scalar(text[position:], span))
        if not sub and any(part.is_mapping and len(part.entries) == 1 for part in parts):
            return build({"Fn::Join": ["", parts]}, span)
        return Node.scalar(self.budget.spend_text("".join(map(_part, parts))[:_LONGEST]), span)

    def _variable(self, variable: Variable, span: Span, sub: bool) -> Node:
        if self._depth >= _DEEPEST:
            return Node.opaque("its variables are nested too deeply", span)
        self._depth += 1
        outer, self._near = self._near, None
        try:
            return self._first(variable, span, sub)
        finally:
            self._depth -= 1
            self._near = outer

    def _first(self, variable: Variable, span: Span, sub: bool) -> Node:
        """The first alternative with a value, else that of another stage, else why there is none."""
        why = None
        for alternative in variable.alternatives:
            node = self._alternative(alternative, span, sub)
            if node.exists and is_nothing(node) and alternative != variable.alternatives[-1]:
                continue
            if why is not None and replaceable.are_ignored():
                return why
            if node.kind not in ("absent", "opaque"):
                node = _standing(node, span, replaceable=why is not None)
                return self._or_else(node, variable, alternative, span, sub)
            why = why or (node if node.kind == "opaque" else None)
        if self._near is not None:
            return self._near
        return why or Node.opaque(f"{variable.alternatives[0]} is not there", span)

    def _or_else(self, node: Node, variable: Variable, taken: str, span: Span, sub: bool) -> Node:
        """The output of a stack that may not be in the tree carries what is to be taken then."""
        rest = variable.alternatives[variable.alternatives.index(taken) + 1 :]
        output = node.get(STACK_OUTPUT)
        if not (rest and output.is_mapping and len(node.entries) == 1):
            return node
        default = self._first(Variable(0, 0, rest), span, sub)
        entries = {**output.entries, "Default": default}
        return mapping({STACK_OUTPUT: mapping(entries, span)}, span)

    def _alternative(self, text: str, span: Span, sub: bool) -> Node:
        self.budget.spend(1)
        if quoted := _QUOTED.fullmatch(text):
            return self._text(quoted[1] if quoted[1] is not None else quoted[2], span, sub)
        if text in _LITERALS:
            return Node.scalar(_LITERALS[text], span)
        if number := _NUMBER.fullmatch(text):
            return Node.scalar(float(text) if number[1] else int(text), span)
        inner = variables(text, *self.syntax)
        if len(inner) == 1 and (inner[0].start, inner[0].end) == (0, len(text)):
            return self._variable(inner[0], span, sub)
        address = self._address(text, inner, span, sub)
        call = _CALL.fullmatch(address)
        if call is None:
            return Node.opaque(f"${{{text}}} is not a variable that is known here", span)
        if HOLE in address:
            return Node.opaque(f"which {text} is meant is decided at deployment", span)
        source = self._sources.get(call[1].partition(".")[0])
        if source is None:
            return Node.opaque(f"{text} is known at deployment", span)
        if call[1] == "aws" and sub:
            return Node.scalar({"region": "${AWS::Region}", "accountId": "${AWS::AccountId}"}.get(call[3], HOLE), span)
        return source(call[1], (call[2] or "").strip(), (call[3] or "").strip(), span)

    def _address(self, text: str, inner: list[Variable], span: Span, sub: bool) -> str:
        """The text with its inner variables replaced, the stage by a character of its own."""
        parts: list[str] = []
        position = 0
        for variable in inner:
            value = _part(self._variable(variable, span, sub))
            parts += [text[position : variable.start], _STAGE if value and value == self.stage else value]
            position = variable.end
        return "".join((*parts, text[position:]))[:_LONGEST]

    # --- addresses ---

    def at(self, node: Node, address: str) -> Node:
        """The value below a node at a dotted address, resolved; absent if there is none."""
        found = self._walk(node, address.split(".") if address else [])
        return self.resolve(found)

    def _walk(self, node: Node, steps: list[str]) -> Node:
        for position, step in enumerate(steps):
            node = self._opened(node)
            if _STAGE in step:
                self._note_stages(node, step, steps[position + 1 :])
            step = step.replace(_STAGE, self.stage)
            node = node.get(int(step) if node.kind == "sequence" and step.isdigit() else step)
            if node.kind in ("opaque", "absent"):
                return node
        return self._opened(node)

    def _opened(self, node: Node) -> Node:
        """The node itself resolved, what is below it only where it has to be."""
        return self.resolve(node) if node.kind == "scalar" else node

    def _note_stages(self, node: Node, step: str, rest: list[str]) -> None:
        """Remember the other keys that stand beside that of the stage, and the value of the first one."""
        self.budget.spend(len(node.entries))
        before, _, after = step.partition(_STAGE)
        for key in node.entries:
            name = key[len(before) : len(key) - len(after)]
            if not (key.startswith(before) and key.endswith(after) and self._is_stage(name)):
                continue
            self.stages.setdefault(name)
            if self._near is None and name != self.stage:
                found = self._walk(node.entries[key], rest)
                self._near = self.resolve(found) if found.exists else None

    def _is_stage(self, name: str) -> bool:
        return _STAGE_NAME.fullmatch(name) is not None and name.lower() not in _NO_STAGES

    # --- sources ---

    def _self(self, _: str, __: str, address: str, span: Span) -> Node:
        if address == "service" and self.root.get("service").is_mapping:
            return self.at(self.root, "service.name")
        if address == "service.name" and not self.root.get("service").is_mapping:
            return self.at(self.root, "service")
        if address == "provider.stage" and self.stage:
            return self._own_stage(span)
        if address == "provider.region" and not self.root.get("provider", "region").exists:
            return Node.scalar(self.region, span) if self.region else Node.absent(span)
        return self.at(self.root, address)

    def _own_stage(self, span: Span) -> Node:
        return Node.opaque(replaceable.WHY, span) if replaceable.are_ignored() else Node.scalar(self.stage, span)

    def _option(self, _: str, __: str, address: str, span: Span) -> Node:
        if address in ("stage", "s") and self.stage:
            return self._own_stage(span)
        return Node.opaque(f"option --{address} is given at deployment", span)

    def _environment(self, _: str, __: str, address: str, span: Span) -> Node:
        return Node.opaque(f"the environment variable {address} of the deployment decides", span)

    def _file(self, _: str, location: str, address: str, span: Span) -> Node:
        location = location.strip("\"' ")
        content = self.files.content(location.replace(_STAGE, self.stage), span)
        if _STAGE in location:
            for name, other in self.files.alike(location.split(_STAGE)):
                if self._is_stage(name):
                    self.stages.setdefault(name)
                if self._near is None and not content.exists:
                    self._near = self.at(self.files.content(other, span), address)
        return self.at(content, address)

    def _parameter(self, _: str, __: str, address: str, span: Span) -> Node:
        for section in _PARAMETER_SECTIONS:
            for stage in (self.stage, "default"):
                steps = [section, stage, *(("params",) if section == "stages" else ()), address]
                found = self._walk(self.root, steps)
                if found.exists and not replaceable.are_ignored():
                    return self.resolve(found)
        return Node.opaque(f"parameter {address} is given at deployment", span)

    def _framework(self, _: str, __: str, address: str, span: Span) -> Node:
        if address == "stage" and self.stage:
            return self._own_stage(span)
        return Node.opaque(f"sls:{address} is another one for every deployment", span)

    def _account(self, _: str, __: str, address: str, span: Span) -> Node:
        texts = {"region": "${AWS-Region}", "accountId": "${AWS-AccountId}"}
        if address in texts:
            return Node.scalar(texts[address], span)
        return Node.opaque(f"aws:{address} is known at deployment", span)

    def _boolean(self, _: str, text: str, __: str, span: Span) -> Node:
        word = text.strip("\"' ").lower()
        if word in _TRUE or word in _FALSE:
            return Node.scalar(word in _TRUE, span)
        return Node.opaque(f"strToBool({text}) is not decided", span)

    def _construct(self, _: str, __: str, address: str, span: Span) -> Node:
        return attribute(address, span) or Node.opaque(f"construct:{address} is known at deployment", span)

    def _stack_output(self, _: str, __: str, address: str, span: Span) -> Node:
        """An output of another stack: CloudFormation's own function for it, evaluated when all stacks are known."""
        stack, _, output = address.replace(_STAGE, self.stage).rpartition(".")
        if not stack:
            return Node.opaque(f"cf:{address} names no output of a stack", span)
        return build({STACK_OUTPUT: {"StackName": stack, "OutputName": output}}, span)


def _part(node: Node) -> str:
    if node.kind == "scalar" and node.value is None:
        return ""
    text = node.text()
    return HOLE if text is None else text


def _standing(node: Node, span: Span, *, replaceable: bool) -> Node:
    """A single value stands where it is used, a tree where it is written."""
    if node.kind != "scalar":
        return node
    return Node.default(node.value, span) if replaceable or node.why else Node.scalar(node.value, span)
