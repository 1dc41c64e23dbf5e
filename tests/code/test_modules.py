"""What an import leads to, and what loading a file gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code import ir
from goatherd.core.source import Span
from goatherd.model.function import Entry
from tests.code.trees import tree_of

if TYPE_CHECKING:
    from pathlib import Path


def entry(file: str, root: str = "", *search: str) -> Entry:
    return Entry(file, "handler", "python" if file.endswith(".py") else "javascript", 1, root, search)


@pytest.mark.parametrize(
    ("name", "level", "found"),
    [
        ("util", 0, "src/util.py"),
        ("pkg", 0, "src/pkg/__init__.py"),
        ("pkg.part", 0, "src/pkg/part.py"),
        ("src.util", 0, "src/util.py"),
        ("shared", 0, "layer/python/shared.py"),
        ("common.dates", 0, "lib/common/dates.py"),
        ("part", 1, "src/pkg/part.py"),
        ("", 1, "src/pkg/__init__.py"),
        ("util", 2, "src/util.py"),
        ("util", 9, None),
        ("json", 0, None),
        ("boto3", 0, None),
        ("namespace", 0, None),
        ("namespace.inner", 0, "src/namespace/inner.py"),
        ("requests", 0, None),
        ("installed", 0, None),
    ],
)
def test_python_import(tmp_path: Path, name: str, level: int, found: str | None) -> None:
    modules = tree_of(
        tmp_path,
        {
            "src/app.py": "",
            "src/util.py": "",
            "src/pkg/__init__.py": "",
            "src/pkg/part.py": "",
            "src/namespace/inner.py": "",
            "src/requests/__init__.py": "",
            "src/installed/__init__.py": "",
            "src/installed-1.0.dist-info/RECORD": "installed/__init__.py,,\ninstalled-1.0.dist-info/RECORD,,\n",
            "layer/python/shared.py": "",
            "lib/common/dates.py": "",
            "tools/json.py": "",
        },
    )
    importer = "src/pkg/__init__.py" if level else "src/app.py"
    assert modules.find_python(name, level, importer, entry("src/app.py", "src", "layer/python")) == found


def test_a_module_with_the_name_of_the_library_it_imports(tmp_path: Path) -> None:
    modules = tree_of(tmp_path, {"signin/__init__.py": "", "shared/jwt.py": "import jwt\n"})
    function = entry("signin/__init__.py", "")
    assert modules.find_python("jwt", 0, "shared/jwt.py", function) is None
    assert modules.find_python("shared.jwt", 0, "signin/__init__.py", function) == "shared/jwt.py"


def test_own_module_with_the_name_of_a_built_in_one(tmp_path: Path) -> None:
    modules = tree_of(tmp_path, {"src/app.py": "", "src/queue.py": ""})
    assert modules.find_python("queue", 0, "src/app.py", entry("src/app.py", "src")) == "src/queue.py"


@pytest.mark.parametrize(
    ("specifier", "found"),
    [
        ("./util", "src/util.ts"),
        ("./util.js", "src/util.ts"),
        ("./plain.js", "src/plain.js"),
        ("./part", "src/part/index.js"),
        ("./data.json", "src/data.json"),
        ("./data", "src/data.json"),
        ("./page.hbs", None),
        ("../lib/main", "lib/main.mjs"),
        (".", "src/index.ts"),
        ("./gone", None),
        ("../../outside", None),
        ("@app/util", "src/util.ts"),
        ("exact", "lib/main.mjs"),
        ("part", "src/part/index.js"),
        ("@org/shared", "packages/shared/src/index.ts"),
        ("@org/shared/dates", "packages/shared/src/dates.ts"),
        ("#config", "src/util.ts"),
        ("/opt/nodejs/helper", "layer/nodejs/helper.js"),
        ("/opt/helper", "layer/nodejs/helper.js"),
        ("/opt/ours/dates", "packages/shared/src/dates.ts"),
        ("/var/task/plain", "src/plain.js"),
        ("node:fs", None),
        ("fs", None),
        ("aws-sdk", None),
    ],
)
def test_javascript_import(tmp_path: Path, specifier: str, found: str | None) -> None:
    modules = tree_of(
        tmp_path,
        {
            "tsconfig.base.json": '{"compilerOptions": {"baseUrl": "src"}}',
            "tsconfig.json": '{"extends": "./tsconfig.base.json", // ours\n "compilerOptions": {"paths": '
            '{"@app/*": ["*"], "exact": ["../lib/main"], "/opt/ours/*": ["../packages/shared/src/*"],}}}',
            "package.json": '{"name": "@org/root", "imports": {"#config": "./src/util.ts"}}',
            "src/app.ts": "",
            "src/index.ts": "",
            "src/page.hbs": "<p>{{name}}</p>",
            "src/util.ts": "",
            "src/plain.js": "",
            "src/part/index.js": "",
            "src/data.json": "{}",
            "lib/main.mjs": "",
            "layer/nodejs/helper.js": "",
            "packages/shared/package.json": '{"name": "@org/shared", "main": "dist/index.js"}',
            "packages/shared/src/index.ts": "",
            "packages/shared/src/dates.ts": "",
        },
    )
    assert (
        modules.find_javascript(specifier, "src/app.ts", entry("src/app.ts", "src", "layer", "layer/nodejs")) == found
    )


@pytest.mark.parametrize(("required", "found"), [("stripe", None), ("other", "stripe.js")])
def test_a_package_that_is_installed_comes_before_a_file_below_the_base(tmp_path: Path, required, found) -> None:
    modules = tree_of(
        tmp_path,
        {
            "tsconfig.json": '{"compilerOptions": {"baseUrl": "."}}',
            "package.json": f'{{"dependencies": {{"{required}": "^17.7.0"}}}}',
            "stripe.js": "",
            "src/app.ts": "",
        },
    )
    assert modules.find_javascript("stripe", "src/app.ts", entry("src/app.ts", "src")) == found


def test_exports_of_a_workspace_package(tmp_path: Path) -> None:
    exports = '{"name": "shared", "exports": {".": {"types": "./main.ts"}, "./f/*": "./features/*.ts"}}'
    modules = tree_of(tmp_path, {"p/package.json": exports, "p/main.ts": "", "p/features/a.ts": "", "app.ts": ""})
    assert modules.find_javascript("shared", "app.ts", entry("app.ts")) == "p/main.ts"
    assert modules.find_javascript("shared/f/a", "app.ts", entry("app.ts")) == "p/features/a.ts"


@pytest.mark.parametrize(
    "requirement",
    ["file:../shared", "file:../shared/", "link:../shared", "portal:../shared", "workspace:../shared", "../shared",
     "workspace:@x/shared@*", "npm:@x/shared@^1.0.0"],
)  # fmt: skip
@pytest.mark.parametrize("section", ["dependencies", "devDependencies"])
def test_a_package_of_the_tree_is_found_by_the_key_that_requires_it(
    requirement: str, section: str, tmp_path: Path
) -> None:
    modules = tree_of(
        tmp_path,
        {
            "svc/package.json": f'{{"{section}": {{"@x/service-shared": "{requirement}"}}}}',
            "svc/src/app.js": "",
            "other/app.js": "",
            "shared/package.json": '{"name": "@x/shared", "main": "./lib/main.js"}',
            "shared/lib/main.js": "",
            "shared/extra.js": "",
        },
    )
    for specifier, file in (
        ("@x/service-shared", "shared/lib/main.js"),
        ("@x/service-shared/extra", "shared/extra.js"),
    ):
        assert modules.find_javascript(specifier, "svc/src/app.js", entry("svc/src/app.js")) == file
        assert modules.find_javascript(specifier, "other/app.js", entry("other/app.js")) is None


@pytest.mark.parametrize(
    "requirement", ["file:../shared.tgz", "^1.0.0", "workspace:*", "file:../../outside", "x/shared"]
)
def test_what_is_no_package_of_the_tree_is_not_found_by_its_key(requirement: str, tmp_path: Path) -> None:
    files = {
        "svc/package.json": f'{{"dependencies": {{"service-shared": "{requirement}"}}}}',
        "svc/app.js": "",
        "shared/package.json": '{"name": "shared"}',
        "shared/index.js": "",
    }
    assert tree_of(tmp_path, files).find_javascript("service-shared", "svc/app.js", entry("svc/app.js")) is None


def test_the_key_counts_more_than_the_name_of_another_package(tmp_path: Path) -> None:
    files = {
        "svc/package.json": '{"dependencies": {"shared": "file:../new"}}',
        "svc/app.js": "",
        "new/package.json": '{"name": "shared-v2"}',
        "new/index.js": "",
        "old/package.json": '{"name": "shared"}',
        "old/index.js": "",
    }
    modules = tree_of(tmp_path, files)
    assert modules.find_javascript("shared", "svc/app.js", entry("svc/app.js")) == "new/index.js"
    assert modules.find_javascript("shared", "old/index.js", entry("old/index.js")) == "old/index.js"


def test_a_file_is_lowered_once_and_its_problems_are_collected(tmp_path: Path) -> None:
    modules = tree_of(tmp_path, {"a.py": "x = (", "b.py": "x = 1"})
    assert modules.load("b.py") is modules.load("b.py")
    assert modules.load("a.py").body == modules.load("a.py").body == []
    assert [(path, line) for path, line, _ in modules.problems] == [("a.py", 1)]


def test_a_file_that_cannot_be_read_is_an_empty_module(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_bytes(b"x = 1\ny = '\xff'\n")
    modules = tree_of(tmp_path, {})
    assert modules.load("bad.py").body == []
    assert modules.problems == [("bad.py", 2, "is not UTF-8 text (byte 11)")]


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_inline_block_has_positions_of_the_template(tmp_path: Path, language: str) -> None:
    text = "a = 1\nb = 2\n"
    module = tree_of(tmp_path, {}).load_inline(text, Span("template.yaml", 30, 11, 32, 1), language)
    assert [(ir.line_of(s.pos), ir.column_of(s.pos)) for s in module.body] == [(30, 10), (31, 10)]


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_inline_text_in_one_line_is_all_at_its_span(tmp_path: Path, language: str) -> None:
    module = tree_of(tmp_path, {}).load_inline("a = 1\nb = c\n", Span("template.json", 7, 21), language)
    assert {(ir.line_of(s.pos), ir.column_of(s.pos)) for s in module.body} == {(7, 20)}
