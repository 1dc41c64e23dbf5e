from __future__ import annotations

import pytest

from goatherd.core.frameworks import framework_named
from goatherd.model.nouns import service_name
from goatherd.surface.targets import NOUNS
from goatherd.surface.vocabulary import plural, type_name


@pytest.mark.parametrize(
    ("type", "name"),
    [
        ("AWS::DynamoDB::Table", "DynamoDB table"),
        ("AWS::Serverless::SimpleTable", "DynamoDB table"),
        ("AWS::IoT::TopicRule", "IoT topic rule"),
        ("AWS::WAFv2::WebACLAssociation", "WAFv2 web ACL association"),
        ("AWS::EC2::VPCEndpoint", "EC2 VPC endpoint"),
        ("Custom::Thing", "Custom::Thing"),
        ("", ""),
    ],
)
def test_types_are_called_as_people_call_them(type, name):
    assert type_name(type) == name


def test_what_has_no_better_name_keeps_its_own():
    assert service_name("dynamodb") == "DynamoDB"
    assert service_name("braket") == "braket"
    assert framework_named("terraform").name == "Terraform"
    assert framework_named("other").name == "other"


def test_every_kind_has_a_plural_without_hyphens():
    assert plural("event-bus") == "event buses"
    assert plural("api-outside") == "web APIs"
    assert not any("-" in plural(kind) for kind in NOUNS.values())
