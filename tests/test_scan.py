"""The flow from a tree to events, whatever is in the tree."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from attrs import evolve

from goatherd import reading
from goatherd.core.config import Config
from goatherd.core.errors import UsageError
from goatherd.core.events import (
    ApplicationRead,
    Diagnosed,
    Doing,
    FileRead,
    FindingFound,
    FunctionAnalysed,
    ScanFinished,
    ScanStarted,
    Skipped,
)
from goatherd.engine.interpreter import machine
from goatherd.review import review
from goatherd.scan import scan

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: src/, Timeout: 900}
"""
CHECKS = Config(checks_from=(str(Path(__file__).parent / "cli" / "checks"),), select=("GOAT9901",))
HANDLER = "def handler(event, context):\n    return {}\n"


@pytest.fixture
def root(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder / "src").mkdir(parents=True)
        (tmp_path / folder / "template.yaml").write_text(TEMPLATE)
        (tmp_path / folder / "src" / "app.py").write_text(HANDLER)
    return tmp_path


def events(root, *kinds, config=CHECKS):
    return [event for event in scan(str(root), config) if isinstance(event, kinds or object)]


def test_a_scan_starts_reads_checks_and_ends(root):
    found = events(root)
    assert isinstance(found[0], ScanStarted)
    assert isinstance(found[-1], ScanFinished)
    assert (found[-1].files, found[-1].functions) == (4, 2)
    assert [event.application.name for event in found if isinstance(event, ApplicationRead)] == [
        "one/template.yaml",
        "two/template.yaml",
    ]
    assert {event.path for event in found if isinstance(event, FileRead)} == {
        "one/template.yaml",
        "one/src/app.py",
        "two/template.yaml",
        "two/src/app.py",
    }
    assert [event.finding.span.path for event in found if isinstance(event, FindingFound)] == [
        "one/template.yaml",
        "two/template.yaml",
    ]
    assert not any(isinstance(event, Diagnosed) and event.diagnosis.incomplete for event in found)


def test_functions_know_where_their_code_is(root):
    assert [(e.application, e.function.id, e.function.entry.file) for e in events(root, FunctionAnalysed)] == [
        ("one/template.yaml", "Work", "one/src/app.py"),
        ("two/template.yaml", "Work", "two/src/app.py"),
    ]


def test_handlers_that_no_template_names_are_an_application_of_their_own(root):
    (root / "loose").mkdir()
    (root / "loose" / "requirements.txt").write_text("")
    (root / "loose" / "job.py").write_text("def lambda_handler(event, context):\n    return {}\n")
    (last,) = [e.application for e in events(root, ApplicationRead) if e.application.framework == "handlers"]
    assert last.name == "loose"
    assert [function.entry.file for function in last.functions] == ["loose/job.py"]


def test_what_a_layer_brings_is_no_handler_of_its_own(root):
    layer = "{Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: shared}}"
    (root / "layers.yaml").write_text(f"Transform: AWS::Serverless-2016-10-31\nResources:\n  Shared: {layer}\n")
    (root / "shared" / "python").mkdir(parents=True)
    (root / "shared" / "python" / "orders.py").write_text("def create_order(event, context):\n    return {}\n")
    assert [e.application for e in events(root, ApplicationRead) if e.application.framework == "handlers"] == []


def test_a_file_stands_for_the_applications_that_it_is_part_of(root):
    found = events(root / "one" / "template.yaml", FunctionAnalysed)
    assert [event.function.entry.file for event in found] == ["src/app.py"]
    (event,) = events(root / "one" / "src" / "app.py", ApplicationRead)
    assert (event.application.framework, event.application.templates) == ("handlers", [])


def test_what_is_left_out_is_said(root):
    (root / "node_modules").mkdir()
    assert Skipped("node_modules", "vendored or generated") in events(root, Skipped)
    assert Skipped("one", "excluded by configuration") in events(root, Skipped, config=evolve(CHECKS, exclude=("one",)))


@pytest.mark.parametrize("part", ["read_applications", "find_handlers", "resolve", "read_manifests", "analyse"])
def test_a_part_that_breaks_is_a_diagnosis_and_the_scan_ends_well(root, monkeypatch, part):
    def broken(*arguments, **options):
        raise RecursionError("too deep")

    monkeypatch.setattr(reading, part, broken)
    found = events(root)
    assert isinstance(found[-1], ScanFinished)
    messages = [event.diagnosis.message for event in found if isinstance(event, Diagnosed)]
    assert any("failed (RecursionError: too deep)" in message for message in messages)
    assert all(event.diagnosis.incomplete for event in found if isinstance(event, Diagnosed))


def test_only_selected_checks_run(root):
    assert {event.finding.id for event in events(root, FindingFound)} == {"GOAT9901"}
    assert events(root, FindingFound, config=evolve(CHECKS, ignore=("SAS-8",))) == []
    with pytest.raises(UsageError, match="names no check"):
        events(root, config=evolve(CHECKS, ignore=("GOAT98",)))


def test_an_unreadable_folder_is_a_diagnosis(root, monkeypatch):
    real = os.scandir

    def refuse(path):
        if str(path).endswith("two"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = events(root)
    assert [(e.diagnosis.span.path, e.diagnosis.message) for e in found if isinstance(e, Diagnosed)] == [
        ("two", "folder cannot be read: Permission denied")
    ]
    assert len([e for e in found if isinstance(e, FunctionAnalysed)]) == 1


def test_an_empty_tree(tmp_path):
    assert [type(event) for event in events(tmp_path)] == [ScanStarted, Doing, Doing, ScanFinished]


def test_code_that_cannot_be_read_is_a_diagnosis(root):
    (root / "one" / "src" / "app.py").write_text("def handler(event, context):\n    return {\n")
    found = [event.diagnosis for event in events(root, Diagnosed)]
    assert [(diagnosis.span.path, diagnosis.incomplete) for diagnosis in found] == [("one/src/app.py", True)]


def test_imported_files_are_read_too(root):
    (root / "one" / "src" / "app.py").write_text("import helper\n" + HANDLER)
    (root / "one" / "src" / "helper.py").write_text("")
    assert "one/src/helper.py" in {event.path for event in events(root, FileRead)}


def notes(root):
    return [(d.span.path, d.message, d.incomplete) for d in (e.diagnosis for e in events(root, Diagnosed))]


def test_a_function_whose_code_should_be_here_makes_the_run_incomplete(root):
    (root / "one" / "src" / "app.py").write_text("")
    assert notes(root) == [
        ("one/template.yaml", "the function Work is not analysed: one/src/app.py exports no handler", True)
    ]


def test_a_loop_that_is_left_is_told_once_and_its_functions_together(tmp_path):
    (tmp_path / "package.json").write_text('{"dependencies": {"aws-cdk-lib": "2"}}')
    (tmp_path / "app.ts").write_text(
        "import * as cdk from 'aws-cdk-lib';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\n"
        "class Many extends cdk.Stack { constructor(s: any, id: string) { super(s, id);\n"
        "let n = 0; while (true) { n++; new lambda.Function(this, 'F' + n, {\n"
        "  runtime: lambda.Runtime.NODEJS_20_X, handler: 'a.handler', code: lambda.Code.fromAsset('src') }); }\n"
        "} }\nnew Many(new cdk.App(), 'many');\n"
    )
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "other.js").write_text("")
    assert notes(tmp_path) == [
        ("app.ts", "the loop is followed for 300 rounds; what it makes after them is left out", True),
        (
            "app.ts",
            "300 functions are not analysed: the handler a.handler was not found: there is no file src/a.js or .ts, "
            "and no other one below src exports it (F1, F2, F3, F4, F5 and 295 more)",
            True,
        ),
    ]


def test_a_stack_that_makes_itself_is_told(tmp_path):
    (tmp_path / "package.json").write_text('{"dependencies": {"aws-cdk-lib": "2"}}')
    (tmp_path / "app.ts").write_text(
        "import * as cdk from 'aws-cdk-lib';\n"
        "class Me extends cdk.Stack { constructor(s: any, id: string) { super(s, id);\n"
        "new Me(this, id + 'x'); } }\nnew Me(new cdk.App(), 'me');\n"
    )
    assert notes(tmp_path) == [
        ("app.ts", "objects are made inside of one another on and on; from some depth they are left out", True)
    ]


def test_what_is_wrong_with_a_file_is_told_before_what_follows_from_it(tmp_path):
    (tmp_path / "main.tf").write_text(
        'resource "aws_lambda_function" "f" {\n  handler = "a.h"\n  runtime = "python3.13"\n}\n'
        'resource "x" "y" {\n  a = = 1\n}\n'
    )
    outcome = review(scan(str(tmp_path), CHECKS), CHECKS)
    assert [(d.span.line, d.message.partition(":")[0]) for d in outcome.diagnoses] == [
        (6, "is not valid HCL at line 6, column 7"),
        (1, "the function aws_lambda_function.f is not analysed"),
    ]


def test_a_missing_handler_is_told_by_its_own_file_and_no_other(tmp_path):
    """The folder is called like a program in it, which has nothing to do with the handler."""
    service = tmp_path / "pricing"
    (service / "bin").mkdir(parents=True)
    (service / "bin" / "pricing.ts").write_text("console.log(1);\n")
    (service / "serverless.yml").write_text(
        "service: x\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions:\n  f: {handler: src/create.handler}\n"
    )
    assert [message for _, message, _ in notes(tmp_path)] == [
        "the function f is not analysed: the handler src/create.handler was not found: there is no file "
        "pricing/src/create.js or .ts, and no other one below pricing exports it"
    ]


def test_functions_whose_code_is_not_to_be_read_are_one_note_per_reason(tmp_path):
    function = (
        "  {}:\n    Type: AWS::Serverless::Function\n    Properties: {{Runtime: {}, Handler: a.b, CodeUri: {}}}\n"
    )
    java = "".join(function.format(id, "java21", "app/") for id in "ABCDEFG")
    away = "".join(function.format(id, "python3.13", f"s3://bucket/{id}.zip") for id in ("X", "Y"))
    (tmp_path / "template.yaml").write_text(f"Transform: AWS::Serverless-2016-10-31\nResources:\n{java}{away}")
    assert notes(tmp_path) == [
        (
            "template.yaml",
            "the code of none of 9 functions is read (7 in Java): goatherd reads Python, JavaScript and TypeScript, "
            "so that nothing is found says nothing about it; have something else read it, then accept this",
            True,
        ),
        (
            "template.yaml",
            "7 functions are not analysed: code for java21 is not analysed (A, B, C, D, E and 2 more)",
            False,
        ),
        ("template.yaml", "2 functions are not analysed: their code is not in the scanned tree (X, Y)", False),
    ]


def test_a_program_of_the_cdk_that_is_not_read_is_a_note(tmp_path):
    (tmp_path / "infra").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "infra" / "cdk.json").write_text("{}")
    why = "the CDK program is not in the tree, or not in a language that is read"
    assert notes(tmp_path) == [("infra/cdk.json", f"{why}: what it deploys is not part of the result", False)]
    (tmp_path / "src" / "app.py").write_text(HANDLER)
    one = f"{why}: its handler is scanned as if anybody could call it"
    assert notes(tmp_path) == [("infra/cdk.json", one, False)]


def test_infrastructure_that_a_template_describes_needs_no_note(root):
    (root / "one" / "cdk.json").write_text("{}")
    (root / "cdk.json").write_text("{}")
    (root / "read").mkdir()
    (root / "read" / "cdk.json").write_text('{"app": "python3 app.py"}')
    (root / "read" / "app.py").write_text("from aws_cdk import App, Stack\nStack(App(), 'empty')\n")
    (root / "main.tf").write_text("# nothing of ours\n")
    assert notes(root) == []


def long_way(statements):
    """A program with much to do before it comes to what is dangerous."""
    steps = "".join(f"    a = a + 'x{n}'\n" for n in range(statements))
    return f"import os\n\n\ndef handler(event, context):\n    a = ''\n{steps}    os.system(event['command'])\n"


def test_code_of_too_many_steps_is_named_and_more_effort_goes_further(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "MAX_STEPS", 3_000)
    (tmp_path / "src").mkdir()
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "src" / "app.py").write_text(long_way(900))
    shell = Config(select=("GOAT0101",))
    events = list(scan(str(tmp_path), shell))
    assert [event for event in events if isinstance(event, FindingFound)] == []
    (diagnosis,) = (event.diagnosis for event in events if isinstance(event, Diagnosed))
    assert diagnosis.message == (
        "the code of Work was not interpreted to its end, and nothing is known of the rest: "
        "it takes more than 3,000 steps (--effort allows more), the last in src/app.py"
    )
    assert diagnosis.incomplete
    events = list(scan(str(tmp_path), evolve(shell, effort=10)))
    assert [event for event in events if isinstance(event, Diagnosed)] == []
    assert [event.finding.id for event in events if isinstance(event, FindingFound)] == ["GOAT0101"]


LOCAL = """\
# to try the function out: sam local invoke
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      Environment: {{Variables: {{TABLE: }}}}
{more}
"""
DEPLOYED = """\
data "archive_file" "work" {
  type        = "zip"
  source_dir  = "work"
  output_path = "work.zip"
}
resource "aws_lambda_function" "work" {
  function_name = "work"
  role          = "arn:aws:iam::123456789012:role/work"
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = "work.zip"
}
"""


@pytest.fixture
def tried_out(tmp_path):
    """The applications of a tree with such a template, and what was left out of it."""

    def read(more="", main=DEPLOYED, **files):
        (tmp_path / "work").mkdir(exist_ok=True)
        named = {"work/app.py": HANDLER, "work/template.yaml": LOCAL.format(more=more), "main.tf": main}
        for name, text in {**named, **files}.items():
            (tmp_path / name).write_text(text)
        found = events(tmp_path)
        assert not [event for event in found if isinstance(event, Diagnosed) and event.diagnosis.incomplete]
        names = [event.application.name for event in found if isinstance(event, ApplicationRead)]
        return names, [event for event in found if isinstance(event, Skipped)]

    return read


def test_a_template_that_only_serves_local_tests_is_left_out(tried_out):
    names, skipped = tried_out()
    assert names == ["main.tf"]
    why = "a template for tests on a workstation; main.tf deploys its functions"
    assert skipped == [Skipped("work/template.yaml", why)]


@pytest.mark.parametrize(
    "more",
    [
        "      Events: {Get: {Type: HttpApi}}",
        "      Role: arn:aws:iam::123456789012:role/work",
        "      Policies: [AmazonS3ReadOnlyAccess]",
        "      Policies: [{DynamoDBReadPolicy: {TableName: orders}}]",
        "      FunctionUrlConfig: {AuthType: NONE}",
        "  Orders: {Type: AWS::DynamoDB::Table}",
    ],
)
def test_one_that_has_more_to_say_is_not(tried_out, more):
    names, skipped = tried_out(more)
    assert (names, skipped) == (["main.tf", "work/template.yaml"], [])


SHARED = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Environment: {{Variables: {{{variables}}}}}
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties: {{Runtime: python3.13, Handler: app.handler, Events: {{Get: {{Type: HttpApi}}}}}}
  Orders: {{Type: AWS::DynamoDB::Table}}
"""
REAL = SHARED.format(variables="TABLE: orders")


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("template.local.yaml", "TABLE: orders"),
        ("second.yaml", "AWS_ENDPOINT_URL: http://localstack:4566"),
        ("second.yaml", "DYNAMODB_ENDPOINT: http://host.docker.internal:8000, TABLE: orders"),
        ("second.yaml", "S3_ENDPOINT: http://localhost:9000"),
    ],
)
def test_a_template_for_an_emulator_is_left_out_beside_the_one_that_is_deployed(tried_out, name, variables):
    names, skipped = tried_out(
        main="", **{f"work/{name}": SHARED.format(variables=variables), "work/template.yaml": REAL}
    )
    assert names == ["work/template.yaml"]
    assert [one.path for one in skipped] == [f"work/{name}"]


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("second.yaml", "FRONTEND: http://localhost:3000"),
        ("second.yaml", "AWS_ENDPOINT_URL: https://vpce.example.com"),
        ("second.yaml", "OTEL_EXPORTER_OTLP_ENDPOINT: http://localhost:4318"),
        ("localities.yaml", "TABLE: orders"),
    ],
)
def test_another_template_of_the_same_functions_is_read(tried_out, name, variables):
    names, skipped = tried_out(
        main="", **{f"work/{name}": SHARED.format(variables=variables), "work/template.yaml": REAL}
    )
    assert (names, skipped) == ([f"work/{name}", "work/template.yaml"], [])


def test_one_that_deploys_more_than_the_other_is_read(tried_out):
    more = """
  More:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: more.handler}
"""
    at_home = SHARED.format(variables="AWS_ENDPOINT_URL: http://localhost:4566") + more
    files = {"work/second.yaml": at_home, "work/more.py": HANDLER, "work/template.yaml": REAL}
    assert tried_out(main="", **files) == (["work/second.yaml", "work/template.yaml"], [])


@pytest.mark.parametrize("name", ["template.local.yaml", "template.yaml"])
def test_one_that_is_both_bare_and_for_an_emulator_is_left_out_once(tried_out, name):
    bare = LOCAL.format(more="      Environment: {Variables: {AWS_ENDPOINT_URL: 'http://localhost:4566'}}")
    (names, skipped) = tried_out(**{"work/template.yaml": "", f"work/{name}": bare})
    assert names == ["main.tf"]
    assert [one.path for one in skipped] == [f"work/{name}"]


def test_one_for_an_emulator_is_read_where_it_is_the_only_one(tried_out):
    only = SHARED.format(variables="AWS_ENDPOINT_URL: http://localstack:4566")
    assert tried_out(main="", **{"work/template.yaml": only}) == (["work/template.yaml"], [])


def test_nor_one_whose_code_nothing_else_deploys(tried_out):
    names, skipped = tried_out(main=DEPLOYED.replace('"work"\n  output', '"other"\n  output'), **{"app.py": HANDLER})
    assert "work/template.yaml" in names
    assert not skipped
