"""What of a request shows that the code looks at who calls."""

from __future__ import annotations

import pytest

from goatherd.checks.callers import asks_callers, hedge, only_answers
from goatherd.checks.chosen import said_by_aws
from goatherd.core.source import Span
from goatherd.model.flow import AwsCall, Behaviour, LibraryCall, Source
from goatherd.model.function import CodeSource, Function

HERE = Span("app.py", 3)


def behaviour(name: str, path: str) -> Behaviour:
    call = LibraryCall(name, HERE, ("0",), labels={"0": (Source("event", path, HERE),)})
    return Behaviour(Function("Pay", HERE, CodeSource("")), calls=[call])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("axios.get", "event.headers.Authorization"),
        ("print", "event.multiValueHeaders.authorization.0"),
        ("print", "event.headers.x-hub-signature-256"),
        ("print", "event.headers.stripe-signature"),
        ("print", "event.cookies.0"),
        ("hmac.compare_digest", "event.body"),
        ("jsonwebtoken.verify", "event.body.token"),
    ],
)
def test_a_credential_is_used(name: str, path: str) -> None:
    assert asks_callers(behaviour(name, path))


@pytest.mark.parametrize(
    ("module", "hedged"),
    [("common.authz", True), ("@acme/auth", True), ("company-permissions", True), ("author", False), ("stripe", False)],
)
def test_a_package_that_nobody_sees_may_ask(module: str, hedged: bool) -> None:
    function = Function("Pay", HERE, CodeSource(""))
    words = f", but {module}, which is not in the tree, may ask who calls" if hedged else ""
    assert hedge(Behaviour(function, unseen={module: HERE})) == words


@pytest.mark.parametrize("path", ["event.headers.content-type", "event.headers.x-forwarded-for", "event.body"])
def test_no_credential_is_used(path: str) -> None:
    assert not asks_callers(behaviour("print", path))


@pytest.mark.parametrize(
    ("path", "by_aws"),
    [
        ("event.Records[].s3.bucket.name", True),
        ("event.Records[].body.Records.0.s3.bucket.name", True),
        ("event.detail.bucket.name", True),
        ("event.SecretId", True),
        ("event.Records[].body.ResponseURL", True),
        ("event.Records[].s3.object.key", False),
        ("event.body.bucket.name", False),
        ("event.body.SecretId", False),
    ],
)
def test_fields_that_a_service_fills_in(path: str, by_aws: bool) -> None:
    assert said_by_aws(path) is by_aws


@pytest.mark.parametrize(
    "name", ["console.log", "JSON.stringify", "print", "require", "firebase-functions.logger.info"]
)
def test_code_that_only_answers(name: str) -> None:
    function = Function("Greet", HERE, CodeSource(""))
    assert only_answers(Behaviour(function, files=("app.py",), calls=[LibraryCall(name, HERE)]))


def test_code_that_works_or_is_not_known() -> None:
    function = Function("Greet", HERE, CodeSource(""))
    assert not only_answers(Behaviour(function))
    assert not only_answers(Behaviour(function, files=("app.py",), truncated="it is too long"))
    assert not only_answers(Behaviour(function, files=("app.py",), unseen={"fauna": HERE}))
    assert not only_answers(Behaviour(function, files=("app.py",), calls=[LibraryCall("requests.get", HERE)]))
    assert not only_answers(Behaviour(function, files=("app.py",), aws_calls=[AwsCall("s3", "GetObject", HERE)]))
