from __future__ import annotations

import pytest

from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.resource import Resource
from goatherd.surface.short_names import short_names


def shortened(*addresses, framework="terraform"):
    resources = {id: Resource(id=id, span=Span("main.tf", 1), type="AWS::Any::Thing") for id in addresses}
    return [*short_names(Application("main.tf", framework, resources=resources)).values()]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("aws_sqs_queue.jobs", "jobs"),
        ("aws_sqs_queue.jobs[0]", "jobs"),
        ('aws_sqs_queue.jobs["eu.west"]', "jobs eu.west"),
        ("module.chat.aws_lambda_function.this[0]", "chat"),
        ('module.chat.module.inner.aws_lambda_function.this["a"]', "inner a"),
        ("module.chat.aws_dynamodb_table.users", "users"),
    ],
)
def test_an_address_loses_what_tells_nothing(address, name):
    assert shortened(address) == [name]


def test_equal_names_keep_their_modules():
    addresses = ("module.a.aws_sqs_queue.jobs", "module.b.aws_sqs_queue.jobs", "aws_sns_topic.jobs")
    assert shortened(*addresses) == ["jobs", "a / jobs", "b / jobs"]


def test_ids_of_templates_stay():
    assert shortened("Nested/Table", framework="sam") == []
