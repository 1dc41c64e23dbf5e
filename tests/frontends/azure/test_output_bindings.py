"""Data that leaves a function by an output binding arrives at the function that its channel triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.engine.analyse import analyse
from goatherd.frontends.azure import read_azure

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

IN = """{"bindings": [
    {"type": "httpTrigger", "name": "req", "authLevel": "anonymous"},
    {"type": "queue", "direction": "out", "name": "job", "queueName": "jobs"}
]}"""
OUT = """{"bindings": [{"type": "queueTrigger", "name": "job", "queueName": "%s"}]}"""
SENDS = """
    module.exports = async function (context, req) {
      context.bindings.job = { path: req.query.path, fixed: 1 };
    };
"""
SENDS_IN_PYTHON = """
    import azure.functions as func

    def main(req: func.HttpRequest, job: func.Out[str]):
        job.set(req.params["path"])
"""
RUNS_IN_PYTHON = """
    import os

    def main(job):
        os.system(job.get_body().decode())
"""
RUNS = """
    const { execSync } = require('child_process');
    module.exports = async function (context, job) {
      execSync('ls ' + job.path);
      execSync('ls ' + job.fixed);
    };
"""


def _sources(tree: Tree) -> list[tuple[str, tuple[str, ...]]]:
    modules = Modules(tree)
    (application,), _ = read_azure(modules)
    list(analyse(application, modules))
    return [(flow.source.path, flow.via) for flow in application.behaviours["Work"].flows if flow.kind == "shell"]


def _files(queue: str) -> dict[str, str | bytes]:
    return {
        "host.json": "{}",
        "Take/function.json": IN,
        "Take/index.js": SENDS,
        "Work/function.json": OUT % queue,
        "Work/index.js": RUNS,
    }


def test_through_the_same_queue(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    assert ("event.queryStringParameters.path", ("Take", "jobs")) in _sources(tree_of(_files("jobs")))


def test_not_through_another_one(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    assert {via for _, via in _sources(tree_of(_files("others")))} == {()}


def test_through_a_queue_in_python(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    files: dict[str, str | bytes] = {
        "host.json": "{}",
        "Take/function.json": IN,
        "Take/__init__.py": SENDS_IN_PYTHON,
        "Work/function.json": OUT % "jobs",
        "Work/__init__.py": RUNS_IN_PYTHON,
    }
    assert _sources(tree_of(files)) == [("event.queryStringParameters.path", ("Take", "jobs"))]
