"""An HTTP request as a client sends it, before the gateway makes an event of it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from attrs import evolve, field, frozen

from goatherd.attack.events import limits, moment
from goatherd.attack.events.document import bytes_of, json_text, text_of
from goatherd.attack.events.noun import DoesNotFit

if TYPE_CHECKING:
    from goatherd.attack.events.given import Given

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WRITES = frozenset({"POST", "PUT", "PATCH"})
# What a gateway, or the connection, decides whatever the client sends.
PLATFORM_HEADERS = frozenset(
    [
        "content-length",
        "transfer-encoding",
        "connection",
        "x-forwarded-port",
        "x-forwarded-proto",
        "x-amzn-trace-id",
        "via",
        "x-amz-cf-id",
        "x-amzn-oidc-data",
        "x-amzn-oidc-identity",
        "x-amzn-oidc-accesstoken",
    ]
)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
BENIGN_BODY = b'{"id": "1"}'


@frozen
class Request:
    """`path` is percent-encoded, `query` and `parameters` are not. `headers` have the cases of the client."""

    method: str
    path: str
    parameters: dict[str, str] = field(factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = field(factory=dict)
    cookies: dict[str, str] = field(factory=dict)
    body: bytes | None = None

    @property
    def raw_query(self) -> str:
        return urlencode(self.query)

    @property
    def target(self) -> str:
        return f"{self.path}?{self.raw_query}" if self.query else self.path

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    def with_headers(self, **more: str) -> Request:
        """The request with headers that the client did not give itself; underscores stand for hyphens."""
        added = {name.replace("_", "-"): value for name, value in more.items() if value}
        return evolve(self, headers={**{k: v for k, v in added.items() if not self.header(k)}, **self.headers})

    @property
    def cookie_line(self) -> str:
        """The value of the Cookie header."""
        pairs = [f"{name}={value}" for name, value in self.cookies.items()]
        return "; ".join([*filter(None, [self.header("cookie")]), *pairs])

    def multiple_query(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.query:
            found.setdefault(name, []).append(value)
        return found

    def body_as(self, *text_types: str) -> tuple[str | None, bool]:
        """The body and whether it is in base64: what is not UTF-8, or not of the types where only some are text."""
        if self.body is None:
            return None, False
        content_type = self.header("content-type").partition(";")[0].strip().lower()
        try:
            text = self.body.decode()
        except UnicodeDecodeError:
            text = None
        if text is None or (text_types and content_type and not content_type.startswith(text_types)):
            return base64.b64encode(self.body).decode(), True
        return text, False


def headers_of(given: Given) -> dict[str, str]:
    """The client's headers; raises DoesNotFit for those that it cannot decide.

    One name in two cases stays two headers: code that looks for both is shown what it would see of either.
    """
    found: dict[str, str] = {}
    for name, value in given.texts("header").items():
        if limits.header_name(name).lower() in PLATFORM_HEADERS:
            raise DoesNotFit("the gateway decides this header")
        found[name] = limits.header_value(value)
        if name.lower() == "x-forwarded-for":  # a gateway appends the address that it saw
            found[name] = f"{found[name]}, {moment.SOURCE_IP}"
    return found


def cookies_of(given: Given) -> dict[str, str]:
    return {limits.header_name(name): limits.cookie_value(value) for name, value in given.texts("cookie").items()}


def query_of(given: Given) -> tuple[tuple[str, str], ...]:
    """A list that is given for a parameter is the parameter several times."""
    pairs: list[tuple[str, str]] = []
    for name, value in given.flat("query").items():
        text_of(name)
        parts = value if isinstance(value, list) and value else [value]
        pairs += [(name, text_of(part)) for part in parts]
    return tuple(pairs)


def body_of(given: Given, method: str) -> tuple[bytes | None, str]:
    """The body and the content type that goes with it."""
    kinds = [place for place in ("body", "form", "raw") if given.has(place)]
    if len(kinds) > 1:
        raise DoesNotFit("a request has one body")
    if not kinds:
        return (BENIGN_BODY, JSON) if method in WRITES else (None, "")
    if kinds == ["raw"]:
        return bytes_of(given.document("raw")), JSON
    if kinds == ["body"]:
        return json_text(given.document("body")).encode(), JSON
    form = [(name, text_of(part)) for name, part in given.flat("form").items()]
    return urlencode(form).encode(), FORM


def undecoded_query(query: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The query of gateways that do not decode it: as much as possible stays as it was given."""
    return tuple((_encoded(name), _encoded(value)) for name, value in query)


def _encoded(text: str) -> str:
    return quote(text, safe="!$'()*,/:;?@")
