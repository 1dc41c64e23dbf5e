"""A policy as CloudFormation YAML, the way the author of a template writes it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, sole_placeholder
from goatherd.iam.arn import REF_IS_ARN
from goatherd.iam.match import covers_resource
from goatherd.iam.resources import ANY_RESOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.iam.arn import Names
from goatherd.iam.resources import Need

_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_PLAIN = re.compile(r"[A-Za-z0-9$][\w${}.:/*?@+=,()-]*(?<!:)")
_STARS = re.compile(r"\*(?:/\*)+")
UNDECIDED = "which one is decided at run time"


def grouped(needs: Iterable[Need]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(actions, resources) of one statement per set of resources, both sorted."""
    resources: dict[str, set[str]] = {}
    for need in needs:
        resources.setdefault(need.action, set()).update(need.resources)
    actions: dict[tuple[str, ...], list[str]] = {}
    for action, texts in resources.items():
        key = (HOLE,) if HOLE in texts else tuple(sorted(_without_covered(texts)))
        actions.setdefault(key, []).append(action)
    return sorted((tuple(sorted(names)), key) for key, names in actions.items())


def _without_covered(texts: set[str]) -> list[str]:
    """The texts that no other one of them covers; one of those that cover each other."""
    left = sorted(texts)
    for text in sorted(texts):
        if any(other != text and covers_resource(other.replace(HOLE, "*"), text) for other in left):
            left.remove(text)
    return left


def statements_yaml(needs: Iterable[Need], names: Names, indent: str = "") -> str:
    """A list of statements, each line indented; "" when nothing is needed."""
    lines: list[str] = []
    for actions, resources in grouped(needs):
        lines += ["- Effect: Allow", "  Action:", *(f"    - {_scalar(action)}" for action in actions)]
        written = sorted({resource_yaml(text, names) for text in resources})
        if len(written) == 1:
            lines.append(f"  Resource: {written[0]}")
        else:
            lines += ["  Resource:", *(f"    - {text}" for text in written)]
    return "\n".join(indent + line for line in lines)


def resource_yaml(text: str, names: Names) -> str:
    """A canonical resource as a YAML scalar: `!GetAtt`, `!Ref`, `!Sub` or '*'."""
    if text in (ANY_RESOURCE, HOLE):
        return "'*'" + (f"  # {UNDECIDED}" if text == HOLE else "")
    whole = sole_placeholder(text)
    if whole and "/" in whole[0]:
        return f"'*'  # {whole[0].rpartition('/')[2]} of another template"
    if whole:
        return f"!GetAtt {whole[0]}.{whole[1]}" if whole[1] else f"!Ref {whole[0]}"
    owner = names.owner(text)
    if owner:
        id, rest = owner
        reference = arn_reference(id, names)
        if not rest:
            return f"!Ref {id}" if reference == id else f"!GetAtt {reference}"
        return f"!Sub {_scalar(_spelled(f'${{{reference}}}{rest}'))}"
    spelled = _spelled(_with_place(text))
    return f"!Sub {_scalar(spelled)}" if "${" in spelled else _scalar(spelled)


def _scalar(text: str) -> str:
    """The text as YAML reads it: plain where that is safe, else quoted."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text)


def arn_reference(id: str, names: Names) -> str:
    """What `${…}` has to hold for the ARN of a resource."""
    return id if names.types[id] in REF_IS_ARN else f"{id}.Arn"


def _with_place(arn: str) -> str:
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return arn
    _, partition, service, region, account, rest = parts
    partition = "${AWS::Partition}" if partition == "aws" else partition
    region = "${AWS::Region}" if region == "*" else region
    account = "${AWS::AccountId}" if account == "*" else account
    return f"arn:{partition}:{service}:{region}:{account}:{rest}"


def _spelled(text: str) -> str:
    """The text for `!Sub`: pseudo parameters as they are written, what nobody can name as `*`."""
    return _STARS.sub("*", _PLACEHOLDER.sub(_variable, text))


def _variable(match: re.Match[str]) -> str:
    name = match[1].replace("AWS-", "AWS::", 1) if match[1].startswith("AWS-") else match[1]
    return "*" if name == "?" or "/" in name else f"${{{name}}}"
