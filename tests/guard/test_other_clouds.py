"""Functions of Azure and Google under guard, with the packages that their clouds hand them events by."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.guard.applications import TOP, made, ran

SECTIONS = {
    "events": {
        "kinds": [{"kind": "azure-http"}, {"kind": "google-http"}, {"kind": "azure-queue"}],
        "fields": [
            {"path": "queryStringParameters.file", "families": ["shell"]},
            {"path": "body.file", "families": ["shell"]},
            {"path": "message.file", "families": ["shell"]},
        ],
    }
}
PYTHON = """
import asyncio, json, os, sys
import azure.functions as azure
from flask import Flask, request
from goatherd_guard import Blocked, guarded

def name_of(req):
    return req.params["file"] if "file" in req.params else req.get_json()["file"]

@guarded
def main(req: azure.HttpRequest) -> azure.HttpResponse:
    os.system("echo " + name_of(req) + " > /dev/null")
    return azure.HttpResponse("done")

@guarded
async def waiting(req: azure.HttpRequest) -> azure.HttpResponse:
    await asyncio.sleep(0)
    os.system("echo " + name_of(req) + " > /dev/null")
    return azure.HttpResponse("done")

@guarded
def queue(msg: azure.QueueMessage) -> None:
    os.system("echo " + json.loads(msg.get_body())["file"] + " > /dev/null")

@guarded
def google(req):
    os.system("echo " + (req.args.get("file") or req.get_json()["file"]) + " > /dev/null")
    return "done"

class Message:
    def __init__(self, value): self.value = value
    def get_body(self): return json.dumps({"file": self.value}).encode()

what, where, value = sys.argv[1:]
query, body = ({"file": value}, b"") if where == "query" else ({}, json.dumps({"file": value}).encode())
if what == "google":
    with Flask("a").test_request_context("/a", query_string=query, data=body, content_type="application/json"):
        answer = google(request)
    status = answer[1] if isinstance(answer, tuple) else 200
elif what == "queue":
    try:
        queue(msg=Message(value))
        status = 200
    except Blocked:
        status = 403
else:
    url = "https://shop.azurewebsites.net/api/a?x=1"
    req = azure.HttpRequest("POST", url, headers={"content-type": "application/json"}, params=query, body=body)
    status = (main(req=req) if what == "main" else asyncio.run(waiting(req=req))).status_code
print("ANSWER", status)
"""
NODE = """
const { guarded, Blocked } = require(process.env.GUARD);
const { execSync } = require('node:child_process');
const express = require('express');
const { HttpRequest } = require('@azure/functions');

const [what, where, value] = process.argv.slice(2);
const run = (file) => execSync('echo ' + file);
const functions = {
  main: guarded(async (request, context) => {
    run(request.query.get('file') ?? (await request.json()).file);
    return { status: 200 };
  }),
  old: guarded(async (context, req) => {
    run(req.query.file ?? req.body.file);
    context.res = { status: 200 };
  }),
  queue: guarded(async (message, context) => run(message.file)),
  google: guarded((req, res) => {
    run(req.query.file ?? req.body.file);
    res.send('done');
  }),
  later: guarded((req, res) => {
    setTimeout(() => {
      run(req.query.file ?? req.body.file);
      res.send('done');
    });
  }),
};
const context = { invocationId: 'i', triggerMetadata: {} };
const query = where === 'query' ? { file: value } : {};
const text = where === 'query' ? undefined : JSON.stringify({ file: value });
const headers = { 'content-type': 'application/json' };
const status = {
  async main() {
    const url = 'https://shop.azurewebsites.net/api/a';
    const body = text && { string: text };
    return (await functions.main(new HttpRequest({ method: 'POST', url, query, headers, body }), context)).status;
  },
  async old() {
    const given = { invocationId: 'i', bindings: {}, res: {} };
    const body = text && JSON.parse(text);
    given.req = { method: 'POST', url: 'https://shop/api/a', headers, query, body, rawBody: text };
    await functions.old(given, given.req);
    return given.res.status;
  },
  queue: () => functions.queue({ file: value }, context).then(
    () => 200,
    (error) => (error instanceof Blocked ? 403 : 500),
  ),
  google: () => served('google'),
  later: () => served('later'),
};
const served = (name) =>
  new Promise((resolve) => {
    const app = express();
    app.use(express.json());
    app.post('/a', (req, res) => functions[name](req, res));
    const server = app.listen(0, '127.0.0.1', async () => {
      const url = `http://127.0.0.1:${server.address().port}/a?${new URLSearchParams(query)}`;
      resolve((await fetch(url, { method: 'POST', headers, body: text })).status);
    });
  });
status[what]().then((found) => {
  console.log('ANSWER', found);
  process.exit(0);
});
"""
CASES = [
    (what, where, value, status)
    for what in ("main", "waiting", "old", "queue", "google")
    for where in ("query", "body")
    for value, status in (("a.txt", 200), ("a.txt; cat /etc/passwd", 403))
    if (what, where) != ("queue", "query")
]
# Told by no rule of the firewall, so that only the call stops it.
LATER = [("later", "query", value, status) for value, status in (("a.txt", 200), ("a.txt; echo b", 403))]


@pytest.fixture(scope="module")
def in_python(tmp_path_factory):
    packages = ["azure-functions==1.21.3", "flask==3.1.0"]
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", "packages", *packages]
    return made(tmp_path_factory.mktemp("python"), "app.py", PYTHON, install, SECTIONS)


@pytest.mark.parametrize(("what", "where", "value", "status"), [case for case in CASES if case[0] != "old"])
def test_python(in_python, what, where, value, status):
    variables = {"PYTHONPATH": f"{TOP / 'python' / 'src'}:{in_python / 'packages'}"}
    assert ran(in_python, [sys.executable, "-B", "app.py", what, where, value], variables)[0] == status


@pytest.fixture(scope="module")
def in_node(tmp_path_factory):
    if shutil.which("npm") is None:
        pytest.skip("Node.js is not installed")
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text("{}")
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "@azure/functions@4.9.0", "express@5.1.0"]
    return made(folder, "app.cjs", NODE, install, SECTIONS)


IN_NODE = [*(case for case in CASES if case[0] != "waiting"), *LATER]


@pytest.mark.parametrize(("what", "where", "value", "status"), IN_NODE)
def test_node(in_node, what, where, value, status):
    variables = {"GUARD": str(TOP / "node" / "src" / "index.cjs")}
    assert ran(in_node, ["node", "app.cjs", what, where, value], variables)[0] == status
