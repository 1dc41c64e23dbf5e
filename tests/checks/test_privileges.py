"""What the checks on a role's privileges say, on applications built by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from goatherd.checks.runner import run_checks
from goatherd.checks.sas04_permissions import (
    administrative_managed_policy,
    data_exfiltration,
    missing_permission,
    privilege_escalation,
    unused_permissions,
    wildcard_action,
    wildcard_resource,
)
from goatherd.core.confidence import Confidence
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding, Severity
from goatherd.core.value import Known, Unknown
from goatherd.model.flow import LibraryCall
from goatherd.model.resource import IdentityPool
from goatherd.model.role import Role, Statement
from goatherd.model.trigger import Exposure, Kind, Trigger
from tests.iam.builders import allow, application, at, call, managed, resource, sam

if TYPE_CHECKING:
    from types import ModuleType

    from goatherd.model.flow import AwsCall
    from goatherd.model.role import PolicyReference

READ = call("dynamodb", "GetItem", TableName="${Table}")
WRITE = call("dynamodb", "PutItem", TableName="${Table}")
TWO = allow("dynamodb:GetItem dynamodb:DeleteItem")


def findings(
    module: ModuleType, *policies: Statement | PolicyReference, calls: tuple[AwsCall, ...] | None = ()
) -> list[Finding]:
    app, _ = application(*policies, calls=calls)
    name = module.__name__.rpartition(".")[2]
    found = list(run_checks(app, [getattr(module, name).__goatherd_check__]))
    assert all(isinstance(finding, Finding) for finding in found), found
    return [finding for finding in found if isinstance(finding, Finding)]


def test_an_unused_part_of_a_policy_template_comes_with_its_replacement() -> None:
    [found] = findings(unused_permissions, sam("DynamoDBCrudPolicy", TableName="${Table}"), calls=(READ,))
    assert (found.span, found.severity, found.certainty) == (at(30), LOW, Confidence.LOW)
    assert found.message == (
        "Function Worker uses only dynamodb:GetItem of DynamoDBCrudPolicy; unused: dynamodb:BatchWriteItem, "
        "dynamodb:DeleteItem, dynamodb:PutItem and 6 more"
    )
    assert found.remedy == ("Replace it by what the code uses:\n- DynamoDBReadPolicy:\n    TableName: !Ref Table")


def test_statements_that_are_to_be_changed_alike_are_one_finding() -> None:
    unused = [
        allow("s3:DeleteObject", "${Bucket.Arn}/in/*", line=20),
        allow("s3:DeleteObject", "${Bucket.Arn}/out/*", line=40),
        allow("sqs:SendMessage", "${Queue.Arn}", line=60),
    ]
    first, second = findings(unused_permissions, *unused, allow("dynamodb:GetItem", "${Table.Arn}"), calls=(READ,))
    assert (first.span, first.locations) == (at(21), (at(41),))
    assert (second.span, second.locations) == (at(61), ())


BATCH = call("dynamodb", "BatchWriteItem", RequestItems="${Table}")
BATCH_READ = call("dynamodb", "BatchGetItem", RequestItems="${Table}")


@pytest.mark.parametrize(
    ("granted", "calls", "unused"),
    [
        ("dynamodb:BatchWriteItem dynamodb:PutItem dynamodb:DeleteItem", (BATCH,), ""),
        (
            "dynamodb:BatchWriteItem dynamodb:DeleteItem dynamodb:DeleteTable",
            (BATCH,),
            "dynamodb:DeleteTable and dynamodb:",
        ),
        ("dynamodb:BatchWriteItem dynamodb:PutItem dynamodb:UpdateItem", (BATCH,), "dynamodb:UpdateItem"),
        ("dynamodb:PutItem dynamodb:BatchWriteItem", (WRITE,), "dynamodb:BatchWriteItem"),
        ("dynamodb:BatchGetItem dynamodb:PutItem", (BATCH_READ,), "dynamodb:PutItem"),
    ],
)
def test_what_batches_may_do_is_no_more_than_what_they_are_made_of(
    granted: str, calls: tuple[AwsCall, ...], unused: str
) -> None:
    told = [finding.message for finding in findings(unused_permissions, allow(granted, "${Table.Arn}"), calls=calls)]
    assert len(told) == bool(unused)
    assert not unused or f"unused: {unused}" in told[0]


def test_a_message_stays_short_however_much_is_unused() -> None:
    granted = (
        "dynamodb:BatchWriteItem dynamodb:ConditionCheckItem dynamodb:TransactWriteItems sqs:ChangeMessageVisibility "
        "kinesis:DescribeStreamConsumer sns:ConfirmSubscription s3:AbortMultipartUpload cognito-idp:AdminDisableUser"
    )
    [found] = findings(unused_permissions, allow(f"dynamodb:GetItem {granted}", "*"), calls=(READ,))
    assert len(found.message) <= 160
    assert " more" in found.message


@pytest.mark.parametrize(
    ("granted", "called"),
    [
        (
            "arn:aws:lambda:*:*:function:pay:*",
            {"FunctionName": "arn:aws:lambda:eu-west-1:123456789012:function:pay:live"},
        ),
        ("arn:aws:lambda:*:*:function:pay:*", {"FunctionName": "pay:live"}),
        ("arn:aws:lambda:*:*:function:pay:*", {"FunctionName": "pay", "Qualifier": "live"}),
        ("${Worker.Arn}:*", {"FunctionName": "${Worker.Version}"}),
        ("${Worker.Arn}:*", {"FunctionName": "${Worker.Arn}:live"}),
        ("${Worker.Arn}:*", {"FunctionName": "${WorkerVersion}"}),
        ("${WorkerVersion}", {"FunctionName": "${Worker}"}),
        ("${FunctionArn}:*", {"FunctionName": "${FunctionArn}:3"}),
        ("${FunctionArn}:*", {"FunctionName": "${FunctionArn}", "Qualifier": "${?}"}),
        ("${Worker.Arn}", {"FunctionName": "${Worker.Arn}:live"}),
    ],
)
def test_a_version_of_a_function_may_be_called_where_the_policy_names_versions(
    granted: str, called: dict[str, str]
) -> None:
    app, _ = application(allow("lambda:InvokeFunction", granted), calls=(call("lambda", "Invoke", **called),))
    version = resource("WorkerVersion", "AWS::Lambda::Version")
    app.resources[version.id] = version
    assert list(run_checks(app, [missing_permission.missing_permission.__goatherd_check__])) == []


def test_a_function_that_the_policy_does_not_name_may_not_be_called() -> None:
    policy = allow("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:pay:*")
    [found] = findings(missing_permission, policy, calls=(call("lambda", "Invoke", FunctionName="refund:live"),))
    assert "function:refund" in found.message


def test_a_policy_that_nothing_needs_is_to_be_removed() -> None:
    [found] = findings(administrative_managed_policy, managed("AmazonSQSFullAccess"), calls=(READ,))
    assert (found.span, found.severity) == (at(30), HIGH)
    assert found.remedy == "Remove it: no call of the code needs AmazonSQSFullAccess."


def test_what_is_too_broad_whatever_the_code_does_is_told_once_with_what_the_code_uses() -> None:
    assert findings(unused_permissions, managed("AmazonSQSFullAccess"), allow("dynamodb:*"), calls=(READ,)) == []
    [found] = findings(wildcard_action, allow("dynamodb:*"), calls=(READ,))
    assert found.message == "Function Worker may do everything with all of dynamodb (`dynamodb:*` on `*`)"
    assert found.remedy == "Replace it by what the code uses:\n- DynamoDBReadPolicy:\n    TableName: !Ref Table"


def test_a_mounted_file_system_needs_its_policy_without_a_call() -> None:
    mount = managed("AmazonElasticFileSystemClientReadWriteAccess")
    assert findings(unused_permissions, mount, calls=(READ,)) == []


def test_a_resource_that_could_not_be_read_is_not_made_wider() -> None:
    [found] = findings(unused_permissions, sam("S3CrudPolicy", BucketName="${?}"), calls=(
        call("s3", "GetObject", Bucket="${?}", Key="${?}"),
    ))  # fmt: skip
    assert found.remedy == (
        "Keep only s3:GetObject and s3:ListBucket of it (the resource that it names could not be read)."
    )


def test_every_entry_is_reported_at_its_own_line() -> None:
    found = findings(
        unused_permissions,
        allow("dynamodb:GetItem dynamodb:DeleteItem", "${Table.Arn}", line=20),
        allow("sqs:SendMessage sqs:PurgeQueue", "${Queue.Arn}", line=24),
        sam("S3CrudPolicy", BucketName="${Bucket}", line=30),
        managed("AWSLambdaBasicExecutionRole", line=35),
        calls=(READ,),
    )
    assert [(f.span.line, f.severity) for f in found] == [(22, LOW), (24, LOW), (30, LOW)]


def test_unused_actions_come_before_the_policy_around_them() -> None:
    policy = allow("dynamodb:PutItem dynamodb:GetItem dynamodb:DeleteItem", "${Table.Arn}", line=20)
    [some] = findings(unused_permissions, policy, calls=(READ,))
    assert (some.span, some.locations) == (at(21), (at(23),))
    [all_of_it] = findings(unused_permissions, policy, calls=(call("sqs", "SendMessage", QueueUrl="${Queue}"),))
    assert (all_of_it.span, all_of_it.locations) == (at(20), (at(21), at(22), at(23)))


def test_a_policy_that_only_methods_named_in_the_code_could_need() -> None:
    app, function = application(sam("DynamoDBCrudPolicy", TableName="${Named}"), calls=(READ,))
    app.behaviour(function).names = frozenset({"GetItemCommand", "PutItemCommand"})
    [found] = run_checks(app, [unused_permissions.unused_permissions.__goatherd_check__])
    assert isinstance(found, Finding)
    assert found.message == (
        "Function Worker makes no call that needs DynamoDBCrudPolicy, as far as is seen; "
        "surely unused: dynamodb:BatchWriteItem, dynamodb:DeleteItem and 7 more"
    )
    # its call of GetItem is one of another table
    assert found.remedy.startswith("Remove it, or keep what the code names, if calls of it were missed:\n- ")
    assert "PutItem" in found.remedy
    assert "GetItem" not in found.remedy


@pytest.mark.parametrize("table", ["${?}", "${?}-archive"])
def test_a_call_on_what_is_not_known_may_be_one_of_everything(table: str) -> None:
    calls = (call("dynamodb", "GetItem", TableName=table),)
    app, function = application(allow("dynamodb:GetItem dynamodb:PutItem", "${Named.Arn}"), calls=calls)
    app.behaviour(function).names = frozenset({"get_item"})
    found = run_checks(app, [unused_permissions.unused_permissions.__goatherd_check__])
    assert [f.message.rpartition(": ")[2] for f in found if isinstance(f, Finding)] == ["dynamodb:PutItem"]


@pytest.mark.parametrize("calls", [None, (call("${?}", "Get"),)])
def test_nothing_is_unused_where_the_code_is_not_understood(calls: tuple[AwsCall, ...] | None) -> None:
    assert findings(unused_permissions, managed("AmazonS3FullAccess"), calls=calls) == []


def test_a_resource_decided_at_run_time_is_a_reason_to_doubt() -> None:
    made = call("dynamodb", "GetItem", TableName="${?}")
    (sure,) = findings(unused_permissions, TWO, calls=(made,))
    unknown = call("kms", "Decrypt")
    (doubted,) = findings(unused_permissions, TWO, calls=(made, unknown))
    assert len(doubted.reasons) == len(sure.reasons) + 1


def test_a_wildcard_resource_is_replaced_by_what_the_code_names() -> None:
    [found] = findings(wildcard_resource, allow("dynamodb:GetItem cloudwatch:PutMetricData"), calls=(READ,))
    assert (found.span, found.severity) == (at(23), LOW)
    assert found.message == "Function Worker may use dynamodb:GetItem on every resource (`*`)"
    assert found.remedy == (
        "Name the resources that the code uses:\n"
        "- Effect: Allow\n  Action:\n    - dynamodb:GetItem\n  Resource: !GetAtt Table.Arn"
    )


@pytest.mark.parametrize(
    ("statement", "calls", "named"),
    [
        (TWO, (READ,), ["dynamodb:GetItem"]),  # the other one is to be removed
        (TWO, (call("dynamodb", "PutItem", TableName="${Table}"),), []),
        (TWO, None, ["dynamodb:GetItem and dynamodb:DeleteItem"]),
        (TWO, (), ["dynamodb:GetItem and dynamodb:DeleteItem"]),
        # reads left over beside used ones are not told as unused
        (allow("dynamodb:GetItem dynamodb:Scan"), (READ,), ["dynamodb:GetItem and dynamodb:Scan"]),
    ],
)
def test_what_goes_because_nobody_uses_it_is_not_to_be_limited(
    statement: Statement, calls: tuple[AwsCall, ...] | None, named: list[str]
) -> None:
    found = findings(wildcard_resource, statement, calls=calls)
    assert [f.message for f in found] == [f"Function Worker may use {each} on every resource (`*`)" for each in named]


@pytest.mark.parametrize(
    "statement",
    [
        allow("cloudwatch:PutMetricData rekognition:DetectFaces ec2:DescribeInstances s3:ListAllMyBuckets"),
        allow("logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents xray:PutTraceSegments"),
        allow("bedrock:InvokeModel bedrock:InvokeModelWithResponseStream"),
        allow("ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DeleteNetworkInterface"),
        allow("ses:SendEmail"),
        allow("dynamodb:GetItem", "${Table.Arn}"),
        allow("dynamodb:GetItem", "${?}"),
        allow("dynamodb:GetItem", "${Table.Arn}*"),
        allow("dynamodb:GetItem", "${Elsewhere.Arn}/*"),
        allow("dynamodb:*"),
        allow("sqs:SendMessage", "*", conditions={"StringEquals": {"aws:ResourceTag/app": ("shop",)}}),
        allow("sqs:SendMessage", "*", effect="Deny"),
    ],
)
def test_wildcards_that_are_fine_or_said_elsewhere(statement: Statement) -> None:
    assert findings(wildcard_resource, statement) == []


def test_a_text_message_has_no_resource_to_name() -> None:
    assert findings(wildcard_resource, allow("sns:Publish"), calls=(call("sns", "Publish", PhoneNumber="${?}"),)) == []


def test_writes_and_secrets_on_every_resource_are_worse() -> None:
    assert [f.severity for f in findings(wildcard_resource, allow("dynamodb:PutItem"))] == [MEDIUM]
    assert [f.severity for f in findings(wildcard_resource, allow("secretsmanager:GetSecretValue"))] == [MEDIUM]
    assert [f.severity for f in findings(wildcard_resource, allow("s3:GetObject", "arn:aws:s3:::*"))] == [LOW]


def test_a_call_that_the_role_does_not_allow() -> None:
    [found] = findings(missing_permission, sam("DynamoDBReadPolicy", TableName="${Table}"), calls=(READ, WRITE))
    assert (found.span, found.function, found.certainty) == (at(5, "app.py"), "Worker", Confidence.LOW)
    assert found.message == "Worker calls what its role does not allow: dynamodb:PutItem on !GetAtt Table.Arn"


LOG, ELSEWHERE = managed("AWSLambdaBasicExecutionRole"), evolve(WRITE, span=at(9, "app.py"))


@pytest.mark.parametrize(
    ("policies", "allowed"),
    [
        ((LOG,), "only the log"),
        ((), "nothing"),
        ((LOG, managed("AWSXRayDaemonWriteAccess")), "only what Lambda itself asks for"),
        ((managed("AWSLambdaVPCAccessExecutionRole"),), "only what Lambda itself asks for"),
    ],
)
def test_a_role_that_is_for_no_call_is_told_once(policies: tuple[PolicyReference, ...], allowed: str) -> None:
    [found] = findings(missing_permission, *policies, calls=(READ, ELSEWHERE))
    assert found.message == f"Worker uses AWS (dynamodb), and its role allows {allowed}"
    assert (found.span, found.function, found.certainty) == (at(10), "Worker", Confidence.LOW)
    assert found.locations == (READ.span, ELSEWHERE.span)


@pytest.mark.parametrize(
    ("policy", "calls"),
    [(LOG, (READ,)), (allow("sns:Publish"), (READ, ELSEWHERE)), (allow("kms:Decrypt"), (READ, ELSEWHERE))],
)
def test_other_roles_are_told_call_by_call(policy: Statement | PolicyReference, calls: tuple[AwsCall, ...]) -> None:
    found = findings(missing_permission, policy, calls=calls)
    assert [finding.span for finding in found] == [call.span for call in calls]


def test_an_escalation_is_named_with_the_places_that_make_it() -> None:
    passing = allow("iam:PassRole", line=20)
    creating = allow("lambda:CreateFunction", "arn:aws:lambda:*:*:function:*", line=24)
    [found] = findings(privilege_escalation, passing, creating)
    assert found.span == at(25)
    assert found.message == "Function Worker can create a function that runs with any role of the account"
    assert [step.span for step in found.steps] == [at(21), at(25)]


@pytest.mark.parametrize(
    ("module", "policies"),
    [
        (privilege_escalation, (allow("iam:PassRole", line=20), allow("lambda:CreateFunction", line=24))),
        (data_exfiltration, (allow("s3:PutBucketPolicy"),)),
        (administrative_managed_policy, (managed("AmazonEC2FullAccess"),)),
    ],
)
@pytest.mark.parametrize(
    ("kinds", "severity"),
    [((), HIGH), ((Kind.CUSTOM_RESOURCE,), MEDIUM), ((Kind.CUSTOM_RESOURCE, Kind.SQS), HIGH)],
)
def test_a_role_weighs_less_where_nothing_but_a_deployment_starts_its_functions(
    module: ModuleType, policies: tuple[Statement | PolicyReference, ...], kinds: tuple[str, ...], severity: Severity
) -> None:
    app, function = application(*policies)
    function.triggers = [Trigger(kind, Exposure.INTERNAL, at(3)) for kind in kinds]
    name = module.__name__.rpartition(".")[2]
    assert {each.severity for each in run_checks(app, [getattr(module, name).__goatherd_check__])} == {severity}


@pytest.mark.parametrize(
    "policies",
    [
        (allow("iam:PassRole", "arn:aws:iam::123456789012:role/worker"), allow("lambda:CreateFunction", line=24)),
        (allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:${Worker}"),),
        (allow("iam:AttachRolePolicy", "*", conditions={"ArnEquals": {"iam:PolicyARN": ("arn:x",)}}),),
        (allow("iam:PutRolePolicy"), allow("iam:*", effect="Deny")),
        (allow("*"),),
    ],
)
def test_no_escalation(policies: tuple[Statement, ...]) -> None:
    assert findings(privilege_escalation, *policies) == []


def test_one_pattern_with_many_ways_is_one_finding() -> None:
    [found] = findings(privilege_escalation, allow("iam:*"))
    assert "rewrite any policy of the account" in found.message
    assert "more" in found.message


START = allow("states:StartExecution", "${Flow}")


@pytest.mark.parametrize("machine", ["${Flow}", "${Flow}:live", "${Flow.Arn}:3", "${FlowAliaslive}"])
def test_a_version_of_a_state_machine_is_allowed_by_the_machine(machine: str) -> None:
    start = call("stepfunctions", "StartExecution", stateMachineArn=machine)
    assert findings(missing_permission, START, calls=(start,)) == []
    assert findings(unused_permissions, START, calls=(start,)) == []


def test_another_state_machine_is_not_allowed() -> None:
    other = "arn:aws:states:eu-west-1:123456789012:stateMachine:other:live"
    start = call("stepfunctions", "StartExecution", stateMachineArn=other)
    [found] = findings(missing_permission, START, calls=(start,))
    assert found.message.endswith(":stateMachine:other")


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        ("arn:aws:logs:*:*:log-group:/aws/lambda/other", 0),
        ("arn:aws:logs:*:*:log-group:/aws/lambda/other:*", 0),
        ("arn:aws:logs:*:*:log-group:aws/lambda/other:*", 1),
    ],
)
def test_the_name_of_a_log_group_keeps_its_slash(resource: str, told: int) -> None:
    read = call("logs", "FilterLogEvents", logGroupName="/aws/lambda/other")
    assert len(findings(missing_permission, allow("logs:FilterLogEvents", resource), calls=(read,))) == told


DATA_API = call("rds-data", "ExecuteStatement", resourceArn="${?}", secretArn="${Password}")


def test_what_callers_of_a_data_api_are_to_take_is_not_made_for_administrators() -> None:
    policies = (managed("AmazonRDSDataFullAccess"), managed("AmazonSESFullAccess", line=31))
    assert findings(administrative_managed_policy, policies[0], calls=(DATA_API,)) == []
    [found] = findings(administrative_managed_policy, *policies, calls=(DATA_API,))
    assert (found.span, found.message.rpartition(": ")[2]) == (at(31), "AmazonSESFullAccess")
    [unused] = findings(administrative_managed_policy, policies[0], calls=(READ,))
    assert unused.severity == HIGH


@pytest.mark.parametrize("address", ["mysql+auroradataapi://:@/shop", "postgresql+auroradataapi://:@/shop"])
def test_a_driver_that_an_address_names_reads_the_secret_with_the_rights_of_the_function(address: str) -> None:
    secrets = allow("secretsmanager:GetSecretValue", "${Password}")
    app, function = application(secrets, managed("AmazonRDSDataFullAccess"), calls=(READ,))
    app.behaviour(function).calls = [
        LibraryCall("sqlalchemy.create_engine", at(3, "app.py"), constants={"0": (address,)})
    ]
    checks = [unused_permissions.unused_permissions, administrative_managed_policy.administrative_managed_policy]
    assert list(run_checks(app, [check.__goatherd_check__ for check in checks])) == []


def test_a_driver_that_speaks_to_the_database_itself_needs_no_secret() -> None:
    app, function = application(allow("secretsmanager:GetSecretValue", "${Password}"), calls=(READ,))
    address = {"0": ("mysql+pymysql://shop@db.internal/shop",)}
    app.behaviour(function).calls = [LibraryCall("sqlalchemy.create_engine", at(3, "app.py"), constants=address)]
    [found] = run_checks(app, [unused_permissions.unused_permissions.__goatherd_check__])
    assert isinstance(found, Finding)
    assert "secretsmanager:GetSecretValue" in found.message


@pytest.mark.parametrize("operation", ["ExecuteStatement", "BatchExecuteStatement", "ListTables"])
def test_redshifts_data_api_reads_the_secret_that_it_is_given(operation: str) -> None:
    secrets = allow("secretsmanager:GetSecretValue", "${Password}")
    given = (call("redshift-data", operation, SecretArn="${Password}"),)
    assert findings(unused_permissions, secrets, calls=given) == []


@pytest.mark.parametrize(("guests", "told"), [(False, 0), (True, 1), (None, 1)])
def test_a_role_for_guests_of_a_pool_that_lets_in_none_is_nobodys(guests: bool | None, told: int) -> None:
    app, _ = application()
    taken = (("Federated", "cognito-identity.amazonaws.com"),)
    trust = Statement("Allow", ("sts:AssumeRoleWithWebIdentity",), (), at(60), principals=taken)
    role = Role("GuestRole", at(60), statements=[allow("cognito-identity:*")], trust=[trust])
    app.roles[role.id] = role
    allows = Known(guests) if guests is not None else Unknown("decided later")
    pool = IdentityPool(id="Pool", type="AWS::Cognito::IdentityPool", span=at(50))
    pool.allows_unauthenticated, pool.unauthenticated_role = allows, role.id
    app.resources[pool.id] = pool
    assert len(list(run_checks(app, [wildcard_action.wildcard_action.__goatherd_check__]))) == told
