"""One application for SAM, the Serverless Framework, Terraform and CDK is one model and has the same findings."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import ApplicationRead, Diagnosed, FindingFound
from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.model.resource import Api, Bucket, Queue, Table
from goatherd.model.trigger import Kind
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.finding import Finding
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.role import Statement
    from goatherd.model.trigger import Trigger

HERE = Path(__file__).parent / "same_application"
LANGUAGES = ("sam", "serverless", "terraform", "cdk")
# What each language calls them, where it is not what people would.
RENAMED = {
    "s3bucketshopphotos": "photos",
    "apigatewayrestapi": "api",
    "aws_api_gateway_rest_api.shop": "api",
}
_ADDRESS = re.compile(r'aws_\w+\.shop\["(\w+)"\]|aws_\w+\.(\w+)')
_PLACEHOLDER = re.compile(r"\$\{([^}]+?)(\.Arn)?\}")
# The languages attach different permissions of the platform's own: to write logs, to take messages from a queue.
_PLATFORM = ("logs:", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueue", "sqs:ChangeMessageVisibility")


@pytest.fixture(scope="module")
def scans(tmp_path_factory):
    return {language: _scan(language, tmp_path_factory.mktemp(language)) for language in LANGUAGES}


def _scan(language: str, folder: Path) -> tuple[Application, list[Finding]]:
    shutil.copytree(HERE / language, folder, dirs_exist_ok=True)
    shutil.copytree(HERE / "code", folder / "code")
    events = list(scan(str(folder)))
    assert [event.diagnosis for event in events if isinstance(event, Diagnosed)] == []
    (application,) = (event.application for event in events if isinstance(event, ApplicationRead))
    return application, [event.finding for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_functions_are_the_same(scans, language):
    assert _functions(scans[language][0]) == _functions(scans["sam"][0])


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_resources_are_the_same(scans, language):
    assert _resources(scans[language][0]) == _resources(scans["sam"][0])


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_permissions_are_the_same(scans, language):
    assert _permissions(scans[language][0]) == _permissions(scans["sam"][0])


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_findings_are_the_same(scans, language):
    assert _findings(scans[language]) == _findings(scans["sam"])


def test_there_is_something_to_compare(scans):
    application, findings = scans["sam"]
    assert len(application.functions) == 5
    assert {"GOAT0101", "GOAT0201", "GOAT0303", "GOAT0401", "GOAT0805"} <= {finding.id for finding in findings}


def name(id: str | None) -> str:
    """What people call a function or resource, in every language."""
    if id is None:
        return ""
    address = _ADDRESS.fullmatch(id)
    plain = RENAMED.get(id) or ((address[1] or address[2]) if address else id.lower())
    return RENAMED.get(plain, plain)


def _named(text: str) -> str:
    return _PLACEHOLDER.sub(lambda match: "${" + name(match[1]) + (match[2] or "") + "}", text)


def _functions(application: Application) -> dict[str, object]:
    return {name(function.id): _function(function) for function in application.functions}


def _function(function: Function) -> object:
    assert isinstance(function.entry, Entry)
    return (
        (function.entry.file, function.entry.symbol, known(function.runtime)),
        (known(function.timeout), known(function.memory)),
        {key: _named(known(value) or "?") for key, value in function.environment.items()},
        [(t.kind, t.exposure, t.method, t.path, t.authorizer, t.batch_size, _origin(t)) for t in function.triggers],
    )


def _origin(trigger: Trigger) -> str:
    return trigger.detail if trigger.kind == Kind.SCHEDULE else name(trigger.source)


def _resources(application: Application) -> dict[str, object]:
    (api,) = application.of(Api)
    routes = sorted((route.method, route.path, route.authorizer, route.exposure) for route in api.routes)
    (bucket,) = application.of(Bucket)
    (queue,) = application.of(Queue)
    (table,) = application.of(Table)
    return {
        name(api.id): (api.protocol, routes, api.access_logging),
        name(bucket.id): (known(bucket.physical_name), bucket.block_public_policy, bucket.restrict_public_buckets),
        name(queue.id): (queue.visibility_timeout, queue.dead_letter),
        name(table.id): (table.keys, table.key_types, table.point_in_time_recovery),
    }


def _permissions(application: Application) -> dict[str, object]:
    return {name(f.id): sorted(_granted(f.role.statements)) for f in application.functions if f.role is not None}


def _granted(statements: list[Statement]) -> Iterator[tuple[str, str]]:
    for statement in statements:
        for action in statement.actions:
            if not action.startswith(_PLATFORM):
                yield from ((action, _named(resource)) for resource in statement.resources)


def _findings(scanned: tuple[Application, list[Finding]]) -> list[object]:
    application, findings = scanned
    return sorted(
        (f.id, name(f.function), f.severity, f.certainty, _place(f, application), len(f.steps)) for f in findings
    )


def _place(finding: Finding, application: Application) -> str:
    span = finding.span
    return "template" if span.path in application.templates else f"{span.path}:{span.line}"
