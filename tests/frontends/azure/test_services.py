"""Services of the Serverless Framework on Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.core.value import known
from goatherd.frontends.azure import read_azure
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

SERVICE = """
    service: shop
    provider:
      name: azure
      runtime: nodejs18
      environment: {LEVEL: info}
    functions:
      hello:
        handler: src/hello.say
        events:
          - http: true
            x-azure-settings: {authLevel: anonymous, methods: [GET], route: v1/hello}
          - http: true
            x-azure-settings: {direction: out, name: res}
      work:
        handler: src/work.run
        events:
          - serviceBus:
            x-azure-settings: {name: message, queueName: jobs}
"""


def test_functions_of_a_service(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    (application,), diagnoses = read_azure(Modules(tree_of({"serverless.yml": SERVICE})))
    assert diagnoses == []
    hello, work = application.functions
    assert (application.framework, application.name) == ("azure", "serverless.yml")
    assert (known(hello.handler), known(hello.environment["LEVEL"])) == ("src/hello.say", "info")
    assert [(t.kind, t.detail, t.exposure) for t in hello.triggers] == [
        (Kind.AZURE_HTTP, "GET /api/v1/hello", Exposure.ANONYMOUS)
    ]
    assert [(t.kind, t.detail, t.options["argument"]) for t in work.triggers] == [(Kind.SERVICE_BUS, "jobs", "message")]


def test_a_service_on_aws_is_none(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    text = "service: azure-shop\nprovider:\n  name: aws\nfunctions:\n  a:\n    handler: a.b\n"
    assert read_azure(Modules(tree_of({"serverless.yml": text}))) == ([], [])
