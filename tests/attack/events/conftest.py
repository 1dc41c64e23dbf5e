from __future__ import annotations

import pytest

from goatherd.attack.events import shape_of
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Function
from goatherd.model.resource import Authorizer, Bucket, Resource, Table, Topic
from goatherd.model.trigger import Exposure, Trigger

AT = Span("template.yaml", 1)


class FakeNaming:
    region, account = "eu-west-1", "123456789012"

    def text(self, symbolic):
        return symbolic.replace("${Uploads}", "uploads-bucket").replace("${?}", "unknown")

    def name(self, id):
        return id.lower()

    def arn(self, id):
        service = "s3" if id == "Uploads" else "goatherd"
        return f"arn:aws:{service}:{self.region}:{self.account}:{id.lower()}"


def application() -> Application:
    resources = [
        Authorizer(id="Pool", type="AWS::ApiGateway::Authorizer", span=AT, kind="cognito"),
        Authorizer(id="Jwt", type="AWS::ApiGatewayV2::Authorizer", span=AT, kind="jwt"),
        Authorizer(id="Custom", type="AWS::ApiGateway::Authorizer", span=AT, kind="lambda-request"),
        Authorizer(id="Graph", type="AWS::AppSync::Authorizer", span=AT, kind="lambda-request"),
        Bucket(id="Uploads", type="AWS::S3::Bucket", span=AT),
        Topic(id="Orders", type="AWS::SNS::Topic", span=AT),
        Table(id="Numbers", type="AWS::DynamoDB::Table", span=AT, keys=("number",), key_types={"number": "N"}),
        Resource(id="Rule", type="AWS::Events::Rule", span=AT),
        Resource(id="Provisioning", type="AWS::IoT::ProvisioningTemplate", span=AT),
    ]
    return Application("template.yaml", "sam", resources={resource.id: resource for resource in resources})


def shaped(kind: str, **fields):
    """The shape of one trigger, in an application with a few resources."""
    function = Function("Handler", AT, CodeSource("."))
    trigger = Trigger(kind, Exposure.ANONYMOUS, AT, **fields)
    return shape_of(function, trigger, application(), FakeNaming())


@pytest.fixture(scope="session")
def shape():
    return shaped
