"""The application's own tables, buckets, queues, topics and secrets in the simulated cloud, with something in them.

Runs once, in the process that every later state of the cloud is a copy of.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.core.value import is_true, known, sole_placeholder
from goatherd.model.resource import (
    Bucket,
    ConfigParameter,
    EventBus,
    Queue,
    Secret,
    StateMachine,
    Stream,
    Table,
    Topic,
    UserPool,
    UserPoolClient,
)
from goatherd.sandbox.cloud.rows import rows
from goatherd.sandbox.cloud.services import own_session
from goatherd.sandbox.naming import ACCOUNT, REGION
from goatherd.sandbox.tenants import ATTACKER, VICTIM

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.sandbox.canaries import Canaries
    from goatherd.sandbox.naming import Naming


@define
class Seed:
    """What came of it: names that the cloud chose (see Naming.assigned), and what could not be made, and why."""

    assigned: dict[str, str] = field(factory=dict)
    problems: list[str] = field(factory=list)


def seed(application: Application, naming: Naming, canaries: Canaries) -> Seed:
    """Fill moto's backends in this process."""
    made = Seed()
    context = _Context(application, naming, canaries, made)
    for kind, _, make in _steps():
        for resource in application.of(kind):
            try:
                make(resource, context)
            except Exception as error:
                made.problems.append(f"{resource.id} ({resource.type}): {error}")
    return made


def services_of(application: Application) -> set[str]:
    """Those that `seed` will call, by botocore's names."""
    return {service for kind, service, _ in _steps() if any(application.of(kind))}


def _steps() -> tuple[tuple[type[Any], str, Callable[..., None]], ...]:
    return (
        (Bucket, "s3", _bucket),
        (Table, "dynamodb", _table),
        (Queue, "sqs", _queue),
        (Topic, "sns", _topic),
        (Stream, "kinesis", _stream),
        (EventBus, "events", _bus),
        (StateMachine, "stepfunctions", _machine),
        (Secret, "secretsmanager", _secret),
        (ConfigParameter, "ssm", _parameter),
        (UserPool, "cognito-idp", _pool),
        (UserPoolClient, "cognito-idp", _pool_client),
    )


@cache
def client(service: str) -> Any:
    """A client whose calls are answered in this process, once moto is started."""
    return _session().create_client(service, REGION, aws_access_key_id="seed", aws_secret_access_key="seed")


@cache
def _session() -> Any:
    import moto  # noqa: F401  before the session is made, so that it is asked

    return own_session()


@define
class _Context:
    application: Application
    naming: Naming
    canaries: Canaries
    made: Seed


def _bucket(bucket: Bucket, context: _Context) -> None:
    name, s3 = context.naming.name(bucket.id), client("s3")
    s3.create_bucket(Bucket=name)
    for tenant in (ATTACKER, VICTIM):
        text = context.canaries.plant("object", f"an object of {tenant.username} in bucket {name}", tenant.username)
        s3.put_object(Bucket=name, Key=f"{tenant.username}/report.txt", Body=f"private report {text}\n".encode())


def _table(table: Table, context: _Context) -> None:
    name = context.naming.name(table.id)
    keys = table.keys or ("id",)
    indexed = {key for index in table.indexes for key in index.keys}
    made: dict[str, Any] = {
        "TableName": name,
        "KeySchema": _schema(keys),
        "AttributeDefinitions": [
            {"AttributeName": key, "AttributeType": table.key_types.get(key, "S")}
            for key in dict.fromkeys((*keys, *sorted(indexed)))
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }
    if table.indexes:
        made["GlobalSecondaryIndexes"] = [
            {"IndexName": i.name, "KeySchema": _schema(i.keys), "Projection": {"ProjectionType": "ALL"}}
            for i in table.indexes
        ]
    dynamodb = client("dynamodb")
    dynamodb.create_table(**made)
    for row in rows(table, name, context.application, context.canaries):
        dynamodb.put_item(TableName=name, Item=row)


def _schema(keys: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)]


def _queue(queue: Queue, context: _Context) -> None:
    name = context.naming.name(queue.id)
    attributes = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
    client("sqs").create_queue(QueueName=name, Attributes=attributes)


def _topic(topic: Topic, context: _Context) -> None:
    name = context.naming.name(topic.id)
    attributes = {"FifoTopic": "true"} if name.endswith(".fifo") else {}
    client("sns").create_topic(Name=name, Attributes=attributes)


def _stream(stream: Stream, context: _Context) -> None:
    service = "firehose" if "Firehose" in stream.type else "kinesis"
    if service == "kinesis":
        client("kinesis").create_stream(StreamName=context.naming.name(stream.id), ShardCount=1)


def _bus(bus: EventBus, context: _Context) -> None:
    client("events").create_event_bus(Name=context.naming.name(bus.id))


def _machine(machine: StateMachine, context: _Context) -> None:
    """One whose executions can be started; the functions of its states are run by whoever follows what happens."""
    definition = json.dumps({"StartAt": "Any", "States": {"Any": {"Type": "Pass", "End": True}}})
    name, role = context.naming.name(machine.id), f"arn:aws:iam::{ACCOUNT}:role/any"
    kind = "EXPRESS" if is_true(machine.express) else "STANDARD"
    client("stepfunctions").create_state_machine(name=name, definition=definition, roleArn=role, type=kind)


def _secret(secret: Secret, context: _Context) -> None:
    if secret.type != "AWS::SecretsManager::Secret":
        return
    name = context.naming.name(secret.id)
    text = context.canaries.plant("secret", f"the secret {name}")
    value = json.dumps({"username": "service", "password": text, "key": text, "secret": text})
    made = client("secretsmanager").create_secret(Name=name, SecretString=value)
    context.made.assigned |= {secret.id: made["ARN"], f"{secret.id}.Arn": made["ARN"], f"{secret.id}.Id": made["ARN"]}


def _parameter(parameter: ConfigParameter, context: _Context) -> None:
    name = context.naming.name(parameter.id)
    secure = known(parameter.secure) is True
    value = context.naming.value(parameter.value)
    if secure or not value:
        value = context.canaries.plant("secret", f"the parameter {name}")
    client("ssm").put_parameter(Name=name, Value=value, Type="SecureString" if secure else "String")


def _pool(pool: UserPool, context: _Context) -> None:
    cognito = client("cognito-idp")
    made = cognito.create_user_pool(PoolName=context.naming.name(pool.id))["UserPool"]
    context.made.assigned |= {pool.id: made["Id"], f"{pool.id}.Arn": made["Arn"], f"{pool.id}.UserPoolId": made["Id"]}
    for tenant in (ATTACKER, VICTIM):
        attributes = [{"Name": "email", "Value": tenant.email}, {"Name": "email_verified", "Value": "true"}]
        cognito.admin_create_user(
            UserPoolId=made["Id"], Username=tenant.username, UserAttributes=attributes, MessageAction="SUPPRESS"
        )


def _pool_client(reader: UserPoolClient, context: _Context) -> None:
    whole = sole_placeholder(reader.user_pool) if reader.user_pool else None
    pool = context.made.assigned.get(whole[0] if whole else reader.user_pool)
    if pool:
        name = context.naming.name(reader.id)
        made = client("cognito-idp").create_user_pool_client(UserPoolId=pool, ClientName=name)["UserPoolClient"]
        context.made.assigned[reader.id] = made["ClientId"]
