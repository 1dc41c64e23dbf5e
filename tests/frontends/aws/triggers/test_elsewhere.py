from __future__ import annotations

import pytest

from goatherd.core.source import Span
from goatherd.frontends.aws.triggers.elsewhere import called
from goatherd.frontends.node import Node

AT = Span("template.yaml", 1)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("arn:aws:sqs:eu-west-1:123456789012:orders", "orders"),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/Users/stream/2024-01-01T00:00:00.000", "Users"),
        ("arn:aws:kinesis:eu-west-1:123456789012:stream/clicks", "clicks"),
        ("arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Stage}-orders", "Stage-orders"),
        ("{{resolve:ssm:/shop/orders}}", "ssm:/shop/orders"),
        ("${QueueArn}", "QueueArn"),
        ("${/services/api/serverless-yml/Users.StreamArn}", "Users"),
        ("${?}", ""),
    ],
)
def test_what_is_written(written, name):
    assert called(Node.scalar(written, AT)) == name


@pytest.mark.parametrize(
    ("why", "name"),
    [
        ("ssm:/shop/orders_arn is known at deployment", "ssm:/shop/orders_arn"),
        ("parameter queue is given at deployment", "parameter queue"),
        ("it refers to itself", ""),
    ],
)
def test_where_it_comes_from(why, name):
    assert called(Node.opaque(why, AT)) == name
