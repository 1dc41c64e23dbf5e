"""Services of the Serverless Framework on Google's cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.value import known
from goatherd.frontends.google import read_google
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

SERVICE = """
    service: shop
    provider: {name: google, runtime: %s}
    functions:
      page:
        handler: show
        events:
          - http: path
      told:
        handler: hear
        events:
          - event: {eventType: providers/cloud.pubsub/eventTypes/topic.publish, resource: projects/*/topics/news}
"""


@pytest.mark.parametrize(("runtime", "handler"), [("nodejs20", "index.show"), ("python311", "main.show")])
def test_functions_of_a_service(tree_of: Callable[[dict[str, str | bytes]], Tree], runtime: str, handler: str) -> None:
    (application,), diagnoses = read_google(Modules(tree_of({"serverless.yml": SERVICE % runtime})))
    assert diagnoses == []
    page, told = application.functions
    assert known(page.handler) == handler
    assert [(t.kind, t.exposure) for t in page.triggers] == [(Kind.GOOGLE_HTTP, Exposure.ANONYMOUS)]
    assert [(t.kind, t.detail, t.exposure) for t in told.triggers] == [
        (Kind.PUBSUB, "projects/*/topics/news", Exposure.ACCOUNT)
    ]
