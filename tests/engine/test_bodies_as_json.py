"""Bodies that a request has to call JSON: no page of another site makes a browser send one."""

from __future__ import annotations

from pathlib import Path

from goatherd.model.trigger import Kind
from tests.engine.programs import application, function, marked, reported, trigger

FLASK = """\
import json
from flask import Flask, request

app = Flask(__name__)


@app.route("/a", methods=["POST"])
def a():
    return json.dumps(request.get_json(silent=True))


@app.route("/b", methods=["POST"])
def b():
    return "<b>" + request.json["q"]


@app.route("/c", methods=["POST"])
def c():
    return "<b>" + request.get_json(force=True)["q"]  #! html


@app.route("/d", methods=["POST"])
def d():
    return "<b>" + request.form["q"]  #! html


@app.route("/e", methods=["POST"])
def e():
    import os
    os.system(request.get_json()["q"])  #! shell
    return "done"
"""


def test_flask(tmp_path: Path) -> None:
    made = function("app.py", trigger(Kind.REST_API), symbol="app")
    found = application(tmp_path, {"app.py": FLASK}, made).behaviours["F"]
    assert reported(found) == marked({"app.py": FLASK})
