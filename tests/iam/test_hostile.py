"""Nothing that stands in a template or in code makes iam/ fail or write what YAML cannot read."""

from __future__ import annotations

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.iam.effective import effective
from goatherd.iam.least import least_privilege
from goatherd.iam.resources import needs
from goatherd.model.flow import AwsCall
from goatherd.model.role import PolicyReference
from tests.iam.builders import allow, application, at

PIECES = [
    *(
        "*",
        "?",
        "${?}",
        "${Table}",
        "${Table.Arn}",
        "${AWS::Region}",
        "${AWS-AccountId}",
        "${",
        "}",
        ":",
        "/",
        " #",
        "\n",
    ),
    *(
        "arn:aws:s3:::",
        "arn:aws:dynamodb:*:*:table/",
        "a",
        "'",
        '"',
        "{x: y}",
        "- ",
        "\u2028",
        "dynamodb:",
        "GetItem",
        "|",
        "!",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
SERVICES = st.sampled_from(["dynamodb", "s3", "sns", "sqs", "lambda", "ssm", "secretsmanager", "kms", "", "${?}", "x"])
OPERATIONS = st.sampled_from(
    ["GetItem", "PutObject", "CopyObject", "Publish", "GeneratePresignedUrl", "TransactWriteItems", ""]
)
PARAMETERS = st.dictionaries(
    st.sampled_from(
        ["Bucket", "Key", "TableName", "TopicArn", "CopySource", "ClientMethod", "TransactItems", "A.[].B", ""]
    ),
    st.lists(TEXTS, max_size=3).map(tuple),
)
CALLS = st.builds(AwsCall, SERVICES, OPERATIONS, st.just(at(5, "app.py")), PARAMETERS)
REFERENCES = st.builds(
    PolicyReference,
    st.sampled_from(["managed", "sam-template", "other"]),
    st.one_of(TEXTS, st.sampled_from(["AmazonS3FullAccess", "S3CrudPolicy", "DynamoDBCrudPolicy"])),
    st.just(at(30)),
    st.dictionaries(st.sampled_from(["BucketName", "TableName"]), TEXTS),
)


@settings(max_examples=150)
@given(actions=st.lists(TEXTS, max_size=3), resources=st.lists(TEXTS, max_size=3), reference=REFERENCES, call=CALLS)
def test_anything_goes(actions: list[str], resources: list[str], reference: PolicyReference, call: AwsCall) -> None:
    statement = allow("x")
    statement = type(statement)("Allow", tuple(actions), tuple(resources), at(20))
    app, function = application(statement, reference, calls=(call,))
    assert function.role is not None
    grants = effective(function.role, app)
    for need in needs(call, grants.names) or []:
        assert grants.allows(need.action, need.resources[0]) in (True, False, None)
    advice = least_privilege(function, app)
    assert advice is not None
    document = yaml.compose(advice.policy_text, Loader=yaml.SafeLoader)
    assert document is None or isinstance(document, yaml.SequenceNode)
