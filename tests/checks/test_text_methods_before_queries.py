"""What a method that only texts have was called on is no operator of a query, unless the code goes on without it."""

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
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: app.handler
      Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: post}}}
"""
MONGO = """
const { MongoClient } = require('mongodb');
const people = new MongoClient(process.env.URL).db('a').collection('b');
const { Checked } = require('./checked');
exports.handler = async (event) => {
  const given = JSON.parse(event.body);
  %s
  return people.find({ name: given.name }).toArray();
};
"""
CHECKED = """
class Checked {
  static name(name) {
    if (name === undefined) return undefined;
    name = name.toLowerCase().replace(/-/g, '');
    return name.length === 0 ? undefined : name;
  }
  static async demand(name) { if (name.trim() === '') throw new Error('no name'); }
}
module.exports.Checked = Checked;
"""
PYMONGO = """
import json, os
from pymongo import MongoClient
people = MongoClient(os.environ["URL"])["a"]["b"]

def handler(event, context):
    given = json.loads(event["body"])
    %s
    return people.find_one({"name": given["name"]})
"""


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("", True),
        ("given.name.trim();", False),
        ("if (!given.name.startsWith('a')) return;", False),
        ("given.name = given.name.toLowerCase();", False),
        ("given.name = Checked.name(given.name); if (given.name === undefined) return;", False),
        ("await Checked.demand(given.name);", False),
        ("given.name.includes('@');", True),  # lists have it too
        ("given.other.trim();", True),
        ("given.name = given.other;", True),
        ("given.name = given.name.trim(); given.name = given.other;", True),
        ("if (given.other) given.name.trim();", True),
        ("let name = ''; if (given.other) name = given.name; name.trim();", True),
        ("try { given.name.trim(); } catch { console.log('none'); }", True),
        ("try { given.name.trim(); if (!given.other) throw new Error(); } catch { console.log('none'); }", True),
        ("try { await Checked.demand(given.name); } catch { console.log('none'); }", True),
        ("await Checked.demand(given.name).catch(() => {});", True),
    ],
)
def test_in_javascript(code: str, found: bool, tmp_path: Path) -> None:
    (tmp_path / "checked.js").write_text(CHECKED)
    (tmp_path / "app.js").write_text(MONGO % code)
    assert _is_found(tmp_path, "nodejs22.x") is found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("", True),
        ('given["name"].strip()', False),
        ('if not given["name"].strip(): return None', False),
        ('given["name"].count("a")', True),  # lists have it too
        ('try: given["name"].strip()\n    except AttributeError: pass', True),
    ],
)
def test_in_python(code: str, found: bool, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PYMONGO % code)
    assert _is_found(tmp_path, "python3.13") is found


def _is_found(tree: Path, runtime: str) -> bool:
    (tree / "template.yaml").write_text(TEMPLATE % runtime)
    return "GOAT0105" in {event.finding.id for event in scan(str(tree)) if isinstance(event, FindingFound)}
