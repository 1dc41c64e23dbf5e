"""What an AWS call needs: IAM actions with the resources that its parameters name, as symbolic text."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.core.value import HOLE, sole_placeholder
from goatherd.iam.actions import describe
from goatherd.iam.naming import asked, is_access_point, name_of, place_of
from goatherd.iam.operations import requirements, service_prefix
from goatherd.iam.qualifier import split_qualifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.iam.actions import Action
    from goatherd.iam.arn import Names
    from goatherd.iam.operations import Requirement
    from goatherd.model.flow import AwsCall

MAX_RESOURCES = 20  # texts of one need; more say "any"
MORE = "*"  # the parameter that stands for those that nobody knows
ANY_RESOURCE = "*"  # of an action that cannot be limited to resources

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PLACE = {"Partition": "aws", "Region": "*", "Account": "*"}

_S3 = ("s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation", "s3:PutObject")
_HANDED = {
    "role": ("iam:PassRole",),
    "s3": _S3,
    "bucket": _S3,
    "uri": _S3,
    "topic": ("sns:Publish",),
}
_TAGGING = ("TagResource", "CreateTags", "AddTags", "TagQueue", "TagRole", "AddTagsToResource", "AddTagsToStream")
# Services that only carry data: what their parameters' keys are called says nothing.
_CARRIERS = frozenset(
    {
        "s3",
        "dynamodb",
        "dynamodbstreams",
        "sqs",
        "sns",
        "events",
        "kinesis",
        "firehose",
        "logs",
        "cloudwatch",
        "ssm",
        "secretsmanager",
        "kms",
        "sts",
        "ses",
        "sesv2",
        "lambda",
        "stepfunctions",
        "cognito-idp",
        "apigatewaymanagementapi",
        "iot-data",
        "rds-data",
    }
)


@frozen
class Need:
    """One permission that something of a function needs.

    `resources` are canonical texts; `${?}` alone is "nobody knows which". `certain` is False for
    what may be needed. `span` is where the call stands, None for what the platform does itself.
    """

    action: str
    resources: tuple[str, ...]
    certain: bool = True
    span: Span | None = None

    @property
    def resource_known(self) -> bool:
        return HOLE not in self.resources


def needs(call: AwsCall, names: Names) -> list[Need] | None:
    """The permissions that a call needs; None where the operation is not known."""
    if call.operation == "GeneratePresignedUrl":
        signed = _signed_call(call)
        return needs(signed, names) if signed else None
    listed = requirements(call.service, call.operation)
    if listed is None:
        return None
    inputs = [Parameters(form) for form in call.forms or (call.parameters,)]
    found = [need for requirement in listed if (need := _of_inputs(requirement, inputs, names, call))]
    parameters = Parameters(call.parameters)
    if listed and not found:
        # Every variant hangs on a parameter, and none is seen: it is one of them.
        found = [_need(r, False, [parameters], names, call) for r in listed]
    known = {need.action for need in found}
    return found + _tagging(call, parameters, known) + _on_behalf(call, parameters, known)


def _of_inputs(requirement: Requirement, inputs: list[Parameters], names: Names, call: AwsCall) -> Need | None:
    """What those inputs of a call need that the requirement is for; None where it is for none of them."""
    certain = [_applies(requirement, parameters) for parameters in inputs]
    concerned = [parameters for parameters, answer in zip(inputs, certain, strict=True) if answer is not None]
    return _need(requirement, True in certain, concerned, names, call) if concerned else None


def _tagging(call: AwsCall, parameters: Parameters, known: set[str]) -> list[Need]:
    """Tags given to what a call makes are checked as actions of their own."""
    if parameters.given("tags") is False and parameters.given("tagspecifications") is False:
        return []
    prefix = service_prefix(call.service)
    actions = [a for name in _TAGGING if (a := f"{prefix}:{name}") not in known and describe(a)]
    return [Need(action, (HOLE,), False, call.span) for action in actions]


def _on_behalf(call: AwsCall, parameters: Parameters, known: set[str]) -> list[Need]:
    """What a service may do with the caller's rights when it is handed a role, a bucket or a topic.

    The tables know this of few operations; the names of the parameters tell it of all.
    """
    if call.service in _CARRIERS:
        return []
    words = " ".join(parameters.words()).lower()
    handed = {actions for part, actions in _HANDED.items() if part in words and known.isdisjoint(actions)}
    return [Need(action, (HOLE,), False, call.span) for actions in sorted(handed) for action in actions]


class Parameters:
    """The parameters of a call by dotted path, without regard to case, list indices left out.

    A map, or a list of maps, may also be given as a whole: its texts are then the keys.
    """

    def __init__(self, given: dict[str, tuple[str, ...]]) -> None:
        self._texts: dict[str, tuple[str, ...]] = {}
        self._written: dict[str, str] = {}
        for name, texts in given.items():
            path = ".".join(part for part in name.replace("[]", "").split(".") if not part.isdigit())
            key = path.lower()
            self._texts[key] = tuple(dict.fromkeys(self._texts.get(key, ()) + tuple(texts)))
            self._written[key] = path

    def names(self) -> Iterator[str]:
        yield from self._written.values()

    def words(self) -> Iterator[str]:
        """The names of parameters and, of maps, of their keys."""
        yield from self._written.values()
        for texts in self._texts.values():
            yield from (text for text in texts if text.isidentifier())

    def given(self, path: str) -> bool | None:
        """Whether a parameter is given; None where that cannot be told of a part of a whole."""
        key = path.lower()
        if key in self._texts or any(name.startswith(f"{key}.") for name in self._texts):
            return True
        if MORE in self._texts:
            return None
        container, _, rest = key.partition(".")
        whole = self._texts.get(container)
        if not rest or whole is None or any(name.startswith(f"{container}.") for name in self._texts):
            return False
        part, _, deeper = rest.partition(".")
        if part in (text.lower() for text in whole):
            return None if deeper else True
        return None if HOLE in whole else False

    def texts(self, path: str) -> tuple[str, ...]:
        """The texts of `Path`, `Path{}` (the keys of a map) or `Path|default`; empty: not given."""
        path, _, default = path.partition("|")
        if path.endswith("{}"):
            return self._keys(path[:-2])
        found = self._texts.get(path.lower(), ())
        if found:
            return found
        if self.given(path) is not False:
            return (HOLE,)
        if path.lower().startswith("copysource."):
            return self._copy_source(path)
        return (default,) if default else ()

    def _keys(self, path: str) -> tuple[str, ...]:
        prefix = f"{path.lower()}."
        parts = (w[len(prefix) :].partition(".")[0] for k, w in self._written.items() if k.startswith(prefix))
        keys = tuple(dict.fromkeys(parts))
        return keys or self._texts.get(path.lower(), ())

    def _copy_source(self, path: str) -> tuple[str, ...]:
        """CopySource may be text: "bucket/key"."""
        pairs = (text.lstrip("/").partition("/") for text in self._texts.get("copysource", ()))
        index = 0 if path.lower().endswith("bucket") else 2
        return tuple(pair[index] or HOLE for pair in pairs)


def _applies(requirement: Requirement, parameters: Parameters) -> bool | None:
    """True: certainly needed, False: perhaps, None: not by this call."""
    if not requirement.when:
        return not requirement.maybe
    negated = requirement.when.startswith("!")
    given = parameters.given(requirement.when.removeprefix("!"))
    if given is None:
        return False
    return not requirement.maybe if given != negated else None


def _need(requirement: Requirement, certain: bool, inputs: list[Parameters], names: Names, call: AwsCall) -> Need:
    action = describe(requirement.action)
    if action is None or not action.resource_level or requirement.type == ANY_RESOURCE:
        return Need(requirement.action, (ANY_RESOURCE,), certain, call.span)
    texts = [text for parameters in inputs for text in _resources(action, requirement, parameters, names)]
    texts = list(dict.fromkeys(spelled for text in texts for spelled in asked(text, names)))
    if not texts or len(texts) > MAX_RESOURCES:
        texts = [HOLE]
    return Need(action.name, tuple(texts), certain, call.span)


def _resources(action: Action, requirement: Requirement, parameters: Parameters, names: Names) -> list[str]:
    formats = dict(action.resources)
    if requirement.type:
        variables = dict(requirement.variables)
        if "arn" in variables:
            return [_whole(text, requirement.type, names) for text in parameters.texts(variables["arn"])]
        return list(_fill(formats[requirement.type], variables, parameters, names))
    named = {name.lower(): name for name in parameters.names()}
    arns = _by_arn(formats, named, parameters, names)
    if arns:
        return arns
    complete = []
    for format in formats.values():
        wanted = [v for v in _VARIABLE.findall(format) if v not in _PLACE]
        here = {v: named[v.lower()] for v in wanted if v.lower() in named}
        if here and (len(here) == len(wanted) or MORE in named):
            complete.append((format, here))
    # A query of an index needs the index, not the table around it.
    most = 0 if MORE in named else max((len(variables) for _, variables in complete), default=0)
    return [
        text
        for format, variables in complete
        if len(variables) >= most
        for text in _fill(format, variables, parameters, names)
    ]


def _by_arn(formats: dict[str, str], named: dict[str, str], parameters: Parameters, names: Names) -> list[str]:
    """Parameters that hold the ARN of one of the action's resource types ("TopicArn", "ResourceArn")."""
    for type in formats:
        for key in (f"{type.replace('-', '').replace('_', '')}arn".lower(), "resourcearn"):
            if key in named:
                return [_whole(text, type, names) for text in parameters.texts(named[key])]
    return []


def _whole(text: str, type: str, names: Names) -> str:
    """The canonical ARN that a parameter holds, which may be given as a name where the API allows it."""
    canonical = names.canonical(text)
    return canonical if canonical.startswith("arn:") or sole_placeholder(canonical) else HOLE


def _fill(format: str, variables: dict[str, str], parameters: Parameters, names: Names) -> Iterator[str]:
    """The ARN format with the values of the parameters in it, once for every combination."""
    wanted = [v for v in _VARIABLE.findall(format) if v not in _PLACE]
    choices = [_given(parameters.texts(variables[v])) if v in variables else (HOLE,) for v in wanted]
    for combination in product(*choices):
        if wanted == ["FunctionName"]:
            yield from _function(combination[0], format, names, qualified=parameters.given("Qualifier") is True)
            continue
        given = dict(zip(wanted, combination, strict=True))
        if is_access_point(given.get("BucketName", ""), names):
            yield HOLE
            continue
        if len(wanted) == 1 and (arn := _own_arn(combination[0], format, names)):
            yield arn
            continue
        values = dict(_PLACE)
        for variable, text in given.items():
            values |= {variable: name_of(text, variable, names)} | place_of(text, variable)
        yield names.canonical("".join(_replaced(format, values)))


def _given(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts that can name something: an empty one is where a variable begins, before its value is chosen."""
    return tuple(text for text in texts if text) or (HOLE,)


def _function(text: str, format: str, names: Names, *, qualified: bool) -> Iterator[str]:
    """The function's ARN, and where a version or alias is called also that of any: policies name either."""
    base, named = split_qualifier(text)
    values = _PLACE | {"FunctionName": name_of(base, "FunctionName", names)} | place_of(base, "FunctionName")
    filled = "".join(_replaced(format, values))
    arn = _own_arn(base, format, names) or names.canonical(filled)
    yield arn
    if (named or qualified) and arn != HOLE:
        yield f"{arn}:*"


def _replaced(format: str, values: dict[str, str]) -> Iterator[str]:
    for index, part in enumerate(_VARIABLE.split(format)):
        yield values[part] if index % 2 else part


def _own_arn(text: str, format: str, names: Names) -> str | None:
    """The ARN that a parameter names by itself: it holds an ARN, or refers to a resource of the application."""
    whole = sole_placeholder(text)
    if whole is None and not text.startswith("arn:"):
        return None
    canonical = names.canonical(text)
    if whole and not canonical.startswith("arn:"):
        # a resource or parameter that is not known: its own name says what it holds
        return canonical if (whole[1] or whole[0]).endswith("Arn") else None
    same_service = canonical.split(":", 3)[2] == format.split(":", 3)[2]
    return canonical if same_service else None


def _signed_call(call: AwsCall) -> AwsCall | None:
    """The call that a presigned URL stands for."""
    methods = call.parameters.get("ClientMethod", ())
    if len(methods) != 1 or not methods[0].isidentifier():
        return None
    operation = "".join(word[:1].upper() + word[1:] for word in methods[0].split("_"))
    if operation == call.operation:
        return None
    forms = tuple(_without_prefix(form) for form in call.forms)
    return evolve(call, operation=operation, parameters=_without_prefix(call.parameters), forms=forms)


def _without_prefix(parameters: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name.removeprefix("Params."): texts for name, texts in parameters.items()}
