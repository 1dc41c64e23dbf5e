"""What entry points do with stored data: every access of one kind, and who gets each done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen

from goatherd.core.value import HOLE
from goatherd.model.access import Verb
from goatherd.model.nouns import service_name
from goatherd.whose.entries import entries_of
from goatherd.whose.who import Circumstances, holder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.model.access import Access
    from goatherd.model.application import Application
    from goatherd.model.flow import Behaviour
    from goatherd.model.trigger import Trigger
    from goatherd.whose.who import Holder, Who

VERBS = ("read", "create", "change", "delete")
# Attributes that hold many kinds of things, so that a key made of the caller in one is none of theirs in another.
GENERIC = frozenset({"*", "pk", "sk", "id", "_id", "key", "hash", "range", "partitionkey", "partition key", "sortkey"})
_VERB = {Verb.LIST: "read", Verb.READ: "read", Verb.CREATE: "create", Verb.CHANGE: "change", Verb.DELETE: "delete"}
_OWN = re.compile(r"\$\{([^}?]+)\}")
_SERVICES = {
    "sql": "SQL",
    "firestore": "Firestore",
    "storage": "Cloud Storage",
    "cosmos": "Cosmos DB",
    "mongodb": "MongoDB",
    "cognito-idp": "user pool",
}
_NAMELESS = "unknown name"


@frozen
class Data:
    """Some stored data: `label` is what people call it, `service` where it is kept."""

    label: str
    service: str

    @property
    def name(self) -> str:
        return f"{self.label} ({self.service})"

    @property
    def whole(self) -> Data:
        """The collection, of a place in one of its records ("issues/…/status")."""
        return Data(self.label.partition("/…")[0], self.service)

    @property
    def is_known(self) -> bool:
        """Whether it has a name, so that others of the same name are the same."""
        return self.label != _NAMELESS


@frozen
class Done:
    """One access, who gets it done by this trigger, and what is known of the function."""

    access: Access
    holder: Holder
    trigger: Trigger
    about: Circumstances


@frozen
class Use:
    """All that one entry point does of one kind (of VERBS) with some data."""

    entry: str
    function: str
    data: Data
    verb: str
    done: tuple[Done, ...] = field(eq=False)

    @property
    def widest(self) -> Done:
        return max(self.done, key=lambda each: each.holder.who)

    @property
    def who(self) -> Who:
        """The widest circle of those who get it done."""
        return self.widest.holder.who


def uses_of(application: Application) -> list[Use]:
    found: dict[tuple[str, str, Data, str], list[Done]] = {}
    for function in application.functions:
        behaviour = application.behaviour(function)
        if not behaviour.accesses:
            continue
        about = _circumstances(behaviour)
        for entry, trigger, access in entries_of(function, behaviour.accesses):
            key = (entry, function.id, data_of(access), _VERB[access.verb])
            found.setdefault(key, []).append(Done(access, holder(access, trigger, about), trigger, about))
    return [Use(*key, tuple(done)) for key, done in found.items()]


def accesses_of(uses: list[Use]) -> Iterator[tuple[Use, Access]]:
    for use in uses:
        for each in use.done:
            yield use, each.access


def data_of(access: Access) -> Data:
    service = _SERVICES.get(access.service) or service_name(access.service)
    text = _OWN.sub(lambda match: match[1].rpartition("/")[2], access.store).replace(HOLE, "…")
    return Data(text[:60] if text.strip("…./-_") else _NAMELESS, service)


def _circumstances(behaviour: Behaviour) -> Circumstances:
    by_place: dict[Span, list[Access]] = {}
    for access in behaviour.accesses:
        by_place.setdefault(access.span, []).append(access)
    gate = min(behaviour.gated, default="") if not behaviour.unasked else ""
    return Circumstances(by_place, gate)
