"""Addresses of channels in the code: one list of them is one thing to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs22.x, Handler: app.handler}}
"""
HOOK = "https://hooks." + "slack.com/services/T01ABCDEF/B0{}ABCDEF/Zx8Kq2Lm9Pw4Rt6Yv1Bn3C{}"
CODE = """\
const ERRORS = '{}';
const ALERTS = '{}';
exports.handler = async () => {{ await fetch(ERRORS); await fetch(ALERTS); }};
"""


@pytest.mark.parametrize(
    ("values", "count"),
    [((HOOK.format(1, "d"), HOOK.format(2, "e")), 1), ((HOOK.format(1, "d"), "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"), 2)],
)
def test_channels_of_one_file_are_one_finding(values: tuple[str, str], count: int, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.js").write_text(CODE.format(*values))
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    told = [finding for finding in found if finding.id == "GOAT0723"]
    assert len(told) == count
    assert sum(len(finding.locations) + 1 for finding in told) == 2
