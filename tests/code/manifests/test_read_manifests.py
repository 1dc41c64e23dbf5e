"""Which manifests belong to an application's functions, and what their lock files add."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goatherd.code.manifests import read_manifests
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.resource import Layer
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.model.package import Manifest


def dependencies(**versions: str) -> str:
    return json.dumps({"dependencies": versions}, indent=1)


def lock(**packages: dict[str, object]) -> str:
    entries = {f"node_modules/{name}": entry for name, entry in packages.items()}
    return json.dumps({"lockfileVersion": 3, "packages": {"": {}, **entries}}, indent=1)


def test_nearest_manifest_wins(read: Callable[..., dict[str, Manifest]]) -> None:
    found = read(
        {
            "package.json": dependencies(root="1.0.0"),
            "api/package.json": dependencies(api="1.0.0"),
            "api/src/index.js": "",
            "jobs/index.js": "",
        },
        "api/src/index.js",
        "jobs/index.js",
    )
    assert {path: m.functions for path, m in found.items()} == {
        "api/package.json": ("api/src/index.js",),
        "package.json": ("jobs/index.js",),
    }


def test_nothing_above_the_template_is_deployed(read: Callable[..., dict[str, Manifest]]) -> None:
    files = {"package.json": dependencies(tools="1.0.0"), "demo/src/index.js": ""}
    assert read(files, "demo/src/index.js", base="demo") == {}


def test_packages_of_infrastructure_are_not_deployed(read: Callable[..., dict[str, Manifest]]) -> None:
    names = {"aws-cdk-lib": "^2", "constructs": "^10", "source-map-support": "^0.5", "uuid": "^9"}
    (manifest,) = read(
        {"package.json": json.dumps({"dependencies": names}), "src/index.js": ""}, "src/index.js"
    ).values()
    assert [p.name for p in manifest.packages if not p.development] == ["uuid"]


def test_what_is_not_beside_a_program_of_infrastructure_is_deployed(read: Callable[..., dict[str, Manifest]]) -> None:
    files = {"package.json": dependencies(**{"source-map-support": "^0.5"}), "index.js": ""}
    assert not any(p.development for p in read(files)["package.json"].packages)


def test_a_folder_below_a_program_of_infrastructure_is_deployed_as_it_is(
    read: Callable[..., dict[str, Manifest]],
) -> None:
    files = {"requirements.txt": "aws-cdk-lib\nboto3\n", "cdk_app/app.py": "", "cdk_app/requirements.txt": "requests\n"}
    assert read({**files, "src/app.py": ""}, "src/app.py") == {}
    assert list(read({**files, "cdk_app/app.py": ""}, "cdk_app/app.py")) == ["cdk_app/requirements.txt"]
    assert list(read({"requirements.txt": "boto3\n", "src/app.py": ""}, "src/app.py")) == ["requirements.txt"]


def test_manifest_that_only_sets_the_module_type_is_passed_over(read: Callable[..., dict[str, Manifest]]) -> None:
    files = {"package.json": dependencies(a="1.0.0"), "src/package.json": '{"type": "module"}', "src/index.js": ""}
    assert list(read(files, "src/index.js")) == ["package.json"]


def test_lock_file_marks_direct_and_development(read: Callable[..., dict[str, Manifest]]) -> None:
    manifest = json.dumps({"dependencies": {"a": "^1"}, "devDependencies": {"t": "^1"}})
    yarn = 'a@^1:\n  version "1.0.0"\n  dependencies:\n    b "^1"\n\nb@^1:\n  version "1.2.0"\n'
    yarn += '\nt@^1:\n  version "1.0.0"\n'
    found = read({"package.json": manifest, "yarn.lock": yarn, "index.js": ""})
    assert found["package.json"].locked_by == "yarn.lock"
    assert [(p.name, p.direct, p.development) for p in found["yarn.lock"].packages] == [
        ("a", True, False),
        ("b", False, False),
        ("t", True, True),
    ]


def test_of_a_workspace_lock_file_only_what_is_needed(read: Callable[..., dict[str, Manifest]]) -> None:
    files = {
        "package.json": json.dumps({"workspaces": ["*"]}),
        "package-lock.json": lock(
            a={"version": "1.0.0", "dependencies": {"b": "1"}},
            b={"version": "1.0.0"},
            c={"version": "1.0.0"},
            other={"version": "1.0.0"},
        ),
        "api/package.json": dependencies(a="^1", shared="workspace:*"),
        "shared/package.json": json.dumps({"name": "shared", "dependencies": {"c": "^1"}}),
        "api/index.js": "",
    }
    found = read(files, "api/index.js", base="api")
    assert [p.name for p in found["package-lock.json"].packages] == ["a", "b", "c"]
    assert sorted(found) == ["api/package.json", "package-lock.json", "shared/package.json"]


def test_lock_file_of_an_unrelated_parent_is_not_taken(read: Callable[..., dict[str, Manifest]]) -> None:
    files = {
        "package.json": dependencies(a="1"),
        "package-lock.json": lock(a={"version": "1.0.0"}),
        "api/package.json": dependencies(a="^1"),
        "api/index.js": "",
    }
    assert read(files, "api/index.js")["api/package.json"].locked_by == ""


def test_requirements_include_others(read: Callable[..., dict[str, Manifest]]) -> None:
    files = {
        "requirements.txt": "-r common/base.txt\na==1\n-r missing.txt\n-r ../outside.txt\n",
        "common/base.txt": "b==1\n-r ../requirements.txt\n",
        "requirements-dev.txt": "-r requirements.txt\nt==1\n",
        "app.py": "",
    }
    found = read(files)
    assert {p: [(k.name, k.development) for k in m.packages] for p, m in found.items()} == {
        "common/base.txt": [("b", False)],
        "requirements-dev.txt": [("t", True)],
        "requirements.txt": [("a", False)],
    }
    assert [(d.span.line, d.incomplete) for d in found["requirements.txt"].problems] == [(3, False), (4, False)]


def test_layers_are_deployed_too(tmp_path: Path) -> None:
    (tmp_path / "layer" / "python").mkdir(parents=True)
    (tmp_path / "layer" / "requirements.txt").write_text("a==1\n")
    (tmp_path / "app.py").write_text("")
    span = Span("template.yaml", 1)
    function = Function("F", span, CodeSource(""), entry=Entry("app.py", "handler", "python", 1, ""))
    function.layers = [Known("${Common}")]
    layer = Layer(id="Common", type="AWS::Serverless::LayerVersion", span=span, path="layer")
    application = Application("template.yaml", "sam", functions=[function], resources={"Common": layer})
    found = read_manifests(Tree(str(tmp_path)), application)
    assert [(m.path, m.functions) for m in found] == [("layer/requirements.txt", ("F",))]


def test_broken_files_are_told_and_hide_nothing(read: Callable[..., dict[str, Manifest]]) -> None:
    found = read({"package.json": dependencies(a="^1"), "package-lock.json": '{"packages": {\n"a" 1', "index.js": ""})
    assert [p.name for p in found["package.json"].packages] == ["a"]
    assert [str(d.span) for d in found["package-lock.json"].problems] == ["package-lock.json:2"]


def test_packages_carry_their_advisories(read: Callable[..., dict[str, Manifest]]) -> None:
    found = read({"requirements.txt": "jinja2==2.10\nattrs==23.2.0\n", "app.py": ""})
    flagged = {p.name: [a.name for a in p.advisories] for p in found["requirements.txt"].packages}
    assert "CVE-2019-10906" in flagged["jinja2"]
    assert flagged["attrs"] == []


def test_packages_that_are_copied_beside_the_code(read: Callable[..., dict[str, Manifest]]) -> None:
    metadata = "Metadata-Version: 2.1\nName: PyYAML\nVersion: 3.13\n\nVersion: 9\n"
    found = read(
        {
            "app.py": "",
            "requirements.txt": "boto3==1.26.0\n",
            "vendor/PyYAML-3.13.dist-info/METADATA": metadata,
            "vendor/yaml/__init__.py": "",
        }
    )
    (package,) = found["vendor/PyYAML-3.13.dist-info/METADATA"].packages
    assert (package.name, package.version, package.span.line) == ("pyyaml", "3.13", 3)
    assert [advisory.name for advisory in package.advisories]
