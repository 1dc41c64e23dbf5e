"""Texts of errors that are told in a message: bots answer in the chat that they were asked in.

Whoever operates the application may read them. So it counts where the event says who gets the message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.kinds import satisfied
from goatherd.engine.labels import ERROR_RESPONSE
from goatherd.engine.values import Const, Text
from goatherd.model.trigger import HTTP_KINDS

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label
    from goatherd.engine.library.rules import Rule
    from goatherd.engine.values import Value

SINK = "a message to whoever wrote"
_SERVICES = re.compile(
    r"https://(?:api\.telegram\.org|(?:www\.)?slack\.com/api|api\.line\.me|graph\.facebook\.com|discord(?:app)?\.com/api"
    r"|api\.twilio\.com)/"
)
_CLIENTS = re.compile(
    r"(?:telegram|telebot|aiogram|slack_sdk|linebot|@slack/web-api|node-telegram-bot-api|telegraf|grammy|@line/bot-sdk)\b"
    r".*\.\w*(?:send|reply|post|answer|push|edit)\w*$",
    re.IGNORECASE,
)
# Fields of what somebody sends that say where an answer reaches them.
_RECIPIENT = frozenset({"channel", "channel_id", "chat_id", "response_url", "replyToken", "user_id", "userId", "From"})
_HAVING_ID = frozenset({"chat", "from", "sender", "channel", "user"})


def called(m: Machine, name: str, rules: list[Rule], args: Args, pos: int) -> None:
    """A library is called that may send a message."""
    if m.trigger is None or m.trigger.kind not in HTTP_KINDS:
        return
    sends = any(rule.sink == "ssrf" for rule in rules) and any(map(_is_of_service, args.values()))
    if sends or _CLIENTS.match(name):
        labels = args.labels(m)
        for label in labels if any(map(_is_recipient, labels)) else ():
            if label.origin.kind == "exception" and not satisfied(ERROR_RESPONSE, m.known_of(label)):
                m.facts.flow(ERROR_RESPONSE, label, m.place(pos), SINK, entered=m.entrance(pos))


def _is_of_service(value: Value) -> bool:
    texts = (a.pattern if isinstance(a, Text) else a.value for a in value.atoms if isinstance(a, Text | Const))
    return any(isinstance(text, str) and _SERVICES.match(text) is not None for text in texts)


def _is_recipient(label: Label) -> bool:
    names = label.names
    if label.origin.kind != "event" or not names:
        return False
    return names[-1] in _RECIPIENT or (names[-1] == "id" and len(names) > 1 and names[-2] in _HAVING_ID)
