"""What can deviate from an application, as lists and `explain` show it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.risks import RISKS
from goatherd.hunt.application import deviation as found

if TYPE_CHECKING:
    from goatherd.core.finding import Severity
    from goatherd.hunt.rule import About


@frozen
class Deviation:
    """`why` it matters, and what it is `asked` with."""

    slug: str
    about: About
    why: str
    asked: str = "goatherd hunt --app"

    @property
    def id(self) -> str:
        return self.about.id

    @property
    def sas(self) -> int:
        return self.about.risk

    @property
    def severity(self) -> Severity:
        return self.about.severity

    @property
    def summary(self) -> str:
        return f"{self.about.title}."


@cache
def all_deviations() -> tuple[Deviation, ...]:
    """By id."""
    return tuple(sorted((Deviation(*each) for each in _DEVIATIONS), key=lambda each: each.id))


def page(deviation: Deviation) -> str:
    """Its documentation in Markdown."""
    about = deviation.about
    facts = (
        f"`{about.id}` · `{deviation.slug}` · SAS-{about.risk} {RISKS[about.risk]} · "
        f"severity {about.severity.label} · {', '.join(about.techniques)}"
    )
    parts = [
        f"# {about.title}",
        facts,
        about.description,
        f"*Why it matters.* {deviation.why}",
        f"*What to do.* {about.remedy}",
        "*False positives.*",
        "\n".join(f"- {each}" for each in about.false_positives),
        f"*Asked* with `{deviation.asked}`: there is no rule for it, the application is the rule.",
    ]
    return "\n\n".join(parts) + "\n"


_DEVIATIONS: tuple[tuple[str, About, str] | tuple[str, About, str, str], ...] = (
    (
        "call-not-in-code",
        found.CALL_NOT_IN_CODE,
        "Code that somebody has brought in looks around first, and asks for what the function never needed. No rule "
        "for everybody can tell such a call from an ordinary one.",
    ),
    (
        "call-on-something-else",
        found.CALL_ELSEWHERE,
        "With a role that is too wide, one changed name is enough to read another table or another customer's bucket.",
    ),
    (
        "credentials-outside-of-their-function",
        found.OUTSIDE,
        "The credentials of a function stand in its environment. Whoever takes them along has its role, from anywhere, "
        "for hours.",
    ),
    (
        "role-of-function-assumed",
        found.ROLE_ASSUMED,
        "A role that only Lambda may assume is a quiet way back in once its trust was widened.",
    ),
    (
        "function-deviates-from-template",
        found.SETTING_CHANGED,
        "A layer or a handler runs other code, a role gives more, and no review has seen it.",
    ),
    (
        "function-of-no-template",
        found.UNDECLARED_FUNCTION,
        "A function among others is where nobody looks: it runs whenever it is called, and with a role that exists.",
    ),
    (
        "more-than-template-allows",
        found.MORE_THAN_ALLOWED,
        "Rights that stand in no template stay when the application is deployed again, and no scan sees them.",
    ),
    (
        "refused-by-its-policies",
        found.REFUSED,
        "It fails for users, or somebody tries how far the role goes.",
    ),
    (
        "role-deviates-from-template",
        found.ROLE_CHANGED,
        "Whoever can write into a role has all that it can be given, from the next call of the function on.",
    ),
    (
        "invoked-past-its-triggers",
        found.UNDECLARED_CALLER,
        "An event that comes past the API has passed no authorizer, no firewall and no validation, and its sender "
        "chooses every field of it.",
    ),
    (
        "attack-without-a-trace",
        found.NO_TRACE,
        "What nobody can see goes on for as long as it likes, and nobody can tell afterwards what was taken.",
        "goatherd hunt coverage",
    ),
    (
        "function-takes-more-than-usual",
        found.MORE_THAN_USUAL,
        "Denial of wallet needs no outage: the platform scales, and the bill comes at the end of the month.",
    ),
    (
        "function-fails-more-than-usual",
        found.UNUSUAL_FAILURES,
        "Attempts fail many times before one succeeds.",
    ),
    (
        "wired-past-its-template",
        found.TRIGGER_CHANGED,
        "Events that are sent elsewhere as well are a copy of the data, and another source of events is a way in.",
    ),
)
