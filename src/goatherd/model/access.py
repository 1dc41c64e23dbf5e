"""Accesses to stored data, and what is known there of who calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.trigger import Exposure


# Fields that by their name say who somebody is: `player` is one, `maxPlayers` is not.
_CLAIM = re.compile(
    r"(?i)(?:(?:user|owner|account|customer|member|author|creator|tenant|player|patient|student|employee|client)"
    r"_?(?:id|name|email|sub|uuid)?|sub|uid|e?mail|username|created_?by)"
)


class Verb:
    """What becomes of the records; LIST reads any number of them."""

    READ = "read"
    LIST = "list"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"


class How:
    """What says which record is meant, or what a field is set to.

    IDENTITY: what a gateway, the platform or a verified token says of the caller. DECODED: a token that nobody
    verified. REQUEST: any other field of the request. RECORD: something read from a store before. SETTING: the
    deployment. CONSTANT: the program. GENERATED: a name made for a new record. UNKNOWN: nobody knows.
    """

    IDENTITY = "identity"
    DECODED = "decoded"
    REQUEST = "request"
    RECORD = "record"
    SETTING = "setting"
    CONSTANT = "constant"
    GENERATED = "generated"
    UNKNOWN = "unknown"


@frozen
class Choice:
    """One thing that an attribute may be: `how` it comes to be, by `what` ("event.pathParameters.id").

    `record` is where the record was read, for RECORD.
    """

    attribute: str
    how: str
    what: str
    record: Span | None = None

    @property
    def names_somebody(self) -> bool:
        """Whether it says by a name who somebody is."""
        return any(map(_CLAIM.fullmatch, (self.attribute, self.what.rpartition(".")[2])))


@frozen
class Role:
    """A role or right that the caller is asked for. `by`: what says that they have it, as in How.

    `record` is where the record was read, where that says it.
    """

    name: str
    by: str
    record: Span | None = None


@frozen
class Case:
    """The requests that come to an access: by the route of a router in the code, or as the code asks itself.

    `route` is "GET /notes/:id", "" where no router is known. `methods` and `paths` are empty where any comes there;
    `others` are the methods that do not.
    """

    route: str = ""
    methods: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@frozen
class Access:
    """Code reads or changes records of a store.

    `store` is its name as symbolic text, of a relational database the table; `service` "dynamodb", "s3", "sql",
    "firestore", "storage", "cosmos", "mongodb" or "cognito-idp". `kind` and `exposure` are those of the trigger that it
    happens for, `reach` who gets there by what the code asks. `owned`: records read at these places were compared with
    the identity before, and `same` are fields of the request that were found to be it. `chosen` are keys, `conditions`
    what else must hold of the record, `written` its fields ("*" for those of any name).
    """

    service: str
    store: str
    operation: str
    verb: str
    span: Span
    kind: str
    exposure: Exposure
    reach: Exposure
    cases: tuple[Case, ...] = ()
    roles: tuple[Role, ...] = ()
    owned: tuple[Span, ...] = ()
    same: tuple[str, ...] = ()
    chosen: tuple[Choice, ...] = field(default=(), eq=False)
    conditions: tuple[Choice, ...] = field(default=(), eq=False)
    written: tuple[Choice, ...] = field(default=(), eq=False)

    @property
    def claimed(self) -> str:
        """The field of the request, or of a token nobody verified, by which callers say who they are; "" for none."""
        written = self.written if self.verb == Verb.CREATE else ()
        for choice in (*self.chosen, *self.conditions, *written):
            if choice.how == How.DECODED or (choice.how == How.REQUEST and choice.names_somebody):
                return choice.what
        return ""
