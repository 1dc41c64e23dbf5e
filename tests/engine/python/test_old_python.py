"""What old releases of Python do with documents from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.core.value import Known
from goatherd.model.trigger import Kind
from tests.engine.programs import application, function, trigger

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
    from xml.dom.pulldom import parseString

    def handler(event, context):
        parseString(event["body"])
"""


@pytest.mark.parametrize(
    ("runtime", "kinds"),
    [("python3.6", ["xxe"]), ("python2.7", ["xxe"]), ("python3.13", []), ("", [])],
)
def test_external_entities(tmp_path: Path, runtime: str, kinds: list[str]) -> None:
    made = function("app.py", trigger(Kind.REST_API))
    made.runtime = Known(runtime)
    flows = application(tmp_path, {"app.py": TEXT}, made).behaviours["F"].flows
    assert [flow.kind for flow in flows] == kinds
    assert all(flow.confidence < Confidence.HIGH for flow in flows)
