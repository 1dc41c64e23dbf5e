"""What was stopped, as a page to look at: one file that fetches nothing and runs nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from markupsafe import Markup

from goatherd import __version__
from goatherd.core.wording import counted
from goatherd.report.guard.stopped import when
from goatherd.report.html.parts import environment, part, policy

if TYPE_CHECKING:
    from goatherd.report.guard.stopped import Stopped

MOST = 200  # rows of a function


def page(told: Stopped) -> str:
    style = part("report.css")
    families: Counter[str] = Counter()
    for each in told.functions:
        for row in each.rows.values():
            families[row.cause.family or "other"] += row.stopped + row.reported
    text = (
        environment()
        .get_template("guard.html.j2")
        .render(
            counted=counted,
            families=sorted(families.items(), key=lambda item: (-item[1], item[0]))[:20],
            most=MOST,
            policy=policy(style),
            style=Markup(style),
            told=told,
            version=__version__,
            when=when,
        )
    )
    return text.rstrip("\n") + "\n"
