"""Secrets in files that no function is made of: scripts, fixtures, settings of editors, packaged copies of templates.

They are in the repository like the rest, and everybody who may read it has them.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import TYPE_CHECKING

from goatherd.code.classify import TEST_FOLDERS
from goatherd.code.env_files import secrets_of_settings
from goatherd.code.new_accounts import passwords_given_accounts
from goatherd.code.password_defaults import FOR_BROWSERS, passwords_by_default
from goatherd.code.paths import extension, name
from goatherd.code.runtime_config import NAME as RUNTIME_CONFIG
from goatherd.code.runtime_config import secrets_of_runtime_config
from goatherd.code.sign_ins import passwords_signed_in_with
from goatherd.code.signing_passwords import signing_passwords
from goatherd.code.states import states_of_terraform
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.secrets import judge, judge_in_code, looks_issued, promises_secret, revealed, words
from goatherd.core.source import Span
from goatherd.model.flow import PASSWORDS_OF_PEOPLE, Committed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules

MAX_BYTES, _LONGEST = 300_000, 6_000
_SCRIPTS = frozenset({".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".sh", ".ps1", ".bat"})
_OTHERS = frozenset(
    {".json", ".yml", ".yaml", ".toml", ".env", ".txt", ".http", ".rest", ".ini", ".cfg", ".properties", ".xml"}
    | {".PublishSettings", ".publishsettings", ".pubxml"}
)
_TEXTS = frozenset({".md", ".mdx", ".rst", ".adoc"})
_TOOLS = frozenset({"scripts", "script", "tools", "tool", "bin", "ops", "migrations"})
_IN_SHELLS = frozenset({".sh", ".ps1", ".bat"})
_LOCKS = frozenset({"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "composer.lock"})
# What web pages and programs on a desk are given anyway, or a server on the machine itself asks for.
_ON_A_DESK = frozenset(
    {
        "a Google API key",
        "a password in a URL",
        "a password in a connection string",
        "a password in a header",
        "a bearer token",
    }
)
_MADE_UP = regex(r"(?i)fake|dummy|mock|sample|invalid|test|foo|0123456|1234567|abcdef|(\S)\1{5}")
_KEY, _KEY_OF_AWS = "a private key", "an AWS access key"
_OTHER_HALF = regex(r"(?<![\w/+])(?=\S{0,39}[A-Z])(?=\S{0,39}[a-z])(?=\S{0,39}\d)[A-Za-z0-9/+]{40}(?![\w/+=])")
_FOR_TRIALS = regex(r"(?i).*(test|example|sample|localhost|dummy|fake|mock|snakeoil).*")
_WORTH_A_LOOK = regex(
    r"AKIA|PRIVATE KEY-|gh[pousr]_|github_pat_|xox[abprs]-|hooks\.slack|discord(?:app)?\.com/api|webhook\.office"
    r"|[rs]k_live_|SG\.|glpat-|npm_|sk-|AccountKey=|userPWD=|[Aa]ccess[Kk]ey=|/bot\d|GOCSPX-|1//0|eyJ[\w-]{10}"
    r"|[?&](?:code|sig)="
    r"|(?i:pass(?:word|wd|wort)|secret|bcrypt|argon2|contrase[nñ]a|senha\b|mot de passe)"
    r"|(?i:api|access|auth|bot)[ _-]?(?i:key|token)(?=[^\w\n]{1,8}[\w~+/=-]{20})"
    r"|(?i:key|token)[\"']?,?[ \t]*\r?\n[ \t]*[\"']?value[\"']?:"
)
# What a hash of bcrypt looks like; its beginning says how many rounds it took.
_HASH = regex(r"(?<![=/\w])\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}(?![./A-Za-z0-9])")
# A link to files or tables in Azure that is signed for whoever has it, with its end.
_SIGNED = regex(
    r"[?&](?=[^\s\"'`<>]{0,400}\bsv=20\d\d-\d\d-\d\d)(?=[^\s\"'`<>]{0,400}\bsig=[A-Za-z0-9%+/]{43})"
    r"[^\s\"'`<>]{0,400}?\bse=(20\d\d-\d\d-\d\d)"
)
_MAIL = regex(r"[\w.+-]{1,64}@(?!(?:example|test)\.(?:com|org|net)\b)[\w-]{1,63}\.[a-z]{2,}")
_DATA = frozenset({".csv", ".tsv", ".sql", ".json", ".jsonl", ".ndjson"})
_HEAD = 65_536
# Who signs tokens of people; what else stands among tests has been made for them.
_PROVIDERS = regex(
    r"https://(?:cognito-idp\.[\w-]+\.amazonaws\.com/[a-z0-9-]+_\w{9}|accounts\.google\.com|securetoken\.google\.com/[\w-]+"
    r"|appleid\.apple\.com|(?:login\.microsoftonline\.com|sts\.windows\.net)/[0-9a-f-]{36}.*"
    r"|(?!example|your|test)[\w-]+\.(?:\w\w\.)?auth0\.com/?)"
)
_TOKEN = regex(r"\beyJ[\w-]{10,2000}\.(eyJ[\w-]{10,4000})\.[\w-]{20,}")
_ASSIGNED = regex(
    r"(?<![\w.-])([A-Za-z][\w-]{0,80})[\"']?\s*(?::=|=>|[:=])\s*(?:\"([^\"]+)\"|'([^']+)'|((?![\w.]+\()[^\s,;\"'`#]+))"
)
# "**Client secret:** `…`", "| API key | … |", "API_KEY=…"
_TOLD = regex(
    r"(?i)(?<![\w.-])((?:[a-z]+[ _-]?)?(?:secret|key|token))[\"'`*]{0,4}\s*[:=|]\s*[\"'`*]{0,4}"
    r"([\w~+/=-]{20,200})(?![\w.(\[$-])"
)
_COMPARED = regex(
    r"(?<![\w.-])(?:\w{1,40}\.){0,3}(\w{0,40}(?:[pP]assword|[pP]asscode))\s*===?\s*(?:\"([^\"]{4,64})\"|'([^']{4,64})')"
)
# "- name: API_KEY" and on the next line "value: …": variables of containers, as people write and platforms export them
_VARIABLE = regex(
    r"[ \t]*(?:-[ \t]*)?[\"']?name[\"']?:[ \t]*[\"']?([A-Za-z_][\w-]{0,80})[\"']?,?[ \t]*\r?\n"
    r"[ \t]*[\"']?value[\"']?:[ \t]*[\"']?([^\s\"',]{8,200})"
)
_LISTS = frozenset({".yml", ".yaml", ".json"})
# ${API_KEY:-9b1f64c0e27d35a8814fd0c6723be95a}
_DEFAULT = regex(r"\$\{([A-Za-z_]\w{0,80}):-[\"']?([^\s\"'${}]{6,200})[\"']?\}")
# "- Password: `…`", beside the name of whoever signs in with it at an address that is in use
_LOGIN = regex(
    r"(?i)^[\s>*|-]*[*_`]*(?:(?:admin|user|login)[ -])?(?:password|passwort|contrase[nñ]a|senha|mot de passe)[*_`]*\s*"
    r"[:=|][*_]*\s*[*_]*`?([^\s`*|(){};]{6,64})(?=[`*|\s]|$)"
)
_WHOSE = regex(
    r"(?i)\b(?:user(?:[ -]?name)?|usuario|usu[aá]rio|e-?mail|correo|login|utilisateur|benutzer(?:name)?)[*_`]*\s*[:=|]"
)
_IN_USE = regex(
    r"https://[\w.-]+\.(?:cloudfront\.net|amazonaws\.com|amplifyapp\.com|vercel\.app|netlify\.app|web\.app|firebaseapp\.com"
    r"|azurewebsites\.net|azurestaticapps\.net|run\.app|cloudfunctions\.net|herokuapp\.com|pages\.dev|onrender\.com)\b"
)
_AROUND = 300  # characters that the user's name and the password are apart at most
# Servers that have an address of their own in a cloud, and names that only stand for one.
_SERVER = regex(
    r"(?i)(?:tcp:|@|\b(?:server|host|data source)\s*=\s*)([a-z0-9-]{1,63})\.(?:[a-z0-9-]{1,63}\.){0,4}"
    r"(?:database\.windows\.net|postgres\.database\.azure\.com|mysql\.database\.azure\.com|rds\.amazonaws\.com"
    r"|redshift\.amazonaws\.com|mongodb\.net|neon\.tech|supabase\.co)"
)
_ANY_SERVER = regex(
    r"(?i)(?:my|your|the|some|an?)?[-_]?(?:server|db|database|sql|host|cluster\d?|contoso|project|name)(?:[-_]?name)?"
    r"|(?:my|your|example|sample|contoso).*|x+|.*(?:your|example|server-?name).*"
)
_PASSWORD_OF = regex(r"(?i)(?:\b(?:password|pwd)\s*=\s*([^;\s\"'`]+)|://[^\s/:@]{1,100}:([^\s/:@]{1,200})@)")
_ANY_PASSWORD = regex(r"(?i).*(?:p[a@4][s$5]{2}|your|secret|strong|complex|change|replace|1234|\.\.\.|xxx|\*\*).*")
_PAGES = frozenset({".js", ".mjs", ".ts", ".tsx", ".jsx", ".html", ".vue", ".svelte"})
_IN_A_BROWSER = regex(r"\b(?:window|document|localStorage|sessionStorage)\.|from ['\"](?:react|vue|@angular)\b")
_ONLY_PAGES = _PAGES - _SCRIPTS
_READ = _SCRIPTS | _OTHERS | _PAGES | _TEXTS
_SETTINGS = regex(r"(?:.*/)?(?:\.vscode/launch\.json|[^/]*packaged[^/]*\.(?:ya?ml|json))")
_WORDS = regex(r"[^\W\d_]+(?:[ '’.,:!?-]+[^\W\d_]+)*[ '’.,:!?-]*")
_OWN_KEY = regex(r"(?i)\w*(jwt|token|session|cookie|signing|app)[_-]?secret(?:[_-]?key)?")


def committed_secrets(modules: Modules) -> Iterator[Committed]:
    """Every secret that a file of the tree gives away; nothing is raised."""
    yield from signing_passwords(modules.tree)
    for path in modules.tree.files:
        kind = extension(path)
        yield from states_of_terraform(modules.tree, path)
        if kind not in _READ | _DATA and not name(path).startswith(".env"):
            continue
        if name(path) in _LOCKS or modules.classifier.is_vendored(path):
            continue
        if name(path) == RUNTIME_CONFIG:
            yield from secrets_of_runtime_config(modules.tree, path)
            continue
        if kind in _DATA and not _is_among_tests(path):
            yield from _hashed(path, modules)
        if kind not in _READ and not name(path).startswith(".env"):
            continue
        try:
            text = modules.tree.read(path, MAX_BYTES)
        except ReadError:
            continue  # what is too large or no text at all is nothing that people keep secrets in
        yield from _in_file(path, text)
        yield from secrets_of_settings(path, text)
        if kind in _SCRIPTS | _TEXTS and not _is_among_tests(path):
            yield from passwords_by_default(path, text)
        if kind in _SCRIPTS:
            yield from passwords_signed_in_with(path, text)
            if not _is_among_tests(path):
                yield from passwords_given_accounts(path, text)


def _is_among_tests(path: str) -> bool:
    return not TEST_FOLDERS.isdisjoint(path.lower().split("/")[:-1]) or bool(_FOR_TRIALS.fullmatch(name(path)))


def _hashed(path: str, modules: Modules) -> Iterator[Committed]:
    """The hashes of passwords in data beside the addresses of those who have them, once a file."""
    try:
        text = modules.tree.head(path, _HEAD).decode("utf-8", "replace")
    except ReadError:
        return
    first = _HASH.search(text)
    if first is not None and _MAIL.search(text):
        yield Committed(PASSWORDS_OF_PEOPLE, "", first[0], Span(path, text.count("\n", 0, first.start()) + 1))


def _in_file(path: str, text: str) -> Iterator[Committed]:
    among_tests = _is_among_tests(path)
    told, number = 0, 1  # where the last line with a look ends, and its number
    for match in _WORTH_A_LOOK.finditer(text):
        if match.start() < told:
            continue
        start = text.rfind("\n", told, match.start()) + 1 or told
        number += text.count("\n", told, start)
        end = text.find("\n", match.start())
        told = end if end >= 0 else len(text)
        line = text[start:told]
        if len(line) <= _LONGEST:
            span = Span(path, number)
            following = text[told + 1 : told + 81] if "PRIVATE KEY-" in line else ""
            found = None if among_tests else _compared(path, line, span, text)
            found = found or (None if among_tests else _in_a_page(path, line, span))
            if extension(path) in _TEXTS:
                found = _told_to_readers(line, span, text)
            elif found is None and extension(path) not in _ONLY_PAGES:
                found = (
                    _given_away(line, following, span, among_tests)
                    or _named(path, line, span, among_tests)
                    or (None if among_tests else _variable(path, text, start, span) or _default(path, line, span))
                )
            if found is not None:
                yield found


def _compared(path: str, line: str, span: Span, text: str) -> Committed | None:
    """A password that what somebody typed is compared with, where pages are made."""
    match = _COMPARED.search(line) if extension(path) in _PAGES else None
    value = (match[2] or match[3]) if match is not None else ""
    if match is None or value.isalpha() or re.search(r"\s", value):
        return None  # a name of something, or what is said of it
    if extension(path) in (".js", ".mjs", ".ts") and not _IN_A_BROWSER.search(text):
        return None
    return Committed("a password", match[1], value, span, compared=True)


def _in_a_page(path: str, line: str, span: Span) -> Committed | None:
    """What a service has given out as a secret, where pages are made: a key may be for them, a secret never is."""
    for match in _ASSIGNED.finditer(line) if extension(path) in _PAGES else ():
        value = match[2] or match[3] or ""
        if words(match[1])[-1:] == ["secret"] and _is_given_out(match[1], value):
            return Committed("a credential", match[1], value, span, by_name=True)
    return None


def _given_away(line: str, following: str, span: Span, among_tests: bool) -> Committed | None:
    kind = revealed(f"{line}\n{following}" if following else line)
    if kind and kind not in _ON_A_DESK and not (kind == _KEY and among_tests):
        return None if _MADE_UP.search(line) and kind != _KEY else Committed(kind, "", line.strip(), span, among_tests)
    signed = _SIGNED.search(line)
    if signed is not None and not among_tests and (end_of_link := _end_of(signed[1])):
        return Committed("a signed link to what is kept in Azure", "", signed[0], span, ends=end_of_link)
    token = _TOKEN.search(line)
    claims = _claims(token[1]) if token is not None else {}
    issuer = claims.get("iss")
    if token is None or not isinstance(issuer, str) or (among_tests and not _PROVIDERS.fullmatch(issuer)):
        return None
    if claims.get("role") == "anon":
        return None  # what Supabase gives to every page
    ends = claims.get("exp")
    return Committed("a token", "", token[0], span, ends=ends if isinstance(ends, int) else None)


def _end_of(day: str) -> int:
    """The end of a day in seconds since 1970, 0 for none."""
    try:
        return int(datetime.fromisoformat(f"{day}T23:59:59+00:00").timestamp())
    except ValueError:
        return 0


def _told_to_readers(line: str, span: Span, text: str) -> Committed | None:
    """A secret in a text for people, where examples abound: what gives itself away, or looks given out by a service."""
    if _MADE_UP.search(line):
        return None
    kind = revealed(line)
    if kind == _KEY_OF_AWS and not _OTHER_HALF.search(text):
        return None  # its id alone opens nothing
    if kind and kind not in _ON_A_DESK and kind != _KEY:
        return Committed(kind, "", line.strip(), span)
    if _opens_a_server(line):
        return Committed("the password of a server", "", line.strip(), span)
    for match in _TOLD.finditer(line):
        if _is_given_out(match[1], match[2]):
            return Committed("a credential", " ".join(match[1].split()), match[2], span, by_name=True)
    return _is_of_a_login(line, span, text)


def _is_of_a_login(line: str, span: Span, text: str) -> Committed | None:
    """The password of an account that a text tells together with its name and the address where it is good."""
    match = _LOGIN.search(line)
    if match is None or not _is_chosen("password", match[1]) or _ANY_PASSWORD.fullmatch(match[1]):
        return None
    place = text.find(line)
    around = text[max(0, place - _AROUND) : place + len(line) + _AROUND]
    if not _WHOSE.search(around) or not _IN_USE.search(text):
        return None
    return Committed("the password of an account", "", match[1], span, by_name=True)


def _opens_a_server(line: str) -> bool:
    """Whether a line holds what somebody chose as the password of a server that has an address in a cloud."""
    server, password = _SERVER.search(line), _PASSWORD_OF.search(line)
    if server is None or password is None or _ANY_SERVER.fullmatch(server[1]):
        return False
    chosen = password[1] or password[2]
    return len(chosen) >= 8 and not _ANY_PASSWORD.fullmatch(chosen) and _is_chosen("password", chosen)


def _variable(path: str, text: str, start: int, span: Span) -> Committed | None:
    """What a service gives out, or a password that somebody chose, as a variable of a container."""
    match = _VARIABLE.match(text, start) if extension(path) in _LISTS else None
    if match is None or match[1].startswith(FOR_BROWSERS):
        return None
    name_, value = match[1], match[2]
    issued = promises_secret(name_) == "credential" and looks_issued(value) and not _MADE_UP.search(value)
    if not issued and not _is_chosen(name_, value):
        return None
    return Committed("a credential" if issued else "a password", name_, value, Span(path, span.line + 1), by_name=True)


def _default(path: str, line: str, span: Span) -> Committed | None:
    """What a script takes where the environment has nothing."""
    match = _DEFAULT.search(line) if extension(path) in _IN_SHELLS else None
    if match is None or not _is_given_out(match[1], match[2]):
        return None
    return Committed("a credential", match[1], match[2], span, by_name=True)


def _is_given_out(name_: str, value: str) -> bool:
    """Whether a value under a name that promises a credential is one that a service has given out."""
    given = len(value) >= 20 and promises_secret(name_) == "credential" and looks_issued(value)
    return given and revealed(value) not in _ON_A_DESK and not _MADE_UP.search(value)


def _claims(encoded: str) -> dict[str, object]:
    try:
        claims = json.loads(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _named(path: str, line: str, span: Span, among_tests: bool) -> Committed | None:
    """A value under a name that promises a secret: in settings any, in scripts a password that is written out."""
    settings = _SETTINGS.fullmatch(path) is not None
    if among_tests or not (settings or extension(path) in _SCRIPTS):
        return None
    for match in _ASSIGNED.finditer(line):
        value = match[2] or match[3] or (match[4] if settings else "") or ""
        if _is_said_to_people(match, value):
            continue
        judged = judge(match[1], value) if settings else judge_in_code(match[1], value)
        if judged is not None and (settings or _is_written_out(path, match[1], value, judged[0])):
            return Committed(judged[0], match[1], value, span, by_name=bool(judged[1]) or not settings)
        if settings and _OWN_KEY.fullmatch(match[1]) and len(value) >= 8 and re.search(r"[^A-Za-z]", value):
            return Committed("a key for signing or encryption", match[1], value, span, by_name=True)
    return None


def _is_said_to_people(match: re.Match[str], value: str) -> bool:
    """Whether a text of words stands for one whose last word the name is: 'Reset password', in another language."""
    before, after = match.start(1) - 1, match.end(1)
    phrase = match.string[after] in "\"'" and (before < 0 or match.string[before] != match.string[after])
    return phrase and _WORDS.fullmatch(value) is not None


def _is_written_out(path: str, name_: str, value: str, what: str) -> bool:
    # Keys of many services are made for pages, what is called a secret is not.
    never_shown = _is_tool(path) or (words(name_)[-1:] == ["secret"] and what == "a credential")
    return _is_chosen(name_, value) or (never_shown and _is_given_out(name_, value))


def _is_tool(path: str) -> bool:
    """Whether a file is run by hand, and is no part of a page, which shows its keys to everybody anyway."""
    return extension(path) in _IN_SHELLS or not _TOOLS.isdisjoint(path.lower().split("/")[:-1])


def _is_chosen(name_: str, value: str) -> bool:
    """Whether a value looks like a password that somebody chose: letters and something else."""
    filled_in = value[0] in "$%{<"
    if promises_secret(name_) != "password" or len(value) < 6 or filled_in or _MADE_UP.search(value):
        return False
    return bool(re.search(r"[A-Za-z]", value) and re.search(r"[^A-Za-z_\s.-]", value))
