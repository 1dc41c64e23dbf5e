"""What of a secret, of an event and of the environment is confidential."""

from __future__ import annotations

import pytest

from goatherd.checks.confidential import is_confidential
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.flow import Flow, Source
from goatherd.model.function import CodeSource, Function
from goatherd.model.resource import ConfigParameter

HERE = Span("app.py", 3)
NOTHING = Application("t", "sam")


def flow(path: str) -> Flow:
    return Flow("log-secret", Function("Pay", HERE, CodeSource("")), Source("secret", path, HERE), HERE, "print", ())


@pytest.mark.parametrize(
    "path",
    [
        "secret",
        "secret bank.SecretString",
        "secret bank.SecretString.password",
        "secret bank.SecretString.customName",
        "secret bank.SecretString.rolePassword",
        "secret /bank.Parameter.Value",
        "secret /bank.Parameter.Value.database.password",
        "secret /bank.Parameter.Value.credentials.left",
        "a decrypted parameter.apiKey",
        "environment variable API_KEY",
        "the environment",
        "the environment.DB_PASSWORD",
        "event.headers.Authorization",
        "event.body.token",
    ],
)
def test_confidential(path: str) -> None:
    assert is_confidential(flow(path), NOTHING)


@pytest.mark.parametrize(
    "path",
    [
        "secret bank.SecretString[].permissions",
        "secret bank.SecretString.role",
        "secret bank.SecretString.endpoint",
        "secret /bank.Parameter.Value.baseDownloadDir",
        "secret.Parameters[].Value.pageSize",
        "secret.Parameters[].Value[].apiUrl",
        "a decrypted parameter.baseDownloadDir",
        "secret bank.SecretString.username",
        "secret bank.VersionId",
        "secret /shop.NextToken[]",
        "the environment.LOG_LEVEL",
        "event.detail.TaskToken",
        "event.ClientRequestToken",
        "event.Records[].body.LifecycleActionToken",
        "event.pathParameters.executionToken",
    ],
)
def test_not_confidential(path: str) -> None:
    assert not is_confidential(flow(path), NOTHING)


def parameter(id: str, *, secure: bool) -> ConfigParameter:
    return ConfigParameter(
        id=id, type="AWS::SSM::Parameter", span=HERE, physical_name=Known("/shop/" + id), secure=Known(secure)
    )


def test_what_the_application_declares_as_plain_text_is_no_secret() -> None:
    declared = [
        parameter("Routes", secure=False),
        parameter("DbPassword", secure=False),
        parameter("Keys", secure=True),
    ]
    app = Application("t", "sam", resources={resource.id: resource for resource in declared})
    assert not is_confidential(flow("secret ${Routes}.Parameter.Value.fallback"), app)
    assert not is_confidential(flow("secret /shop/Routes.Parameter.Value"), app)
    assert is_confidential(flow("secret ${DbPassword}.Parameter.Value"), app)  # a secret, in plain text
    assert is_confidential(flow("secret ${Keys}.Parameter.Value"), app)
