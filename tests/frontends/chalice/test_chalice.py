"""Chalice applications in, functions with their triggers, settings and roles out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.core.value import Known, known
from goatherd.frontends import read_applications
from goatherd.frontends.chalice import read_chalice
from goatherd.model.resource import Api, Table
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.tree import Tree

APP = """
    import os
    from chalice import Chalice, CognitoUserPoolAuthorizer, IAMAuthorizer
    from chalicelib.users import users

    app = Chalice(app_name="shop")
    app.register_blueprint(users, url_prefix="/users", name_prefix="users_")
    pool = CognitoUserPoolAuthorizer("Pool", provider_arns=["arn:aws:cognito-idp:eu-west-1:1:userpool/x"])
    BUCKET = os.environ["BUCKET"]

    @app.authorizer(ttl_seconds=30)
    def gate(request):
        return {}

    @app.route("/")
    def index():
        return {}

    @app.route("/orders/{id}", methods=["GET", "PUT"], authorizer=pool, cors=True)
    def order(id):
        return {}

    @app.route("/keys", api_key_required=True)
    def keys():
        return {}

    @app.route("/gated", authorizer=gate)
    def gated():
        return {}

    @app.route("/signed", authorizer=IAMAuthorizer())
    def signed():
        return {}

    @app.lambda_function(name="cleaner")
    def clean(event, context):
        return {}

    @app.schedule("rate(5 minutes)")
    def tick(event):
        pass

    @app.on_s3_event(bucket=BUCKET, events=["s3:ObjectCreated:*"], prefix="in/")
    def uploaded(event):
        pass

    @app.on_sns_message(topic="news")
    def told(event):
        pass

    @app.on_sqs_message(queue="jobs", batch_size=5)
    def worked(event):
        pass

    @app.on_kinesis_record(stream="clicks")
    def clicked(event):
        pass

    @app.on_cw_event({"source": ["shop"]})
    def heard(event):
        pass

    @app.on_ws_connect()
    def connected(event):
        pass
"""
USERS = """
    from chalice import Blueprint

    users = Blueprint(__name__)

    @users.route("/{name}", methods=["DELETE"])
    def remove(name):
        return {}

    @users.on_sqs_message(queue="users")
    def changed(event):
        pass
"""
CONFIG = """
    {
      "version": "2.0",
      "app_name": "shop",
      "environment_variables": {"BUCKET": "uploads", "LEVEL": "info"},
      "stages": {
        "dev": {
          "lambda_timeout": 20,
          "manage_iam_role": false,
          "iam_role_arn": "arn:aws:iam::123456789012:role/shared",
          "environment_variables": {"LEVEL": "debug"},
          "lambda_functions": {"cleaner": {"lambda_timeout": 900, "iam_role_arn": "arn:aws:iam::123456789012:role/own"}}
        }
      }
    }
"""


@pytest.fixture
def application(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> Application:
    files: dict[str, str | bytes] = {"shop/app.py": APP, "shop/chalicelib/users.py": USERS}
    (found,), diagnoses = read_applications(Modules(tree_of({**files, "shop/.chalice/config.json": CONFIG})))
    assert diagnoses == []
    return found


def _function(application: Application, id: str) -> Function:
    function = application.function(id)
    assert function is not None
    return function


def test_all_routes_are_one_function_and_every_other_decorator_is_its_own(application: Application) -> None:
    assert application.framework == "chalice"
    assert {function.id: known(function.handler) for function in application.functions} == {
        "APIHandler": "app.app",
        "Gate": "app.gate",
        "Cleaner": "app.clean",
        "Tick": "app.tick",
        "Uploaded": "app.uploaded",
        "Told": "app.told",
        "Worked": "app.worked",
        "Clicked": "app.clicked",
        "Heard": "app.heard",
        "Connected": "app.connected",
        "UsersChanged": "chalicelib.users.changed",
    }


def test_routes_say_who_may_call_them(application: Application) -> None:
    triggers = _function(application, "APIHandler").triggers
    assert {(t.detail, t.exposure, t.authorizer, t.api_key) for t in triggers} == {
        ("GET /", Exposure.ANONYMOUS, None, False),
        ("GET /orders/{id}", Exposure.AUTHENTICATED, "RestAPI:Pool", False),
        ("PUT /orders/{id}", Exposure.AUTHENTICATED, "RestAPI:Pool", False),
        ("GET /keys", Exposure.ANONYMOUS, None, True),
        ("GET /gated", Exposure.AUTHENTICATED, "RestAPI:gate", False),
        ("GET /signed", Exposure.ACCOUNT, "AWS_IAM", False),
        ("DELETE /users/{name}", Exposure.ANONYMOUS, None, False),
    }
    assert {t.span.path for t in triggers} == {"shop/app.py", "shop/chalicelib/users.py"}


def test_cors_true_allows_every_origin(application: Application) -> None:
    (rest,) = (api for api in application.of(Api) if api.protocol == "rest")
    assert [(rule.origins, rule.span.line) for rule in rest.cors] == [(("*",), 19)]


@pytest.mark.parametrize(
    ("function", "kind", "exposure"),
    [
        ("Gate", Kind.AUTHORIZER_TOKEN, Exposure.ANONYMOUS),
        ("Tick", Kind.SCHEDULE, Exposure.INTERNAL),
        ("Uploaded", Kind.S3, Exposure.ACCOUNT),
        ("Told", Kind.SNS, Exposure.ACCOUNT),
        ("Worked", Kind.SQS, Exposure.ACCOUNT),
        ("Clicked", Kind.KINESIS, Exposure.ACCOUNT),
        ("Heard", Kind.EVENTBRIDGE, Exposure.ACCOUNT),
        ("Connected", Kind.WEBSOCKET, Exposure.ANONYMOUS),
        ("UsersChanged", Kind.SQS, Exposure.ACCOUNT),
    ],
)
def test_decorators_say_what_calls_a_function(
    application: Application, function: str, kind: str, exposure: Exposure
) -> None:
    assert [(t.kind, t.exposure) for t in _function(application, function).triggers] == [(kind, exposure)]


def test_settings_come_from_the_most_specific_place(application: Application) -> None:
    cleaner, tick = _function(application, "Cleaner"), _function(application, "Tick")
    assert (known(cleaner.timeout), known(tick.timeout)) == (900, 20)
    assert {name: known(value) for name, value in tick.environment.items()} == {"BUCKET": "uploads", "LEVEL": "debug"}
    assert cleaner.role is not None and tick.role is not None
    assert (cleaner.role.id, tick.role.id) == (
        "arn:aws:iam::123456789012:role/own",
        "arn:aws:iam::123456789012:role/shared",
    )


def test_a_policy_that_chalice_generates_is_not_known(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    (found,), _ = read_applications(Modules(tree_of({"app.py": APP, ".chalice/config.json": '{"version": "2.0"}'})))
    role = _function(found, "Tick").role
    assert role is not None
    assert role.unreadable


def test_a_policy_file_is_the_policy_of_its_stage(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    files: dict[str, str | bytes] = {
        "app.py": APP,
        ".chalice/config-sample.json": '{"stages": {"prod": {"autogen_policy": false}}}',
        ".chalice/policy-prod.json": '{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}',
    }
    (found,), _ = read_applications(Modules(tree_of(files)))
    role = _function(found, "Tick").role
    assert role is not None
    assert [(s.actions, s.span.path) for s in role.statements if "s3:*" in s.actions] == [
        (("s3:*",), ".chalice/policy-prod.json")
    ]


def test_the_runtime_is_what_the_application_is_developed_with(
    tree_of: Callable[[dict[str, str | bytes]], Tree],
) -> None:
    files: dict[str, str | bytes] = {"shop/app.py": APP, "Pipfile": '[requires]\npython_version = "3.6"\n'}
    (found,), _ = read_applications(Modules(tree_of(files)))
    runtime = _function(found, "Tick").runtime
    assert isinstance(runtime, Known)
    assert (runtime.value, runtime.span) == ("python3.6", Span("Pipfile", 2, 1, 2, 15))


def test_an_application_that_app_py_imports(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    program = """
        from chalice import Chalice
        app = Chalice(app_name="shop")

        @app.route("/")
        def index():
            return {}

        @app.on_sqs_message(queue="jobs")
        def work(event):
            pass
    """
    files: dict[str, str | bytes] = {
        "app.py": "from chalicelib.api import app\n",
        "chalicelib/api.py": program,
    }
    (found,), _ = read_applications(Modules(tree_of(files)))
    assert {function.id: known(function.handler) for function in found.functions} == {
        "APIHandler": "app.app",
        "Work": "chalicelib.api.work",
    }


def test_an_application_of_a_class_that_extends_chalices(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    files: dict[str, str | bytes] = {
        "chalicelib/api.py": "from chalice import Chalice\nclass Api(Chalice):\n    def __call__(self, event): ...\n",
        "app.py": """
            # chalice
            from chalicelib.api import Api
            app = Api(app_name="shop")

            @app.route("/")
            def index():
                return {}
        """,
    }
    (found,), _ = read_applications(Modules(tree_of(files)))
    assert [function.id for function in found.functions] == ["APIHandler"]


def test_an_app_py_without_chalice_is_none(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    assert read_chalice(Modules(tree_of({"app.py": "import flask  # not chalice\n"}))) == []


def test_a_broken_configuration_is_told(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    files: dict[str, str | bytes] = {"app.py": APP, ".chalice/config.json": "{"}
    (found,), diagnoses = read_applications(Modules(tree_of(files)))
    assert len(found.functions) == 10
    assert [d.span.path for d in diagnoses] == [".chalice/config.json"]


MERGING: dict[str, str | bytes] = {
    "app.py": "from chalice import Chalice\napp = Chalice('t')\n@app.route('/')\ndef index():\n    return {}\n",
    ".chalice/config.json": '{"version": "2.0", "stages": {"dev": {"environment_variables": {"A": "b"}}}}',
}
MERGED = """{
  "Resources": {
    "APIHandler": {"Properties": {"Environment": {"Variables": {"TABLE": {"Ref": "Todos"}}}}},
    "DefaultRole": {"Properties": {"Policies": [{"PolicyName": "own", "PolicyDocument": {"Statement": [
      {"Effect": "Allow", "Action": ["dynamodb:*"], "Resource": {"Fn::GetAtt": ["Todos", "Arn"]}}
    ]}}]}},
    "Todos": {"Type": "AWS::DynamoDB::Table", "Properties": {}}
  }
}"""


@pytest.mark.parametrize(
    "files",
    [
        {"resources.json": MERGED},
        {".chalice/resources.yaml": MERGED},
        {"infra/extra.json": MERGED, "Makefile": "package:\n\tchalice package --merge-template infra/extra.json out\n"},
    ],
)
def test_a_merge_template_changes_what_chalice_makes(
    files: dict[str, str | bytes], applications_of: Callable[[dict[str, str | bytes]], list[Application]]
) -> None:
    (application,) = applications_of({**MERGING, **files})
    (function,) = application.functions
    assert (application.framework, application.name, function.id) == ("chalice", "app.py", "APIHandler")
    assert known(function.environment["TABLE"]) == "${Todos}"
    assert known(function.environment["A"]) == "b"
    assert [table.id for table in application.of(Table)] == ["Todos"]
    assert function.role is not None
    granted = [statement for statement in function.role.statements if statement.actions == ("dynamodb:*",)]
    assert [statement.resources for statement in granted] == [("${Todos.Arn}",)]
    assert len(function.role.statements) > 1  # those that Chalice makes are still there
    assert application.templates == ["app.py", ".chalice/config.json", *(f for f in files if f != "Makefile")]


def test_a_template_beside_chalice_that_nobody_merges_is_one_of_its_own(
    applications_of: Callable[[dict[str, str | bytes]], list[Application]],
) -> None:
    template = "Resources:\n  Todos: {Type: AWS::DynamoDB::Table}\n"
    applications = applications_of({**MERGING, "database.yaml": template})
    assert sorted(application.name for application in applications) == ["app.py", "database.yaml"]


PACKAGED = """{
  "AWSTemplateFormatVersion": "2010-09-09",
  "Transform": "AWS::Serverless-2016-10-31",
  "Resources": {
    "APIHandler": {"Type": "AWS::Serverless::Function", "Properties": {
      "Runtime": "python3.12", "Handler": "app.app", "CodeUri": "%s", "Environment": {"Variables": {"A": "b"}}
    }},
    "DefaultRole": {"Type": "AWS::IAM::Role", "Properties": {}},
    "Todos": {"Type": "AWS::DynamoDB::Table", "Properties": {}}
  }
}"""
EXTRAS = '{"Resources": {"Todos": {"Type": "AWS::DynamoDB::Table", "Properties": {}}}}'
UPLOADED = "s3://releases/c9acd67698b7a0434afd5be3237a4f1c"


@pytest.mark.parametrize(
    "copies",
    [
        {"out/sam.json": "./deployment.zip"},
        {"out/packaged.json": UPLOADED},
        {"out/sam.json": "./deployment.zip", "out/app/packaged.json": UPLOADED},
    ],
)
def test_what_chalice_was_packaged_to_is_its_program_with_what_was_merged(
    copies: dict[str, str], tree_of: Callable[[dict[str, str | bytes]], Tree]
) -> None:
    made = {path: PACKAGED % code for path, code in copies.items()}
    tree = tree_of({**MERGING, "extras.json": EXTRAS, **made})
    (application,), diagnoses = read_applications(Modules(tree))
    assert diagnoses == []
    assert application.templates == ["app.py", ".chalice/config.json", "extras.json"]
    assert [table.id for table in application.of(Table)] == ["Todos"]
    assert {path for path, why in tree.skipped if why == "packaged copy of app.py"} == set(copies)


@pytest.mark.parametrize(
    "files",
    [
        {"out/sam.json": PACKAGED % "./deployment.zip"},  # where its table comes from cannot be seen
        {"out/sam.json": PACKAGED % "../lambda/", "extras.json": EXTRAS},
        {"out/sam.json": (PACKAGED % UPLOADED).replace("APIHandler", "Other"), "extras.json": EXTRAS},
    ],
)
def test_a_template_that_says_more_than_the_program_is_read(
    files: dict[str, str | bytes], applications_of: Callable[[dict[str, str | bytes]], list[Application]]
) -> None:
    assert "out/sam.json" in {application.name for application in applications_of({**MERGING, **files})}
