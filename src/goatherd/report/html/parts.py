"""What all pages have in common: harmless text, and a policy that lets nothing run or load but their own parts."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from goatherd.report.safe import harmless


def environment() -> Environment:
    return Environment(
        loader=PackageLoader("goatherd.report", "html"),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def part(name: str) -> str:
    """A file of this folder."""
    return files("goatherd.report.html").joinpath(name).read_text(encoding="utf-8")


def policy(style: str, script: str = "") -> str:
    """The Content-Security-Policy of a page with this style and, if any, this script."""
    scripts = f"script-src {_hash(script)}; " if script else ""
    return f"default-src 'none'; style-src {_hash(style)}; {scripts}base-uri 'none'; form-action 'none'"


def _harmless(value: object) -> object:
    """Without invisible characters, whatever is printed; markup is only what stands in this folder."""
    return value if isinstance(value, Markup) else harmless(str(value))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
