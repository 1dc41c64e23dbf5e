"""Interpreters may lie in a home, beside what nobody else may see: functions see them and nothing around them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from goatherd.sandbox.interpreters import lies_in, node, private_parts, python, python_parts, standard_library
from tests.sandbox.pods import written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs20.x, Handler: index.handler, CodeUri: ., Timeout: 30, MemorySize: 512}
"""
# Everything below a folder that can be read: paths of files and the names of empty folders.
HANDLER = """
const { readdirSync } = require('node:fs');
exports.handler = async (event) => {
  const found = [];
  const look = (place) => {
    try {
      for (const each of readdirSync(place, { withFileTypes: true }))
        each.isDirectory() ? look(`${place}/${each.name}`) : found.push(`${place}/${each.name}`);
    } catch {}
  };
  look(event.place);
  return { found, program: process.execPath };
};
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """With Node.js in ~/bin, as `npm config set prefix ~` and many instructions have it."""
    home = tmp_path_factory.mktemp("home")
    (home / "bin").mkdir()
    shutil.copy(node(), home / "bin" / "node")
    written(
        home, {".ssh/id_rsa": "secret", "bin/notes.txt": "secret", "lib/notes.txt": "secret", "notes.txt": "secret"}
    )
    return home


def test_a_home_is_not_shown_with_the_interpreter_in_it(home, tmp_path):
    folder = written(tmp_path / "app", {"template.yaml": TEMPLATE, "index.js": HANDLER})
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"place": str(home)}))
    done = subprocess.run(
        [sys.executable, "-m", "goatherd", "invoke", "Run", str(folder), "--event", str(event)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": str(home), "PATH": f"{home}/bin:{os.environ['PATH']}"},
    )
    program = str(home / "bin" / "node")
    assert json.loads(done.stdout) == {"found": [program], "program": program}


def test_python_is_shown_without_what_lies_around_it():
    shown = python_parts()
    for path in (python(), *standard_library()):
        assert lies_in(path, (*shown, "/usr"))
    assert not [path for path in shown if lies_in(sys.base_prefix, [path])]


def test_a_home_below_the_systems_folders_is_hidden(tmp_path):
    parts = private_parts(["/usr/share/doc", "/usr/lib", "/usr", str(tmp_path), "/"])
    assert "/usr/share/doc" in parts
    assert {"/usr", "/usr/lib", "/", str(tmp_path)}.isdisjoint(parts)
