"""Which open routes are told, and how much they weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, INFO, LOW, MEDIUM, Finding, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Users: {Type: AWS::Cognito::UserPool}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
"""
EVENT = "        E{}: {{Type: {}, Properties: {{{}}}}}\n"
CODE = """
import boto3, json, os, secrets
from urllib.parse import quote
users, db, s3 = boto3.client("cognito-idp"), boto3.client("dynamodb"), boto3.client("s3")
iam, sts, table = boto3.client("iam"), boto3.client("sts"), boto3.resource("dynamodb").Table("orders")

def handler(event, context):
    given = json.loads(event["body"])
    {}
    return {{"statusCode": 200}}
"""
DISABLE = 'users.admin_disable_user(UserPoolId="p", Username=given["name"])'
PUT = 'table.put_item(Item={"id": given["id"]})'
READ = 'print(table.get_item(Key={"id": given["id"]}))'
NOTHING = 'print("here")'
PASSWORD = 'users.admin_set_user_password(UserPoolId="p", Username=given["name"], Password=given["word"])'
CODE_ASKED = 'sent = table.get_item(Key={"id": given["name"]})["Item"]; assert sent["code"] == given["code"]'

HUMAN = (
    'import requests; requests.post("https://www.google.com/recaptcha/api/siteverify", data={"response": given["r"]})'
)


def told(tmp_path: Path, code: str, *routes: str, more: str = "", template: str = TEMPLATE) -> Finding | None:
    events = [EVENT.format(number, "Api", _properties(route)) for number, route in enumerate(routes)]
    (tmp_path / "template.yaml").write_text(template + "".join(events) + more)
    (tmp_path / "app.py").write_text(CODE.format(code) if "def handler" not in code else code)
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    return next((finding for finding in found if finding.id == "GOAT0201"), None)


def _properties(route: str) -> str:
    method, path = route.split()
    return f'Path: "{path}", Method: {method.lower()}'


@pytest.mark.parametrize(
    ("route", "code"),
    [
        ("POST /admin/status", DISABLE),
        ("GET /admin/status", READ),
        ("POST /status", PUT),
        ("PUT /orders/{id}/status", PUT),
        ("DELETE /version", PUT),
        ("PATCH /health", READ),
        ("GET /status", PUT),
        ("ANY /ping", PUT),
        ("POST /counter/reset", PUT),
        ("GET /orders/confirmed", READ),
        ("POST /password", PUT),
        ("DELETE /coupons/{code}", PUT),
        ("POST /send-email", PUT),
        ("POST /email-template", PUT),
        ("POST /integrations/google", PUT),
        ("POST /auth/dev-login", PUT),
        ("POST /users/{id}/disable-login", PUT),
        ("POST /registerDevice", PUT),
        ("POST /auth/reset", PASSWORD),
        ("POST /orders/verification-code", PUT),
        ("POST /shops/google/redirect", PUT),
        ("POST /auth/google/settings", PUT),
        ("POST /confirm-order", PUT),
        ("POST /orders", f"{HUMAN.replace('siteverify', 'orders')}; {PUT}"),
        ("DELETE /orders/{id}", f'{HUMAN}; table.delete_item(Key={{"id": given["id"]}})'),
    ],
)
def test_a_name_does_not_open_what_changes_something(route: str, code: str, tmp_path: Path) -> None:
    assert told(tmp_path, code, route) is not None


@pytest.mark.parametrize(
    ("route", "code"),
    [
        ("GET /status", READ),
        ("HEAD /health", READ),
        ("ANY /orders/ping", READ),
        ("POST /login", READ),
        ("POST /admin/login", READ),
        ("POST /password/reset", PUT),
        ("POST /confirm/password", PUT),
        ("POST /users/forgot-password", PUT),
        ("POST /reset-password/confirm", PUT),
        ("POST /password-reset", PUT),
        ("POST /passwordrequest", PUT),
        ("POST /forgotten-password", PUT),
        ("POST /register/{code}", PUT),
        ("POST /reset-password/{resetToken}", PUT),
        ("GET /admin/health", READ),
        ("POST /auth/confirm-registration", PUT),
        ("POST /verify-email", PUT),
        ("GET /email-validate", PUT),
        ("POST /auth/request-otp", PUT),
        ("GET /auth/google", READ),
        ("GET /auth", READ),
        ("GET /auth/google/redirect", READ),
        ("POST /confirm-order", f"{CODE_ASKED}; {PUT}"),
        ("POST /orders", f"{HUMAN}; {PUT}"),
        ("POST /auth/admin-login", PUT),
        ("POST /ParticipantLogin", PUT),
        ("POST /user/register_with_email", PUT),
        ("POST /loginWithEmail", PUT),
        ("POST /auth/magic-link", PUT),
        ("POST /verifyIdToken", PUT),
        ("POST /auth/verification-code", PUT),
        ("POST /auth/reset", f"{CODE_ASKED}; {PASSWORD}"),
        ("POST /reset", 'users.forgot_password(ClientId="c", Username=given["name"])'),
        ("POST /users", 'users.sign_up(ClientId="c", Username=given["name"], Password=given["word"])'),
    ],
)
def test_routes_that_must_be_open_are_not_told(route: str, code: str, tmp_path: Path) -> None:
    assert told(tmp_path, code, route) is None


def test_health_stays_open_beside_routes_that_change_something(tmp_path: Path) -> None:
    finding = told(tmp_path, PUT, "GET /health", "POST /orders")
    assert finding is not None
    assert "by POST /orders:" in finding.message


@pytest.mark.parametrize(
    ("code", "severity", "ending"),
    [
        (DISABLE, HIGH, "; it calls cognito-idp:AdminDisableUser"),
        ('users.admin_add_user_to_group(UserPoolId="p", Username=given["n"], GroupName="g")', HIGH, "AddUserToGroup"),
        ('iam.attach_user_policy(UserName=given["n"], PolicyArn="a")', HIGH, "; it calls iam:AttachUserPolicy"),
        ('sts.assume_role(RoleArn=given["r"], RoleSessionName="s")', HIGH, "; it calls sts:AssumeRole"),
        ('table.delete_item(Key={"id": given["id"]})', HIGH, "; it calls dynamodb:DeleteItem"),
        ('table.update_item(Key={"id": given["id"]})', MEDIUM, "; it changes records of orders that the request names"),
        ('s3.delete_object(Bucket="b", Key=given["key"])', HIGH, "; it calls s3:DeleteObject"),
        ('users.admin_get_user(UserPoolId="p", Username=given["n"])', MEDIUM, " of whoever event.body.n names"),
        ("iam.list_users()", MEDIUM, "no authorizer is asked"),
        (PUT, MEDIUM, "no authorizer is asked"),
        (READ, MEDIUM, "no authorizer is asked"),
        (
            'users.admin_create_user(UserPoolId="p", Username=given["n"])\n'
            '    users.admin_set_user_password(UserPoolId="p", Username=given["n"], Password=given["w"])',
            MEDIUM,
            " of whoever event.body.n names",
        ),
        (f'print(event["headers"]["Authorization"])\n    {DISABLE}', INFO, ", only the code looks at who calls"),
    ],
)
def test_how_much_an_open_route_weighs(code: str, severity: Severity, ending: str, tmp_path: Path) -> None:
    finding = told(tmp_path, code, "POST /things")
    assert finding is not None
    assert (finding.severity, finding.message.endswith(ending)) == (severity, True)


def test_what_only_answers_has_nothing_to_protect(tmp_path: Path) -> None:
    assert told(tmp_path, NOTHING, "POST /things") is None


@pytest.mark.parametrize("bound", [True, False])
def test_bindings_read_and_write_what_is_stored(bound: bool, tmp_path: Path) -> None:
    binding = '{"type": "cosmosDB", "direction": "in", "name": "member", "sqlQuery": "SELECT * FROM c"}'
    more = f", {binding}" if bound else ""
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    (tmp_path / "read").mkdir()
    (tmp_path / "read/function.json").write_text(
        '{"bindings": [{"authLevel": "anonymous", "type": "httpTrigger", "direction": "in", "name": "req"}, '
        f'{{"type": "http", "direction": "out", "name": "res"}}{more}]}}'
    )
    (tmp_path / "read/index.js").write_text(
        "module.exports = async (context, req) => { context.res = { body: context.bindings.member }; };"
    )
    found = [event.finding.id for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert ("GOAT0201" in found) is bound


@pytest.mark.parametrize(("users", "severity"), [(True, HIGH), (False, MEDIUM)])
def test_without_users_nobody_is_let_in_wrongly(users: bool, severity: Severity, tmp_path: Path) -> None:
    template = TEMPLATE if users else TEMPLATE.replace("  Users: {Type: AWS::Cognito::UserPool}\n", "")
    finding = told(tmp_path, 'table.delete_item(Key={"id": given["id"]})', "POST /things", template=template)
    assert finding is not None
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("route", "code", "severity"),
    [
        ("POST /admin/prices", PUT, HIGH),
        ("GET /admin/prices", PUT, LOW),
        ("POST /admin/prices", READ, MEDIUM),
        ("POST /admin/prices", 'table.put_item(Item={"id": "now"})', MEDIUM),
        ("POST /administer/prices", PUT, MEDIUM),
    ],
)
def test_what_strangers_change_where_administrators_do(
    route: str, code: str, severity: Severity, tmp_path: Path
) -> None:
    finding = told(tmp_path, code, route)
    assert finding is not None
    assert finding.severity == severity


def test_what_a_store_holds_is_not_of_the_callers_choice(tmp_path: Path) -> None:
    code = 'table.delete_item(Key={"id": table.scan()["Items"][0]["id"]})'
    finding = told(tmp_path, code, "POST /things")
    assert finding is not None
    assert finding.severity == MEDIUM


@pytest.mark.parametrize(("key", "severity"), [('given["id"]', HIGH), ('"visits"', MEDIUM)])
def test_what_a_put_overwrites_weighs_if_the_caller_names_it(key: str, severity: Severity, tmp_path: Path) -> None:
    finding = told(tmp_path, f'table.update_item(Key={{"id": {key}}})', "PUT /things/{id}")
    assert finding is not None
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("route", "code", "severity"),
    [("GET /things", 'table.delete_item(Key={"id": given["id"]})', LOW), ("GET /things", DISABLE, HIGH)],
)
def test_what_is_deleted_while_reading_is_a_detail_but_no_right_is(
    route: str, code: str, severity: Severity, tmp_path: Path
) -> None:
    finding = told(tmp_path, code, route)
    assert finding is not None
    assert finding.severity == severity


def test_what_a_function_does_for_others_too_is_not_the_routes(tmp_path: Path) -> None:
    for more in (
        EVENT.format("x", "Schedule", "Schedule: rate(1 day)"),
        EVENT.format("x", "Api", 'Path: "/x", Method: post, Auth: {Authorizer: AWS_IAM}'),
    ):
        finding = told(tmp_path, DISABLE, "POST /things", more=more)
        assert finding is not None
        assert (finding.severity, "it calls" in finding.message) == (MEDIUM, False)


ADDRESS = """
import json, os, secrets
from urllib.parse import quote

def handler(event, context):
    url = "https://example.org/authorize?client_id=" + os.environ["CLIENT_ID"]
    url += "&redirect_uri=" + quote(os.environ["REDIRECT"]) + "&state=" + secrets.token_hex(4)
    return {"statusCode": 200, "body": json.dumps({"address": url})}
"""


@pytest.mark.parametrize(
    ("route", "code", "open_to_see"),
    [
        ("GET /address", ADDRESS, True),
        ("GET /address", ADDRESS.replace("CLIENT_ID", "CLIENT_SECRET"), False),
        ("POST /address", ADDRESS, True),
        ("GET /address", ADDRESS.replace("import json", "import boto3, json").replace(
            "    url =", "    boto3.client('s3').list_buckets()\n    url =", 1), False),
        ("GET /address", ADDRESS.replace("import json", "import requests, json").replace(
            "    url =", "    requests.get('https://example.org')\n    url =", 1), False),
        ("GET /address", ADDRESS.replace("    url =", "    open('/tmp/x').read()\n    url =", 1), False),
    ],
)  # fmt: skip
def test_reading_constants_and_settings_needs_nobody(route: str, code: str, open_to_see: bool, tmp_path: Path) -> None:
    assert (told(tmp_path, code, route) is None) is open_to_see


SHOP = {"List": "GET /orders", "Show": "GET /orders/{id}", "Put": "PUT /orders/{id}", "Drop": "DELETE /orders/{id}"}
DROP = 'table.delete_item(Key={"id": event["pathParameters"]["id"]})'


def shop(tmp_path: Path, more: str = "") -> list[Finding]:
    """What is told of four functions with a route each, the lightest first."""
    functions = "".join(
        f"  {name}: {{Type: AWS::Serverless::Function, Properties: {{Runtime: python3.13, "
        f"Handler: {name.lower()}.handler, Events: {{E: {{Type: HttpApi, Properties: {{{_properties(route)}}}}}}}}}}}\n"
        for name, route in SHOP.items()
    )
    (tmp_path / "template.yaml").write_text(f"Transform: AWS::Serverless-2016-10-31\nResources:\n{functions}{more}")
    for name in SHOP:
        (tmp_path / f"{name.lower()}.py").write_text(CODE.format({"Put": PUT, "Drop": DROP}.get(name, READ)))
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    return sorted((each for each in found if each.id == "GOAT0201"), key=lambda each: each.severity)


def test_an_application_that_asks_nobody_is_one_finding_that_says_the_worst(tmp_path: Path) -> None:
    [finding] = shop(tmp_path)
    assert (finding.severity, finding.span.line, finding.function) == (MEDIUM, 6, "Drop")
    assert {span.line for span in finding.locations if span.path == "template.yaml"} == {3, 4, 5}
    assert set(finding.functions) == set(SHOP)
    assert finding.message.startswith("Anybody can call 4 functions by DELETE /orders/{id}, PUT /orders/{id}, ")
    assert finding.message.endswith("; function Drop calls dynamodb:DeleteItem")


def test_where_others_are_asked_routes_that_weigh_alike_are_one_finding(tmp_path: Path) -> None:
    lesser, one, worst = shop(tmp_path, "  Users: {Type: AWS::Cognito::UserPool}\n")
    assert (lesser.functions, lesser.severity) == (("List", "Show"), LOW)
    assert lesser.message.startswith("Anybody can call 2 functions by GET /orders and GET /orders/{id}: no authorizer")
    assert [lesser.span.line, *(span.line for span in lesser.locations)] == [3, 4]
    assert (one.function, one.functions, one.severity) == ("Put", (), MEDIUM)
    assert (worst.function, worst.functions, worst.severity) == ("Drop", (), HIGH)


PEOPLE = """
import boto3, json
table = boto3.resource("dynamodb").Table("users")

def handler(event, context):
    {}
    return {{"statusCode": 200, "body": json.dumps(table.scan()["Items"])}}
"""


@pytest.mark.parametrize(
    ("field", "severity"),
    [("email", MEDIUM), ("colour", LOW)],
)
def test_reading_all_that_is_kept_about_people_weighs_more(field: str, severity: Severity, tmp_path: Path) -> None:
    code = PEOPLE.format(f'table.put_item(Item={{"id": "1", "{field}": event["queryStringParameters"]["x"]}})')
    finding = told(tmp_path, code, "GET /things")
    assert finding is not None
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("path", "code", "severity"),
    [
        ("/things", DISABLE, LOW),
        ("/things", PUT, LOW),
        ("/things", 'table.delete_item(Key={"id": given["id"]})', LOW),
        ("/admin/things", PUT, HIGH),
    ],
)
def test_a_route_that_is_said_to_be_open_where_others_ask_is_meant_to_be(
    path: str, code: str, severity: Severity, tmp_path: Path
) -> None:
    api = "  Api: {Type: AWS::Serverless::Api, Properties: {StageName: p, Auth: {DefaultAuthorizer: AWS_IAM}}}\n"
    more = EVENT.format("x", "Api", f'RestApiId: !Ref Api, Path: "{path}", Method: post, Auth: {{Authorizer: NONE}}')
    finding = told(tmp_path, code, more=more + api)
    assert finding is not None
    assert finding.severity == severity


@pytest.mark.parametrize(("path", "severity"), [("/hooks/payments", MEDIUM), ("/webhook", MEDIUM), ("/pay", HIGH)])
def test_who_calls_a_webhook_cannot_be_asked_by_an_authorizer(path: str, severity: Severity, tmp_path: Path) -> None:
    finding = told(tmp_path, 'table.delete_item(Key={"id": given["id"]})', f"POST {path}")
    assert finding is not None
    assert finding.severity == severity


ASKED = """
import boto3, json
import sessions

def handler(event, context):
    {}
    boto3.resource("dynamodb").Table("orders").delete_item(Key={{"id": event["pathParameters"]["id"]}})
    return {{"statusCode": 200}}
"""
SESSIONS = """
import boto3
table = boto3.resource("dynamodb").Table("sessions")

def current(event):
    return table.get_item(Key={"id": event["headers"]["cookie"]}).get("Item")
"""


@pytest.mark.parametrize(
    ("asks", "severity"),
    [("if not sessions.current(event): return {'statusCode': 401}", INFO), ("print('here')", HIGH)],
)
def test_what_is_called_like_a_question_who_calls_may_be_one(asks: str, severity: Severity, tmp_path: Path) -> None:
    (tmp_path / "sessions.py").write_text(SESSIONS)
    finding = told(tmp_path, ASKED.format(asks), "DELETE /orders/{id}")
    assert finding is not None
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("code", "told_of"),
    [
        (READ.replace('"id"', '"email"'), "; it reads records of orders of whoever event.body.email names"),
        (READ.replace('"id"', '"email"') + "\n    " + PUT.replace('"id"', '"email"'), "no authorizer is asked"),
    ],
)
def test_who_registers_is_looked_up_first(code: str, told_of: str, tmp_path: Path) -> None:
    finding = told(tmp_path, code, "POST /people")
    assert finding is not None
    assert finding.message.endswith(told_of)


HTTP_API = """
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: shop, ProtocolType: HTTP}}
  Jwt: {Type: AWS::ApiGatewayV2::Authorizer, Properties: {ApiId: !Ref Api, AuthorizerType: JWT, Name: users}}
  Elsewhere:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: arn:aws:lambda:eu-west-1:123456789012:function:orders
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: "ROUTE", Target: !Sub "integrations/${Elsewhere}" ASKED}
"""
JWT = ", AuthorizationType: JWT, AuthorizerId: !Ref Jwt"


@pytest.mark.parametrize(
    ("route", "asked", "open_"),
    [("POST /orders", "", True), ("POST /orders", JWT, False), ("GET /orders", "", False), ("POST /login", "", False)],
)
def test_a_route_to_a_function_that_something_else_deploys(tmp_path: Path, route: str, asked: str, open_: bool) -> None:
    (tmp_path / "template.yaml").write_text(HTTP_API.replace("ROUTE", route).replace(" ASKED", asked))
    found = [event.finding.id for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert ("GOAT0201" in found) is open_


@pytest.mark.parametrize(("places", "severity"), [(2, LOW), (6, MEDIUM)])
def test_what_changes_much_for_everybody_weighs_more(places: int, severity: Severity, tmp_path: Path) -> None:
    template = TEMPLATE.replace("  Users: {Type: AWS::Cognito::UserPool}\n", "")
    finding = told(tmp_path, "\n    ".join([PUT] * places), "ANY /{proxy+}", template=template)
    assert finding is not None
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("route", "code", "open_to_see"),
    [
        ("get /openapi.json", 'print(open("openapi.json"))', False),
        ("get /api/docs", 'print(open("docs.html"))', False),
        ("get /api/docs", READ, True),
        ("post /docs", PUT, True),
        ("get /auth/casHandler", 'print(given["ticket"])', False),
        ("get /orders/casHandler", READ, True),
    ],
)
def test_documentation_and_the_way_back_from_a_sign_in_are_open(
    route: str, code: str, open_to_see: bool, tmp_path: Path
) -> None:
    assert (told(tmp_path, code, route) is not None) == open_to_see


def test_a_function_that_is_not_in_its_file_can_be_called_by_nobody(tmp_path: Path) -> None:
    template = TEMPLATE.replace("app.handler", "app.other")
    found = told(tmp_path, DISABLE, "post /users", template=template)
    assert found is not None
    assert found.severity == INFO
    assert "app.py exports no other" in found.message


@pytest.mark.parametrize(
    ("route", "code", "severity"),
    [
        ("get /public/orders", READ, INFO),
        ("post /public/orders", PUT, LOW),
        ("delete /public/orders/{id}", 'table.delete_item(Key={"id": given["id"]})', LOW),
        ("delete /public/admin/orders/{id}", 'table.delete_item(Key={"id": given["id"]})', HIGH),
        ("get /publications", READ, LOW),
    ],
)
def test_a_path_that_says_public_is_meant_to_be(route: str, code: str, severity: Severity, tmp_path: Path) -> None:
    finding = told(tmp_path, code, route)
    assert finding is not None
    assert finding.severity == severity
