"""Whatever stands in a configuration: reading goes on, and what is no value stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goatherd.core.source import Span
from goatherd.frontends.aws.assemble import build_application
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.instance import Instance
from goatherd.frontends.terraform.resources import PARTS, TYPES, attribute, declared

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

AT = Span("main.tf", 1)
_SCALARS = st.sampled_from(
    [None, True, False, -1, 0, "", "*", "x", "${?}", "{", "${aws_lambda_function.x.Arn}", "${aws_sqs_queue.x[0]}"]
)
_LEAVES = _SCALARS.map(lambda value: Node.scalar(value, AT)) | st.just(Node.opaque("it is not known", AT))


def _nodes(names: st.SearchStrategy[str]) -> st.SearchStrategy[Node]:
    return st.recursive(
        _LEAVES,
        lambda inner: (
            st.lists(inner, max_size=3).map(lambda nodes: Node.sequence(tuple(nodes), AT))
            | st.dictionaries(names, inner, max_size=4).map(lambda entries: Node.mapping(entries, {}, AT))
        ),
        max_leaves=12,
    )


def _names_of(type: str) -> list[str]:
    table = PARTS[type].table if type in PARTS else TYPES[type].table
    owner = PARTS[type].owner if type in PARTS else ()
    return [*table, *owner, "policy", "bucket", "role", "name", "ingress", "enabled", "cidr_blocks", "values", "rule"]


@st.composite
def _instances(draw: st.DrawFn) -> list[Instance]:
    found = []
    for name in "xyz"[: draw(st.integers(1, 3))]:
        type = draw(st.sampled_from([*TYPES, *PARTS]))
        nodes = _nodes(st.sampled_from(_names_of(type)))
        arguments = draw(st.dictionaries(st.sampled_from(_names_of(type)), nodes, max_size=6))
        node = draw(st.just(Node.mapping(arguments, {}, AT)) | st.just(Node.opaque("a module is missing", AT)))
        found.append(Instance(f"{type}.{name}", type, AT, node, "main.tf"))
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(instances=_instances())
def test_anything_goes(instances: list[Instance], tree_of: Callable[..., Tree]) -> None:
    stack = Stack("main.tf", "terraform", {resource.id: resource for resource in declared(instances)})
    application = build_application(stack, tree_of({"main.tf": ""}))
    assert application.framework == "terraform"


@pytest.mark.parametrize("type", sorted(TYPES))
def test_every_type_has_an_id_and_an_arn(type: str) -> None:
    assert attribute(type, "id") is not None
    assert attribute(type, "arn") is not None
