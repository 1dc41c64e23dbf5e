"""Short ways to build the part of an application that the tests of iam/ need."""

from __future__ import annotations

from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.flow import AwsCall, Behaviour
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.resource import Bucket, EventBus, Queue, Resource, Secret, StateMachine, Table, Topic
from goatherd.model.role import PolicyReference, Role, Statement

TEMPLATE = "template.yaml"
KINDS = {
    "AWS::DynamoDB::Table": Table,
    "AWS::S3::Bucket": Bucket,
    "AWS::SQS::Queue": Queue,
    "AWS::SNS::Topic": Topic,
    "AWS::SecretsManager::Secret": Secret,
    "AWS::Serverless::StateMachine": StateMachine,
    "AWS::Events::EventBus": EventBus,
}


def at(line: int, path: str = TEMPLATE) -> Span:
    return Span(path, line)


def resource(id: str, type: str, name: str = "") -> Resource:
    return KINDS.get(type, Resource)(id=id, type=type, span=at(1), physical_name=Known(name))


def call(service: str, operation: str, line: int = 5, **parameters: str | tuple[str, ...]) -> AwsCall:
    """Underscores in a parameter's name stand for dots."""
    texts = {k.replace("__", "."): (v,) if isinstance(v, str) else v for k, v in parameters.items()}
    return AwsCall(service, operation, Span("app.py", line), texts)


def allow(actions: str, resources: str = "*", line: int = 20, effect: str = "Allow", **more: object) -> Statement:
    """Actions and resources separated by spaces; the statement is at `line`, its actions on the lines below."""
    names, texts = tuple(actions.split()), tuple(resources.split())
    spans = tuple(at(line + 1 + index) for index in range(len(names)))
    resource_spans = (at(line + 1 + len(names)),) * len(texts)
    return Statement(effect, names, texts, at(line), action_spans=spans, resource_spans=resource_spans, **more)  # type: ignore[arg-type]


def managed(name: str, line: int = 30) -> PolicyReference:
    return PolicyReference("managed", name, at(line))


def sam(name: str, line: int = 30, **parameters: str) -> PolicyReference:
    return PolicyReference("sam-template", name, at(line), parameters)


STANDARD = (
    resource("Table", "AWS::DynamoDB::Table"),
    resource("Named", "AWS::DynamoDB::Table", "orders"),
    resource("Bucket", "AWS::S3::Bucket"),
    resource("Queue", "AWS::SQS::Queue"),
    resource("Topic", "AWS::SNS::Topic"),
    resource("Password", "AWS::SecretsManager::Secret", "prod/db"),
    resource("Flow", "AWS::Serverless::StateMachine"),
    resource("Bus", "AWS::Events::EventBus"),
)


def application(
    *policies: Statement | PolicyReference,
    calls: tuple[AwsCall, ...] | None = (),
    generated: bool = True,
    framework: str = "sam",
) -> tuple[Application, Function]:
    """One function `Worker` with one role and the standard resources; `calls` None: its code was not read."""
    role = Role("WorkerRole", at(10), generated=generated)
    for policy in policies:
        if isinstance(policy, Statement):
            role.statements.append(policy)
        else:
            role.references.append(policy)
    function = Function("Worker", at(10), CodeSource(""), runtime=Known("python3.13"), role=role)
    function.entry = Entry("app.py", "handler", "python", 1, "")
    app = Application(TEMPLATE, framework, functions=[function], roles={role.id: role})
    app.resources = {r.id: r for r in STANDARD}
    if calls is not None:
        app.behaviours[function.id] = Behaviour(function, aws_calls=list(calls))
    return app, function
