"""What a program leaves to code that nobody can read: modules outside of the tree, and clients handed to them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from goatherd.code.classify import COPIED_MODULES, COPIED_PACKAGES
from goatherd.engine.interpreter import gates, members, tokens
from goatherd.engine.values import Cloud, External, Obj, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

# What comes with the languages, and packages so widely used that what they do is known: none calls AWS.
_NODE = """
assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs
http http2 https module net os path perf_hooks process punycode querystring readline repl stream string_decoder
sys timers tls tty url util v8 vm worker_threads zlib
"""
_PACKAGES = """
ajv async axios base-64 bcrypt bcryptjs bluebird body-parser cheerio class-transformer class-validator cookie
cors cross-fetch csv-parse date-fns dayjs debug deepmerge dotenv ejs express fast-xml-parser form-data got graphql
handlebars http-errors ioredis joi js-yaml jsonwebtoken jwks-rsa jwt-decode lodash luxon mime-types moment
moment-timezone mongodb mongoose mustache mysql mysql2 nanoid node-fetch nodemailer openai p-limit p-map pg pino
qs querystring ramda redis reflect-metadata request semver sequelize sharp source-map-support stripe superagent
tslib twilio typeorm ulid undici uuid validator winston ws xml2js yup zod
"""
_KNOWN = {
    "javascript": frozenset(f"{_NODE} {_PACKAGES}".split()),
    "python": COPIED_PACKAGES | {name.removesuffix(".py") for name in COPIED_MODULES} | sys.stdlib_module_names,
}
# iam/libraries.py knows which of these call what.
_OF_AWS = ("@aws", "aws", "boto", "@smithy/", "@middy/")
_SESSIONS = frozenset({"boto3.Session()", "boto3.session.Session()"})
_HANDLES = 1  # how deep in objects a client is looked for


def missing(m: Machine, module: str, pos: int) -> None:
    """A module of the application itself is not in the tree."""
    m.facts.unseen.setdefault(module, m.place(pos))


def imported(m: Machine, module: str) -> None:
    """A module that is not in the tree; what it does counts from the first call on."""
    if not m.module.is_stub and not module.startswith(_OF_AWS) and not _known(m, module):
        m.outside.setdefault(module)


def called(m: Machine, name: str, args: Args, pos: int) -> None:
    """Library code runs of which nothing is known."""
    if m.module.is_stub:
        return
    outside = [module for module in m.outside if _is_of(name, module)]
    for module in outside:
        m.facts.unseen.setdefault(module, m.place(pos))
    if outside or name.startswith("?.") or not name:
        tokens.entrusted(m, name, args.labels(m), m.place(pos))
        gates.called(m, name, args.labels(m), pos)
    for value in args.values():
        _hand_over(m, value, pos, _HANDLES)


def _is_of(name: str, module: str) -> bool:
    return name.startswith(module) and name[len(module) : len(module) + 1] in ("", ".", "(", "/")


def _known(m: Machine, module: str) -> bool:
    top = module.partition("/" if m.module.language == "javascript" else ".")[0]
    return top in _KNOWN[m.module.language] or m.models.knows(module) or m.models.knows(top)


def _hand_over(m: Machine, value: Value, pos: int, depth: int) -> None:
    for item in value.atoms:
        if isinstance(item, Cloud):
            chosen(m, item, pos)
        elif isinstance(item, External) and item.name in _SESSIONS:
            m.facts.handed.setdefault("", m.place(pos))  # which makes any client
        elif isinstance(item, Obj) and depth:
            for _, part in members.entries(m, item):
                _hand_over(m, part, pos, depth - 1)


def chosen(m: Machine, client: Cloud, pos: int) -> None:
    """A client of which any operation may be called, with the rights of the function's role."""
    if not client.own and not client.kind.startswith(("command:", "meta")):
        m.facts.handed.setdefault(client.service, m.place(pos))
