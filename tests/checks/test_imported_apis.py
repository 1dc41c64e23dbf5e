"""Who adds routes to an API of another stack does not own its stages; what is known of them is where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, Finding
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

APP = """
import { App } from 'aws-cdk-lib';
import { ApiStack } from './api';
import { MethodsStack } from './methods';
const app = new App();
const api = new ApiStack(app, 'Api');
new MethodsStack(app, 'Methods', { restApiId: api.restApi.restApiId, rootId: api.restApi.restApiRootResourceId });
"""
API = """
import { Stack } from 'aws-cdk-lib';
import { EndpointType, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
export class ApiStack extends Stack {
  constructor(scope, id) {
    super(scope, id);
    this.restApi = new RestApi(this, 'Shop', { SETTINGS });
  }
}
"""
METHODS = """
import { Stack } from 'aws-cdk-lib';
import { Cors, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
export class MethodsStack extends Stack {
  constructor(scope, id, props) {
    super(scope, id);
    const code = Code.fromInline('def handler(event, context): import boto3; boto3.client("sqs").list_queues()');
    const fn = new Function(this, 'Fn', { runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code });
    const api = RestApi.fromRestApiAttributes(this, 'I', IMPORT);
    const hook = api.root.addResource('hook');
    hook.addMethod('POST', new LambdaIntegration(fn));
    hook.addCorsPreflight({ allowOrigins: Cors.ALL_ORIGINS, allowCredentials: true });
  }
}
"""
DECLARED = "{ restApiId: props.restApiId, rootResourceId: props.rootId }"
NOBODYS = "{ restApiId: 'a1b2c3', rootResourceId: 'd4' }"
STAGES = {"GOAT0501", "GOAT0505", "GOAT0801"}


def findings(folder: Path, settings: str, which: str = DECLARED) -> list[Finding]:
    files = {"cdk.json": '{"app": "npx ts-node app.ts"}', "app.ts": APP}
    files |= {"api.ts": API.replace("SETTINGS", settings), "methods.ts": METHODS.replace("IMPORT", which)}
    for name, text in files.items():
        (folder / name).write_text(text)
    return [event.finding for event in scan(str(folder)) if isinstance(event, FindingFound)]


def of_stages(found: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.id, finding.span.path) for finding in found if finding.id in STAGES}


def test_the_declaration_is_told_once_where_it_stands(tmp_path: Path) -> None:
    found = findings(tmp_path, "deployOptions: { dataTraceEnabled: true, tracingEnabled: true }")
    assert of_stages(found) == {("GOAT0501", "api.ts"), ("GOAT0505", "api.ts"), ("GOAT0801", "methods.ts")}


def test_what_the_declaration_limits_is_limited(tmp_path: Path) -> None:
    limits = "deployOptions: { throttlingRateLimit: 5, throttlingBurstLimit: 5 }"
    assert of_stages(findings(tmp_path, limits)) == {("GOAT0501", "api.ts")}


def test_nothing_is_known_of_stages_that_stand_nowhere(tmp_path: Path) -> None:
    assert of_stages(findings(tmp_path, "", NOBODYS)) == {("GOAT0501", "api.ts")}


@pytest.mark.parametrize(("which", "path"), [(DECLARED, "POST /hook:"), (NOBODYS, "POST /…/hook:")])
def test_the_path_is_told_as_far_as_it_is_known(tmp_path: Path, which: str, path: str) -> None:
    (message,) = (finding.message for finding in findings(tmp_path, "", which) if finding.id == "GOAT0201")
    assert path in message


def test_a_private_api_stays_private(tmp_path: Path) -> None:
    found = findings(tmp_path, "endpointConfiguration: { types: [EndpointType.PRIVATE] }")
    assert [finding for finding in found if finding.id == "GOAT0201"] == []


def test_browsers_send_no_credentials_where_any_origin_is_allowed(tmp_path: Path) -> None:
    assert [f.severity for f in findings(tmp_path, "") if f.id == "GOAT0304"] == []


@pytest.mark.parametrize(("origin", "severities"), [("*", []), ("https://*", [HIGH])])
def test_an_http_api_answers_with_the_origin_that_asks(tmp_path: Path, origin: str, severities: list[int]) -> None:
    (tmp_path / "template.yaml").write_text(f"""
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: {{AllowOrigins: ["{origin}"], AllowCredentials: true}}
""")
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert [finding.severity for finding in found if finding.id == "GOAT0304"] == severities
