"""Run functions of a small application in a real pod, and hand back what happened as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code.advisories import shipped
from goatherd.code.modules import Modules
from goatherd.reading import find_applications, read_application
from goatherd.sandbox.cloud.warm import load
from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.enclosure import ENCLOSED, enclosed
from goatherd.sandbox.pod import Options, Pod
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goatherd.model.application import Application
    from goatherd.sandbox.invocation import Invocation
    from goatherd.sandbox.isolation import Isolation

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: ., Timeout: 10, MemorySize: 128}
"""


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> Application:
    """The first application below a folder, ready to be deployed."""
    tree = Tree(str(folder))
    modules = Modules(tree)
    applications: list[Application] = []
    list(find_applications(modules, tree, "", applications))
    list(read_application(applications[0], modules, tree, shipped()))
    return applications[0]


def in_pod(
    folder: Path,
    work: Callable[[Pod], Iterator[Any]],
    options: Options | None = None,
    isolation: Isolation = ENCLOSED,
) -> list[Any]:
    """What `work` yields inside a pod of the application in `folder`."""
    application = read(folder)
    dependencies = find_dependencies(application, str(folder), install=False)

    def task(place: Path) -> Iterator[dict[str, Any]]:
        pod = Pod(application, str(folder), place, dependencies, options or Options(isolation=isolation))
        pod.start()
        yield from ({"value": value} for value in work(pod))

    load(application)
    return [message["value"] for message in enclosed(task, isolation=isolation)]


def summary(done: Invocation) -> dict[str, Any]:
    return {
        "response": done.response,
        "error": done.error,
        "ended": done.ended,
        "why": done.why,
        "log": done.log,
        "calls": [f"{r['service']}.{r['operation']}" for r in done.records if r["kind"] == "call"],
        "denied": [r["denied"] for r in done.records if r.get("denied")],
        "outside": [r["host"] for r in done.records if r["kind"] == "outside"],
    }
