"""Names and effects of AWS's SDKs (data: models/aws.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from goatherd.iam.operations import spelled


@frozen
class Effect:
    """One effect of an operation: its parameters, and what it is (a sink kind, a kind of result)."""

    kind: str
    parameters: tuple[str, ...] = ()
    when: dict[str, Any] = field(factory=dict, eq=False)
    unless: dict[str, Any] = field(factory=dict, eq=False)
    parts: tuple[str, ...] = ()  # of what was written, that a result can be


@frozen
class Write:
    """What an operation puts into a channel: `contents` are parameters whose data goes there, `about` others that say
    which data it is; one of `names` names the channel, `default` is it where none does.

    With `each` the messages stand in a list of that parameter, `inside` a field of its elements; with `keyed` the
    lists stand by the channel's name. `when` are values of parameters of which one must be possible.
    """

    names: tuple[str, ...]
    contents: tuple[str, ...]
    about: tuple[str, ...] = ()
    default: str = ""
    each: str = ""
    inside: str = ""
    keyed: bool = False
    when: dict[str, Any] = field(factory=dict, eq=False)
    uploads: bool = False  # whoever gets the answer puts the body there


@define(eq=False)
class AwsTable:
    services: dict[str, str]
    handles: dict[str, dict[str, list[str]]]
    operations: dict[str, dict[str, str]]
    commands: dict[str, str]
    positional: dict[str, list[str]]
    envelope: frozenset[str]
    envelopes: dict[str, frozenset[str]]
    sinks: dict[str, list[Effect]] = field(factory=dict)
    results: dict[str, list[Effect]] = field(factory=dict)
    writes: dict[str, list[Write]] = field(factory=dict)
    loading: dict[str, list[str]] = field(factory=dict)
    addresses: dict[str, dict[str, str]] = field(factory=dict)


@cache
def table() -> AwsTable:
    path = Path(__file__).parent.with_name("models") / "aws.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    made = AwsTable(
        data["services"]["javascript"],
        data["handles"],
        data["operations"],
        data["commands"],
        data["positional"],
        frozenset(data["envelope"]),
        {service: frozenset(data["envelope"]) | frozenset(own) for service, own in data["envelopes"].items()},
    )
    made.loading = data["loading"]
    made.addresses = data["addresses"]
    for entry in data["sink"]:
        _add(made.sinks, entry["calls"], Effect(entry["kind"], tuple(entry["parameters"]), when=entry.get("when", {})))
    for entry in data["result"]:
        _add(
            made.results,
            entry["calls"],
            Effect(
                entry["kind"],
                when=entry.get("when", {}),
                unless=entry.get("unless", {}),
                parts=tuple(entry.get("parts", ())),
            ),
        )
    for entry in data["write"]:
        for name in entry["calls"]:
            made.writes.setdefault(name, []).append(_write(entry))
    return made


def _add(target: dict[str, list[Effect]], calls: list[str], effect: Effect) -> None:
    for name in calls:
        target.setdefault(name, []).append(effect)


def _write(entry: dict[str, Any]) -> Write:
    return Write(
        names=tuple(entry["name"] if isinstance(entry["name"], list) else [entry["name"]]),
        contents=tuple(entry["contents"]),
        about=tuple(entry.get("about", ())),
        default=entry.get("default", ""),
        each=entry.get("each", ""),
        inside=entry.get("inside", ""),
        keyed=entry.get("keyed", False),
        when={key: tuple(values) for key, values in entry.get("when", {}).items()},
        uploads=entry.get("uploads", False),
    )


def javascript_service(name: str) -> str:
    """botocore's name for a class of aws-sdk v2 ("DynamoDB") or a package of v3 ("client-sfn")."""
    key = name.removeprefix("client-").lower()
    known = table().services
    return known.get(key) or known.get(key.replace("-", "")) or key


def operation_of(service: str, method: str, kind: str = "") -> str:
    """The API operation of a method: put_object and putObject are PutObject; `kind` is the handle it is called on."""
    known = table().operations.get(service, {})
    special = known.get(f"{kind}.{method}") or known.get(method)
    if special is not None:
        return special
    if "_" in method or method.islower():
        return spelled(service, "".join(part[:1].upper() + part[1:] for part in method.split("_")))
    return method[:1].upper() + method[1:]
