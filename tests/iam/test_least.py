from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from attrs import evolve

from goatherd.core.confidence import Confidence, only_possible, unseen
from goatherd.core.finding import HIGH, INFO, LOW, MEDIUM, Severity
from goatherd.core.value import Known
from goatherd.iam.excess import excess, smaller_grants
from goatherd.iam.least import NOT_FUNCTIONS, Advice, advise, entry_text, least_privilege
from goatherd.iam.render import grouped
from goatherd.iam.resources import Need
from goatherd.model.flow import AwsCall, LibraryCall
from goatherd.model.function import Unresolved
from goatherd.model.package import Manifest, Package
from goatherd.model.trigger import Exposure, Kind, Trigger
from tests.iam.builders import allow, application, at, call, managed, sam

if TYPE_CHECKING:
    from goatherd.model.role import PolicyReference, Statement

READ = call("dynamodb", "GetItem", TableName="${Table}")
WRITE = call("dynamodb", "PutItem", TableName="${Table}")
CRUD = sam("DynamoDBCrudPolicy", TableName="${Table}")
ALL_CRUD = (
    "dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:ConditionCheckItem dynamodb:DeleteItem "
    "dynamodb:DescribeTable dynamodb:PutItem dynamodb:Query dynamodb:Scan dynamodb:UpdateItem"
)


def advice(*policies: Statement | PolicyReference, calls: tuple[AwsCall, ...] | None = ()) -> Advice:
    app, function = application(*policies, calls=calls)
    found = least_privilege(function, app)
    assert found is not None
    return found


def test_unused_actions_of_a_policy_template() -> None:
    [use] = advice(CRUD, calls=(READ,)).entries
    assert use.used == ("dynamodb:GetItem",)
    assert " ".join(use.unused) == ALL_CRUD
    assert excess(use) is MEDIUM


def test_the_policy_to_paste_names_the_template_that_fits() -> None:
    found = advice(CRUD, calls=(READ, call("dynamodb", "Query", TableName="${Table}", IndexName="byDate")))
    assert found.policy_text == "- DynamoDBReadPolicy:\n    TableName: !Ref Table"
    assert found.confidence is Confidence.HIGH


def test_the_policy_to_paste_has_a_statement_per_set_of_resources() -> None:
    found = advice(
        allow("dynamodb:* s3:* sqs:* sns:* states:* cloudwatch:*"),
        calls=(
            WRITE,
            call("dynamodb", "DeleteItem", TableName="${Table}"),
            call("dynamodb", "PutItem", TableName="${Named}"),
            call("s3", "PutObject", Bucket="${Bucket}", Key="in/${?}"),
            call("s3", "DeleteObject", Bucket="logs-${Stage}", Key="${?}"),
            call("sns", "Publish", TopicArn="${Topic}"),
            call("cloudwatch", "PutMetricData"),
            call("stepfunctions", "StartExecution", stateMachineArn="${?}"),
            call("sqs", "SendMessage", QueueUrl="https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"),
        ),
    )
    assert found.policy_text == (
        "- SNSPublishMessagePolicy:\n"
        "    TopicName: !GetAtt Topic.TopicName\n"
        "- Statement:\n"
        "    - Effect: Allow\n"
        "      Action:\n"
        "        - cloudwatch:PutMetricData\n"
        "      Resource: '*'\n"
        "    - Effect: Allow\n"
        "      Action:\n"
        "        - dynamodb:DeleteItem\n"
        "      Resource: !GetAtt Table.Arn\n"
        "    - Effect: Allow\n"
        "      Action:\n"
        "        - dynamodb:PutItem\n"
        "      Resource:\n"
        "        - !GetAtt Named.Arn\n"
        "        - !GetAtt Table.Arn\n"
        "    - Effect: Allow\n"
        "      Action:\n"
        "        - s3:DeleteObject\n"
        "      Resource: !Sub arn:${AWS::Partition}:s3:::logs-${Stage}/*\n"
        "    - Effect: Allow\n"
        "      Action:\n"
        "        - s3:PutObject\n"
        "      Resource: !Sub ${Bucket.Arn}/in/*\n"
        "    - Effect: Allow\n"
        "      Action:\n"
        "        - sqs:SendMessage\n"
        "      Resource: !Sub arn:${AWS::Partition}:sqs:eu-west-1:123456789012:jobs\n"
        "    - Effect: Allow\n"
        "      Action:\n"
        "        - states:StartExecution\n"
        "      Resource: '*'  # which one is decided at run time"
    )
    assert yaml.compose(found.policy_text) is not None
    assert found.confidence is Confidence.MEDIUM


def test_a_role_that_is_written_out_gets_statements() -> None:
    app, function = application(allow("dynamodb:*"), calls=(READ,), generated=False, framework="cloudformation")
    found = least_privilege(function, app)
    assert found is not None
    assert found.policy_text == ("- Effect: Allow\n  Action:\n    - dynamodb:GetItem\n  Resource: !GetAtt Table.Arn")


def test_what_replaces_an_entry_is_never_wider_than_it() -> None:
    found = advice(allow("dynamodb:GetItem dynamodb:DeleteItem", "${Table.Arn}"), calls=(
        call("dynamodb", "GetItem", TableName="${?}"),
    ))  # fmt: skip
    [use] = found.entries
    assert "Resource: !GetAtt Table.Arn" in entry_text(use, found, sam=False)


def severity(*policies: Statement | PolicyReference, calls: tuple[AwsCall, ...] = ()) -> list[Severity | None]:
    return [excess(use) for use in advice(*policies, calls=calls).entries]


def test_severity_is_what_the_unused_part_can_do() -> None:
    assert severity(allow("*"), calls=(READ,)) == [HIGH]
    assert severity(allow("dynamodb:*"), calls=(READ,)) == [MEDIUM]
    assert severity(allow("dynamodb:*"), calls=(READ, WRITE)) == [MEDIUM]
    assert severity(allow("dynamodb:PutItem dynamodb:DeleteItem"), calls=(WRITE,)) == [MEDIUM]
    assert severity(allow("s3:DeleteObject"), calls=(READ,)) == [MEDIUM]
    assert severity(allow("s3:PutBucketPolicy"), calls=(READ,)) == [HIGH]  # a right over another service
    assert severity(allow("s3:DeleteObject", "${Bucket.Arn}/*"), calls=(READ,)) == [MEDIUM]
    assert severity(allow("s3:PutBucketPolicy", "${Bucket.Arn}"), calls=(READ,)) == [MEDIUM]
    assert severity(allow("dynamodb:GetItem dynamodb:PutItem", "${Table.Arn}"), calls=(READ,)) == [MEDIUM]
    assert severity(allow("dynamodb:PutItem dynamodb:DeleteItem", "${Table.Arn}"), calls=(WRITE,)) == [LOW]
    assert severity(allow("dynamodb:GetItem dynamodb:PutItem", "${Table.Arn}"), calls=(WRITE,)) == [MEDIUM]
    assert severity(allow("dynamodb:DescribeTable dynamodb:PutItem", "${Table.Arn}"), calls=(WRITE,)) == [None]
    assert severity(allow("s3:GetObject"), calls=(READ,)) == [MEDIUM]
    assert severity(allow("s3:GetObject", "${Bucket.Arn}/*"), calls=(READ,)) == [LOW]
    assert severity(managed("AmazonS3FullAccess"), calls=(READ,)) == [HIGH]
    assert severity(allow("logs:* s3:GetObject"), calls=(READ,)) == [MEDIUM]  # not what logs could be used for


def test_reads_left_over_are_no_matter_and_the_rest_of_the_smallest_template_is_an_information() -> None:
    assert severity(allow("dynamodb:GetItem dynamodb:Query dynamodb:Scan", "${Table.Arn}"), calls=(READ,)) == [None]
    assert severity(sam("DynamoDBReadPolicy", TableName="${Table}"), calls=(READ,)) == [None]
    mail = call("ses", "SendEmail")
    assert severity(allow("ses:SendEmail ses:SendRawEmail"), calls=(mail,)) == [None]
    assert severity(allow("ses:SendEmail ses:DeleteIdentity"), calls=(mail,)) == [LOW]
    assert severity(CRUD, calls=(READ, WRITE)) == [INFO]
    assert severity(CRUD, calls=(WRITE,)) == [LOW]


def test_logs_traces_and_network_interfaces_belong_to_the_platform() -> None:
    policies = (
        managed("AWSLambdaBasicExecutionRole"),
        managed("AWSXRayDaemonWriteAccess"),
        managed("AWSLambdaVPCAccessExecutionRole"),
        allow("logs:CreateLogGroup logs:PutLogEvents"),
        allow("kms:Decrypt", "arn:aws:kms:*:*:key/1"),
    )
    assert severity(*policies, calls=(READ,)) == [None] * 5


def test_what_reaches_a_service_without_an_sdk_is_not_called_unused() -> None:
    assert severity(allow("es:ESHttpPost appsync:GraphQL execute-api:Invoke rds-db:connect"), calls=(READ,)) == [None]


def test_a_template_for_another_table_is_unused() -> None:
    [use] = advice(sam("DynamoDBReadPolicy", TableName="${Named}"), calls=(READ,)).entries
    assert use.used == ()
    assert excess(use) is LOW


def test_event_sources_are_read_by_the_platform() -> None:
    app, function = application(managed("AWSLambdaSQSQueueExecutionRole"), calls=(READ,), generated=False)
    function.triggers = [Trigger(Kind.SQS, Exposure.INTERNAL, at(12), source="Queue")]
    found = least_privilege(function, app)
    assert found is not None
    assert [excess(use) for use in found.entries] == [None]
    assert "Resource: !GetAtt Queue.Arn" in found.policy_text
    function.triggers = [Trigger(Kind.REST_API, Exposure.ANONYMOUS, at(12))]
    without = least_privilege(function, app)
    assert without is not None
    assert [excess(use) for use in without.entries] == [MEDIUM]


def test_implicit_policies_are_nobodys_fault() -> None:
    assert severity(evolve(managed("AmazonS3FullAccess"), implicit=True), calls=(READ,)) == [None]


def test_nothing_is_claimed_of_code_that_was_not_understood() -> None:
    assert advice(CRUD, calls=None).unreadable == "Worker: the code has not been interpreted"
    app, function = application(CRUD, calls=(READ,))
    app.behaviours["Worker"].truncated = "the budget is spent"
    assert advise(function.role, [function], app).unreadable == "Worker: the budget is spent"  # type: ignore[arg-type]
    function.entry = Unresolved("the handler's file is not in the tree")
    assert "not in the tree" in advise(function.role, [function], app).unreadable  # type: ignore[arg-type]
    assert "chosen at run time" in advice(CRUD, calls=(call("${?}", "GetItem"),)).unreadable


def test_a_call_that_is_not_known_makes_its_service_silent() -> None:
    found = advice(CRUD, allow("s3:DeleteObject"), calls=(call("dynamodb", "${?}", line=7),))
    assert [excess(use) for use in found.entries] == [MEDIUM, None]
    assert found.confidence is Confidence.MEDIUM
    assert found.reasons == ("the permission for the call at app.py:7 is not known",)


def test_a_library_that_calls_aws_makes_its_services_silent() -> None:
    app, function = application(CRUD, allow("s3:DeleteObject"), calls=())
    app.behaviours["Worker"].calls = [LibraryCall("pynamodb.models.Model.save", at(3, "app.py"))]
    found = least_privilege(function, app)
    assert found is not None
    assert [excess(use) for use in found.entries] == [MEDIUM, None]


def test_functions_that_share_a_role_are_taken_together() -> None:
    app, first = application(CRUD, calls=(READ,))
    second = type(first)("Second", at(50), first.code, runtime=Known("python3.13"), role=first.role)
    second.entry = first.entry
    app.functions.append(second)
    app.behaviours["Second"] = type(app.behaviours["Worker"])(second, aws_calls=[WRITE])
    assert first.role is not None
    [use] = advise(first.role, app.functions, app).entries
    assert use.used == ("dynamodb:GetItem", "dynamodb:PutItem")


def test_a_role_that_others_assume_too_is_left_alone() -> None:
    app, function = application(CRUD, calls=(READ,))
    assert function.role is not None
    trust = allow("sts:AssumeRole", effect="Allow", principals=(("Service", "states.amazonaws.com"),))
    function.role.trust = [trust]
    assert advise(function.role, [function], app).unreadable == NOT_FUNCTIONS


def test_what_is_called_with_other_credentials_is_neither_used_nor_missing() -> None:
    by_others, perhaps = evolve(WRITE, by_role=False, by_others=True), evolve(WRITE, by_others=True)
    assert advice(allow("dynamodb:GetItem"), calls=(READ, by_others)).missing == []
    assert advice(allow("dynamodb:GetItem"), calls=(READ, perhaps)).missing == []
    both = allow("dynamodb:GetItem dynamodb:PutItem")
    assert [use.unused for use in advice(both, calls=(READ, by_others)).entries] == [("dynamodb:PutItem",)]
    assert [use.unused for use in advice(both, calls=(READ, perhaps)).entries] == [()]


def test_a_method_that_is_only_called_with_other_credentials_is_not_kept_for_its_name() -> None:
    app, function = application(allow("dynamodb:PutItem"), calls=(evolve(WRITE, by_role=False),))
    app.behaviours[function.id].names = frozenset({"put_item"})
    found = least_privilege(function, app)
    assert found is not None
    [use] = found.entries
    assert (use.unused, use.kept) == (("dynamodb:PutItem",), [])


def test_missing_permissions() -> None:
    found = advice(sam("DynamoDBReadPolicy", TableName="${Table}"), calls=(READ, WRITE))
    assert [(need.action, need.span) for need in found.missing] == [("dynamodb:PutItem", at(5, "app.py"))]
    assert advice(managed("NoSuchPolicy"), calls=(READ,)).missing == []
    assert advice(allow("dynamodb:GetItem", "${?}"), calls=(READ,)).missing == []
    other_role = call("sts", "AssumeRole", RoleArn="${?}")
    assert advice(allow("sts:AssumeRole"), calls=(READ, other_role)).missing == []


def test_a_method_that_is_named_in_code_that_was_not_reached_is_not_called_unused() -> None:
    app, function = application(allow("sqs:SendMessage sqs:PurgeQueue", "${Queue.Arn}"), calls=(READ,))
    app.behaviours["Worker"].names = frozenset({"handler", "get_item", "send_message"})
    found = least_privilege(function, app)
    assert found is not None
    assert [use.unused for use in found.entries] == [("sqs:PurgeQueue",)]


def test_a_service_that_is_handed_a_role_or_a_bucket_may_use_it() -> None:
    made = call("rekognition", "DetectLabels", Image=("S3Object",))
    assert severity(allow("s3:GetObject", "${Bucket.Arn}/*"), allow("s3:DeleteObject"), calls=(made,)) == [None, MEDIUM]
    passing = call("glue", "CreateJob", Name="a", Role="${?}")
    assert severity(allow("iam:PassRole", "arn:aws:iam::1:role/a"), calls=(passing,)) == [None]


def test_extensions_and_code_that_shows_no_call_lower_confidence() -> None:
    app, function = application(allow("ssm:GetParameter sqs:SendMessage"), calls=(READ,))
    function.layers = [Known("arn:aws:lambda:eu-west-1:1:layer:AWS-Parameters-and-Secrets-Lambda-Extension:11")]
    found = least_privilege(function, app)
    assert found is not None
    assert [use.unused for use in found.entries] == [("sqs:SendMessage",)]
    assert found.confidence is Confidence.MEDIUM
    assert advice(allow("sqs:SendMessage")).confidence is Confidence.LOW


def test_a_client_whose_calls_were_missed_makes_its_service_silent() -> None:
    app, function = application(allow("dynamodb:PutItem sqs:SendMessage s3:PutObject"), calls=(READ,))
    app.behaviours["Worker"].names = frozenset({"@aws-sdk/client-sqs", "aws-sdk", "S3", "DocumentClient", "get"})
    found = least_privilege(function, app)
    assert found is not None
    assert [use.unused for use in found.entries] == [("dynamodb:PutItem",)]


def test_what_replaces_an_entry_keeps_what_nothing_can_be_said_of() -> None:
    statement = allow(
        "logs:PutLogEvents dynamodb:* es:ESHttpGet sqs:SendMessage sqs:Purge*", "${Table.Arn} ${Queue.Arn}"
    )
    app, function = application(statement, calls=(READ,))
    app.behaviours["Worker"].calls = [LibraryCall("pynamodb.models.Model.save", at(3, "app.py"))]
    found = least_privilege(function, app)
    assert found is not None
    [use] = found.entries
    assert use.unused == ("sqs:SendMessage", "sqs:PurgeQueue")
    assert entry_text(use, found, sam=False) == (
        "- Effect: Allow\n"
        "  Action:\n"
        "    - dynamodb:*\n"
        "    - es:ESHttpGet\n"
        "    - logs:PutLogEvents\n"
        "  Resource:\n"
        "    - !GetAtt Queue.Arn\n"
        "    - !GetAtt Table.Arn"
    )


def test_logging_is_kept_out_of_a_wildcard() -> None:
    found = advice(allow("logs:* sqs:SendMessage"), calls=(READ,))
    [use] = found.entries
    yaml_text = entry_text(use, found, sam=False)
    assert "- logs:PutLogEvents" in yaml_text
    assert "- logs:DeleteLogGroup" not in yaml_text
    assert "sqs" not in yaml_text


def test_what_is_kept_of_a_policy_template_is_written_by_reference() -> None:
    app, function = application(sam("S3CrudPolicy", BucketName="${Bucket}"), calls=(READ,))
    app.behaviours["Worker"].names = frozenset({"delete_object"})
    found = least_privilege(function, app)
    assert found is not None
    assert "- !GetAtt Bucket.Arn\n        - !Sub ${Bucket.Arn}/*" in entry_text(found.entries[0], found, sam=True)


def test_what_a_service_does_with_the_callers_rights_is_used() -> None:
    export = call("dynamodb", "ExportTableToPointInTime", TableArn="${Table.Arn}", S3Bucket="${Bucket}")
    upload = allow("s3:PutObject s3:PutObjectAcl s3:AbortMultipartUpload", "${Bucket.Arn}/*")
    found = advice(allow("dynamodb:ExportTableToPointInTime", "${Table.Arn}"), upload, calls=(export,))
    assert [use.unused for use in found.entries] == [(), ()]
    assert found.missing == []
    made = call("events", "PutRule", Name="nightly", Tags="${?}")
    tags = allow("events:PutRule events:TagResource", "*")
    assert [use.unused for use in advice(tags, calls=(made,)).entries] == [()]


def test_code_outside_of_the_tree_may_use_everything() -> None:
    app, function = application(allow("sqs:SendMessage"), calls=(READ,))
    app.behaviours["Worker"].unseen = {"acme_store": at(3, "app.py")}
    found = least_privilege(function, app)
    assert found is not None
    assert found.unreadable == "acme_store, which is called at app.py:3, is not in the tree"
    stripe = Package("PyPI", "acme-store", "1.0", at(1, "requirements.txt"))
    app.manifests = [Manifest("requirements.txt", "PyPI", (stripe,), functions=("Worker",))]
    found = least_privilege(function, app)
    assert found is not None
    assert (found.entries[0].unused, found.confidence) == (("sqs:SendMessage",), Confidence.MEDIUM)
    own = evolve(stripe, requirement="git+https://git.example.com/acme/store.git@v1.0", pinning="mutable")
    app.manifests = [Manifest("requirements.txt", "PyPI", (own,), functions=("Worker",))]
    found = least_privilege(function, app)
    assert found is not None
    assert found.unreadable == "acme_store, which is called at app.py:3, is not in the tree"


def test_a_package_may_make_all_calls_of_a_service_that_the_code_never_calls_itself() -> None:
    app, function = application(allow("sqs:SendMessage"), allow("dynamodb:DeleteItem", "${Table.Arn}"), calls=(READ,))
    app.behaviours["Worker"].unseen = {"acme_store": at(3, "app.py")}
    package = Package("PyPI", "acme-store", "1.0", at(1, "requirements.txt"))
    app.manifests = [Manifest("requirements.txt", "PyPI", (package,), functions=("Worker",))]
    found = least_privilege(function, app)
    assert found is not None
    queue, table = found.entries
    why = "acme_store, which is called at app.py:3, may call AWS"
    assert found.doubt_of(queue) == only_possible(why)
    assert found.doubt_of(table) == unseen(why)


def test_a_package_that_is_named_after_a_service_may_call_it() -> None:
    app, function = application(allow("s3:PutObject sqs:SendMessage"), calls=(READ,))
    app.behaviours["Worker"].unseen = {"multer-s3": at(3, "app.js")}
    packages = (Package("npm", "multer-s3", "3.0.1", at(1, "package.json")),)
    app.manifests = [Manifest("package.json", "npm", packages, functions=("Worker",))]
    found = least_privilege(function, app)
    assert found is not None
    assert found.entries[0].unused == ("sqs:SendMessage",)


def test_a_client_that_is_handed_on_makes_its_service_silent() -> None:
    app, function = application(allow("dynamodb:PutItem sqs:SendMessage"), calls=(READ,))
    app.behaviours["Worker"].handed = {"dynamodb": at(3, "app.py")}
    found = least_privilege(function, app)
    assert found is not None
    assert found.entries[0].unused == ("sqs:SendMessage",)


def test_only_what_a_call_certainly_needs_is_proven() -> None:
    upload = call("s3", "UploadFile", Bucket="${Bucket}", Key="a")
    [use] = advice(
        allow("s3:PutObject s3:AbortMultipartUpload s3:DeleteObject", "${Bucket.Arn}/*"), calls=(upload,)
    ).entries
    assert use.proven == ("s3:PutObject",)
    assert use.used == ("s3:PutObject", "s3:AbortMultipartUpload")


def test_a_grant_is_too_wide_only_where_a_narrower_one_would_do() -> None:
    methods = (
        ("grantReadWriteData", ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem")),
        ("grantReadData", ("dynamodb:GetItem", "dynamodb:Query")),
        ("grantWriteData", ("dynamodb:PutItem", "dynamodb:DeleteItem")),
    )

    def granted(which: int, *calls: AwsCall) -> tuple[Severity | None, list[str]]:
        own = methods[which]
        statement = allow(" ".join(own[1]), "${Table.Arn}", grants=(own, *methods))
        [use] = advice(statement, calls=calls).entries
        return excess(use), smaller_grants(use)

    assert granted(0, READ) == (MEDIUM, ["grantReadData"])
    assert granted(0, READ, WRITE) == (None, [])
    assert granted(2, WRITE) == (None, [])
    # one of which nothing is used goes: no narrower one takes its place
    assert granted(2, call("sqs", "SendMessage", QueueUrl="${Queue}")) == (MEDIUM, [])
    assert granted(0, call("sqs", "SendMessage", QueueUrl="${Queue}")) == (MEDIUM, [])


def test_of_resources_that_cover_each_other_one_is_written() -> None:
    texts = ("arn:aws:dynamodb:*:*:table/*", "arn:aws:dynamodb:*:*:table/${?}")
    assert grouped([Need("dynamodb:Query", texts)]) == [(("dynamodb:Query",), (texts[0],))]
    assert grouped([Need("dynamodb:Query", (*texts, "arn:aws:dynamodb:*:*:table/orders"))]) == [
        (("dynamodb:Query",), (texts[0],))
    ]
