from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goatherd.core.source import Span
from goatherd.frontends.aws.policy_documents import read_document
from goatherd.frontends.node import Node

HERE = Span("template.yaml", 1)


def node(value: Any) -> Node:
    if isinstance(value, dict):
        entries = {key: node(item) for key, item in value.items()}
        return Node.mapping(entries, dict.fromkeys(entries, HERE), HERE)
    if isinstance(value, list):
        return Node.sequence(tuple(map(node, value)), HERE)
    return Node.scalar(value, HERE)


DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": ["*", "123456789012"], "Service": "sns.amazonaws.com"},
            "NotAction": "iam:*",
            "NotResource": ["a", "b"],
            "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        },
        {"Effect": "deny", "Principal": "*", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"},
    ],
}


def test_everything_of_a_statement_is_kept() -> None:
    (first, second), unreadable = read_document(node(DOCUMENT))
    assert not unreadable
    assert first.not_action
    assert first.not_resource
    assert first.actions == ("iam:*",)
    assert first.principals == (("AWS", "*"), ("AWS", "123456789012"), ("Service", "sns.amazonaws.com"))
    assert first.conditions == {"StringEquals": {"aws:SourceAccount": ("123456789012",)}}
    assert (second.effect, second.principals) == ("Deny", (("AWS", "*"),))
    assert len(second.action_spans) == len(second.actions) == 2


def test_json_text_is_read_like_a_mapping() -> None:
    assert read_document(Node.scalar(json.dumps(DOCUMENT), HERE))[0] == read_document(node(DOCUMENT))[0]


def test_a_condition_that_cannot_be_read_stays_a_condition() -> None:
    statement = node({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    statement.entries["Condition"] = Node.opaque("decided at deployment", HERE)
    document = Node.mapping({"Statement": statement}, {}, HERE)
    assert read_document(document)[0][0].conditions


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Effect", "Action", "Principal", "Condition", "x"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(VALUES)
def test_any_document_is_read_or_told(value: Any) -> None:
    statements, unreadable = read_document(node(value))
    for statement in statements:
        assert statement.effect in ("Allow", "Deny")
        assert len(statement.actions) == len(statement.action_spans)
    assert all(why for _, why in unreadable)


@given(st.text() | st.builds(lambda depth: "[" * depth, st.integers(0, 3000)))
def test_any_text_is_read_or_told(text: str) -> None:
    statements, unreadable = read_document(Node.scalar(text, HERE))
    assert isinstance(statements, list)
    assert all(why for _, why in unreadable)
