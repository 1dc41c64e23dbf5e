"""What lies outside of a role's own policies: boundaries, policies of resources, and what the platform asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import LOW
from goatherd.core.value import Known
from goatherd.iam.excess import excess
from goatherd.iam.least import Advice, least_privilege
from goatherd.model.resource import ResourcePolicy
from goatherd.model.trigger import Exposure, Kind, Trigger
from tests.iam.builders import allow, application, at, call, managed

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.flow import AwsCall
    from goatherd.model.function import Function
    from goatherd.model.role import PolicyReference, Statement

READ = call("dynamodb", "GetItem", TableName="${Table}")
PUT = call("s3", "PutObject", Bucket="${Bucket}", Key="a")


def made(
    *policies: Statement | PolicyReference, calls: tuple[AwsCall, ...] = (), generated: bool = False
) -> tuple[Application, Function]:
    app, function = application(*policies, calls=calls, generated=generated, framework="cloudformation")
    function.triggers = [Trigger(Kind.HTTP_API, Exposure.ANONYMOUS, at(3))]
    return app, function


def advice(app: Application, function: Function) -> Advice:
    found = least_privilege(function, app)
    assert found is not None
    return found


def bucket_policy(*statements: Statement) -> ResourcePolicy:
    return ResourcePolicy(
        id="Shared", type="AWS::S3::BucketPolicy", span=at(50), targets=("Bucket",), statements=list(statements)
    )


def test_a_boundary_that_the_application_declares_limits() -> None:
    app, function = made(allow("dynamodb:* s3:*"), calls=(READ, PUT))
    assert function.role is not None
    function.role.boundary = managed("${Limits}")
    assert advice(app, function).missing == []  # what it says is not known
    function.role.limits = [allow("dynamodb:*")]
    assert [need.action for need in advice(app, function).missing] == ["s3:PutObject"]
    function.role.limits = [allow("dynamodb:* s3:*")]
    assert advice(app, function).missing == []
    function.role.limits = [allow("*"), allow("dynamodb:GetItem", effect="Deny")]
    assert [need.action for need in advice(app, function).missing] == ["dynamodb:GetItem"]


def test_what_a_resource_gives_the_role_is_not_missing() -> None:
    own = (("AWS", "${WorkerRole.Arn}"),)
    app, function = made(allow("dynamodb:GetItem"), calls=(READ, PUT))
    assert [need.action for need in advice(app, function).missing] == ["s3:PutObject"]
    app.resources["Shared"] = bucket_policy(allow("s3:Put*", "${Bucket.Arn}/*", principals=own))
    assert advice(app, function).missing == []


def test_what_a_resource_gives_others_or_of_something_else_is_missing() -> None:
    own, other = (("AWS", "${WorkerRole.Arn}"),), (("AWS", "arn:aws:iam::123456789012:role/other"),)
    for statement in (
        allow("s3:PutObject", "${Bucket.Arn}/*", principals=other),
        allow("s3:GetObject", "${Bucket.Arn}/*", principals=own),
        allow("s3:PutObject", "${Queue.Arn}", principals=own),
        allow("s3:PutObject", "${Bucket.Arn}/*", principals=(("Service", "s3.amazonaws.com"),)),
        allow("s3:PutObject", "${Bucket.Arn}/*", principals=own, effect="Deny"),
    ):
        app, function = made(calls=(PUT,))
        app.resources["Shared"] = bucket_policy(statement)
        assert [need.action for need in advice(app, function).missing] == ["s3:PutObject"], statement


def test_a_denial_of_the_role_is_stronger_than_what_it_is_given() -> None:
    app, function = made(allow("s3:PutObject", effect="Deny"), calls=(PUT,))
    app.resources["Shared"] = bucket_policy(
        allow("s3:Put*", "${Bucket.Arn}/*", principals=(("AWS", "${WorkerRole.Arn}"),))
    )
    assert [need.action for need in advice(app, function).missing] == ["s3:PutObject"]


def test_a_resource_that_nothing_acts_on() -> None:
    app, function = made(allow("dynamodb:GetItem", "${Table.Arn} ${Named.Arn}"), calls=(READ,))
    [use] = advice(app, function).entries
    assert use.unused == ()
    assert use.unused_resources == ("arn:aws:dynamodb:*:*:table/orders",)
    assert excess(use) is LOW


def test_resources_that_something_may_act_on() -> None:
    both = "${Table.Arn} ${Named.Arn}"
    query = call("dynamodb", "Query", TableName="${Table}", IndexName="byDate")
    unknown = call("dynamodb", "GetItem", TableName="${?}")
    for resources, calls in (
        (both, (READ, call("dynamodb", "GetItem", TableName="orders"))),
        (both, (unknown,)),
        (both, (READ, unknown)),
        ("${Table.Arn} ${Table.Arn}/index/*", (READ,)),
        ("${Table.Arn} ${Table.Arn}/index/*", (query,)),
        ("${Table.Arn} arn:aws:dynamodb:eu-west-1:123456789012:table/elsewhere", (READ,)),
    ):
        app, function = made(allow("dynamodb:GetItem dynamodb:Query", resources), calls=calls)
        [use] = advice(app, function).entries
        assert use.unused_resources == (), resources


def pasted(*policies: Statement | PolicyReference, calls: tuple[AwsCall, ...], **setting: object) -> str:
    app, function = made(*policies, calls=calls)
    for name, value in setting.items():
        setattr(function, name, value)
    return advice(app, function).policy_text


def test_what_the_platform_asks_for_stays_in_the_place_of_a_broad_policy() -> None:
    text = pasted(managed("AdministratorAccess"), calls=(READ,))
    assert "logs:PutLogEvents" in text and "ec2:CreateNetworkInterface" not in text and "xray:" not in text
    text = pasted(managed("AdministratorAccess"), calls=(READ,), in_vpc=Known(True), tracing=Known("Active"))
    assert "ec2:CreateNetworkInterface" in text and "xray:PutTraceSegments" in text
    assert "logs:" not in pasted(managed("AmazonDynamoDBFullAccess"), calls=(READ,))


def test_what_the_framework_grants_is_not_asked_for_again() -> None:
    app, function = application(allow("*"), calls=(READ,))
    assert function.role is not None
    function.role.references.append(managed("AWSLambdaBasicExecutionRole"))
    assert "logs:" in advice(app, function).policy_text
    function.role.references[-1] = type(function.role.references[-1])(
        "managed", "AWSLambdaBasicExecutionRole", at(1), implicit=True
    )
    assert "logs:" not in advice(app, function).policy_text


def test_keys_stay_where_they_are_written() -> None:
    assert "kms:Decrypt" in pasted(allow("kms:*"), allow("s3:*"), calls=(PUT,))
    assert "kms:CreateKey" not in pasted(allow("kms:*"), allow("s3:*"), calls=(PUT,))


def test_a_source_that_is_wired_elsewhere_may_need_to_be_read() -> None:
    app, function = made(allow("sqs:ReceiveMessage sqs:SendMessage", "${Queue.Arn}"), calls=(READ,))
    [use] = advice(app, function).entries
    assert "sqs:ReceiveMessage" in use.unused
    function.triggers = [Trigger(Kind.DIRECT, Exposure.ACCOUNT, at(3))]
    [use] = advice(app, function).entries
    assert use.unused == ("sqs:SendMessage",)
