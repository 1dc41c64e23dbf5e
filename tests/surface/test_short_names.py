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
    assert shortened("Nested/Table", "Backup20240101", "MAILBOX", "CAFEBABE", framework="sam") == []


def test_a_construct_is_called_by_as_much_of_its_path_as_tells_it_apart():
    paths = ("Api/Orders/Handler", "Api/Users/Handler", "Data/OrdersTable", "Data/Log", "Audit/Log", "Site")
    assert shortened(*paths, framework="cdk") == ["Orders/Handler", "Users/Handler", "OrdersTable"]
    made = "Custom-CDKBucketDeployment8693BB64968944B69AAFB0CC"
    assert shortened(made, framework="cdk") == ["Custom-CDKBucketDeployment"]


def test_a_hash_at_the_end_of_a_logical_id_is_left_out_while_the_rest_is_free():
    ids = ("ApiHandlerServiceRole1A2B3C4D", "Jobs0AB1C2D3", "JobsDEAD1234", "Plain")
    assert shortened(*ids, framework="cloudformation") == ["ApiHandlerServiceRole"]
