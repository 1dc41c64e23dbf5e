"""Ready-made policies (managed ones, policy templates of SAM) and the smaller ones in their place."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from goatherd.fixes import made
from goatherd.fixes.edits import Edit, after
from goatherd.fixes.pieces import Piece, Syntax
from goatherd.fixes.statements import plain_list, removed
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.wanted import of_policy
from goatherd.fixes.writers import column, step
from goatherd.iam.excess import smaller_templates
from goatherd.iam.paste import policy_templates
from goatherd.iam.policy import expand
from goatherd.iam.sam_fit import too_much
from goatherd.model.role import PolicyReference

if TYPE_CHECKING:
    from goatherd.fixes.pieces import Source
    from goatherd.iam.least import Advice
    from goatherd.iam.resources import Need
    from goatherd.iam.use import EntryUse

_INLINE = {  # what stands beside a list of managed policies
    "ManagedPolicyArns": "Policies",
    "managedPolicies": "statements",
    "iamManagedPolicies": "iamRoleStatements",
}


def replaced_template(source: Source, use: EntryUse, advice: Advice) -> list[Edit]:
    """A policy template by a smaller one, or by a statement; raises Unfixable."""
    holder, key = source.holder(use.entry.span)
    needs = of_policy(use, advice)
    if needs and not use.wide and (smaller := _smaller(use, needs)):
        start, end = holder.keys[key]
        return [Edit(start, end, smaller)]
    if len(holder.entries) > 1:
        raise Unfixable("it shares an element with another policy")
    return _instead(source, holder, needs, advice)


def _smaller(use: EntryUse, needs: list[Need]) -> str:
    """A template with the same parameters that grants less, and not much more than what is needed."""
    for name in smaller_templates(use.entry.name, tuple(dict.fromkeys(need.action for need in needs))):
        statements = expand(PolicyReference("sam-template", name, use.entry.span))
        if statements and not too_much(statements, needs):
            return name
    return ""


def replaced_managed(source: Source, use: EntryUse, advice: Advice) -> list[Edit]:
    """A managed policy by what is needed of it; raises Unfixable."""
    site = source.place(use.entry.span, "scalar", "other", "mapping")
    needs = of_policy(use, advice)
    if not needs:
        return removed(source, site)
    key = site.parent.key if site.parent is not None and site.parent.kind == "sequence" else site.key
    if key == "Policies":
        return _instead(source, site, needs, advice)
    if key in _INLINE:
        return _beside(source, site, needs, advice)
    raise Unfixable("it is attached in a way that is not rewritten")


def _instead(source: Source, site: Piece, needs: list[Need], advice: Advice) -> list[Edit]:
    """Other policies of a SAM function in the place of one."""
    if not needs:
        return removed(source, site)
    if site.parent is not None and site.parent.kind == "mapping" and site.key == "Policies":
        return _as_list(source, site, needs, advice)
    elements = plain_list(site)
    texts = _sam_policies(source, elements.syntax, needs, advice, column(source, site.start))
    first, newline, rest = texts[0].partition(source.newline)
    if elements.braced or site.kind != "scalar":
        return [Edit(site.start, site.end, texts[0]), *after(source, elements, site, texts[1:])]
    end = source.line(site.end)[1]  # a comment stays behind the first line
    return [
        Edit(site.start, site.end, first),
        Edit(end, end, newline + rest),
        *after(source, elements, site, texts[1:]),
    ]


def _as_list(source: Source, site: Piece, needs: list[Need], advice: Advice) -> list[Edit]:
    """`Policies: AmazonS3FullAccess` becomes a list."""
    holder = site.parent
    if holder is None or holder.braced:
        raise Unfixable("it is not an element of a list")
    margin = column(source, holder.keys[site.key][0]) + step(source)
    texts = _sam_policies(source, Syntax.BLOCK, needs, advice, f"{margin}  ")
    colon = source.text.index(":", holder.keys[site.key][1]) + 1
    end = source.line(site.end)[1]
    lines = "".join(f"{source.newline}{margin}- {text}" for text in texts)
    return [Edit(colon, site.end), Edit(end, end, lines)]


def _sam_policies(source: Source, syntax: Syntax, needs: list[Need], advice: Advice, margin: str) -> list[str]:
    """Policy templates where the author uses them and one fits, a policy with statements for the rest."""
    fits, rest = policy_templates(needs, advice.grants.names, advice.role) if _likes_templates(advice) else ([], needs)
    texts = [made.template_text(fit, source, syntax, margin) for fit in fits]
    if rest:
        listed = made.statements(rest, advice.grants.names, advice.role.id, source, syntax)
        texts.append(made.policy_text(listed, source, syntax, margin))
    return texts


def _likes_templates(advice: Advice) -> bool:
    """Whether the role's author uses policy templates, or does not write statements either."""
    kinds = {entry.kind for entry in advice.grants.entries if not entry.implicit}
    return "sam-template" in kinds or "statement" not in kinds


def _beside(source: Source, site: Piece, needs: list[Need], advice: Advice) -> list[Edit]:
    """Statements beside a list of managed policies, which loses one."""
    arns = plain_list(site)
    holder = arns.parent
    if holder is None or holder.kind != "mapping":
        raise Unfixable("it is not an element of a list")
    name = _INLINE[arns.key]
    inline = holder.entries.get(name)
    if inline is not None and (inline.kind != "sequence" or not inline.elements):
        raise Unfixable(f"{name} beside it is no list")
    if inline is not None:
        margin = column(source, inline.elements[-1].start)
        texts = _items(source, name, inline.syntax, needs, advice, margin)
        return [*removed(source, site), *after(source, inline, inline.elements[-1], texts)]
    return _new_list(source, site, arns, holder, needs, advice)


def _new_list(source: Source, site: Piece, arns: Piece, holder: Piece, needs: list[Need], advice: Advice) -> list[Edit]:
    """A list of statements behind that of the managed policies, or in its place where this was the last one."""
    name = _INLINE[arns.key]
    key_start, _ = holder.keys[arns.key]
    margin = column(source, key_start)
    text = _list_text(source, name, holder.syntax, needs, advice, margin)
    if len(arns.elements) == 1:
        return [Edit(key_start, arns.end, text)]
    joint = source.newline + margin if source.alone_before(key_start) else " "
    if holder.braced:
        return [*removed(source, site), Edit(arns.end, arns.end, f",{joint}{text}")]
    end = source.line(arns.end)[1]
    if arns.elements[-1] is site and not arns.braced:  # its line goes
        start, _ = source.line(site.start)
        return [Edit(start, end, f"{margin}{text}")]
    return [*removed(source, site), Edit(end, end, f"{joint}{text}")]


def _list_text(source: Source, name: str, syntax: Syntax, needs: list[Need], advice: Advice, margin: str) -> str:
    if syntax is Syntax.BLOCK:
        inner = margin + step(source)
        texts = _items(source, name, syntax, needs, advice, f"{inner}  ")
        return f"{name}:" + "".join(f"{source.newline}{inner}- {text}" for text in texts)
    texts = _items(source, name, syntax, needs, advice, f"{margin}  ")
    if syntax is Syntax.FLOW:
        return f"{name}: [{', '.join(texts)}]"
    inner = f"{source.newline}{margin}  "
    return f'"{name}": [{inner}{f",{inner}".join(texts)}{source.newline}{margin}]'


def _items(source: Source, name: str, syntax: Syntax, needs: list[Need], advice: Advice, margin: str) -> list[str]:
    """Elements of a list of policies of a role, or of a list of statements."""
    listed = made.statements(needs, advice.grants.names, advice.role.id, source, syntax)
    if name == "Policies":
        return [made.policy_text(listed, source, syntax, margin, _policy_name(needs, source))]
    return [made.statement_text(one, source, syntax, margin) for one in listed]


def _policy_name(needs: list[Need], source: Source) -> str:
    """The services, with a number where the file has a policy of this name already."""
    name = "-".join(dict.fromkeys(need.action.partition(":")[0] for need in needs))
    policies = (piece.entries["PolicyName"] for piece in source.all() if "PolicyName" in piece.entries)
    taken = {policy.value for policy in policies}
    return next(each for number in count(1) if (each := name if number == 1 else f"{name}-{number}") not in taken)
