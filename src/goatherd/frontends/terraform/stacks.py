"""The whole way: the configurations and plans of a tree -> evaluated stacks, one for each root module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.budget import OutOfBudget
from goatherd.frontends.terraform.blocks import evaluated
from goatherd.frontends.terraform.configuration import Configurations
from goatherd.frontends.terraform.data.archive import note_archive
from goatherd.frontends.terraform.deployment import Deployment
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.instance import ELSEWHERE
from goatherd.frontends.terraform.interface import read_interface
from goatherd.frontends.terraform.plan import read_plans
from goatherd.frontends.terraform.resources import declared
from goatherd.frontends.terraform.roots import root_folders
from goatherd.frontends.terraform.scope import root_scope
from goatherd.frontends.terraform.settings import settings_of
from goatherd.frontends.terraform.switches import block_of, switches

if TYPE_CHECKING:
    from goatherd.frontends.terraform.instance import Instance
    from goatherd.frontends.terraform.plan import Plan
    from goatherd.frontends.terraform.scope import ModuleScope
    from goatherd.tree import Tree

_TOO_MUCH = {
    OutOfBudget: "asks for more than can be evaluated",
    RecursionError: "is nested too deeply to be evaluated",
}
_COST = 200  # of one more module or resource, in steps


def read_stacks(tree: Tree) -> list[Stack]:
    """Every root module of the tree with the modules that it calls, and every plan, sorted by path."""
    configurations = Configurations(tree)
    stacks = [_stack(configurations, folder) for folder in root_folders(configurations)]
    stacks += [_planned(plan) for plan in read_plans(configurations)]
    if notes := configurations.units.notes():
        stacks.append(Stack(notes[0].span.path, "terraform", diagnoses=notes))
    return sorted(stacks, key=lambda stack: stack.path)


def _planned(plan: Plan) -> Stack:
    stack = Stack(plan.path, "terraform", templates=[plan.path], diagnoses=plan.diagnoses)
    _declare(stack, plan.instances)
    return stack


def _declare(stack: Stack, instances: list[Instance]) -> None:
    """The resources in CloudFormation's words, where any is of AWS; those of other clouds as they are."""
    stack.elsewhere = [instance for instance in instances if instance.type.startswith(ELSEWHERE)]
    if any(instance.type.startswith("aws_") for instance in instances):
        stack.resources = {resource.id: resource for resource in declared(instances)}


def _declare_disabled(stack: Stack, instances: list[Instance]) -> None:
    """Add what is made only with the switches thrown, and nothing of what is there anyway."""
    present = {block_of(id) for id in stack.resources}
    for resource in declared(instances):
        if block_of(resource.id) not in present:
            stack.resources[resource.id] = evolve(resource, enabled=False)


def _stack(configurations: Configurations, folder: str) -> Stack:
    result = evaluate(configurations, folder)
    root = result.scopes[0]
    stack = Stack(root.module.name, "terraform")
    _declare(stack, result.instances)
    if switched_off := switches(result.scopes):
        _declare_disabled(stack, evaluate(configurations, folder, switched_off).instances)
    stack.parameters, stack.outputs = read_interface(root)
    modules = [scope.module for scope in result.scopes if scope.place is None]
    stack.settings = settings_of(modules)
    stack.templates = list(dict.fromkeys([stack.path, *(path for module in modules for path in module.files)]))
    found = {diagnosis for module in modules for diagnosis in module.diagnoses}.union(root.deployment.notes())
    stack.diagnoses = sorted(found, key=lambda d: (d.span, d.message))
    return stack


@define(eq=False)
class Evaluation:
    """The uses of modules below a root, itself first, and the resources of all of them."""

    scopes: list[ModuleScope]
    instances: list[Instance] = field(factory=list)


def evaluate(configurations: Configurations, folder: str, unknown: frozenset[str] = frozenset()) -> Evaluation:
    """A root module with all modules that it calls; at worst a part is left out, with a diagnosis.

    The variables `unknown` have no value, whatever their defaults are.
    """
    deployment = Deployment(configurations, folder, unknown=unknown)
    root = root_scope(deployment)
    result = Evaluation([root])
    try:
        _open(root, result.scopes)
        _note_archives(result.scopes)
        for scope in result.scopes:
            for instance in scope.instances():
                deployment.budget.spend(_COST)
                result.instances.append(instance)
    except (OutOfBudget, RecursionError) as error:
        message = f"the configuration {_TOO_MUCH[type(error)]}; a part is left out"
        deployment.diagnoses[Diagnosis(Span(root.module.main_file, 1), message)] = None
    return result


def _open(scope: ModuleScope, found: list[ModuleScope]) -> None:
    for name in scope.module.calls:
        for child in scope.children(name).values():
            scope.budget.spend(_COST)
            found.append(child)
            _open(child, found)


def _note_archives(scopes: list[ModuleScope]) -> None:
    for scope in scopes:
        for block in (*scope.module.data.values(), *scope.module.resources.values()):
            if block.labels[0] != "archive_file":
                continue
            for bindings in scope.instances_of(block).instances.values():
                arguments = evaluated(Evaluator(scope, bindings), block.body, block.span)
                note_archive(scope, arguments)
