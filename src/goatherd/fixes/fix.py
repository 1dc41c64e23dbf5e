"""The whole way: what a scan told of policies -> files in which they grant what is used, checked by reading them again.

Nothing is written here. A change that does not leave the application as it is but for the policy is not made.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.checks.privileges import advice_for
from goatherd.fixes.checking import problems
from goatherd.fixes.places import rewritten_text
from goatherd.fixes.programs import PROGRAMS
from goatherd.fixes.rereading import reread
from goatherd.fixes.told import EXCESS
from goatherd.fixes.unfixable import Unfixable
from goatherd.iam.least import entry_text, to_paste
from goatherd.iam.paste import can_be_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.config import Config
    from goatherd.core.finding import Finding
    from goatherd.core.source import Span
    from goatherd.fixes.places import Use
    from goatherd.outcome import Outcome

_ROUNDS = 4


@frozen
class Unfixed:
    """A policy that stays as it is, although a finding is about it; `why` is a sentence without its end.

    `paste` is what could be written in its place, in one line; "" where that is not known.
    """

    span: Span
    why: str
    paste: str = ""


@define
class Fixes:
    """What to change: `files` maps paths to the text before and after, `fixed` are the places of the policies."""

    files: dict[str, tuple[str, str]] = field(factory=dict)
    fixed: list[Span] = field(factory=list)
    unfixed: list[Unfixed] = field(factory=list)


@frozen(eq=False)
class _Policy:
    """One policy as it stands in a file, with every role that has it."""

    span: Span
    uses: tuple[Use, ...]

    @property
    def application(self) -> str:
        return self.uses[0][0].name


def propose(outcome: Outcome, config: Config) -> Fixes:
    """What to change in the files of a scan, for the findings that it shows."""
    wanted = list(_policies(outcome))
    texts, why = _settled(outcome, config, wanted)
    texts, why = _one_by_one(outcome, config, wanted, texts, why)
    fixed = sorted(policy.span for policy in wanted if policy.span not in why)
    files = {path: (outcome.lines.text(path), text) for path, text in sorted(texts.items())}
    unfixed = [Unfixed(p.span, why[p.span], _paste(p)) for p in wanted if p.span in why]
    return Fixes(files, fixed, sorted(unfixed, key=lambda each: each.span))


def _paste(policy: _Policy) -> str:
    """What a program's author can write instead, where no finding of another language would be read."""
    if len(policy.uses) != 1 or not policy.span.path.endswith(PROGRAMS):
        return ""
    app, advice, use = policy.uses[0]
    if advice.unreadable or not use.unused or not can_be_named(to_paste(use, advice.grants), advice.grants.names):
        return ""
    return " ".join(entry_text(use, advice, sam=app.framework == "sam").split())


def _settled(outcome: Outcome, config: Config, wanted: list[_Policy]) -> tuple[dict[str, str], dict[Span, str]]:
    """The new texts by path with the policies that can be rewritten together, and why the others are not."""
    why: dict[Span, str] = {}
    for _ in range(_ROUNDS):
        policies = [policy for policy in wanted if policy.span not in why]
        texts, failed = _rewritten(outcome, policies)
        why |= failed
        wrong = _wrong(outcome, config, texts, [policy for policy in policies if policy.span not in failed])
        if not wrong:
            return texts, why
        why |= wrong
    return {}, {policy.span: "the changes do not fit together" for policy in wanted} | why


def _one_by_one(
    outcome: Outcome, config: Config, wanted: list[_Policy], texts: dict[str, str], why: dict[Span, str]
) -> tuple[dict[str, str], dict[Span, str]]:
    """The same with those back in of what did not go together that go with the rest, one of each application a time."""
    chosen = [policy for policy in wanted if policy.span not in why]
    waiting: dict[str, list[_Policy]] = defaultdict(list)
    for policy in wanted:
        if policy.span in why and _can_be_written(outcome, policy):
            waiting[policy.application].append(policy)
    for _ in range(_ROUNDS):
        trial = [policies.pop(0) for policies in waiting.values() if policies]
        if not trial:
            break
        more, failed = _settled(outcome, config, [*chosen, *trial])
        bad = {policy.application for policy in (*chosen, *trial) if policy.span in failed}
        good = [policy for policy in trial if policy.application not in bad]
        if bad and good:
            more, failed = _settled(outcome, config, [*chosen, *good])
        if good and not failed:
            chosen, texts = [*chosen, *good], more
            why = {span: told for span, told in why.items() if all(policy.span != span for policy in good)}
    return texts, why


def _can_be_written(outcome: Outcome, policy: _Policy) -> bool:
    return not _rewritten(outcome, [policy])[1]


def _policies(outcome: Outcome) -> Iterator[_Policy]:
    """The policies that shown findings are about, with all roles that have them."""
    told = {span for finding in outcome.findings if finding.id in EXCESS for span in _spans(finding)}
    uses: dict[Span, list[Use]] = defaultdict(list)
    for app in outcome.applications:
        for role in app.roles.values():
            advice = advice_for(role, app)
            for use in advice.entries:
                if not use.entry.implicit:
                    uses[use.entry.span].append((app, advice, use))
    for span, found in sorted(uses.items()):
        if any(not told.isdisjoint(_places(use)) for use in found):
            yield _Policy(span, tuple(found))


def _spans(finding: Finding) -> Iterable[Span]:
    return (finding.span, *finding.locations)


def _places(use: Use) -> Iterator[Span]:
    entry = use[2].entry
    yield entry.span
    if entry.kind == "statement":
        for statement in entry.statements:
            yield from statement.action_spans
            yield from statement.resource_spans


def _rewritten(outcome: Outcome, policies: list[_Policy]) -> tuple[dict[str, str], dict[Span, str]]:
    """The new texts by path, and why single policies stay; from the last to the first, so that places stay right."""
    texts: dict[str, str] = {}
    failed: dict[Span, str] = {}
    for policy in sorted(policies, key=lambda policy: policy.span, reverse=True):
        path = policy.span.path
        before = texts.get(path) or outcome.lines.text(path)
        try:
            texts[path] = rewritten_text(path, before, policy.uses, outcome.lines, outcome.applications)
        except Unfixable as error:
            failed[policy.span] = str(error)
        except Exception as error:
            what = f"rewriting it failed ({type(error).__name__}: {error})"
            failed[policy.span] = f"{what}; this is a bug in goatherd, please report it"
    return {path: text for path, text in texts.items() if text != outcome.lines.text(path)}, failed


def _wrong(outcome: Outcome, config: Config, texts: dict[str, str], policies: list[_Policy]) -> dict[Span, str]:
    """Which of the changes must not be made, and why."""
    if not texts:
        return {}
    after, diagnoses = reread(outcome.root, config, texts, outcome.applications)
    known = {diagnosis.message for diagnosis in outcome.diagnoses}
    found: dict[Span, str] = {}
    for path, message in sorted(diagnoses):
        if path in texts and message not in known:
            in_file = [policy for policy in policies if policy.span.path == path]
            found |= {policy.span: f"the file would not be read ({message})" for policy in in_file}
    rewritten = frozenset(policy.span for policy in policies)
    for app in outcome.applications:
        mine = [policy for policy in policies if any(use[0] is app for use in policy.uses)]
        if not mine:
            continue
        if app.name not in after:
            found |= {policy.span: "the application would not be read" for policy in mine}
            continue
        for problem in problems(app, after[app.name], rewritten):
            found |= {p.span: problem.why for p in mine if not problem.role or _has(p, problem.role)}
    return found


def _has(policy: _Policy, role: str) -> bool:
    return any(advice.role.id == role for _, advice, _ in policy.uses)
