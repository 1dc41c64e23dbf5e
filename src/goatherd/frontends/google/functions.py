"""What functions of Google's cloud have in common: settings that are made elsewhere, and triggers by their builder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.paths import language_of, parent
from goatherd.core.value import Unknown
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.source import Span

_ANYBODY = "anybody may call it, unless IAM is told to let only some"
_PRINCIPALS = "principals of the project that cause the event"
_UNASKED = (
    "anybody can call it: Firebase checks the token of a user who has signed in, and lets calls without one through"
)
_APP_CHECK = "; App Check wants calls to come from the genuine app"
_POLICIES = {
    "isSignedIn": "only users who have signed in: authPolicy isSignedIn()",
    "hasClaim": "only users who have signed in and have a claim: authPolicy hasClaim()",
}
_SENDERS = "clients and services of the project"
_RULES = "clients, as far as the security rules let them write"
Meaning = tuple[str, Exposure, str]
HTTP: Meaning = (Kind.GOOGLE_HTTP, Exposure.ANONYMOUS, _ANYBODY)
EVENT: Meaning = (Kind.CLOUD_EVENT, Exposure.ACCOUNT, _PRINCIPALS)
# By the builder's own name, of which generation and language ever.
_BY_NAME: tuple[tuple[re.Pattern[str], Meaning], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), meaning)
    for pattern, meaning in (
        ("on_?Request", HTTP),
        ("on_?Call", (Kind.CALLABLE, Exposure.ANONYMOUS, _UNASKED)),
        (r"on_?Document_?\w+", (Kind.FIRESTORE, Exposure.AUTHENTICATED, _RULES)),
        (r"on_?Value_?\w+", (Kind.REALTIME_DATABASE, Exposure.AUTHENTICATED, _RULES)),
        (r"on_?Object_?\w+", (Kind.CLOUD_STORAGE, Exposure.AUTHENTICATED, _RULES)),
        (
            "onPublish|on_?Message_?Published",
            (Kind.PUBSUB, Exposure.ACCOUNT, "principals that may publish to it"),
        ),
        ("onRun|on_?Schedule", (Kind.SCHEDULE, Exposure.INTERNAL, "the platform's clock calls it")),
        (r"before_?(?:Create|SignIn|User|Email|Sms)\w*", (Kind.FIREBASE_AUTH, Exposure.AUTHENTICATED, "who signs up")),
        (r"on_?(?:Dispatch|Task_?Dispatched)", (Kind.CLOUD_EVENT, Exposure.ACCOUNT, "principals that may add tasks")),
        ("on_?Custom_?Event_?Published|onLog", (Kind.CLOUD_EVENT, Exposure.ACCOUNT, _SENDERS)),
        (r"on_?\w*(?:Published|Completed?|Updated)", (Kind.CLOUD_EVENT, Exposure.INTERNAL, "the platform tells it")),
    )
)
# By the service that a builder of the first generation belongs to ("functions.firestore.document.onCreate").
_BY_SERVICE: dict[str, Meaning] = {
    "firestore": (Kind.FIRESTORE, Exposure.AUTHENTICATED, _RULES),
    "database": (Kind.REALTIME_DATABASE, Exposure.AUTHENTICATED, _RULES),
    "storage": (Kind.CLOUD_STORAGE, Exposure.AUTHENTICATED, _RULES),
    "auth": (Kind.FIREBASE_AUTH, Exposure.AUTHENTICATED, "users who sign up"),
    "remoteConfig": (Kind.CLOUD_EVENT, Exposure.INTERNAL, "the platform tells it"),
    "testLab": (Kind.CLOUD_EVENT, Exposure.INTERNAL, "the platform tells it"),
    "analytics": (Kind.CLOUD_EVENT, Exposure.ACCOUNT, _SENDERS),
}


def meaning_of(builder: str) -> Meaning | None:
    """(kind, exposure, why) of a builder's dotted name; None for what builds no function."""
    *services, name = builder.split(".")
    if re.fullmatch(r"(?:on|before)_?[A-Z_a-z]\w*", name) is None:
        return None
    for service in services:
        if service in _BY_SERVICE:
            return _BY_SERVICE[service]
    return next((meaning for pattern, meaning in _BY_NAME if pattern.fullmatch(name)), None)


# By a word in the type of an event.
_BY_EVENT: dict[str, Meaning] = {
    "pubsub": (Kind.PUBSUB, Exposure.ACCOUNT, "principals that may publish to the topic"),
    "storage": (Kind.CLOUD_STORAGE, Exposure.ACCOUNT, "principals that may write to the bucket"),
    "firestore": (Kind.FIRESTORE, Exposure.AUTHENTICATED, _RULES),
    "firebase.database": (Kind.REALTIME_DATABASE, Exposure.AUTHENTICATED, _RULES),
    "firebase.auth": (Kind.FIREBASE_AUTH, Exposure.AUTHENTICATED, "users who sign up"),
}


def event_meaning(type: str) -> Meaning:
    """(kind, exposure, why) of an event's type, of either generation ("google.storage.object.finalize")."""
    return next((known for word, known in _BY_EVENT.items() if word in type), EVENT)


@frozen
class Callers:
    """What the options of a builder say of who may call: `invoker` of IAM, `policy` the name of the function that is
    asked about a caller's token ("" for nothing).
    """

    invoker: str = ""
    policy: str = ""
    app_check: bool = False


ANY_CALLERS = Callers()


def trigger_of(meaning: Meaning, name: str, detail: str, callers: Callers, span: Span) -> Trigger:
    kind, exposure, why = meaning
    if kind == Kind.CALLABLE:
        if callers.policy:
            exposure = Exposure.AUTHENTICATED
            why = _POLICIES.get(callers.policy, "an authPolicy of the program decides which users may call")
        why += _APP_CHECK if callers.app_check else ""
    if kind != Kind.GOOGLE_HTTP:
        options: dict[str, object] = {"app_check": True} if kind == Kind.CALLABLE and callers.app_check else {}
        return Trigger(kind, exposure, span, detail=detail or name, why=why, options=options)
    if callers.invoker and callers.invoker != "public":
        exposure, why = Exposure.ACCOUNT, f"IAM lets only some call it (invoker {callers.invoker})"
    path = "/" + name
    return Trigger(kind, exposure, span, detail=f"ANY {path}", why=why, method="ANY", path=path)


def function_of(id: str, span: Span, file: str, symbol: str, base: str, trigger: Trigger) -> Function:
    elsewhere = Unknown("it is set where the application is deployed")
    return Function(
        id,
        span,
        CodeSource(base=base),
        triggers=[trigger],
        entry=Entry(file, symbol, language_of(file), span.line, base or parent(file)),
        tracing=elsewhere,
        dead_letter=elsewhere,
    )
