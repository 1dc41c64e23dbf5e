"""Functions that invoke others get the answers that Lambda would give."""

from __future__ import annotations

import pytest

from tests.sandbox.pods import in_pod, summary, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, CodeUri: ., Timeout: 10, MemorySize: 512}
Resources:
  Caller: {Type: AWS::Serverless::Function, Properties: {Handler: app.caller, Policies: [AWSLambda_FullAccess]}}
  Echo: {Type: AWS::Serverless::Function, Properties: {Handler: app.echo, FunctionName: the-echo}}
  Fails: {Type: AWS::Serverless::Function, Properties: {Handler: app.fails}}
  Exits: {Type: AWS::Serverless::Function, Properties: {Handler: app.exits}}
  Slow: {Type: AWS::Serverless::Function, Properties: {Handler: app.slow, Timeout: 1}}
  Broken: {Type: AWS::Serverless::Function, Properties: {Handler: broken.handler}}
  Deep: {Type: AWS::Serverless::Function, Properties: {Handler: app.deep, Policies: [AWSLambda_FullAccess]}}
  Forbidden: {Type: AWS::Serverless::Function, Properties: {Handler: app.caller}}
  Typed: {Type: AWS::Serverless::Function, Properties: {Handler: app.ts, CodeUri: typed, Runtime: nodejs20.x}}
"""
APP = """
import json, os, boto3
from botocore.config import Config
from botocore.exceptions import ClientError

def invoke(**parameters):
    client = boto3.client('lambda', config=Config(retries={'max_attempts': 0}))
    try:
        said = client.invoke(**parameters)
    except ClientError as error:
        return {'code': error.response['Error']['Code'], 'status': error.response['ResponseMetadata']['HTTPStatusCode']}
    text = said['Payload'].read().decode()
    return {
        'status': said['StatusCode'], 'error': said.get('FunctionError'), 'version': said.get('ExecutedVersion'),
        'payload': json.loads(text) if text else text,
    }

def caller(event, context):
    return [invoke(**parameters) for parameters in event]

def echo(event, context):
    print('echo has', event)
    return {'got': event, 'arn': context.invoked_function_arn}

def fails(event, context):
    raise KeyError('no such thing')

def exits(event, context):
    os._exit(7)

def slow(event, context):
    while True: pass

def deep(event, context):
    if event['left'] == 0:
        return []
    payload = json.dumps({'left': event['left'] - 1})
    said = invoke(FunctionName=context.function_name, Payload=payload)
    return [event['left'], *said.get('payload', [said.get('code')])]
"""
ARN = "arn:aws:lambda:us-east-1:123456789012:function"
ECHO = '{"a": ["ü", null, 1.5]}'
CALLS = {
    "name": {"FunctionName": "the-echo", "Payload": ECHO},
    "arn": {"FunctionName": f"{ARN}:the-echo", "Payload": ECHO},
    "partial": {"FunctionName": "123456789012:function:the-echo", "Payload": ECHO},
    "qualified": {"FunctionName": f"{ARN}:the-echo:$LATEST", "Payload": ECHO},
    "alias": {"FunctionName": "the-echo:live", "Payload": ECHO},
    "qualifier": {"FunctionName": "the-echo", "Qualifier": "live", "Payload": ECHO},
    "nothing": {"FunctionName": "the-echo"},
    "unknown": {"FunctionName": "no-such-function"},
    "other region": {"FunctionName": f"{ARN}:no-such-function"},
    "fails": {"FunctionName": "goatherd-Fails"},
    "exits": {"FunctionName": "goatherd-Exits"},
    "slow": {"FunctionName": "goatherd-Slow"},
    "broken": {"FunctionName": "goatherd-Broken"},
    "typescript": {"FunctionName": "goatherd-Typed"},
    "no json": {"FunctionName": "the-echo", "Payload": "{"},
    "event": {"FunctionName": "the-echo", "InvocationType": "Event", "Payload": '{"later": 1}'},
    "dry run": {"FunctionName": "the-echo", "InvocationType": "DryRun"},
    "unknown event": {"FunctionName": "no-such-function", "InvocationType": "Event"},
    "unknown dry run": {"FunctionName": "no-such-function", "InvocationType": "DryRun"},
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    files = {
        "template.yaml": TEMPLATE,
        "app.py": APP,
        "broken.py": "import not_there\ndef handler(event, context): pass\n",
        "typed/app.ts": "let a = 1\n",
    }
    folder = written(tmp_path_factory.mktemp("app"), files)

    def work(pod):
        done = pod.invoke("Caller", list(CALLS.values()))
        yield "error", done.error
        yield "said", dict(zip(CALLS, done.response or [], strict=False))
        yield "nested", [[each.function, each.event, each.ended, each.log] for each in done.nested]
        yield "started", done.started
        yield "calls", summary(done)
        yield "broken", pod.broken
        deep = pod.invoke("Deep", {"left": 20})
        yield "deep", [deep.response, deep.started, _depth(deep), deep.error]
        yield "again", pod.invoke("Deep", {"left": 1}).response
        yield "forbidden", pod.invoke("Forbidden", [{"FunctionName": "the-echo"}]).response
        yield "undeployable", pod.undeployable

    return dict(in_pod(folder, work))


def _depth(done):
    return 1 + max(map(_depth, done.nested), default=0)


@pytest.mark.parametrize("how", ["name", "arn", "partial", "qualified", "alias", "qualifier"])
def test_functions_are_found_by_every_form_of_their_name(outcome, how):
    assert outcome["error"] is None
    said = outcome["said"][how]
    assert (said["status"], said["error"], said["version"]) == (200, None, "$LATEST")
    assert said["payload"]["got"] == {"a": ["ü", None, 1.5]}
    assert said["payload"]["arn"].startswith(f"{ARN}:the-echo")


def test_an_invocation_without_a_payload_has_an_empty_object_as_its_event(outcome):
    assert outcome["said"]["nothing"]["payload"]["got"] == {}


@pytest.mark.parametrize("how", ["unknown", "other region", "unknown event", "unknown dry run"])
def test_functions_that_do_not_exist_are_not_found(outcome, how):
    assert outcome["said"][how] == {"code": "ResourceNotFoundException", "status": 404}


def test_errors_of_the_function_are_no_errors_of_the_call(outcome):
    said = outcome["said"]
    assert {said[how]["status"] for how in ("fails", "exits", "slow", "broken")} == {200}
    assert {said[how]["error"] for how in ("fails", "exits", "slow", "broken")} == {"Unhandled"}
    assert said["fails"]["payload"]["errorType"] == "KeyError"
    assert said["fails"]["payload"]["errorMessage"] == "'no such thing'"
    assert said["broken"]["payload"]["errorType"] == "Runtime.ImportModuleError"
    assert "exit code 7" in said["exits"]["payload"]["errorMessage"]
    assert said["slow"]["payload"]["errorMessage"]
    assert list(outcome["broken"]) == ["Broken"]


def test_an_event_that_is_no_json_is_refused(outcome):
    assert outcome["said"]["no json"] == {"code": "InvalidRequestContentException", "status": 400}


def test_functions_that_are_only_started_run_later(outcome):
    assert outcome["said"]["event"] == {"status": 202, "error": None, "version": "$LATEST", "payload": ""}
    assert outcome["started"] == [["Echo", '{"later": 1}']]
    assert outcome["said"]["dry run"]["status"] == 204


def test_functions_that_are_waited_for_run_inside(outcome):
    nested = outcome["nested"]
    assert [function for function, *_ in nested] == ["Echo"] * 7 + ["Fails", "Exits", "Slow", "Broken"]
    assert [ended for _, _, ended, _ in nested[7:]] == ["error", "exit", "timeout", "init-error"]
    assert "echo has {'a'" in nested[0][3]
    assert outcome["calls"]["calls"] == ["lambda.Invoke"] * len(CALLS)


def test_recursion_ends(outcome):
    response, started, depth, error = outcome["deep"]
    assert error is None
    assert (depth, response) == (8, [*range(20, 12, -1), "RecursiveInvocationException"])
    assert started == []
    assert outcome["again"] == [1]


def test_a_role_that_may_not_invoke_is_refused(outcome):
    assert outcome["forbidden"] == [{"code": "AccessDeniedException", "status": 403}]


def test_typescript_is_not_deployed(outcome):
    assert list(outcome["undeployable"]) == ["Typed"]
    assert outcome["said"]["typescript"] == {"status": 200, "error": None, "version": "$LATEST", "payload": None}
