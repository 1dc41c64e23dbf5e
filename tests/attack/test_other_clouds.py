"""HTTP functions of other clouds and web applications that none serves are attacked as strangers would.

Their packages are stand-ins in the tree, which have what is used of them.
"""

from __future__ import annotations

import pytest

from goatherd.attack.run import Settings, attack
from goatherd.core.config import Config
from goatherd.core.events import AttackFigures, Diagnosed, FindingFound, NotAttacked
from tests.sandbox.pods import written

FLASK = """
from urllib.parse import parse_qs

class Flask:
    def __init__(self, name):
        self.routes = {}

    def get(self, path):
        return lambda view: self.routes.setdefault(path, view)

    def __call__(self, environ, start_response):
        view = self.routes.get(environ["PATH_INFO"])
        start_response("200 OK" if view else "404 Not Found", [("Content-Type", "text/plain")])
        return [view(parse_qs(environ["QUERY_STRING"])).encode()] if view else []
"""
WEB_PYTHON = {
    "flask.py": FLASK,
    "app.py": """\
import os
from flask import Flask

app = Flask(__name__)


@app.get("/run")
def run(query):
    return os.popen("echo " + query.get("name", ["nobody"])[0]).read()
""",
}
WEB_NODE = {
    "node_modules/express/index.js": """\
const http = require('node:http');
const querystring = require('node:querystring');
module.exports = () => {
  const routes = {};
  const app = (request, response) => {
    const [path, query] = request.url.split('?');
    if (!routes[path]) return Object.assign(response, { statusCode: 404 }).end();
    return response.end(String(routes[path](querystring.parse(query))));
  };
  app.get = (path, handler) => { routes[path] = handler; };
  app.listen = (...args) => http.createServer(app).listen(...args);
  return app;
};
""",
    "server.js": """\
const { execSync } = require('child_process');
const express = require('express');
const app = express();
app.get('/run', (query) => execSync(`echo ${query.name}`));
app.listen(8080);
""",
}
AZURE = {
    "host.json": '{"version": "2.0"}',
    "azure/functions.py": """\
class HttpRequest:
    def __init__(self, method, url, *, headers=None, params=None, route_params=None, body):
        self.route_params = route_params
""",
    "Hello/function.json": """{"bindings": [
        {"type": "httpTrigger", "name": "req", "route": "hello/{name:alpha?}", "authLevel": "anonymous"},
        {"type": "http", "direction": "out", "name": "$return"}
    ]}""",
    "Hello/__init__.py": """\
import os
import azure.functions as func


def main(req: func.HttpRequest) -> str:
    return os.popen("echo " + req.route_params["name"]).read()
""",
    "Later/function.json": '{"bindings": [{"type": "queueTrigger", "name": "message", "queueName": "q"}]}',
    "Later/__init__.py": "def main(message):\n    pass\n",
}
GOOGLE = {
    "package.json": """{
        "main": "index.js",
        "dependencies": {"@google-cloud/functions-framework": "^3.0.0"},
        "scripts": {"start": "functions-framework --target=hello"}
    }""",
    "index.js": """\
const { execSync } = require('child_process');
exports.hello = async (req, res) => {
  const { name } = req.body;
  if (!name) throw new TypeError('nobody');
  res.send(execSync(`echo ${name}`));
};
""",
}


def attacked(folder, files):
    """Where commands and unhandled errors were proved, and the events of the attack."""
    settings = Config(select=("GOAT0151", "GOAT1052"))
    events = list(attack(str(written(folder, files)), settings, Settings()))
    found = [event.finding for event in events if isinstance(event, FindingFound)]
    return {(each.id, each.function, each.span.path, each.span.line) for each in found}, found, events


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(WEB_PYTHON, ("app.app", "app.py", 9), id="an application in Python"),
        pytest.param(WEB_NODE, ("server.app", "server.js", 4), id="an application in Node.js"),
        pytest.param(AZURE, ("Hello", "Hello/__init__.py", 6), id="a function of Azure"),
        pytest.param(GOOGLE, ("hello", "index.js", 5), id="a function of Google's cloud"),
    ],
)
def test_a_command_is_proved(tmp_path, files, place):
    proved, _, _ = attacked(tmp_path, files)
    assert ("GOAT0151", *place) in proved


def test_an_error_of_a_function_is_proved_and_one_of_an_application_its_servers(tmp_path):
    assert ("GOAT1052", "hello", "index.js", 4) in attacked(tmp_path / "google", GOOGLE)[0]
    assert "GOAT1052" not in {id for id, *_ in attacked(tmp_path / "web", WEB_PYTHON)[0]}


def test_the_command_of_a_proof_calls_the_functions_route(tmp_path):
    _, (finding, *_), _ = attacked(tmp_path, AZURE)
    assert '"$FUNCTION_URL"' in finding.proof.command
    assert "/api/hello/" in finding.proof.command


def test_what_no_request_fires_is_not_attacked_and_it_is_said_why(tmp_path):
    _, _, events = attacked(tmp_path, AZURE)
    (missed,) = [event for event in events if isinstance(event, NotAttacked)]
    assert missed.function == "Later"
    assert missed.why == "of other clouds only HTTP functions are run, and what fires this one is: storage queue"
    assert sum(event.reached for event in events if isinstance(event, AttackFigures)) == 1


def test_a_service_that_nothing_plays_refuses_at_once_and_is_told(tmp_path):
    asking = """\
const { execSync } = require('child_process');
exports.hello = async (req, res) => {
  const { status } = await fetch('https://firestore.googleapis.com/v1/projects/p');
  if (status === 403) execSync(`echo ${req.body.name}`);
  res.sendStatus(200);
};
"""
    proved, _, events = attacked(tmp_path, {**GOOGLE, "index.js": asking})
    assert ("GOAT0151", "hello", "index.js", 4) in proved
    told = [event.diagnosis.message for event in events if isinstance(event, Diagnosed)]
    assert told == ["not simulated: services at googleapis.com, which the code asks for"]
