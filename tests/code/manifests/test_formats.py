"""Every format: small file in, packages with the line of each out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.code.manifests.formats import reader
from goatherd.core.errors import ReadError

if TYPE_CHECKING:
    from goatherd.model.package import Package

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def packages(name: str, text: str) -> list[Package]:
    return reader(name)(text, name).packages


def shown(name: str, text: str) -> list[tuple[str, str, int, str]]:
    """(name, version or requirement, line, "dev" or pinning)."""
    return [
        (p.name, p.version or p.requirement, p.span.line, "dev" if p.development else p.pinning)
        for p in packages(name, text)
    ]


def test_requirements_txt() -> None:
    text = f"""\
# deployed
Flask_Cors==3.0.8   # pinned
requests[security] >= 2.19, <3 ; python_version >= "3.8"
jinja2==2.10 \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
pywin32==300; sys_platform == "win32"
boto3
git+https://example.com/tools.git@main#egg=tools
fixed @ git+https://example.com/fixed@{COMMIT}
https://example.com/downloads/other_lib-1.0-py3-none-any.whl
--index-url https://example.com/simple
-e ./local
"""
    assert shown("requirements.txt", text) == [
        ("flask-cors", "3.0.8", 2, "exact"),
        ("requests", ">= 2.19, <3", 3, "range"),
        ("jinja2", "2.10", 4, "exact"),
        ("boto3", "", 8, "any"),
        ("tools", "git+https://example.com/tools.git@main#egg=tools", 9, "mutable"),
        ("fixed", f"git+https://example.com/fixed@{COMMIT}", 10, "exact"),
        ("other-lib", "https://example.com/downloads/other_lib-1.0-py3-none-any.whl", 11, "mutable"),
    ]


def test_line_that_is_no_requirement_is_told() -> None:
    contents = reader("requirements.txt")("good==1\n<<<<<<< HEAD\n", "requirements.txt")
    assert [p.name for p in contents.packages] == ["good"]
    assert [d.span.line for d in contents.problems] == [2]


def test_pipfile() -> None:
    text = """\
[[source]]
url = "https://example.com/simple"
name = "main"

[packages]
requests = "==2.19.1"
flask = {version = "<1.0", extras = ["async"]}
anything = "*"
own = {path = "."}
tools = {git = "https://example.com/tools.git", ref = "main"}

[dev-packages]
pytest = "*"
"""
    assert shown("Pipfile", text) == [
        ("requests", "2.19.1", 6, "exact"),
        ("flask", "<1.0", 7, "range"),
        ("anything", "*", 8, "any"),
        ("tools", "git+https://example.com/tools.git@main", 10, "mutable"),
        ("pytest", "*", 13, "dev"),
    ]


def test_pipfile_lock() -> None:
    text = """{
    "_meta": {"hash": {"sha256": "x"}},
    "default": {
        "Requests": {"hashes": [], "version": "==2.19.1"}
    },
    "develop": {
        "pytest": {"version": "==5.0"}
    }
}"""
    assert shown("Pipfile.lock", text) == [("requests", "2.19.1", 4, "exact"), ("pytest", "5.0", 7, "dev")]


def test_pyproject_toml() -> None:
    text = """\
[project]
name = "x"
dependencies = [
  "requests>=2.0,<3",
  "Jinja2==2.10",
]

[project.optional-dependencies]
extra = ["not-deployed==1"]

[dependency-groups]
dev = ["pytest>=8"]
"""
    assert shown("pyproject.toml", text) == [
        ("requests", ">=2.0,<3", 4, "range"),
        ("jinja2", "2.10", 5, "exact"),
        ("pytest", ">=8", 12, "dev"),
    ]


def test_pyproject_toml_of_poetry() -> None:
    text = """\
[tool.poetry.dependencies]
python = "^3.11"
requests = "^2.19"
flask = {version = "1.0.2", optional = false}
tools = {git = "https://example.com/tools.git", rev = "main"}

[tool.poetry.group.dev.dependencies]
pytest = "^8"
"""
    assert shown("pyproject.toml", text) == [
        ("requests", "^2.19", 3, "range"),
        ("flask", "1.0.2", 4, "range"),
        ("tools", "git+https://example.com/tools.git@main", 5, "mutable"),
        ("pytest", "^8", 8, "dev"),
    ]


@pytest.mark.parametrize("name", ["uv.lock", "poetry.lock", "pdm.lock"])
def test_toml_locks(name: str) -> None:
    text = """\
version = 1

[[package]]
name = "requests"
version = "2.19.1"
dependencies = [{ name = "urllib3" }]

[package.metadata]
name = "not a package"

[[package]]
name = "urllib3"
version = "1.23"

[[package]]
name = "mine"
version = "0.1"
source = { editable = "." }
"""
    contents = reader(name)(text, name)
    assert [(p.name, p.version, p.span.line, p.locked) for p in contents.packages] == [
        ("requests", "2.19.1", 4, True),
        ("urllib3", "1.23", 12, True),
    ]
    assert contents.requires["requests"] == {"urllib3"}


def test_poetry_lock_marks_development() -> None:
    text = '[[package]]\nname = "a"\nversion = "1"\ngroups = ["main", "dev"]\n'
    text += '[[package]]\nname = "b"\nversion = "1"\ngroups = ["dev"]\n'
    assert shown("poetry.lock", text) == [("a", "1", 2, "exact"), ("b", "1", 6, "dev")]


def test_setup_py_is_read_not_run() -> None:
    text = """\
import os
os.system("touch /tmp/never")
REQUIRED = ["requests==2.19.1", "jinja2"]
setup(name="x", install_requires=REQUIRED)
"""
    assert shown("setup.py", text) == [("requests", "2.19.1", 3, "exact"), ("jinja2", "", 3, "any")]


def test_setup_cfg() -> None:
    text = """\
[metadata]
name = x
[options]
packages = find:
install_requires =
    requests==2.19.1
    jinja2>=2,<3
"""
    assert shown("setup.cfg", text) == [("requests", "2.19.1", 6, "exact"), ("jinja2", ">=2,<3", 7, "range")]


def test_package_json() -> None:
    text = f"""{{
  "name": "x",
  "dependencies": {{
    "lodash": "4.17.4",
    "express": "^4.0.0",
    "anything": "*",
    "newest": "latest",
    "branch": "user/repo#main",
    "commit": "git+ssh://git@example.com/a.git#{COMMIT}",
    "other-name": "npm:minimist@0.0.8",
    "own": "file:../own",
    "member": "workspace:*"
  }},
  "devDependencies": {{"jest": "^29.0.0"}},
  "optionalDependencies": {{"fsevents": "~2.0.0"}}
}}"""
    assert shown("package.json", text) == [
        ("lodash", "4.17.4", 4, "exact"),
        ("express", "^4.0.0", 5, "range"),
        ("anything", "*", 6, "any"),
        ("newest", "latest", 7, "any"),
        ("branch", "user/repo#main", 8, "mutable"),
        ("commit", f"git+ssh://git@example.com/a.git#{COMMIT}", 9, "exact"),
        ("minimist", "0.0.8", 10, "exact"),
        ("jest", "^29.0.0", 14, "dev"),
        ("fsevents", "~2.0.0", 15, "range"),
    ]


def test_package_lock_version_1_with_nested_dependencies() -> None:
    text = """{
  "lockfileVersion": 1,
  "dependencies": {
    "a": {
      "version": "1.0.0",
      "requires": {"b": "^1"},
      "dependencies": {
        "b": {
          "version": "1.1.0"
        }
      }
    },
    "b": {
      "version": "2.0.0",
      "dev": true
    }
  }
}"""
    assert shown("package-lock.json", text) == [
        ("a", "1.0.0", 4, "exact"),
        ("b", "1.1.0", 8, "exact"),
        ("b", "2.0.0", 13, "dev"),
    ]


@pytest.mark.parametrize("name", ["package-lock.json", "npm-shrinkwrap.json"])
def test_package_lock_version_3(name: str) -> None:
    text = """{
  "lockfileVersion": 3,
  "packages": {
    "": {"dependencies": {"a": "^1"}},
    "node_modules/a": {"version": "1.0.0", "dependencies": {"@s/b": "1"}},
    "node_modules/a/node_modules/@s/b": {"version": "1.1.0"},
    "node_modules/alias": {"name": "real", "version": "3.0.0", "dev": true},
    "node_modules/own": {"resolved": "own", "link": true}
  }
}"""
    assert shown(name, text) == [
        ("a", "1.0.0", 5, "exact"),
        ("@s/b", "1.1.0", 6, "exact"),
        ("real", "3.0.0", 7, "dev"),
    ]


def test_yarn_lock_version_1() -> None:
    text = """\
# yarn lockfile v1


"@s/b@^1.0.0", "@s/b@^1.1.0":
  version "1.1.0"
  resolved "https://example.com/b.tgz"

lodash@4.17.4:
  version "4.17.4"
  dependencies:
    "@s/b" "^1.0.0"
"""
    contents = reader("yarn.lock")(text, "yarn.lock")
    assert [(p.name, p.version, p.span.line) for p in contents.packages] == [
        ("@s/b", "1.1.0", 4),
        ("lodash", "4.17.4", 8),
    ]
    assert contents.requires == {"lodash": {"@s/b"}}


def test_yarn_lock_berry() -> None:
    text = """\
__metadata:
  version: 8

"lodash@npm:4.17.4, lodash@npm:^4":
  version: 4.17.4
  resolution: "lodash@npm:4.17.4"
  dependencies:
    "@s/b": "npm:^1.0.0"
  languageName: node

"mine@workspace:.":
  version: 0.0.0-use.local

"@own/lib@npm:*, @own/lib@workspace:libs/lib":
  version: 0.0.0-use.local
"""
    contents = reader("yarn.lock")(text, "yarn.lock")
    assert [(p.name, p.version, p.span.line) for p in contents.packages] == [("lodash", "4.17.4", 4)]
    assert contents.requires == {"lodash": {"@s/b"}}


@pytest.mark.parametrize(
    ("key", "version"),
    [("/@s/b/1.1.0", "5.4"), ("/@s/b@1.1.0(peer@2.0.0)", "'6.0'"), ("'@s/b@1.1.0(peer@2.0.0)'", "'9.0'")],
)
def test_pnpm_lock(key: str, version: str) -> None:
    text = f"""\
lockfileVersion: {version}

packages:

  {key}:
    resolution: {{integrity: sha512-x}}
    dependencies:
      c: 1.0.0

  /c/1.0.0:
    resolution: {{integrity: sha512-y}}
    dev: true
"""
    contents = reader("pnpm-lock.yaml")(text, "pnpm-lock.yaml")
    assert [(p.name, p.version, p.span.line, p.development) for p in contents.packages] == [
        ("@s/b", "1.1.0", 5, False),
        ("c", "1.0.0", 10, True),
    ]
    assert contents.requires == {"@s/b": {"c"}}


def test_bun_lock() -> None:
    text = """{
  "lockfileVersion": 1, // a comment
  "workspaces": {"": {"name": "x",},},
  "packages": {
    "lodash": ["lodash@4.17.4", "", {"dependencies": {"@s/b": "1",},}, "sha512-x"],

    "lodash/@s/b": ["@s/b@1.1.0", "", {}, "sha512-//y"],
  },
}"""
    assert shown("bun.lock", text) == [("lodash", "4.17.4", 5, "exact"), ("@s/b", "1.1.0", 7, "exact")]


NAMES = [
    "requirements.txt",
    "Pipfile",
    "Pipfile.lock",
    "pyproject.toml",
    "poetry.lock",
    "setup.py",
    "setup.cfg",
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["dependencies", "packages", "version", "name", "node_modules/a", "x"]), inner
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("name", NAMES)
@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    _read(name, text)


@pytest.mark.parametrize("name", ["Pipfile.lock", "package.json", "package-lock.json", "bun.lock"])
@given(value=values)
def test_any_json_is_read_or_refused(name: str, value: object) -> None:
    _read(name, json.dumps(value))


@pytest.mark.parametrize("name", NAMES)
def test_deep_nesting_is_read_or_refused(name: str) -> None:
    for opening in ("[", "{", '{"dependencies":', "- ", "a:\n ", "["):
        _read(name, opening * 20_000)


def _read(name: str, text: str) -> None:
    try:
        contents = reader(name)(text, name)
    except ReadError as error:
        assert error.span is not None
        return
    for package in contents.packages:
        assert package.span.path == name
        assert 1 <= package.span.line <= text.count("\n") + len(text.splitlines()) + 1


def test_the_tag_of_a_release_is_as_good_as_fixed() -> None:
    text = "".join(
        f"{n} @ git+https://example.com/a.git@{ref}\n" for n, ref in [("a", "v0.1.1"), ("b", "2.0"), ("c", "v2")]
    )
    assert [pinning for *_, pinning in shown("requirements.txt", text)] == ["exact", "exact", "mutable"]
    text = json.dumps(
        {"dependencies": {"a": "acme/a#v1.2.3", "b": "acme/b#1.2", "c": "acme/c#release-1.2", "d": "acme/d"}}
    )
    assert [pinning for *_, pinning in shown("package.json", text)] == ["exact", "exact", "mutable", "mutable"]
