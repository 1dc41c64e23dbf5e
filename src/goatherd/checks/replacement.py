"""What to write in the place of a policy that grants more than the code uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.privileges import advice_for
from goatherd.checks.wording import listed
from goatherd.core.value import HOLE
from goatherd.iam.constructs import snake
from goatherd.iam.excess import smaller_grants
from goatherd.iam.least import entry_text, to_paste
from goatherd.iam.paste import can_be_named

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.iam.least import Advice
    from goatherd.iam.use import EntryUse
    from goatherd.model.application import Application
    from goatherd.model.role import Role


def replacement(use: EntryUse, advice: Advice, app: Application) -> str:
    smaller = smaller_grants(use)
    if smaller:
        return f"Call {grant_text(use, smaller[0])} in the place of {grant_text(use, use.entry.grant)}."
    if use.used and any(HOLE in text for grant in use.entry.grants() for text in grant.resources):
        return f"Keep only {listed(use.used, 8)} of it (the resource that it names could not be read)."
    if use.used and not can_be_named(to_paste(use, advice.grants), advice.grants.names):
        return f"Keep only {listed(use.used, 8)} of it, on the same resources."
    text = entry_text(use, advice, sam=app.framework == "sam")
    if text and use.only_named:
        return f"Remove it, or keep what the code names, if calls of it were missed:\n{text}"
    if text:
        conditional = any(statement.conditions for statement in use.entry.statements)
        what = "what the code uses, or may use" if use.may_need else "what the code uses"
        return f"Replace it by {what}{', under the same conditions' if conditional else ''}:\n{text}"
    if use.used:
        return "Remove it: the framework itself grants what the event source needs."
    name = use.entry.name or (grant_text(use, use.entry.grant) if use.entry.grant else "the statement")
    return f"Remove it: no call of the code needs {name}."


def grant_text(use: EntryUse, method: str) -> str:
    """A method of the CDK as the author's language spells it."""
    return f"`{snake(method) if use.entry.span.path.endswith('.py') else method}`"


def replacement_at(span: Span, role: Role, app: Application) -> str:
    """The replacement of the policy at a place, "" where the code does not tell what it uses of it."""
    advice = advice_for(role, app)
    uses = [use for use in advice.entries if use.entry.span == span] if not advice.unreadable else []
    return replacement(uses[0], advice, app) if uses and uses[0].unused else ""
