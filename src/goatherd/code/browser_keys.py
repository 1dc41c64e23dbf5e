"""Variables that a web page's build compiles into what every visitor gets, and whose names are those of secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.classify import why_not_by_name
from goatherd.code.paths import extension
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import BrowserKey

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGES = frozenset({".js", ".jsx", ".mjs", ".ts", ".tsx", ".vue", ".svelte"})
_BUILDS = r"(?:VITE|REACT_APP|NEXT_PUBLIC|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|VUE_APP)"
_READ = regex(rf"\b(?:import\.meta\.env|process\.env)\??\.({_BUILDS}_[A-Z0-9_]{{2,80}})\b")
_GIVEN = regex(rf"{_BUILDS}_(\w+)")
# What services give out to be paid for or to be kept, whatever their customers call the program.
_PAID = regex(
    r"(?:.*_)?(?:OPEN_?AI|ANTHROPIC|CLAUDE|ELEVEN_?LABS|SERP_?API|SEND_?GRID|MAILGUN|RESEND|TWILIO|HUGGING_?FACE|HF"
    r"|REPLICATE|PINECONE|COHERE|GROQ|MISTRAL|DEEPSEEK|PERPLEXITY|GEMINI|STABILITY|OPENROUTER|DEEPGRAM|ASSEMBLY_?AI)"
    r"(?:_\w+)?_(?:KEY|TOKEN|SECRET)"
)
_SECRET = regex(
    r"(?:.*_)?(?:SECRET_ACCESS_KEY|ACCESS_KEY_SECRET|CLIENT_SECRET|API_SECRET|APP_SECRET|SECRET_KEY|JWT_SECRET|PRIVATE_KEY"
    r"|SERVICE_ROLE(?:_KEY)?|ADMIN_PASSWORD|DB_PASSWORD|AUTH_TOKEN_SECRET)"
)
_NONE = regex(r".*(?:PUBLIC_KEY|PUBLISHABLE|_SITE_|CAPTCHA|TURNSTILE|EMULATOR|_TEST_|MOCK|_URL|_NAME|_ID)(?:_.*)?")
# Code of a server, which reads variables by the same names.
_OF_SERVERS = regex(
    r"(?:.*/)?(?:api|server|functions|lambdas?|backend|netlify|scripts?)/.*|.*\.server\.\w+|.*/route\.[jt]s"
)
_SAYS_SERVER = regex(
    r"^\s*['\"]use server['\"]|\brequire\(['\"](?:fs|http|express|aws-sdk)['\"]\)|\bexports\.handler\b"
)


def browser_keys(path: str, text: str) -> Iterator[BrowserKey]:
    """Where a page, or a program that pages are made of, reads such variables."""
    if extension(path) not in _PAGES or why_not_by_name(path) is not None:
        return
    of_server = _OF_SERVERS.fullmatch(path) or _SAYS_SERVER.search(text)
    for match in _READ.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].lstrip()
        if match[0].startswith("process") and of_server:
            continue
        if _is_secret(match[1].partition("_")[2]) and not line.startswith(("//", "*", "/*")):
            yield BrowserKey(match[1], Span(path, text.count("\n", 0, match.start()) + 1))


def of_a_page(name: str) -> bool:
    """Whether a variable is for pages, which show it to everybody, and nothing that its name says is to be kept."""
    given = _GIVEN.fullmatch(name)
    return given is not None and not _is_secret(given[1])


def _is_secret(bare: str) -> bool:
    held = _PAID.fullmatch(bare) or _SECRET.fullmatch(bare)
    return held is not None and not _NONE.fullmatch(f"_{bare}")
