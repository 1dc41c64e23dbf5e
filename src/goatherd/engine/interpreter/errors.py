"""The errors that library code may raise: the language's own have no members that JSON would show."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING

from goatherd.engine.interpreter import callers
from goatherd.engine.labels import BEHIND_PROOF, ERROR_RESPONSE, OF_LANGUAGE, Label, Origin, Trace
from goatherd.engine.values import External, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Labels
    from goatherd.engine.library.rules import Rule


class Raises(IntEnum):
    """What may be raised by the calls of library code in one place.

    CHANGES: anything, where something was to be stored, changed or sent.
    """

    NOTHING = 0
    OF_THE_LANGUAGE = 1
    ANYTHING = 2
    CHANGES = 3


# Modules, globals and small libraries that compute and reach nothing: a dotted name begins with one of them.
_COMPUTING_TEXT = """
base64 binascii bisect builtins calendar cmath collections contextlib copy dataclasses dateutil datetime decimal enum
fractions functools hashlib heapq hmac html itertools json logging math operator pprint pytz random re secrets
statistics string struct sys textwrap time traceback types typing uuid zlib zoneinfo
Array BigInt Boolean Buffer Date Intl JSON Map Math Number Object Promise Proxy Reflect RegExp Set String Symbol
TextDecoder TextEncoder URL URLSearchParams WeakMap ajv assert atob bcrypt btoa clearTimeout console crypto date-fns
dayjs decodeURI decodeURIComponent encodeURI encodeURIComponent escape events isFinite isNaN joi jose jsonwebtoken jwt
lodash luxon moment nanoid parseFloat parseInt path process querystring setTimeout structuredClone unescape url util
validator yup zod
"""
_COMPUTING = frozenset(_COMPUTING_TEXT.split())
_FIRST = re.compile(r"[^.(#]*")  # of a dotted name
EXCEPTIONS = ("Error", "Exception", "Warning")  # making one raises nothing
_NOT_COMPUTING = frozenset(
    {"builtins.open", "builtins.exec", "builtins.eval", "builtins.compile", "builtins.__import__"}
)
# Nothing is lost when it fails: it clears up, or was done before.
_CLEARS_UP = re.compile(
    r"\.(?:close|end|quit|destroy|disconnect|release|terminate|abort|unlink|unlinkSync|rmSync|rmtree"
    r"|initializeApp|initialize_app)$"
)
# Calls of JavaScript that give no promise although what they do may fail in any way.
_SYNCHRONOUS = re.compile(r"(?:Sync|parse|stringify|encode|decode|compile|dump)$")
# Something is lost when it fails; files of the function itself are gone with it anyway.
_CHANGES = re.compile(
    r"[.#](?:put|post|patch|publish|insert|update|upsert|replace|delete|save|write|commit|upload|enqueue|charge|refund"
    r"|transfer|send(?=[A-Z_]))(?:_\w+|[A-Z]\w*)?$"
)
# ... and by the words of the stores of Azure and Google, and of services that send mail and messages.
_CHANGES_OF_CLOUDS = re.compile(
    r"[.#](?:(?:set|add|create|bulk)(?:_item|_user|_entity|Item|User|Entity|Document|CustomUserClaims)?|send)$"
)
_CLOUDS = ("firebase-admin.", "firebase_admin.", "@google-cloud/", "google.cloud.", "@azure/", "azure.")
_MAIL_SERVICES = ("@sendgrid/", "sendgrid.", "resend.", "postmark.", "mailgun.js.", "@mailchimp/", "nodemailer.")
_OF_FILES = ("fs", "node:fs", "builtins.", "io.", "os.", "pathlib.", "shutil.")
_PARTS_THAT_COMPUTE = ("os.path.", "os.getenv", "os.environ", "urllib.parse.")


def raises(name: str, rules: Iterable[Rule]) -> Raises:
    """What a call of the library symbol `name`, of which `rules` speak, may raise."""
    if name.endswith(EXCEPTIONS) or name.startswith("goatherd_") or name == "lambda.callback":
        return Raises.NOTHING
    if name.startswith("@aws-sdk/") and name.endswith("Command"):
        return Raises.NOTHING
    first = _FIRST.match(name.removeprefix("node:"))
    computes = first is not None and first[0] in _COMPUTING
    if (computes and name not in _NOT_COMPUTING) or name.startswith(_PARTS_THAT_COMPUTE) or _CLEARS_UP.search(name):
        return Raises.OF_THE_LANGUAGE
    return Raises.OF_THE_LANGUAGE if any(rule.sink == "log" for rule in rules) else unknown_raises(name)


def unknown_raises(name: str) -> Raises:
    """The same of what nobody knows more of than what it is called."""
    if _CHANGES.search(name) and not name.startswith(_OF_FILES):
        return Raises.CHANGES
    in_a_cloud = name.startswith(_CLOUDS + _MAIL_SERVICES) and _CHANGES_OF_CLOUDS.search(name)
    return Raises.CHANGES if in_a_cloud else Raises.ANYTHING


def is_synchronous(name: str) -> bool:
    return _SYNCHRONOUS.search(name) is not None


def caught(m: Machine, pos: int, raised: Raises = Raises.ANYTHING, shown: Labels = ()) -> Value:
    """The error that a handler of exceptions, or of a rejection, receives: an unknown one, with what errors show."""
    place, name = m.place(pos), "error" if m.module.language == "javascript" else "exception"
    label = Label(Origin("exception", name, place), trace=Trace(place, f"an {name} is caught", None))
    if callers.is_known(m):
        label = label.add(BEHIND_PROOF)
    if raised is Raises.OF_THE_LANGUAGE:
        label = label.add(OF_LANGUAGE)
    if raised < Raises.ANYTHING and m.module.language == "javascript":
        label = label.add(ERROR_RESPONSE)  # its message and stack trace are left out of JSON
    return Value((External("exception"),), (label, *shown))
