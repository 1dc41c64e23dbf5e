"""Nothing can be said of a user pool that exists elsewhere, nor of the one that is made in its place by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """
service: shop
provider: {{name: aws, runtime: python3.13}}
custom: {{userPoolId: '${{env:USER_POOL_ID}}'}}
functions:
  greet:
    handler: app.handler
    events: [{{cognitoUserPool: {{pool: '{pool}', trigger: PostConfirmation{more}}}}}]
"""


@pytest.mark.parametrize(
    ("pool", "more", "found", "remark"),
    [
        ("people", "", True, False),
        ("${self:service}-${sls:stage}", "", True, False),
        ("people-${env:REGION_NAME}", "", True, False),
        ("${self:custom.userPoolId}", "", False, True),
        ("${self:custom.userPoolId}", ", existing: true", False, False),
        ("eu-west-1_aB3dE5gH7", "", False, True),
        ("people", ", existing: true", False, False),
    ],
)
def test_the_pool_of_an_event(tmp_path: Path, pool: str, more: str, found: bool, remark: bool) -> None:
    (tmp_path / "serverless.yml").write_text(SERVICE.format(pool=pool, more=more))
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return event\n")
    events = list(scan(str(tmp_path), Config(select=("GOAT0206",))))
    assert any(isinstance(event, FindingFound) for event in events) is found
    told = [event.diagnosis for event in events if isinstance(event, Diagnosed)]
    assert any("existing: true" in diagnosis.message and not diagnosis.incomplete for diagnosis in told) is remark
