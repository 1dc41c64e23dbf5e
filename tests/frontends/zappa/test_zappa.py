"""Zappa's settings in, the function with its API, role and events out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.value import known
from goatherd.frontends import read_applications
from goatherd.frontends.zappa import read_zappa
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.finding import Diagnosis
    from goatherd.model.application import Application
    from goatherd.tree import Tree

    Files = dict[str, str | bytes]
    Read = Callable[[Files], tuple[list[Application], list[Diagnosis]]]


@pytest.fixture
def read(tree_of: Callable[[Files], Tree]) -> Read:
    return lambda files: read_applications(Modules(tree_of(files)))


def _actions(application: Application) -> set[str]:
    role = application.functions[0].role
    assert role is not None
    return {action for statement in role.statements for action in statement.actions}


def test_one_function_serves_every_path(read: Read) -> None:
    settings = """
        {"dev": {
            "app_function": "shop.web.app",
            "timeout_seconds": 20,
            "environment_variables": {"LEVEL": "info"}
        }}
    """
    (found,), diagnoses = read({"site/zappa_settings.json": settings, "site/shop/web.py": "app = 1\n"})
    (function,) = found.functions
    assert diagnoses == []
    assert (found.name, found.framework) == ("site/zappa_settings.json", "zappa")
    assert (known(function.handler), known(function.timeout)) == ("shop.web.app", 20)
    assert {name: known(value) for name, value in function.environment.items()} == {"LEVEL": "info"}
    assert {(t.kind, t.detail, t.exposure) for t in function.triggers} == {
        (Kind.REST_API, "ANY /", Exposure.ANONYMOUS),
        (Kind.REST_API, "ANY /{proxy+}", Exposure.ANONYMOUS),
    }


@pytest.mark.parametrize(
    ("setting", "exposure"),
    [
        ('"iam_authorization": true', Exposure.ACCOUNT),
        ('"authorizer": {"type": "COGNITO_USER_POOLS", "provider_arns": ["arn"]}', Exposure.AUTHENTICATED),
        ('"authorizer": {"function": "auth.check"}', Exposure.AUTHENTICATED),
        ('"api_key_required": true', Exposure.ANONYMOUS),
    ],
)
def test_who_may_call(read: Read, setting: str, exposure: Exposure) -> None:
    (found,), _ = read({"zappa_settings.json": f'{{"dev": {{"app_function": "main.app", {setting}}}}}'})
    assert {t.exposure for t in found.functions[0].triggers} == {exposure}


def test_no_api_where_it_is_switched_off(read: Read) -> None:
    (found,), _ = read({"zappa_settings.json": '{"dev": {"app_function": "m.app", "apigateway_enabled": false}}'})
    assert {t.kind for t in found.functions[0].triggers} == {Kind.DIRECT}


def test_the_role_that_zappa_makes_is_wide(read: Read) -> None:
    (found,), _ = read({"zappa_settings.json": '{"dev": {"app_function": "main.app"}}'})
    assert {"s3:*", "dynamodb:*", "lambda:InvokeFunction", "route53:*"} <= _actions(found)


def test_extra_permissions_are_added(read: Read) -> None:
    extra = '[{"Effect": "Allow", "Action": ["rekognition:*"], "Resource": "*"}]'
    (found,), _ = read({"zappa_settings.json": f'{{"dev": {{"app_function": "m.app", "extra_permissions": {extra}}}}}'})
    assert {"rekognition:*", "s3:*"} <= _actions(found)


def test_attach_policy_replaces_it(read: Read) -> None:
    (found,), _ = read(
        {
            "zappa_settings.json": '{"dev": {"app_function": "main.app", "attach_policy": "policy.json"}}',
            "policy.json": '{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}',
        }
    )
    assert _actions(found) == {"s3:GetObject"}
    assert found.templates == ["zappa_settings.json", "policy.json"]


def test_roles_made_elsewhere_are_not_known(read: Read) -> None:
    (found,), _ = read({"zappa_settings.json": '{"dev": {"app_function": "main.app", "manage_roles": false}}'})
    role = found.functions[0].role
    assert role is not None
    assert (role.statements, len(role.unreadable)) == ([], 1)


def test_events_call_functions_of_their_own(read: Read) -> None:
    settings = """
        {"dev": {"app_function": "main.app", "events": [
            {"function": "jobs.tick", "expression": "rate(1 day)"},
            {"function": "jobs.stored", "event_source": {"arn": "arn:aws:s3:::in", "events": ["s3:ObjectCreated:*"]}},
            {"function": "jobs.queued", "event_source": {"arn": "arn:aws:sqs:eu-west-1:1:q", "batch_size": 10}}
        ]}}
    """
    (found,), _ = read({"zappa_settings.json": settings})
    assert {(known(f.handler), f.triggers[0].kind) for f in found.functions[1:]} == {
        ("jobs.tick", Kind.SCHEDULE),
        ("jobs.stored", Kind.S3),
        ("jobs.queued", Kind.SQS),
    }


def test_a_stage_extends_another(read: Read) -> None:
    settings = '{"base": {"timeout_seconds": 9}, "dev": {"extends": "base", "app_function": "main.app"}}'
    (found,), _ = read({"zappa_settings.json": settings})
    assert known(found.functions[0].timeout) == 9


SLIPS = """
    {
        // The stage
        "dev": {
            "s3_bucket": "code" /* of ours */
            "app_function": "main.app"
            "timeout_seconds": 10 # seconds
            "events": [
                {"function": "jobs.tick", "expression": "rate(1 day)"},
            ],
        }
    }
"""


def test_slips_of_the_json_do_not_matter(read: Read) -> None:
    (found,), diagnoses = read({"zappa_settings.json": SLIPS})
    assert diagnoses == []
    function = found.functions[0]
    assert (known(function.handler), known(function.timeout), function.span.line) == ("main.app", 10, 6)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("zappa_settings.yml", "dev:\n  app_function: main.app\n  timeout_seconds: 10\n"),
        ("zappa_settings.toml", '[dev]\napp_function = "main.app"\ntimeout_seconds = 10\n'),
    ],
)
def test_settings_in_other_formats(read: Read, name: str, settings: str) -> None:
    (found,), _ = read({name: settings})
    function = found.functions[0]
    assert (known(function.handler), known(function.timeout), function.span.line) == ("main.app", 10, 2)


@pytest.mark.parametrize("settings", ["{", "[]", '{"dev": 1}', "\x00", '{"dev": {"events": [1]}}'])
def test_settings_that_say_nothing(tree_of: Callable[[Files], Tree], settings: str) -> None:
    (stack,) = read_zappa(Modules(tree_of({"zappa_settings.json": settings})))
    assert not stack.of("AWS::Serverless::Function")
