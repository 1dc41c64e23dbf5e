"""Symbolic text (core/value.py) as a pattern with `*` for what is only known after deployment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, ID
from goatherd.iam.arn import REF_IS_ARN
from goatherd.iam.match import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.iam.arn import Names

_PLACEHOLDER = re.compile(rf"\$\{{(\?|{ID})(?:\.([A-Za-z0-9.]+))?\}}")
_STARS = re.compile(r"\*{2,}")
_WHOLE_PLACE = re.compile(r"(arn:aws:[^:]*):\*:\*:")
_LOWER_CASE = frozenset({"AWS::S3::Bucket"})
# What CloudFormation calls by stack, id and random letters; the second by the id without the stack. All others have ids
# that say nothing.
_BY_STACK = frozenset(
    {
        *(
            "AWS::DynamoDB::Table",
            "AWS::Serverless::SimpleTable",
            "AWS::S3::Bucket",
            "AWS::SQS::Queue",
            "AWS::SNS::Topic",
        ),
        *("AWS::Lambda::Function", "AWS::Serverless::Function", "AWS::Kinesis::Stream", "AWS::Logs::LogGroup"),
        *("AWS::KinesisFirehose::DeliveryStream", "AWS::ECS::Cluster", "AWS::IAM::Role"),
    }
)
_BY_ID = frozenset(
    {
        *("AWS::SecretsManager::Secret", "AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"),
        "AWS::SSM::Parameter",
    }
)
# CloudFormation cuts long ids where a name has a limit; so much of one is always left.
_LEFT = 16


def patterns(text: str, names: Names) -> list[str]:
    """What a parameter of AWS may hold that has this text; ["*"] where nothing of it is known."""
    found = {""}
    at = 0
    text = plain(text)
    inside = text.startswith("arn:")  # of an ARN only names are parts, whatever a reference gives elsewhere
    for match in _PLACEHOLDER.finditer(text):
        filled = _filled(match[1], match[2] or "", names, text[at : match.start()], inside=inside)
        found = {one + other for other in filled for one in found}
        at = match.end()
    return sorted({_STARS.sub("*", one + text[at:]) for one in found})


def _filled(id: str, attribute: str, names: Names, before: str, *, inside: bool) -> Iterator[str]:
    if f"${{{id}}}" == HOLE or id not in names.types:
        yield before + "*"
        return
    type = names.types[id]
    whole = attribute.endswith("Arn") or (not attribute and not inside and type in REF_IS_ARN)
    if attribute and not attribute.endswith("Arn"):
        yield before + "*"
        return
    arn = names.arn(id) if whole else None
    if whole and arn is None:
        yield before + "*"
        return
    for name in _names(id, names):
        yield before + (arn.replace(names.name(id), name, 1).replace("*-*", "*") if arn else name)


def _names(id: str, names: Names) -> Iterator[str]:
    """The name that is written, or those that the deployment makes of a logical id."""
    own = names.name(id)
    if own != f"${{{id}}}":
        yield _PLACEHOLDER.sub("*", own)
        return
    type = names.types[id]
    if f"${{{id}}}" not in names.atoms:  # it has a name of its own, which is not known
        yield "*"
        return
    if names.framework == "terraform" or type not in _BY_STACK | _BY_ID:
        yield "*"
        return
    logical = re.sub(r"[^A-Za-z0-9]", "", id.rpartition("/")[2])
    logical = logical.lower() if type in _LOWER_CASE else logical
    if names.framework == "cdk" or type in _BY_ID:
        yield f"*{logical[:_LEFT]}*"
    elif len(logical) > _LEFT:
        yield f"*-{logical[:_LEFT]}*"
    else:
        yield f"*-{logical}-*"
        yield f"*-{logical}"
