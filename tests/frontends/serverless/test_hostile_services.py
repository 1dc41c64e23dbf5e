"""Services made to hurt: bounded work, and a word about what is left out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.frontends import read_applications
from goatherd.frontends.serverless import template

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

HEAD = "service: x\nprovider: {name: aws}\n"
FUNCTION = "functions: {f: {handler: a.b}}\n"


def lists(n: int) -> str:
    return ", ".join(['"${self:custom.a' + str(n - 1) + '}"'] * 9)


def mappings(n: int) -> str:
    return ", ".join(f"k{key}: " + '"${self:custom.m' + str(n - 1) + '}"' for key in range(9))


LISTS = "".join(f"  a{n}: [{lists(n)}]\n" for n in range(1, 15))
MAPS = "".join(f"  m{n}: {{{mappings(n)}}}\n" for n in range(1, 15))
TEXTS = "".join(f"  t{n}: '${{self:custom.t{n - 1}}}${{self:custom.t{n - 1}}}'\n" for n in range(1, 60))

MANY = "".join(f"  f{n}: {{handler: a.b, events: [{{httpApi: 'GET /r{n}'}}]}}\n" for n in range(60))

BOMBS = {
    "lists of lists": f"custom:\n  a0: [1]\n{LISTS}{FUNCTION}resources: ['${{self:custom.a14}}']\n",
    "mappings of mappings, merged": f"custom:\n  m0: {{k: 1}}\n{MAPS}{FUNCTION}"
    "resources: [{Resources: '${self:custom.m14}'}, {Resources: '${self:custom.m14}'}]\n",
    "state machines of lists": f"custom:\n  a0: [1]\n{LISTS}{FUNCTION}"
    "stepFunctions: {stateMachines: {s: {definition: '${self:custom.a14}'}}}\n",
    "texts that double": f"custom:\n  t0: {'x' * 50}\n{TEXTS}{FUNCTION}",
    "variables that are never closed": f"custom: {{x: '{'${' * 9_000}'}}\n{FUNCTION}",
    "variables in variables": f"custom: {{x: '{'${self:a' * 2_000}{'}' * 2_000}'}}\n{FUNCTION}",
    "every event of every function": "custom:\n  e: ["
    + ", ".join(f"{{http: GET /{n}}}" for n in range(500))
    + "]\nfunctions:\n"
    + "".join(f"  f{n}: {{handler: a.b, events: '${{self:custom.e}}'}}\n" for n in range(400)),
    "everything is everything": f"custom: ${{self:}}\n{FUNCTION}resources: ${{self:custom}}\n",
}


def test_a_program_that_contains_itself(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    program = "module.exports = {f: {handler: 'a.b'}};\nmodule.exports.default = module.exports;\n"
    files: dict[str, str | bytes] = {
        "serverless.yml": HEAD + "functions: {f: '${file(x.js):default.default.f}'}\n",
        "x.js": program + "module.exports.again = () => module.exports;\n",
    }
    applications, _ = read_applications(Modules(tree_of(files)))
    assert [function.id for function in applications[0].functions] == ["f"]


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_bounded(tree_of: Callable[[dict[str, str | bytes]], Tree], name: str) -> None:
    files: dict[str, str | bytes] = {
        "a/serverless.yml": HEAD + BOMBS[name],
        "b/serverless.yml": HEAD + "functions: {good: {handler: a.b}}\n",
    }
    started = time.process_time()
    applications, _ = read_applications(Modules(tree_of(files)))
    assert time.process_time() - started < 10
    assert "good" in [function.id for application in applications for function in application.functions]


@pytest.mark.parametrize(
    "written", [f"functions:\n{MANY}", "functions: ${file(functions.yml)}\n"], ids=["here", "in a file"]
)
def test_of_too_many_functions_the_first_are_read(tree_of, written, monkeypatch):
    monkeypatch.setattr(template, "MAX_RESOURCES", 200)
    tree = tree_of({"serverless.yml": HEAD + written, "functions.yml": MANY.replace("\n  ", "\n").removeprefix("  ")})
    applications, diagnoses = read_applications(Modules(tree))
    (application,) = applications
    assert len(application.functions) == 30
    assert all(function.triggers for function in application.functions)
    (left_out,) = (each for each in diagnoses if each.incomplete)
    assert left_out.message == (
        "only the first 30 of 60 functions are read, those before 'f30': all together are more than can be evaluated"
    )
