"""Settings that were changed, held against what the template says of them.

What a tool deployed counts where nothing was deployed over it: older versions of a template were right in their time.
Additions that a tool deployed are left alone, since nothing tells whether they are still there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholder
from goatherd.guard.needs.wildcards import patterns
from goatherd.hunt.application.deviation import ROLE_CHANGED, SETTING_CHANGED, TRIGGER_CHANGED, declared
from goatherd.hunt.application.facts import Change
from goatherd.hunt.application.ground import Found
from goatherd.hunt.application.names import Owner
from goatherd.hunt.application.roles import role_deviates
from goatherd.hunt.application.settings import SETTINGS
from goatherd.hunt.application.targets import is_meant
from goatherd.hunt.application.wiring import WIRING, function_in
from goatherd.model.resource import Bucket
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.application.facts import Seen
    from goatherd.hunt.application.ground import Ground
    from goatherd.iam.arn import Names
    from goatherd.model.application import Application

_CHANGED = "was changed to {}, and its template says otherwise"
_WIRED = "was wired to {}, which its template does not declare"


def changes(ground: Ground) -> Iterator[Found]:
    latest: dict[tuple[str, str, str], str] = {}
    for change, seen in ground.facts.of(Change):
        key = (change.noun, change.name, change.setting)
        latest[key] = max(latest.get(key, ""), seen.last)
    for change, seen in ground.facts.of(Change):
        is_latest = seen.last == latest[change.noun, change.name, change.setting]
        if change.deployed and not (change.setting in SETTINGS and is_latest):
            continue
        yield from _judged(change, seen, ground)


def _judged(change: Change, seen: Seen, ground: Ground) -> Iterator[Found]:
    if change.noun == "bucket":
        yield from _notified(change, seen, ground)
        return
    if change.noun == "role":
        yield from _role(change, seen, ground)
        return
    owner = ground.deployment.function(change.name)
    if owner is None:
        return
    expected = ground.expected(owner)
    if change.setting in SETTINGS:
        setting = SETTINGS[change.setting](change, expected, ground.deployment)
        if setting is not None:
            thing, place = setting
            yield Found(SETTING_CHANGED, _CHANGED, thing, seen, owner, place=declared(place))
    elif change.setting in WIRING:
        thing = WIRING[change.setting](change.value, expected, ground.deployment)
        if thing:
            place = expected.function.span
            yield Found(TRIGGER_CHANGED, _WIRED, thing, seen, owner, place=declared(place))


def _role(change: Change, seen: Seen, ground: Ground) -> Iterator[Found]:
    owner = ground.deployment.role(change.name)
    holders = list(ground.holders(owner)) if owner else []
    if not holders:
        return
    expected = ground.expected(holders[0][0])
    role = expected.function.role
    assert role is not None
    if thing := role_deviates(change, role, expected):
        sentence = "has a role that was given {}, which its template does not"
        yield Found(ROLE_CHANGED, sentence, thing, seen, holders[0][0], place=declared(role.span))


def _notified(change: Change, seen: Seen, ground: Ground) -> Iterator[Found]:
    """A bucket tells somebody else, or no longer tells whom the template says."""
    for application in ground.applications.values():
        for bucket in application.of(Bucket):
            if is_meant(f"arn:aws:s3:::{change.name}", _arns_of(bucket, ground.names(application.name))):
                yield from _told(bucket, change, seen, ground, application)


def _told(bucket: Bucket, change: Change, seen: Seen, ground: Ground, application: Application) -> Iterator[Found]:
    listening = {
        Owner(application.name, function.id): declared(trigger.span)
        for function, trigger in application.triggers()
        if trigger.kind == Kind.S3 and trigger.source == bucket.id
    }
    told = {arn: ground.deployment.function(function_in(arn)) for arn in change.value.split()}
    names = ground.names(application.name)
    others = [arn for arn, owner in told.items() if owner not in listening and not _is_own(arn, names)]
    for owner, place in listening.items():
        for arn in others:
            sentence = f"is told by bucket {bucket.id}, which now tells {{}} as well"
            yield Found(TRIGGER_CHANGED, sentence, arn, seen, owner, place=place)
        if owner not in told.values():
            sentence = "is no longer told by {}, as its template declares"
            yield Found(TRIGGER_CHANGED, sentence, f"bucket {bucket.id}", seen, owner, place=place)


def _arns_of(bucket: Bucket, names: Names) -> list[str]:
    """Patterns; none where any name could be that of the bucket."""
    found = patterns(placeholder(bucket.id, "Arn"), names)
    return [each for each in found if each.rpartition(":")[2].strip("*-")]


def _is_own(arn: str, names: Names) -> bool:
    """Whether it may be a queue, topic or function of the application's."""
    arns = [each for id in names.types if (each := names.arn(id))]
    return any(is_meant(arn, patterns(each, names)) for each in arns)
