"""A user's folders of models: what they say counts, and what is wrong with them is told."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent

import pytest

from goatherd.core.errors import ModelError
from goatherd.engine.library import folders
from goatherd.engine.library.folders import library_of
from goatherd.engine.library.known import SHIPPED
from goatherd.model.trigger import Kind
from tests.engine.programs import check, trigger

RULES = """
    [aliases]
    "acme.tools" = "acme"

    [[call]]
    names = ["acme.run"]
    sink = "shell"
    args = ["self", "command", "0.line"]

    [[call]]
    names = ["acme.quoted"]
    safe_for = ["shell"]
    returns = "str"

    [[call]]
    names = ["acme.check"]
    guard = ["shell"]
    guards = ["0.name"]

    [[call]]
    names = ["acme.require"]
    proves = ["shell"]

    [[call]]
    names = ["acme.request"]
    source = "event"
    note = "the request"
    clean = true

    [[call]]
    names = ["acme.each"]
    receives = ["0[]"]
    clean = true
"""


def laid_out(root: Path, files: dict[str, str]) -> str:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(dedent(text), encoding="utf-8")
    return str(root)


def run(tmp_path: Path, models: dict[str, str], program: str, language: str = "python") -> None:
    library = library_of([laid_out(tmp_path / "models", models)])
    check(tmp_path / "app", language, dedent(program), trigger(Kind.REST_API_MAPPED), library=library)


def test_rules_say_what_a_library_does(tmp_path):
    program = """
        import os
        import acme
        from acme.tools import run

        def other(x):
            os.system(x)  #!

        def handler(event, context):
            x = event["x"]
            acme.run({"line": x})  #!
            run(command=x)  #!
            acme.run({"other": x})
            os.system(acme.quoted(x))
            os.system(acme.unknown(x))  #!
            if acme.check(event):
                os.system(event["name"])
                os.system(event["other"])  #!
            acme.require(event["y"])
            os.system(event["y"])
            os.system(acme.request().body)  #!
            acme.each([x], other)
    """
    run(tmp_path, {"python/acme.toml": RULES}, program)


def test_without_them_nothing_is_known(tmp_path):
    program = """
        import acme

        def handler(event, context):
            acme.run(command=event["x"])
    """
    check(tmp_path, "python", dedent(program))


def test_a_rule_stands_in_for_what_goatherd_says_of_the_same_call(tmp_path):
    rules = """
        [[call]]
        names = ["os.system"]
        when = { 1 = "checked" }
        returns = "number"
        clean = true

        [[call]]
        names = ["json.loads"]
        clean = true
    """
    program = """
        import json, os

        def handler(event, context):
            os.system(event["x"])  #!
            os.system(event["x"], "checked")
            os.system(json.loads(event["x"]))
    """
    run(tmp_path, {"python/ours.toml": rules}, program)


def test_rules_for_javascript(tmp_path):
    rules = """
        [aliases]
        "@acme/core" = "acme"

        [[call]]
        names = ["@acme/core.Client().run", "lodash-es.template"]
        sink = "shell"
        receives = ["null", "data"]
    """
    program = """
        import { Client } from '@acme/core';
        import { template } from 'lodash-es';
        import { execSync } from 'child_process';
        export const handler = async (event) => {
          new Client().run(event.x, (error, answer) => { //!
            execSync(answer); //!
          });
          template(event.x); //!
        };
    """
    run(tmp_path, {"javascript/acme.toml": rules}, program, "javascript")


def test_a_stub_restates_a_library_in_python(tmp_path):
    stubs = {
        "python/acme.py": """
            from goatherd_intrinsics import sink

            class Job:
                def __init__(self, line):
                    self.line = line

                def start(self):
                    sink("shell", self.line, "acme.Job.start", "")
        """,
        "python/acme__parts.py": """
            def joined(*parts):
                return " ".join(parts)
        """,
    }
    program = """
        import os
        from acme import Job
        from acme.parts import joined

        def handler(event, context):
            job = Job(event["x"])
            job.start()  #!
            Job("ls").start()
            os.system(joined("ls", event["y"]))  #!
            os.system(joined("ls", "-l"))
    """
    run(tmp_path, stubs, program)


def test_a_stub_restates_a_library_in_javascript_and_goes_before_goatherds(tmp_path):
    stubs = {
        "javascript/@acme__core.js": """
            const { sink } = require('goatherd_intrinsics');
            exports.run = (line) => sink('shell', line, 'acme.run', '');
        """,
        "javascript/events.js": """
            const { execSync } = require('child_process');
            module.exports = (line) => execSync(line);
        """,
    }
    program = """
        const { run } = require('@acme/core');
        const events = require('events');
        exports.handler = async (event) => {
          run(event.x); //!
          run('ls');
          events(event.y); //!
        };
    """
    run(tmp_path, stubs, program, "javascript")


def test_the_first_folder_goes_first(tmp_path):
    one = laid_out(tmp_path / "one", {"python/acme.py": "def run(x):\n    pass\n"})
    other = laid_out(tmp_path / "other", {"python/acme.py": "import os\ndef run(x):\n    os.system(x)\n"})
    quiet = "import acme\ndef handler(event, context):\n    acme.run(event['x'])\n"
    check(tmp_path / "app", "python", quiet, library=library_of([one, other]))
    check(tmp_path / "app", "python", quiet.replace("])\n", "])  #!\n"), library=library_of([other, one]))


def test_without_folders_it_is_what_comes_with_goatherd():
    assert library_of([]) is SHIPPED


WRONG = {
    "an empty folder": ({}, "", "there are no models"),
    "a file beside the languages": ({"acme.toml": ""}, "acme.toml:1", "this is no model"),
    "a language that nobody reads": ({"ruby/acme.toml": ""}, "ruby/acme.toml:1", "this is no model"),
    "another language's stub": ({"python/acme.js": ""}, "python/acme.js:1", "this is no model"),
    "a rule": ({"python/acme.toml": "[[call]]\nnames = ['a']\nname = 'a'"}, "python/acme.toml:3", "unknown key 'name'"),
    "a stub that is no code": ({"python/acme.py": "\ndef f(:"}, "python/acme.py:2", "the file is not valid Python"),
    "a stub that is no JavaScript": ({"javascript/a.js": "let = ="}, "javascript/a.js:1", "not valid JavaScript"),
    "a stub that asks for what there is not": (
        {"python/acme.py": "import os\nfrom goatherd_intrinsics import sink, snik"},
        "python/acme.py:2",
        "goatherd_intrinsics has no 'snik'",
    ),
    "the same in JavaScript": (
        {"javascript/a.js": "const { sink: s, snik } = require('goatherd_intrinsics');"},
        "javascript/a.js:1",
        "goatherd_intrinsics has no 'snik'",
    ),
    "a name of goatherd's own": ({"python/goatherd_web.py": ""}, "python/goatherd_web.py:1", "goatherd's own"),
}


@pytest.mark.parametrize(("files", "where", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told(tmp_path, files, where, message):
    (tmp_path / "models").mkdir()
    with pytest.raises(ModelError) as caught:
        library_of([laid_out(tmp_path / "models", files)])
    told = f"{caught.value.span.path}:{caught.value.span.line} {caught.value.message}"
    assert where in told
    assert message in told


def test_mistakes_of_all_files_and_folders_are_told_together(tmp_path):
    rules = "[[call]]\nnames = ['a']\nsnik = 'sql'\n"
    one = laid_out(tmp_path / "one", {"python/a.toml": rules, "javascript/b.toml": rules})
    other = laid_out(tmp_path / "other", {"python/c.toml": rules * 30})
    with pytest.raises(ModelError) as caught:
        library_of([one, other])
    first, *lines = caught.value.message.splitlines()
    assert first == "the models have 32 mistakes:"
    assert [line.rpartition("/")[2].split(":")[:2] for line in lines[:3]] == [
        ["b.toml", "3"],
        ["a.toml", "3"],
        ["c.toml", "3"],
    ]
    assert "did you mean 'sink'?" in lines[0]
    assert lines[-1] == "  and 12 more"


def test_what_tells_of_models_may_lie_beside_them(tmp_path):
    library_of([laid_out(tmp_path, {"README.md": "#", "python/notes.txt": "", "python/a.toml": "", ".gitignore": ""})])


def test_nothing_is_read_through_links(tmp_path):
    (tmp_path / "secret").write_text("[[call")
    laid_out(tmp_path / "models", {"python/a.toml": ""})
    (tmp_path / "models" / "python" / "b.toml").symlink_to(tmp_path / "secret")
    with pytest.raises(ModelError, match="symbolic link"):
        library_of([str(tmp_path / "models")])


def test_sizes_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "MAX_BYTES", 100)
    with pytest.raises(ModelError, match="too large"):
        library_of([laid_out(tmp_path / "large", {"python/a.toml": "#" * 101})])
    monkeypatch.setattr(folders, "MAX_FILES", 2)
    with pytest.raises(ModelError, match="more than 2 files"):
        library_of([laid_out(tmp_path / "many", {f"python/{n}.toml": "" for n in range(3)})])


def test_a_pipe_is_no_model(tmp_path):
    laid_out(tmp_path, {"python/a.toml": ""})
    os.mkfifo(tmp_path / "python" / "b.toml")
    library_of([str(tmp_path)])
