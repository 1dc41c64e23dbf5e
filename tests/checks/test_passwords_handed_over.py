"""A password that is handed to a function stands where it is handed over, in every function that does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: nodejs22.x}}
Resources:
  One: {Type: AWS::Serverless::Function, Properties: {Handler: one.handler}}
  Two: {Type: AWS::Serverless::Function, Properties: {Handler: two.handler}}
"""
CLIENT = """\
exports.signIn = async (name, password) => fetch('https://partner.example.com', { method: 'POST', body: password });
exports.signInAsAdmin = async (password = 'an0ther-Secret!') => exports.signIn('admin', password);
"""
CALLER = """\
const { signIn } = require('./client');

exports.handler = async () => signIn('admin', 'Tr0ub4dor-3!');
"""


def test_each_place_that_hands_it_over_is_named(tmp_path: Path) -> None:
    (tmp_path / "client.js").write_text(CLIENT, encoding="utf-8")
    (tmp_path / "one.js").write_text(CALLER, encoding="utf-8")
    (tmp_path / "two.js").write_text(CALLER, encoding="utf-8")
    assert _places(tmp_path) == [[("one.js", 3), ("two.js", 3)]]


def test_a_default_stands_where_it_is_declared(tmp_path: Path) -> None:
    (tmp_path / "client.js").write_text(CLIENT, encoding="utf-8")
    program = "const client = require('./client');\nexports.handler = async () => client.signInAsAdmin();\n"
    (tmp_path / "one.js").write_text(program, encoding="utf-8")
    (tmp_path / "two.js").write_text("exports.handler = async () => 'ok';\n", encoding="utf-8")
    assert _places(tmp_path) == [[("client.js", 2)]]


def _places(tree: Path) -> list[list[tuple[str, int]]]:
    (tree / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    found = [each.finding for each in scan(str(tree), Config(select=("GOAT0723",))) if isinstance(each, FindingFound)]
    spans = {(each.span, *each.locations) for each in found}
    return [[(span.path, span.line) for span in places] for places in sorted(spans)]
