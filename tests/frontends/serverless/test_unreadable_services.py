"""Services that are there and cannot be read: always a word that makes the run incomplete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.frontends import read_applications

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

    Trees = Callable[[dict[str, str | bytes]], Tree]

HEAD = "service: x\nprovider: {name: aws}\n"
ONES, TIMES = ", ".join(["1"] * 900), ", ".join(["'${self:custom.a}'"] * 200)
LISTS = f"  a: [{ONES}]\n  b: [{TIMES}]\n  c: [{TIMES}]\n"

UNREADABLE: dict[str, tuple[str, str | bytes, str]] = {
    "a service that a library makes": (
        "serverless.ts",
        "import {build} from 'pkg';\nexport default build();\n",
        "which service it exports cannot be known",
    ),
    "a library makes it of sections": (
        "serverless.ts",
        "import {build} from 'pkg';\nexport default build({service: 'a', provider: 'aws'});\n",
        "which service it exports cannot be known",
    ),
    "a binary program": ("serverless.js", b"\x00\xff\xfe\x01", "which cloud the service is for cannot be known"),
    "no mapping": ("serverless.yml", "- service\n", "it holds no service"),
    "a list for the provider": (
        "serverless.yml",
        "service: x\nprovider: [aws]\n",
        "which cloud the service is for",
    ),
    "a text for the functions": ("serverless.yml", HEAD + "functions: hello\n", "a part of functions is left out"),
    "a text for a function": ("serverless.yml", HEAD + "functions: {f: hello}\n", "function 'f' is left out"),
    "functions in a circle": (
        "serverless.yml",
        HEAD + "functions: ${self:custom.f}\ncustom: {f: '${self:functions}'}\n",
        "a part of functions is left out",
    ),
    "too many values": ("serverless.yml", f"{HEAD}custom:\n{LISTS}", "the section custom is left out: it expands"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_told(tree_of: Trees, name: str) -> None:
    path, text, message = UNREADABLE[name]
    _, diagnoses = read_applications(Modules(tree_of({path: text})))
    (told,) = (diagnosis for diagnosis in diagnoses if diagnosis.message.startswith(message))
    assert told.incomplete
    assert told.span.path == path


def test_a_section_that_is_too_large_is_told_once(tree_of: Trees) -> None:
    _, diagnoses = read_applications(Modules(tree_of({"serverless.yml": f"{HEAD}custom:\n{LISTS}"})))
    assert [diagnosis.message.partition(" is")[0] for diagnosis in diagnoses] == ["the section custom"]


def test_a_program_that_only_has_the_name_is_no_service(tree_of: Trees) -> None:
    server = "import serverless from 'serverless-http';\nexport default serverless(app);\n"
    module = "export default class Reader {}\n"
    _, diagnoses = read_applications(Modules(tree_of({"serverless.ts": server, "src/serverless.ts": module})))
    assert not diagnoses
