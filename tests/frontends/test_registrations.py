"""Programs that register functions with a library in, registrations out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import External
from goatherd.frontends.registrations import chain, evaluate, objects, registrations, registrations_of, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.finding import Diagnosis
    from goatherd.tree import Tree

    TreeOf = Callable[[dict[str, str | bytes]], Tree]

ENVIRONMENT = {"BUCKET": Node.scalar("uploads", Span("config.json", 3))}


def test_decorators_and_what_they_are_given(tree_of: TreeOf) -> None:
    program = """
        import library
        import os

        app = library.App()

        @app.on(os.environ["BUCKET"], other=os.environ.get("BUCKET", "x"), unknown=os.getenv("OTHER"))
        @app.plain
        def work(event):
            pass
    """
    made, on, plain = registrations(
        evaluate(Modules(tree_of({"app.py": program})), "app.py", "", ("library",), ENVIRONMENT)
    )
    assert [each.name for each in (made, on, plain)] == ["App", "on", "plain"]
    assert (on.owner, plain.owner, made.owner) == (made.call, made.call, None)
    assert [each.function.name for each in (on, plain) if each.function] == ["work", "work"]
    assert (on.file, on.span.line, plain.span.line) == ("app.py", 7, 8)
    assert [on.argument("", 0).text(), on.argument("other").text(), on.argument("unknown").kind] == [
        "uploads",
        "uploads",
        "opaque",
    ]
    assert not on.argument("absent", 1).exists


@pytest.mark.parametrize(
    "program",
    [
        "for (const name of ['a', 'b']) app.http(name, {});",
        "const add = (name) => app.http(name, {});\nadd('a');\nadd('b');",
        "['a', 'b'].forEach((name) => app.http(name, {}));",
    ],
)
def test_a_program_may_register_several_at_one_place(tree_of: TreeOf, program: str) -> None:
    text = "import { app } from 'library';\n" + program
    diagnoses: list[Diagnosis] = []
    found = registrations_of(Modules(tree_of({"index.js": text})), ["index.js"], "", ("library",), diagnoses)
    assert ([each.argument("", 0).text() for each in found], diagnoses) == (["a", "b"], [])


def test_files_that_import_each_other_register_once(tree_of: TreeOf) -> None:
    files: dict[str, str | bytes] = {
        "index.js": "import { app } from 'library';\nimport './other';\napp.http('a', {});\n",
        "other.js": "import { app } from 'library';\napp.http('b', {});\n",
    }
    found = registrations_of(Modules(tree_of(files)), sorted(files), "", ("library",), [])
    assert [each.argument("", 0).text() for each in found] == ["b", "a"]


def test_programs_that_do_too_much_are_told(tree_of: TreeOf) -> None:
    program = "import { app } from 'library';\napp.http('a', {});\n"
    modules = Modules(tree_of({"a.js": program, "b.js": program}))
    diagnoses: list[Diagnosis] = []
    found = registrations_of(modules, ["a.js", "b.js"], "", ("library",), diagnoses, max_steps=1)
    assert [each.span.path for each in found] == ["a.js"]
    (told,) = diagnoses
    assert (told.span.path, told.incomplete) == ("b.js", True)


def test_objects_of_a_library_in_what_a_module_exports(tree_of: TreeOf) -> None:
    program = """
        const library = require('library/v2');
        const built = library.region('x').run(['GET', library.Method.PUT]);
        module.exports = { group: { built, helper: (x) => x }, name: 'x' };
    """
    evaluated = evaluate(Modules(tree_of({"index.js": program})), "index.js", "", ("library",))
    ((keys, value),) = objects(evaluated.exports["default"])
    assert (keys, value.name) == (("group", "built"), "library/v2.region().run()")
    assert isinstance(value, External)
    run, region = chain(value)
    assert (words(run.value("", 0)), region.argument("", 0).text()) == (["GET", "PUT"], "x")


def test_a_library_is_no_module_of_the_tree_and_another_one_is(tree_of: TreeOf) -> None:
    files: dict[str, str | bytes] = {
        "app.py": "from library import App\nfrom librarylike import name\nApp(name)\n",
        "library.py": "def App(x): pass\n",
        "librarylike.py": "name = 'shop'\n",
    }
    (made,) = registrations(evaluate(Modules(tree_of(files)), "app.py", "", ("library",)))
    assert (made.call.name, made.argument("", 0).text()) == ("library.App", "shop")
