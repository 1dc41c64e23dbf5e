"""One policy of a file, rewritten: which language it is in, and how it stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known
from goatherd.fixes.attachments import replaced_attachment
from goatherd.fixes.constants import Constants
from goatherd.fixes.edits import applied
from goatherd.fixes.hcl_pieces import read_hcl
from goatherd.fixes.holders import check_holders
from goatherd.fixes.pieces import Source, Syntax
from goatherd.fixes.policies import replaced_managed, replaced_template
from goatherd.fixes.programs import PROGRAMS, fewer_actions, smaller_grant
from goatherd.fixes.statements import narrowed
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.wanted import check_known, grouped, is_split, of_statement
from goatherd.fixes.writers import write_resource
from goatherd.fixes.yaml_pieces import read_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.fixes.edits import Edit
    from goatherd.fixes.pieces import Piece
    from goatherd.fixes.wanted import Target
    from goatherd.iam.least import Advice
    from goatherd.iam.use import EntryUse
    from goatherd.model.application import Application
    from goatherd.outcome import Lines

    Use = tuple[Application, Advice, EntryUse]


_SYNTHESIZED = ("aws:cdk:path", "AWS::CDK::Metadata", "BootstrapVersion")
_HEAD = 400


def rewritten_text(path: str, text: str, uses: Sequence[Use], lines: Lines, apps: Sequence[Application]) -> str:
    """The text of a file with one policy, which all `uses` are about, granting what they use; raises Unfixable."""
    for app, advice, use in uses:
        check_known(use, advice, app)
    if "\r" in text.replace("\r\n", ""):
        raise Unfixable("the file has line breaks of an old kind")
    source = _read(path, text)
    source.constants = _constants(uses, lines)
    changed = applied(text, _edits(source, uses, lines, apps))
    if changed == text:
        raise Unfixable("the code may use all of it")
    return changed


def _constants(uses: Sequence[Use], lines: Lines) -> Constants:
    files: dict[str, None] = {}
    for app, advice, _ in uses:
        files |= dict.fromkeys(app.templates)
        files |= dict.fromkeys(path for one in advice.functions for path in app.behaviour(one).files)
    defaults: dict[str, str] = {}
    for parameter in (parameter for app, _, _ in uses for parameter in app.parameters):
        value = known(parameter.default) if parameter.default is not None else None
        if value:
            defaults[value] = parameter.name if defaults.get(value, parameter.name) == parameter.name else ""
    return Constants(tuple(map(lines.text, files)), defaults)


def _read(path: str, text: str) -> Source:
    if path.endswith((".tf", ".tofu")):
        return read_hcl(path, text)
    if path.endswith(PROGRAMS):
        return Source(path, text, [])
    if any(sign in text for sign in _SYNTHESIZED) or '"format_version"' in text[:_HEAD]:
        raise Unfixable("the file is written by a program; it is the program that has to change")
    return read_document(path, text)


def _edits(source: Source, uses: Sequence[Use], lines: Lines, apps: Sequence[Application]) -> list[Edit]:
    app, _, use = uses[0]
    if use.entry.grant:
        return smaller_grant(source, [use for _, _, use in uses])
    module = _module(source.path, app, lines) if source.path.endswith((".tf", ".tofu")) else ""
    if use.entry.kind == "statement":
        return _statement(source, uses, module, apps)
    listed = []
    for _, advice, use in uses:
        if use.entry.kind == "sam-template":
            listed.append(replaced_template(source, use, advice))
        elif source.path.endswith(PROGRAMS):
            raise Unfixable("managed policies of programs are not rewritten")
        elif module:
            listed.append(replaced_attachment(source, use, advice, module))
        else:
            listed.append(replaced_managed(source, use, advice))
    if any(edits != listed[0] for edits in listed):
        raise Unfixable("several roles have it and use different parts of it")
    return listed[0]


def _statement(source: Source, uses: Sequence[Use], module: str, apps: Sequence[Application]) -> list[Edit]:
    statement = uses[0][2].entry.statements[0]
    if source.path.endswith(PROGRAMS):
        return fewer_actions(source, statement, _targets(source, uses, None))
    site = source.place(statement.span, "mapping", "block")
    check_holders(site, source, module, len({(app.name, advice.role.id) for app, advice, _ in uses}), apps)
    return narrowed(source, site, statement, _targets(source, uses, _syntax_of_resources(site)))


def _targets(source: Source, uses: Sequence[Use], syntax: Syntax | None) -> list[Target]:
    """What is left of a statement; with no `syntax` other resources are told by their canonical text."""
    statement = uses[0][2].entry.statements[0]
    wanted = []
    for _, advice, use in uses:
        if use.entry.statements[0].actions != statement.actions:
            raise Unfixable("it grants different things to several roles")

        def written(text: str, advice: Advice = advice) -> str:
            if syntax is None:
                return text
            return write_resource(text, advice.grants.names, advice.role.id, source, syntax)

        wanted.append(of_statement(use, advice, written))
    return grouped(wanted, split=is_split(statement))


def _syntax_of_resources(site: Piece) -> Syntax:
    """How a resource is written in a statement."""
    if site.kind == "block":
        return Syntax.HCL
    resources = site.entries.get("Resource")
    return resources.syntax if resources is not None and resources.kind == "sequence" else site.syntax


def _module(path: str, app: Application, lines: Lines) -> str:
    """The texts of all files of a module of Terraform."""
    folder = path.rpartition("/")[0]
    return "\n".join(lines.text(file) for file in app.templates if file.rpartition("/")[0] == folder)
