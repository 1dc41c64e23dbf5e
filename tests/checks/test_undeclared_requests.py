"""A function without an event source whose code reads the parts of a request is called over HTTP, in all likelihood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.confidence import Confidence
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
"""
PROGRAM = """\
exports.handler = async (event) => {
  const order = %s;
  console.log('order', order);
  await fetch(`${process.env.SHOP}/orders/${order.id}`);
  return { statusCode: 204 };
};
"""


def test_what_it_takes_for_a_body_is_told_with_doubt(tmp_path: Path) -> None:
    found = _scanned(tmp_path, PROGRAM % "event.body ? JSON.parse(event.body) : event")
    assert {each.id for each in found} == {"GOAT0522", "GOAT0125"}
    assert {each.certainty for each in found} == {Confidence.LOW}


def test_what_only_callers_within_the_account_send_is_not(tmp_path: Path) -> None:
    assert not _scanned(tmp_path, PROGRAM % "event.order")


def _scanned(tree: Path, program: str) -> list[Finding]:
    (tree / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    (tree / "app.js").write_text(program, encoding="utf-8")
    events = scan(str(tree), Config(select=("GOAT0522", "GOAT0125")))
    return [event.finding for event in events if isinstance(event, FindingFound)]
