"""From what a parameter holds to how policies name it: names out of URLs and paths, whose they are, ARNs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, sole_placeholder
from goatherd.iam.match import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.iam.arn import Names

_BUCKET = re.compile(r"arn:[^:]+:s3:::(.*)", re.DOTALL)
# What a bucket's parameter may hold instead: an access point's ARN or alias, which policies name by its ARN.
_ACCESS_POINT = re.compile(r"arn:.*|.*(?:-s3alias|--ol-s3|\.mrap)", re.DOTALL)
_QUEUE = re.compile(r"https?://(?:sqs\.([^./]+)|([^./]+)\.queue|queue)\.amazonaws\.[a-z.]+/([^/]+)/.+", re.DOTALL)
_FUNCTION = re.compile(r"([^:/]+):function:.+", re.DOTALL)
_ROUTE53 = re.compile(r"/?(?:hostedzone|change|delegationset|healthcheck)/")
_SUFFIX = re.compile(r".*-[A-Za-z0-9]{6}", re.DOTALL)
_OPEN_END = re.compile(r".*[*?}]", re.DOTALL)
_MACHINE = re.compile(r"(.*:stateMachine:[^:]+):[^:]+", re.DOTALL)
_OF_A_MACHINE = re.compile(
    r"AWS::StepFunctions::StateMachine(?:Alias|Version)|(?:.*\.)?aws_sfn_alias(?:\..*)?", re.DOTALL
)
_GROUP = re.compile(r"log-group:[^:]+")


def name_of(text: str, variable: str, names: Names) -> str:
    """The bare name in a parameter that may also hold an ARN, a URL or a path."""
    text = plain(text)
    if variable == "BucketName":
        return _bucket(text, names)
    if text.startswith(("http://", "https://")):
        text = text.rstrip("/").rpartition("/")[2]
    elif text.startswith("arn:"):
        text = re.split(r"[/:]", text)[-1]
    if variable == "FunctionName":
        # "name", "name:alias", "account:function:name"
        text = text.partition(":function:")[2] or text
        text = text.partition(":")[0]
    elif variable == "SecretId":
        # what a placeholder holds ends in AWS's six characters or not
        text = f"{text}{HOLE}" if sole_placeholder(text) else text if text.endswith(HOLE) else f"{text}-*"
    elif variable == "ParameterNameWithoutLeadingSlash":
        text = text.lstrip("/").partition(":")[0]  # "name:version", "name:label"
        text += HOLE if text.endswith("/") else ""  # a path
    elif variable == "KeyId" and text.startswith("alias/"):
        text = HOLE  # policies name keys, never their aliases
    elif variable == "Id":
        text = _ROUTE53.sub("", text, count=1)
    return text


def _bucket(text: str, names: Names) -> str:
    match = _BUCKET.fullmatch(text)
    if match:
        return match[1]
    whole = sole_placeholder(text)
    if whole and "AccessPoint" in names.types.get(whole[0], ""):
        return HOLE
    return HOLE if _ACCESS_POINT.fullmatch(text) else text


def is_access_point(text: str, names: Names) -> bool:
    """Whether a bucket's parameter names none: IAM asks for the access point, and for the bucket behind it."""
    return _bucket(plain(text), names) == HOLE != text


def place_of(text: str, variable: str) -> dict[str, str]:
    """The region and account that a parameter names beside what it is for."""
    text = plain(text)
    if variable == "QueueName" and (match := _QUEUE.fullmatch(text)):
        return {"Region": _own(match[1] or match[2], "Region"), "Account": _own(match[3], "AccountId")}
    if variable == "FunctionName" and (match := _FUNCTION.fullmatch(text)):
        return {"Account": _own(match[1], "AccountId")}
    return {}


def _own(text: str | None, pseudo: str) -> str:
    return "*" if not text or text == f"${{AWS-{pseudo}}}" else text


def asked(text: str, names: Names) -> Iterator[str]:
    """The resources that IAM asks a policy for, of a canonical ARN that a call names."""
    parts = text.split(":", 5)
    service, rest = (parts[2], parts[5]) if len(parts) == 6 else ("", "")
    if service == "secretsmanager" and rest.startswith("secret:"):
        yield from _secret(text)
    elif service == "logs" and _GROUP.fullmatch(rest):
        yield text
        yield f"{text}:*"  # how most of its operations ask for a log group
    elif service == "states" and (match := _MACHINE.fullmatch(text)):
        yield match[1]
    else:
        yield _machine(text, names)


def _secret(text: str) -> Iterator[str]:
    """AWS appends six characters to the name, which an ARN may be given without."""
    if _OPEN_END.fullmatch(text):
        yield text
        return
    if _SUFFIX.fullmatch(text):
        yield text
    yield f"{text}-*"


def _machine(text: str, names: Names) -> str:
    """A version or alias of a state machine is allowed by the machine's own ARN."""
    whole = sole_placeholder(text)
    if whole is None:
        return text
    if _OF_A_MACHINE.fullmatch(names.types.get(whole[0], whole[0])):
        return HOLE
    # AutoPublishAlias of SAM names them after the machine.
    machines = (id for id, type in names.types.items() if type.endswith("::StateMachine"))
    owner = next((id for id in machines if whole[0].startswith((f"{id}Alias", f"{id}Version"))), "")
    undeclared = whole[0] not in names.types
    return (names.arn(owner) or HOLE) if owner and undeclared else text
