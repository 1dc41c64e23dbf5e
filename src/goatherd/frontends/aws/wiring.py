"""What the readers of triggers share: whose function, resource or API a text refers to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.value import HOLE, known, placeholders
from goatherd.frontends.aws.exposure import Reaches
from goatherd.frontends.aws.stack import outside_prefix
from goatherd.frontends.contents import references, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.aws.endpoint import Endpoint
    from goatherd.frontends.aws.exposure import Reach
    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function
    from goatherd.model.resource import Api, Authorizer, StateMachine
    from goatherd.model.trigger import Trigger
    from goatherd.tree import Tree

FUNCTION_TYPES = ("AWS::Serverless::Function", "AWS::Lambda::Function")
# Types that carry data from one function to another; what a type begins with.
CHANNEL_TYPES = (
    "AWS::SQS::",
    "AWS::SNS::",
    "AWS::Events::EventBus",
    "AWS::StepFunctions::",
    "AWS::Serverless::StateMachine",
    "AWS::Serverless::SimpleTable",
    "AWS::DynamoDB::",
    "AWS::Kinesis",
    "AWS::S3::Bucket",
)
REFERRING_TYPES = ("AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::Lambda::Url")

_FUNCTION_IN_ARN = re.compile(r"\bfunction:((?:\$\{[^}]{0,200}\}|[A-Za-z0-9_-]){1,200})")
_HOLES = re.compile(r"\$\{[^}]{0,200}\}")
_LONGEST_ARN = 2_000
_SHORTEST_NAME = 3

_NAME_PROPERTIES = (
    "BucketName",
    "TableName",
    "QueueName",
    "TopicName",
    "StateMachineName",
    "UserPoolName",
    "DeliveryStreamName",
    "LogGroupName",
    "Name",
)


class Wiring:
    """The functions of one stack and everything that is wired to them.

    `apis`, `authorizers` and `machines` are the nouns found on the way, by id; `added_endpoints` are methods by
    the id of the API that they are added to; `starts` are routes by the id of the state machine that they start;
    `unplaced` tells who may call each route whose function nobody knows;
    `definitions` are the documents of state machines; `reaches` knows
    who can put data into a channel. `outside` are functions of other applications, by the ids that imports give, and
    `outside_apis` their REST APIs.
    """

    def __init__(
        self,
        stack: Stack,
        tree: Tree,
        functions: list[Function],
        outside: dict[str, Function] | None = None,
        outside_apis: dict[str, Declared] | None = None,
    ) -> None:
        self.stack = stack
        self.tree = tree
        self.functions = {function.id: function for function in functions}
        self.outside = outside or {}
        self.outside_apis = outside_apis or {}
        self.apis: dict[str, Api] = {}
        self.authorizers: dict[str, Authorizer] = {}
        self.machines: dict[str, StateMachine] = {}
        self.added_endpoints: dict[str, list[Endpoint]] = {}
        self.starts: dict[str, list[Trigger]] = {}
        self.unplaced: list[Reach] = []
        self.diagnoses: list[Diagnosis] = []
        self.definitions: dict[str, Node] = {}
        self.reaches = Reaches(stack)
        self._by_type: dict[str, list[Declared]] = {}
        for declared in stack.resources.values():
            self._by_type.setdefault(declared.type, []).append(declared)
        self._indexes: dict[tuple[str, ...], dict[str, list[Declared]]] = {}
        self._wired: dict[str, set[tuple[object, ...]]] = {}
        self._aliases = _aliases(stack, self.functions)
        self._function_names = {
            name: function.id for function in functions if _tells(name := known(function.physical_name) or "")
        }
        self._resource_names = _resource_names(stack)

    def body(self, node: Node, what: str) -> Node:
        """A document as read; one that cannot be read is worth a word, for nobody sees what it would have wired."""
        if node.kind == "opaque":
            self.diagnoses.append(Diagnosis(node.span, f"{what} cannot be read: {node.why}", incomplete=False))
        return node

    def of(self, *types: str) -> list[Declared]:
        """The resources of some types, type by type."""
        return [declared for type in types for declared in self._by_type.get(type, ())]

    def referring(self, id: str, key: str, *types: str) -> list[Declared]:
        """The resources of some types whose property `key` refers, anywhere in it, to the resource `id`."""
        index = self._indexes.get((key, *types))
        if index is None:
            index = self._indexes[(key, *types)] = {}
            for declared in self.of(*types):
                for found in dict.fromkeys(references(declared.properties.get(key))):
                    index.setdefault(found, []).append(declared)
        return index.get(id, [])

    def function(self, node: Node) -> Function | None:
        """The function that a name, an ARN, a reference or an invocation URI refers to."""
        text = node.text()
        return self.function_named(text) if text else None

    def function_named(self, text: str) -> Function | None:
        for id, _ in placeholders(text):
            function = self.functions.get(id) or self.functions.get(self._aliases.get(id, "")) or self.outside.get(id)
            if function is not None:
                return function
        arn = _FUNCTION_IN_ARN.search(text[:_LONGEST_ARN])
        name = arn[1] if arn else text.partition(":")[0]
        return self.functions.get(self._function_names.get(name, ""))

    def functions_in(self, node: Node) -> Iterator[Function]:
        """Every function that a tree of values mentions by reference, each once."""
        seen: set[str] = set()
        for text in texts(node):
            if "${" not in text and ":function:" not in text:
                continue
            function = self.function_named(text)
            if function is not None and function.id not in seen:
                seen.add(function.id)
                yield function

    def resource(self, node: Node) -> Declared | None:
        text = node.text()
        return self.resource_named(text) if text else None

    def resource_named(self, text: str) -> Declared | None:
        """The resource that a reference, an ARN or a physical name means."""
        for id, _ in placeholders(text):
            if id in self.stack.resources:
                return self.stack.resources[id]
        name = text.rpartition(":")[2].rpartition("/")[2] if text.startswith("arn:") else text
        return self.stack.resources.get(self._resource_names.get(name, ""))

    def resource_id(self, node: Node) -> str | None:
        declared = self.resource(node)
        return declared.id if declared else None

    def add(self, function: Function, trigger: Trigger) -> None:
        """Wire once: the same event written twice (an event and the mapping it becomes) stays one trigger."""
        own = self.functions.get(function.id) is function
        if not own and trigger.source is not None:
            trigger.source = outside_prefix(self.stack.path) + trigger.source
        elif trigger.source is not None and not trigger.feeds:
            trigger.feeds = self.reaches.feeds(trigger.source)
        wired = self._wired.setdefault(function.id if own else f"/{function.id}", set())
        key = _identity(trigger)
        if key not in wired:
            wired.add(key)
            function.triggers.append(trigger)


def _identity(trigger: Trigger) -> tuple[object, ...]:
    return (
        trigger.kind,
        trigger.source,
        trigger.method,
        trigger.path,
        trigger.prefix,
        trigger.suffix,
        trigger.detail,
        trigger.span if trigger.source is None or HOLE in trigger.path else None,
    )


def _tells(name: str) -> bool:
    return len(_HOLES.sub("", name)) >= _SHORTEST_NAME


def _aliases(stack: Stack, functions: dict[str, Function]) -> dict[str, str]:
    """Ids of aliases, versions and function URLs to the id of their function."""
    aliases: dict[str, str] = {}
    for declared in stack.of(*REFERRING_TYPES):
        for key in ("FunctionName", "TargetFunctionArn"):
            for id, _ in placeholders(declared.properties.get(key).text() or ""):
                aliases[declared.id] = aliases.get(id, id)
    for declared in stack.of("AWS::Serverless::Function"):
        # names that SAM generates
        aliases[f"{declared.id}Url"] = declared.id
        alias = declared.properties.get("AutoPublishAlias").text()
        if alias:
            aliases[f"{declared.id}Alias{alias}"] = declared.id
    return {alias: id for alias, id in aliases.items() if id in functions and alias not in functions}


def named_functions(stack: Stack, functions: list[Function]) -> dict[str, Function]:
    """Functions by every id that means one: their own, and those of their aliases, versions and URLs."""
    own = {function.id: function for function in functions}
    return {**{alias: own[id] for alias, id in _aliases(stack, own).items()}, **own}


def _resource_names(stack: Stack) -> dict[str, str]:
    names: dict[str, str] = {}
    for declared in stack.resources.values():
        if declared.type in FUNCTION_TYPES or declared.type.startswith("Custom::"):
            continue
        for key in _NAME_PROPERTIES:
            name = declared.properties.get(key).text()
            if name and name != HOLE and _tells(name):
                names.setdefault(name, declared.id)
    return names
