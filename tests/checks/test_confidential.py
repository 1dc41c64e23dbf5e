"""What of a secret, of an event and of the environment is confidential."""

from __future__ import annotations

import pytest

from goatherd.checks.confidential import is_confidential
from goatherd.core.source import Span
from goatherd.model.flow import Flow, Source
from goatherd.model.function import CodeSource, Function

HERE = Span("app.py", 3)


def flow(path: str) -> Flow:
    return Flow("log-secret", Function("Pay", HERE, CodeSource("")), Source("secret", path, HERE), HERE, "print", ())


@pytest.mark.parametrize(
    "path",
    [
        "secret",
        "secret bank.SecretString",
        "secret bank.SecretString.password",
        "environment variable API_KEY",
        "the environment",
        "the environment.DB_PASSWORD",
        "event.headers.Authorization",
        "event.body.token",
    ],
)
def test_confidential(path: str) -> None:
    assert is_confidential(flow(path))


@pytest.mark.parametrize(
    "path",
    [
        "secret bank.SecretString.username",
        "secret bank.VersionId",
        "the environment.LOG_LEVEL",
        "event.detail.TaskToken",
        "event.ClientRequestToken",
        "event.Records[].body.LifecycleActionToken",
        "event.pathParameters.executionToken",
    ],
)
def test_not_confidential(path: str) -> None:
    assert not is_confidential(flow(path))
