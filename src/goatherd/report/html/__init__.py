"""HTML: one file to look at, without anything that it would have to fetch.

All text goes through `finalize` and autoescape. The policy lets nothing run or load but this style and this script.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from goatherd import __version__
from goatherd.core.frameworks import framework_named
from goatherd.core.wording import counted
from goatherd.report.clouds import other_clouds
from goatherd.report.html.page import Page
from goatherd.report.safe import harmless
from goatherd.report.totals import ACCEPTED_BY, left_out_by_profile, looked_at

if TYPE_CHECKING:
    from goatherd.outcome import Outcome


def render(outcome: Outcome) -> str:
    environment = Environment(
        loader=PackageLoader("goatherd.report", "html"),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _part("report.css"), _part("report.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    text = environment.get_template("report.html.j2").render(
        counted=counted,
        framework_named=framework_named,
        looked_at=looked_at,
        left_out_by_profile=left_out_by_profile,
        accepted_by=ACCEPTED_BY,
        other_clouds=other_clouds,
        page=Page(outcome),
        version=__version__,
        policy=policy,
        style=Markup(style),
        script=Markup(script),
    )
    return text.rstrip("\n") + "\n"


def _harmless(value: object) -> object:
    """Without invisible characters, whatever is printed; markup is only what stands in this folder."""
    return value if isinstance(value, Markup) else harmless(str(value))


def _part(name: str) -> str:
    return files("goatherd.report.html").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
