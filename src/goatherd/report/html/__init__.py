"""HTML: one file to look at, without anything that it would have to fetch.

All text goes through `finalize` and autoescape. The policy lets nothing run or load but this style and this script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from goatherd import __version__
from goatherd.core.frameworks import framework_named
from goatherd.core.wording import counted
from goatherd.report.clouds import other_clouds
from goatherd.report.html.page import Page
from goatherd.report.html.parts import environment, part, policy
from goatherd.report.totals import ACCEPTED_BY, left_out_by_profile, looked_at

if TYPE_CHECKING:
    from goatherd.outcome import Outcome


def render(outcome: Outcome) -> str:
    style, script = part("report.css"), part("report.js")
    text = (
        environment()
        .get_template("report.html.j2")
        .render(
            counted=counted,
            framework_named=framework_named,
            looked_at=looked_at,
            left_out_by_profile=left_out_by_profile,
            accepted_by=ACCEPTED_BY,
            other_clouds=other_clouds,
            page=Page(outcome),
            version=__version__,
            policy=policy(style, script),
            style=Markup(style),
            script=Markup(script),
        )
    )
    return text.rstrip("\n") + "\n"
