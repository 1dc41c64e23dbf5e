"""The whole way: files of a tree -> evaluated stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.core.value import Unknown
from goatherd.frontends.aws.stack import Declared, Stack
from goatherd.frontends.budget import OutOfBudget
from goatherd.frontends.cloudformation.copies import without_packaged_copies
from goatherd.frontends.cloudformation.globals import with_globals
from goatherd.frontends.cloudformation.workspace import Workspace
from goatherd.frontends.node import Node
from goatherd.model.resource import Output

if TYPE_CHECKING:
    from goatherd.frontends.cloudformation.evaluate import Evaluator
    from goatherd.frontends.cloudformation.source import Sources
    from goatherd.tree import Tree

_BESIDE_PROPERTIES = ("Type", "Properties")
_IMPLICIT_APIS = {"ServerlessRestApi": "Api", "ServerlessHttpApi": "HttpApi"}
_REST_TOO_MUCH = "and those after it are left out: the template expands to more than can be evaluated"
_TOO_MUCH = {
    OutOfBudget: "expands to more than can be evaluated and is left out",
    RecursionError: "is nested too deeply to be evaluated and is left out",
}


def read_stacks(tree: Tree, sources: Sources) -> list[Stack]:
    """Every root template with its nested stacks, sorted by path.

    A template that cannot be read is a Stack without resources that carries the diagnosis. Packaged copies of
    other templates are added to `tree.skipped`.
    """
    stacks = [_unreadable(diagnosis) for diagnosis in sources.unreadable]
    workspace = Workspace(tree, without_packaged_copies(tree, sources.templates))
    stacks += [_read(workspace, path, sources.remarks) for path in workspace.roots]
    return sorted(stacks, key=lambda stack: stack.path)


def _unreadable(diagnosis: Diagnosis) -> Stack:
    path = diagnosis.span.path
    return Stack(path, "cloudformation", templates=[path], diagnoses=[diagnosis])


def _read(workspace: Workspace, path: str, remarks: dict[str, list[Diagnosis]]) -> Stack:
    source = workspace.templates[path]
    # one program is synthesized to one folder
    stack = Stack(
        path, source.framework, settings=source.settings, program=source.folder if source.framework == "cdk" else ""
    )
    evaluator = workspace.evaluator(path)
    if evaluator is None:
        stack.templates.append(path)
        stack.diagnoses.append(Diagnosis(Span(path, 1), f"template {_TOO_MUCH[OutOfBudget]}"))
    else:
        _collect(evaluator, stack, True)
    for template in dict.fromkeys(stack.templates):
        stack.diagnoses.extend(remarks.get(template, ()))
    stack.templates = list(dict.fromkeys(stack.templates))
    stack.diagnoses = sorted(set(stack.diagnoses), key=lambda d: (d.span, d.message))
    return stack


def _collect(e: Evaluator, stack: Stack, enabled: bool | None) -> None:
    """Adds one template instance, and its nested stacks right after the resources that they are."""
    stack.templates.append(e.template.path)
    stack.parameters += [parameter.described(e.prefix, e.template.root) for parameter in e.parameters.values()]
    _defaults(e, stack)
    for name, node in e.template.macros:
        e.complain(node.span, f"what macro {name!r} makes of the template cannot be known")
    for id, raw in e.resources.items():
        if e.budget.exhausted:
            e.complain(e.resources.key_span(id), f"resource {id!r} {_REST_TOO_MUCH}", incomplete=True)
            break
        declared = _guarded(e, id, raw, enabled)
        if declared is None:
            continue
        stack.resources[declared.id] = declared
        child = _child(e, id)
        if child is not None:
            _collect(child, stack, declared.enabled)
    _outputs(e, stack)
    stack.diagnoses.extend(e.diagnoses)


def _defaults(e: Evaluator, stack: Stack) -> None:
    """Globals of the APIs that SAM makes for events: no declared resource carries them."""
    if not e.template.sam:
        return
    for id, section in _IMPLICIT_APIS.items():
        shared = e.root.get("Globals", section)
        if shared.is_mapping:
            try:
                stack.defaults[e.prefix + id] = e.evaluate(shared)
            except (OutOfBudget, RecursionError) as error:
                e.complain(shared.span, f"Globals of {section} {_TOO_MUCH[type(error)]}", incomplete=True)


def _guarded(e: Evaluator, id: str, raw: Node, enabled: bool | None) -> Declared | None:
    try:
        return _declared(e, id, raw, enabled)
    except (OutOfBudget, RecursionError) as error:
        e.complain(e.resources.key_span(id), f"resource {id!r} {_TOO_MUCH[type(error)]}", incomplete=True)
        return None


def _child(e: Evaluator, id: str) -> Evaluator | None:
    try:
        return e.nested.child(id)
    except (OutOfBudget, RecursionError) as error:
        e.complain(e.resources.key_span(id), f"nested stack {id!r} {_TOO_MUCH[type(error)]}", incomplete=True)
        return None


def _declared(e: Evaluator, id: str, raw: Node, enabled: bool | None) -> Declared | None:
    kind = raw.get("Type").text()
    span = e.resources.key_span(id)
    if not kind:
        e.complain(span, f"resource {id!r} has no Type and is left out", incomplete=True)
        return None
    properties = raw.get("Properties")
    if e.template.sam:
        properties = with_globals(properties, kind, e.root.get("Globals"), e.budget)
    beside = {key: node for key, node in raw.items() if key not in _BESIDE_PROPERTIES}
    condition = raw.get("Condition").text() or ""
    own = e.conditions.decide(condition) if condition else True
    return Declared(
        id=e.id_of(id),
        type=kind,
        span=span,
        properties=e.evaluate(properties),
        attributes=e.evaluate(Node.mapping(beside, raw.key_spans, raw.span)),
        template=e.template.path,
        condition=condition,
        enabled=_both(enabled, own),
        changeable=bool(condition) and e.conditions.changeable(condition),
    )


def _both(outer: bool | None, own: bool | None) -> bool | None:
    return False if False in (outer, own) else None if None in (outer, own) else True


def _outputs(e: Evaluator, stack: Stack) -> None:
    for name, raw in e.outputs.items():
        span = e.outputs.key_span(name)
        try:
            value = e.output(name, span).as_text()
        except (OutOfBudget, RecursionError) as error:
            value = Unknown(f"it {_TOO_MUCH[type(error)]}", span)
        stack.outputs.append(Output(e.prefix + name, span, value, raw.get("Export").exists))
