"""What of an event an outsider controls, by trigger; what comes from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Exposure, Kind, Trigger
from tests.engine.programs import body, check, paths, reported, trigger

LANGUAGES = ("python", "javascript")


def read(language: str, path: str) -> str:
    """A program that runs a field of the event as a command."""
    if language == "python":
        steps = "".join(f"[{step}]" if step.isdigit() else f'["{step}"]' for step in path.split("."))
        return body("python", f"sh(event{steps})")
    steps = "".join(f"[{step}]" if step.isdigit() else f'["{step}"]' for step in path.split("."))
    return body("javascript", f"sh(event{steps});")


OUTSIDERS = [
    (Kind.REST_API, "body"),
    (Kind.REST_API, "headers.X-Name"),
    (Kind.REST_API, "multiValueQueryStringParameters.q.0"),
    (Kind.HTTP_API, "rawPath"),
    (Kind.HTTP_API, "cookies.0"),
    (Kind.FUNCTION_URL, "queryStringParameters.q"),
    (Kind.ALB, "body"),
    (Kind.WEBSOCKET, "body"),
    (Kind.APPSYNC, "arguments.input.name"),
    (Kind.S3, "Records.0.s3.object.key"),
    (Kind.SQS, "Records.0.body"),
    (Kind.SNS, "Records.0.Sns.Message"),
    (Kind.DYNAMODB, "Records.0.dynamodb.NewImage.name.S"),
    (Kind.EVENTBRIDGE, "detail.name"),
    (Kind.COGNITO, "userName"),
    (Kind.COGNITO, "request.userAttributes.email"),
    (Kind.SES, "Records.0.ses.mail.commonHeaders.subject"),
    (Kind.DIRECT, "anything.at.all"),
    (Kind.UNKNOWN, "body"),
]
PLATFORMS = [
    (Kind.REST_API, "requestContext.requestId"),
    (Kind.REST_API, "requestContext.identity.sourceIp"),
    (Kind.HTTP_API, "requestContext.http.method"),
    (Kind.HTTP_API, "isBase64Encoded"),
    (Kind.S3, "Records.0.s3.bucket.name"),
    (Kind.S3, "Records.0.eventName"),
    (Kind.SQS, "Records.0.messageId"),
    (Kind.SNS, "Records.0.Sns.TopicArn"),
    (Kind.DYNAMODB, "Records.0.eventName"),
    (Kind.EVENTBRIDGE, "source"),
    (Kind.SCHEDULE, "body"),
    (Kind.COGNITO, "request.userAttributes.sub"),
    (Kind.CUSTOM_RESOURCE, "ResponseURL"),
    (Kind.DIRECT, "ResponseURL"),
    (Kind.UNKNOWN, "ResponseURL"),
    (Kind.UNKNOWN, "requestContext.requestId"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "path"), OUTSIDERS, ids=str)
def test_outsiders(tmp_path: Path, language: str, kind: str, path: str) -> None:
    program = read(language, path)
    comment = "#!" if language == "python" else "//!"
    marked = "\n".join(f"{line}  {comment}" if "sh(event" in line else line for line in program.splitlines())
    found = check(tmp_path, language, marked, trigger(kind))
    (source,) = {flow.source.path.replace("[]", ".0") for flow in found.flows}
    assert source == f"event.{path}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "path"), PLATFORMS, ids=str)
def test_the_platforms(tmp_path: Path, language: str, kind: str, path: str) -> None:
    check(tmp_path, language, read(language, path), trigger(kind))


def test_the_same_handler_behind_two_triggers(tmp_path: Path) -> None:
    program = body("python", 'sh(event["body"])\nsh(event["detail"]["x"])')
    both = (trigger(Kind.SCHEDULE, Exposure.INTERNAL), trigger(Kind.HTTP_API))
    found = check(tmp_path, "python", program.replace('["body"])', '["body"])  #!'), *both)
    (flow,) = found.flows
    assert flow.source.trigger is both[1]


@pytest.mark.parametrize("order", [1, -1])
def test_the_most_exposed_trigger_counts(tmp_path: Path, order: int) -> None:
    both: list[Trigger] = [trigger(Kind.DIRECT, Exposure.ACCOUNT), trigger(Kind.FUNCTION_URL)][::order]
    found = check(tmp_path, "python", body("python", 'sh(event["body"])  #!'), *both)
    (flow,) = found.flows
    assert flow.source.trigger is not None
    assert (flow.source.trigger.kind, flow.reasons) == (Kind.FUNCTION_URL, ())


def test_one_flow_for_sink_field_and_place_that_makes_the_text(tmp_path: Path) -> None:
    program = body(
        "python",
        """
        x = event["a"].strip() + event["a"][:3] + event["a"].lower()
        for part in event["a"].split():
            x = x + part
        sh(x + event["b"])  #!
        """,
    )
    found = check(tmp_path, "python", program).flows
    assert sorted((flow.source.path, flow.cause.line if flow.cause else 0) for flow in found) == [
        ("event.a", 4),  # what is read and put into a text on one line as well
        ("event.a", 6),
        ("event.b", 7),
    ]


def test_a_loop_and_two_callers_report_a_line_once(tmp_path: Path) -> None:
    program = body(
        "python",
        """
        def run(x):
            sh(x)  #!
        for _ in range(3):
            run(event["a"])
        run(event["a"])
        """,
    )
    assert paths(check(tmp_path, "python", program).flows) == ["shell event.a"]


def test_parts_that_the_code_replaced(tmp_path: Path) -> None:
    program = body(
        "python",
        """
        event["body"] = "list"
        sh(event["body"])
        event["extra"] = event["headers"]["x"]
        sh(event["extra"])  #!
        """,
    )
    check(tmp_path, "python", program, trigger(Kind.REST_API))


# --- environment ----------------------------------------------------------------------------------

READS = {
    "python": 'a = os.environ["A"]\nb = os.environ.get("B", "list")\nc = os.getenv("C")\n',
    "javascript": "const a = process.env.A;\nconst { B: b } = process.env;\nconst c = process.env['C'];\n",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_variables_are_noted(tmp_path: Path, language: str) -> None:
    assert list(check(tmp_path, language, body(language, READS[language])).environment) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("language", "call"),
    [
        ("python", 'import boto3\nboto3.client("s3").get_object(Bucket=os.environ["A"], Key=f"{os.environ[\'B\']}/k")'),
        (
            "javascript",
            'const { S3Client, GetObjectCommand } = require("@aws-sdk/client-s3");\n'
            "await new S3Client({}).send(new GetObjectCommand({"
            " Bucket: process.env.A, Key: `${process.env.B}/k` }));",
        ),
    ],
)
def test_symbolic_names_of_the_template(tmp_path: Path, language: str, call: str) -> None:
    found = check(tmp_path, language, body(language, call), environment={"A": "${Bucket}", "B": "x-${Table.Arn}"})
    (made,) = found.aws_calls
    assert made.parameters == {"Bucket": ("${Bucket}",), "Key": ("x-${Table.Arn}/k",)}


def test_a_constant_of_the_template_decides_a_branch(tmp_path: Path) -> None:
    program = body("python", 'if os.environ["MODE"] == "raw":\n    sh(event["x"])')
    assert reported(check(tmp_path, "python", program, environment={"MODE": "safe"})) == {}
    marked = program.replace('["x"])', '["x"])  #!')
    check(tmp_path, "python", marked, environment={"MODE": "raw"})
    check(tmp_path, "python", marked)
