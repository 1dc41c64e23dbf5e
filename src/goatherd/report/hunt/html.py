"""A hunt as a page to look at: incidents on a timeline, who did it, the functions, a filter. One file that fetches
nothing; its policy lets nothing run or load but its own style and script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from goatherd import __version__
from goatherd.core.risks import RISKS
from goatherd.core.wording import counted
from goatherd.report.html.parts import environment, part, policy
from goatherd.report.hunt.page import Page

if TYPE_CHECKING:
    from goatherd.hunt.hunting import Hunt


def render(hunt: Hunt) -> str:
    style, script = part("report.css") + part("hunt.css"), part("report.js")
    text = (
        environment()
        .get_template("hunt.html.j2")
        .render(
            counted=counted,
            page=Page(hunt),
            policy=policy(style, script),
            risks=RISKS,
            script=Markup(script),
            style=Markup(style),
            version=__version__,
        )
    )
    return text.rstrip("\n") + "\n"
