"""Does this name promise a secret, and is this value one?"""

from __future__ import annotations

import re
from base64 import b64decode
from itertools import pairwise
from typing import TYPE_CHECKING

from goatherd.core.confidence import by_name
from goatherd.core.lazy import regex
from goatherd.core.value import is_symbolic

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons

_WORDS = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words(text: str) -> list[str]:
    """The words that a name in any convention is made of, in lower case."""
    return [word.lower() for word in _WORDS.findall(text)]


# words of a name; two of them in a row where one alone says too little
# ... and in German, Dutch, Spanish ("contraseña" without what is no letter of English), Portuguese and French
PASSWORD_ABROAD = "passwort|kennwort|wachtwoord|contrase(?:n|ny)?a|senha|motdepasse"
_PASSWORD = regex(rf"(password|passwd|passphrase|pwd|passcode|{PASSWORD_ABROAD})", re.I)
# "MYSQLPASS": nobody sets these words apart
_PASS = regex(r".*(db|sql|pg|postgres|mongo|redis|ldap|smtp|imap|ftp|mail|user|root|admin|auth)(pass|pw)|pass|pw")
_CREDENTIAL_WORDS = frozenset(words("secret secrets token apikey credential credentials privatekey pat"))
_KEY_BEFORE = frozenset(
    words(
        "api secret private access signing sign encryption encrypt auth master jwt hmac client service "
        "account license session app admin webhook stripe sendgrid openai"
    )
)
_DATABASES = frozenset(words("mongo mongodb postgres postgresql pg mysql mariadb mssql amqp rabbitmq database db"))
_OF_FIREBASE = frozenset(words("firebase rtdb dynamodb dynamo local test"))
# a name that ends like this speaks about a secret, it does not hold one
_ABOUT = frozenset(
    words(
        "arn id name url uri path table bucket alias file length ttl expiry prefix expiration expires timeout "
        "header type param parameter region version endpoint issuer audience limit max count enabled rotation "
        "days hours minutes seconds policy algorithm provider location store manager field attribute claim "
        "topic queue function lambda role host port format mode size use index kid domain date stage budget "
        "stack template pool class group zone instance "
        "required validation regex pattern label description suffix username characters chars charset alphabet "
        "separator delimiter validity source sources unit units duration period interval lifetime age time in schedule "
        "retention expression history address iterations rounds salted strength"
    )
)
# ... and so does one that begins or ends like this: "isPasswordVerified", "hasToken", "token_updated_at"
_ASKS_WHETHER = frozenset(words("is has had was does did should must needs"))
_SAYS_WHETHER = frozenset(
    words("verified validated valid present exists matches matched updated created issued revoked set status at")
)
_MADE_OF_IT = frozenset(words("hash hashed digest encrypted cipher ciphertext salt salted bcrypt confirmation token"))
# what has names: the value of `FIELD_PASSWORD` is one
_OF_NAMES = frozenset(
    words(
        "attribute attr field column col property prop header claim key param parameter argument arg input form label"
    )
)
# ... and one that begins like this names the parameter that holds it
# Whose address opens nothing: services ask who calls, and browsers show where they are.
_SEEN_IN_PAGES = frozenset(("origin", "origins"))
_OPEN_TO_SEE = _SEEN_IN_PAGES | frozenset(
    words("queue sqs topic sns frontend page site website callback redirect public")
)
_WHERE = frozenset(("parameter", "param", "ssm"))
_FILE_OF_GOOGLE = ["google", "application", "credentials"]  # where its libraries look for a file
# where whoever knows the address may post, and an account that is known by its keys alone
_CHANNELS = regex(r".*(slack|discord|teams|mattermost|rocketchat|googlechat|gchat).*hook(ur[il])?")
_PAGER = regex(r".*pagerduty.*key")
_PUBLIC = frozenset(words("public publishable pub frontend max min num total partition sort primary object"))
_KEPT_BACK = frozenset(words("secret secrets private password"))
_TOLD_TO_ALL = frozenset({("public", "key"), ("site", "key"), ("client", "id")})
# whose projects are known by a token that stands in every page they count
_ANALYTICS = frozenset(words("mixpanel amplitude posthog"))
# what stands in pages by design: a project's web key, a key for search alone, the token of an error log for browsers
_FOR_PAGES = regex(
    r".*firebase(web)?apikey|.*(algolia|typesense|meili(search)?)search(only)?(api)?key|.*(datadog|rollbar)(rum)?clienttoken"
)
# which device a message is pushed to: of no use without the sender's own key
_OF_DEVICES = frozenset(words("fcm apns push device"))
# a text about a password ("invalid_password")
_MESSAGES = frozenset(
    words(
        "invalid wrong missing incorrect weak bad error message hint prompt title help text forgot forgotten expired "
        "mismatch reset changed question format rule rules"
    )
)
# a switch ("GenerateSecret"), or a token that is a piece of text or a page ("join_token", "NextToken")
_NO_SECRET = frozenset(
    words(
        "generate create use enable disable has is require allow rotate skip join next continuation pagination page "
        "limit"
    )
)

A_FUNCTION_KEY = "a key that calls a function of Azure"

# values that give themselves away, whatever they are called
_PATTERNS = (
    # the id in an address that was signed is no more than that, and one of a session has ended
    (regex(r"(?<!X-Amz-Credential=)(?<!AWSAccessKeyId=)\bAKIA[0-9A-Z]{16}\b"), "an AWS access key"),
    (
        regex(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:[ \t]#[^\n]*)?(?:\\n|\\r|\s)*[A-Za-z0-9+/]{4}"),
        "a private key",
    ),
    (regex(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{50,}"), "a GitHub token"),
    (regex(r"\bxox[abprs]-(?=[a-z-]{0,8}[0-9])[A-Za-z0-9-]{10,}"), "a Slack token"),
    (regex(r"hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}"), "a Slack webhook"),
    (regex(r"discord(?:app)?\.com/api/webhooks/\d{15,}/[A-Za-z0-9_-]{50,}"), "a Discord webhook"),
    (regex(r"webhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/\w+/[0-9a-f]{32}"), "a Teams webhook"),
    (regex(r"\b[rs]k_live_[A-Za-z0-9]{16,}"), "a Stripe key"),
    (regex(r"\bAIza[0-9A-Za-z_-]{35}\b"), "a Google API key"),
    (regex(r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"), "a SendGrid key"),
    (regex(r"\buserPWD=\"[A-Za-z0-9]{50,}\""), "the password that publishes an application of Azure"),
    (regex(r"\bglpat-[A-Za-z0-9_-]{20,}"), "a GitLab token"),
    (regex(r"\bnpm_[A-Za-z0-9]{36}\b"), "an npm token"),
    (regex(r"\bAccountEndpoint=[^;]{1,200};AccountKey=[A-Za-z0-9+/]{86}=="), "a key of a Cosmos DB account"),
    (regex(r"\bAccountKey=[A-Za-z0-9+/]{86}=="), "a key of an Azure storage account"),
    (regex(r"\bSharedAccessKey=[A-Za-z0-9+/]{43}="), "a key of an Azure messaging service"),
    # SignalR, Web PubSub and Communication Services
    (regex(r"(?i)\bendpoint=https://[^;\s]{1,200};accesskey=[a-z0-9+/]{40,120}={0,2}"), "a key of an Azure service"),
    (
        regex(r"\bazurewebsites\.net/[^\s\"'`<>]{1,200}[?&]code=[A-Za-z0-9_-]{40,}(?:(?:=|%3[Dd])+|(?=[&\"'`\s]))"),
        A_FUNCTION_KEY,
    ),
    (
        regex(r"\.logic\.azure\.com[:/][^\s\"'`<>]{1,300}[?&]sig=[A-Za-z0-9_-]{40,}"),
        "an address that starts a workflow of Azure's Logic Apps",
    ),
    (regex(r"/bot\d{8,12}:[A-Za-z0-9_-]{30,}"), "a Telegram token"),
    (regex(r"\b1//0[0-9A-Za-z_-]{40,}"), "a refresh token of Google's"),
    (regex(r"\bGOCSPX-[0-9A-Za-z_-]{28}\b"), "a client secret of Google's"),
    (regex(r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}"), "an API key"),
)
# the keys of Azure's emulators, the same on every machine by its documentation
_OF_EMULATORS = regex(r"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1|C2y6yDjf5/R\+ob0N8A7Cgv30VRDJIWEH")
_MASKED = regex(r"(?i)x{6,}|\*{4,}")  # "AIzaXXXXXXXX…" in an example
_HEADER = regex(r"(?i)^(bearer|basic)\s+([A-Za-z0-9._~+/-]{12,}=*)$")
# ... and what programs of Microsoft's and PostgreSQL's are told: "Server=db;Uid=shop;Pwd=…", "host=db password=…"
_CONNECTION = regex(
    r"(?i)\b(?:server|data source|host|hostaddr)\s*=\s*(?!\W?(?:localhost|127\.|\(localdb\)|\.[\\;]))[^;\s]{1,200}"
    r".{0,300}?\b(?:password|pwd)\s*=\s*([^;\s\"'&,]+)"
)
# `connect(host=HOST, password=given)`
_IN_A_CALL = regex(r"[({\[]|^[A-Za-z_][\w.]*\)")
# A server on the machine itself is for its author to try things.
_URL_PASSWORD = regex(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,100}:([^\s/:@]{1,200})"
    r"@(?!(?i:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\]|host\.docker\.internal)(?![\w.-]))"
)

_PLACEHOLDER = regex(
    r"(?i)<.*>|\[.*\]|\{\{.*|\$\{?.*|%.*%|x{3,}.*|\*+|\.{2,}|-+|(your|my|insert|enter|add|set|put|replace|change|to_?be"
    r"|todo|tbd|fixme|dummy|fake|mock|sample|placeholder|example|redacted|undefined|none|null|n/?a|empty|default|(unit_?)?test"
    r"|optional|required|true|false|yes|no|unset|blank|not|stub|blah|foo|foobar)\b.*"
    r"|.*(placeholder|example|changeme|change[-_]me|replace[-_]?me|[-_ ]here|dummy)"
    r"|(your|my|insert|replace|update|placeholder)[-_].*|your_?strong\W?.*|(unit[-_]?)?test[-_](secret|key|token|pass(word)?|id|value|api[-_]?key)"
)
# what the code puts something in the place of
_FILLED_IN = regex(r"(\{[^{}]*\}|[$#]\{[^{}]*\}|\{\{[^{}]*\}\}|%(\(\w+\))?[srd]|<[^<>]*>)+")
_WORD_FOR_IT = regex(r"(?i)pass(word|wd)?|pwd")
_IN_WORDS = regex(r"[^\W\d_]+[,:]?(\s[^\W\d_]+[,:]?)+[.!?]*")  # "Password required!"
_INVENTED = frozenset(words("fake dummy example placeholder"))
_TO_CHANGE = regex(r"(?i)(\S*[-_.])?(change|replace)[-_]?(me|this|it|in|before|for)([-_.!0-9]\S*|!)?")
# ... and what says as much at its beginning ("CHANGE_ME_AFTER_DEPLOY")
_AT_FIRST = regex(r"(?i)(change|replace|todo|tbd|fixme)[-_]?(me|this|it)?([-_ ].*)?")
# what stands for a secret until somebody deploys
_STAND_IN = regex(
    r"(?i)|string|secret|none|null|nil|n/?a|undefined|empty|unset|not[-_ ]?set|todo|tbd|fixme|dummy|x{3,}|\*+|\.{2,}|-+"
    r"|<.*>|(enter|insert|put|add|your)[-_ ].*|.*placeholder|.*[-_ ]here"
)
_ASKS = regex(r"(?i)(your|update|insert|enter|fill)[-_ ](in[-_ ])?[\w -]*|.*[-_ ](placeholder|here)")
_MARKED = regex(r"(?i)<.*>|placeholder([-_ ].*)?|\[.*\]|\{\{.*\}\}|x{3,}.*|\*+|\.{3,}|-+|_+")
# what a program signs or encrypts with, by the last words of its name
_OWN_KEY = regex(
    r"(secret|signing|sign|signature|encryption|encrypt|jwt|hmac|session|cookie|auth)key"
    r"|(jwt|session|cookie|token|app|flask|hmac|signing|signature|auth|access|refresh|encryption|my|the|your|this)?secret"
)
# what a build or a deployment puts a secret in the place of: __NAME__, @@NAME@@, #{NAME}#, {{NAME}}, %NAME%, $NAME
_FOR_A_BUILD = regex(
    r"__[A-Za-z]\w*[A-Za-z\d]__|@@[A-Za-z][\w.-]*@@|#\{[A-Za-z][\w.-]*\}#|\{\{\s*[A-Za-z][\w.-]*\s*\}\}"
    r"|%[A-Z][A-Z\d_]*%|<[A-Z][A-Z\d_]*>|\$[A-Z][A-Z\d_]*|\$\{[A-Z][A-Z\d_]*\}"
)
_OF_DEPLOYMENT = regex(r"\$\{AWS-(?:StackName|StackId|Region|AccountId)\}")  # as goatherd.core.value has them
_GUESSED = regex(r"(?i)string|secret|dummy")
# what the variables of an environment are called
_VARIABLE = regex(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
# what services give to pages and to programs that are being written
_ISSUED_TO_ALL = regex(r"pk_(?:live|test)_|pk\.eyJ")
_FOR_TRIALS = regex(r"[a-z]{1,4}_?test_|sandbox[_-]|TEST-")
_NOT_A_VALUE = regex(
    r"(?i)arn:|[a-z][a-z0-9+.-]{0,30}://|/|ssm:|\d+$|\{\{resolve:|alias/|process\.env|!|file:"
    r"|[\w./-]+\.(?:json|ya?ml|toml|txt|pem|env|ini|csv|xml|html?)$"  # where it is kept
    r"|AQ[EI]CAH[\w+/]{40}|ENC[(\[]"  # encrypted, by KMS, sops or Jasypt
    r"|ya29\.|ASIA[0-9A-Z]{16}$"  # good for an hour, or a session
    r"|[\w-]{8,64}:APA91[\w-]+$"  # the address of a device, to which only who holds the project's key can send
)


def promises_secret(name: str) -> str:
    """ "password" or "credential" for a name that holds one, else ""."""
    parts = words(name)
    if not parts or parts[0] in _WHERE or parts == _FILE_OF_GOOGLE:
        return ""
    opens = _CHANNELS.fullmatch("".join(parts)) or _PAGER.fullmatch("".join(parts))
    if parts[-1] in _ABOUT and not opens:
        return ""
    if parts[-1] in _SAYS_WHETHER or (parts[0] in _ASKS_WHETHER and len(parts) > 1):
        return ""
    if _PUBLIC.intersection(parts) or _MESSAGES.intersection(parts):
        return ""
    if (_ANALYTICS.intersection(parts) and "secret" not in parts) or _FOR_PAGES.fullmatch("".join(parts)):
        return ""
    if _PASSWORD.search("".join(parts)) or (_PASS.fullmatch(parts[-1]) and name != "PW"):  # Palau
        return "password"
    if _NO_SECRET.intersection(parts) or (parts[-1] in ("token", "tokens") and _OF_DEVICES.intersection(parts)):
        return ""
    if opens or _CREDENTIAL_WORDS.intersection(parts):
        return "credential"
    if any(second == "key" and first in _KEY_BEFORE for first, second in pairwise(parts)):
        return "credential"
    return ""


def is_readable_password(name: str) -> bool:
    """Whether a name is that of a password itself, not of what was made of it."""
    parts = words(name)  # a "gate pass" is a paper
    spelt_out = _PASSWORD.search("".join(parts)) is not None
    return spelt_out and promises_secret(name) == "password" and _MADE_OF_IT.isdisjoint(parts)


def promises_way_in(name: str) -> bool:
    """Whether a variable is called like the address of a database, in which its password stands as a rule."""
    parts = words(name)
    ends = parts[-1:] in (["uri"], ["url"], ["dsn"]) or parts[-2:] in (["connection", "string"], ["conn", "string"])
    return ends and not _DATABASES.isdisjoint(parts) and _OF_FIREBASE.isdisjoint(parts)


def is_called_public(name: str) -> bool:
    """Whether a name says that everybody may know what is called so: a publishable key, a site key, a client's id."""
    parts = words(name)
    told = "publishable" in parts or any(pair in _TOLD_TO_ALL for pair in pairwise(parts))
    return told and _KEPT_BACK.isdisjoint(parts)


def names_something_else(name: str) -> bool:
    """Whether a name says that what it holds is an id, a name, an address …, and nothing of a secret."""
    parts = words(name)
    return bool(parts) and parts[-1] in _ABOUT and not promises_secret("_".join(parts[:-1]))


def may_hold_secret(name: str) -> bool:
    """Whether what is called like this can be one if its declaration says so: a user's or a table's name is none."""
    parts = words(name)
    if parts[-1:] in (["url"], ["uri"]):
        return _OPEN_TO_SEE.isdisjoint(parts)
    return bool(parts) and parts[-1] not in {*_ABOUT, *_SEEN_IN_PAGES, "user", "email"}


def revealed(value: str) -> str:
    """What kind of secret a value shows itself to be, "" if it does not."""
    if len(value) > 10_000 or "EXAMPLE" in value or is_of_emulator(value):
        return ""
    for pattern, kind in _PATTERNS:
        match = pattern.search(value)
        if match and not _MASKED.search(match[0]):
            return kind
    match = _URL_PASSWORD.search(value)
    if match and _is_given(match[1]) and not _WORD_FOR_IT.fullmatch(match[1]):
        return "a password in a URL"
    match = _CONNECTION.search(value)
    if match and _is_given(match[1]) and not _WORD_FOR_IT.fullmatch(match[1]) and not _IN_A_CALL.search(match[1]):
        return "a password in a connection string"
    header = _HEADER.match(value)
    if header and header[1].lower() == "bearer" and _looks_random(header[2]):
        return "a bearer token"
    if header and header[1].lower() == "basic" and _is_basic(header[2]):
        return "a password in a header"
    return ""


def is_of_emulator(value: str) -> bool:
    """Whether it holds a key that opens nothing but an emulator, and that everybody knows."""
    return _OF_EMULATORS.search(value) is not None


def _is_basic(encoded: str) -> bool:
    """Whether it is `user:password` in base64."""
    try:
        user, colon, password = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return False
    return bool(user and colon and password) and not _PLACEHOLDER.fullmatch(password) and password != "password"


def asks_to_be_changed(name: str, value: str) -> bool:
    """Whether a value under a name that promises a secret works until somebody changes it, as it says ("changeme")."""
    text = value.strip()
    own = "api" not in words(name)  # as a rule, the key of an API is given out by somebody else
    return promises_secret(name) != "" and bool(_TO_CHANGE.fullmatch(text) or (own and _GUESSED.fullmatch(text)))


def is_initial(value: str) -> bool:
    """Whether a value says of itself that somebody sets another ("CHANGE_ME_AFTER_DEPLOY"), and shows no secret."""
    return bool(_AT_FIRST.fullmatch(value.strip())) and not revealed(value)


def waits_for_another(value: str) -> bool:
    """Whether a value asks its reader to put their own in its place ("YOUR_API_KEY"), or a build to do so."""
    return bool(_ASKS.fullmatch(value.strip())) or is_for_a_build(value)


def is_for_a_build(value: str) -> bool:
    """Whether a value has the form of a placeholder that is replaced before the code runs ("__JWT_SECRET__")."""
    return bool(_FOR_A_BUILD.fullmatch(value.strip()))


def is_own_key(name: str) -> bool:
    """Whether what is called so is a key that a program signs or encrypts with, which each deployment may choose."""
    return bool(_OWN_KEY.fullmatch("".join(words(name)[-2:])))


def follows_from_deployment(name: str, value: str) -> bool:
    """Whether a key of the program's own is put together of what the stack is called and where it is.

    What has a slash or a colon in it is the name of a secret rather.
    """
    rest, count = _OF_DEPLOYMENT.subn("", value)
    return is_own_key(name) and count > 0 and not re.search(r"[${}/:\s]", rest)


def stands_in(value: str) -> bool:
    """Whether a default is no secret, and no name of one either: the secret takes its place on deployment."""
    text = value.strip()
    if _ABOUT.intersection(words(text)):
        return False
    return bool(_STAND_IN.fullmatch(text) or _TO_CHANGE.fullmatch(text))


def is_placeholder(value: str) -> bool:
    """Whether a value shows that something else belongs in its place ("<your key>", "xxxx"), whatever it is for."""
    text = value.strip()
    marked = _FILLED_IN.fullmatch(text) or _MARKED.fullmatch(text)
    return is_symbolic(text) or bool(marked) or is_for_a_build(text)


def _is_phrase(name: str, text: str) -> bool:
    """Whether it is a secret of words, under the name of a key that a program signs or encrypts with.

    The name of a secret has dashes too: then it takes more words, or a key by its name, to be none.
    """
    parts = [part for part in re.split(r"[\s_-]+", text.strip("!.?")) if part]
    own = words(name)[-2:]
    if not 12 <= len(text) <= 200 or not _OWN_KEY.fullmatch("".join(own)) or is_placeholder(text):
        return False
    if text.isupper() or re.search(r"[/:{}<>$()]", text) or parts[-1].lower() in _ABOUT or words(text) == words(name):
        return False
    return len(parts) >= (3 if " " in text or own[-1] == "key" else 5)


def _names_itself(name: str, text: str) -> bool:
    """Whether a value is what something is called (`ATTRIBUTE_PASSWORD = "password"`), and no secret."""
    own, said = words(name), words(text)
    if _VARIABLE.fullmatch(text) and promises_secret(text):
        return True  # ENV_PASSWORD = "SHOP_PASSWORD_EXPORT"
    before = own[: len(own) - len(said)]
    return own == said or (own[len(before) :] == said and bool(said) and not _OF_NAMES.isdisjoint(before))


def judge_in_code(name: str, value: str) -> tuple[str, Reasons] | None:
    """`judge` for a constant of a program: what would be a placeholder in a template is a real password there."""
    found = judge(name, value)
    promised = promises_secret(name)
    if found is not None or not promised or waits_for_another(value):
        return found
    text = value.strip()
    if promised == "credential":
        return _key_of_words(name, text)
    used = 4 <= len(text) <= 64 and not re.search(r"\s", text) and not _NOT_A_VALUE.match(text)
    given = not is_symbolic(text) and not _FILLED_IN.fullmatch(text)
    return (
        ("a password", by_name("only its name says that it is one"))
        if used and given and not _names_itself(name, text) and not text.isalpha()
        else None
    )


def judge_setting(name: str, value: str) -> tuple[str, Reasons] | None:
    """`judge` for a variable of the environment, where a key may be words as well."""
    found = judge(name, value)
    return found or (_key_of_words(name, value.strip()) if promises_secret(name) == "credential" else None)


def _key_of_words(name: str, text: str) -> tuple[str, Reasons] | None:
    worded = _is_phrase(name, text) or (_OWN_KEY.fullmatch("".join(words(name)[-2:])) and _TO_CHANGE.fullmatch(text))
    return ("a key for signing or encryption", by_name("only its name says that it is one")) if worded else None


def judge(name: str, value: str) -> tuple[str, Reasons] | None:
    """(what it is, why it may be none) of a value that is a secret in plain text; None for everything else."""
    kind = revealed(value)
    if kind:
        return kind, ()
    promised = promises_secret(name)
    text = value.strip()
    if not promised or not _is_literal(text) or _names_itself(name, text):
        return None
    if promised == "password":
        # three words are a sentence about it, and so are two that end like one; a passphrase has the name for them
        said = len(text.split()) > 2 or (text[-1] in ".!?" and _IN_WORDS.fullmatch(text) is not None)
        sentence = said and "phrase" not in name.lower()
        return None if sentence else ("a password", ())
    if _looks_random(text):
        short = by_name("only its name says that it is one, for the value is short")
        return "a credential", () if len(text) >= 16 else short
    return None


def looks_issued(value: str) -> bool:
    """Whether it may be a key that a service has given out to one of its customers, and not to everybody's browser."""
    text = value.strip()
    parts = re.split(r"[-_.]", text)
    worded = len(parts) > 3 and all(part.isalpha() or (part.isdigit() and len(part) < 5) for part in parts)
    given = len(text) >= 16 and _is_literal(text) and not worded and not _ISSUED_TO_ALL.match(text)
    return given and (bool(revealed(text)) or _looks_random(text))


def is_for_trials(value: str) -> bool:
    """Whether a key says that it only opens what its service keeps for trials."""
    return bool(_FOR_TRIALS.match(value))


def _is_literal(text: str) -> bool:
    return bool(text) and not _NOT_A_VALUE.match(text) and _is_given(text)


def _is_given(text: str) -> bool:
    if is_symbolic(text) or _PLACEHOLDER.fullmatch(text) or _FILLED_IN.fullmatch(text) or _MASKED.search(text):
        return False
    if is_for_a_build(text):
        return False
    return _INVENTED.isdisjoint(words(text))


def _looks_random(text: str) -> bool:
    """Long, without spaces, and mixing kinds of characters as names and words do not."""
    if len(text) < 8 or re.search(r"\s", text):
        return False
    kinds = sum(bool(re.search(p, text)) for p in (r"[a-z]", r"[A-Z]", r"\d"))
    digits = sum(c.isdigit() for c in text)
    dashed_words = re.fullmatch(r"[A-Za-z]+([-_/.][A-Za-z]+)*\d{0,2}", text)
    enough = digits >= 2 or (digits == 1 and kinds == 3 and len(text) >= 32)  # one of 40 letters may have few
    shuffled = kinds == 3 and len(text) >= 20 and len(text) < 2.8 * len(words(text))
    return kinds >= 2 and (enough or shuffled) and len(set(text)) >= 6 and not dashed_words
