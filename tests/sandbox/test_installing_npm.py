"""What a package.json and its lock file may not do with --install: run code, reach other places, write elsewhere."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.enclosure import ENCLOSED, UNSAFE
from goatherd.sandbox.installing.store import packages_folder
from tests.sandbox.pods import read, written
from tests.sandbox.registries import archive, registries

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs20.x, Handler: app.handler, CodeUri: run}
"""
GOOD = {"plain": "^1.0.0"}


@pytest.fixture
def network(tmp_path, monkeypatch):
    with registries(tmp_path, monkeypatch) as played:
        played.integrity = played.add_module("plain", {"index.js": "exports.name = 'plain';\n"})
        yield played


@pytest.fixture(params=[ENCLOSED, UNSAFE], ids=["enclosed", "unprotected"])
def isolation(request):
    return request.param


def installed(tmp_path, package, isolation=ENCLOSED, lock=None, **more):
    """The dependencies of a function that has this package.json, and the node_modules that were made."""
    files = {"template.yaml": TEMPLATE, "run/app.js": "exports.handler = async () => 1;\n"}
    files |= {"run/package.json": json.dumps(package)}
    files |= {"run/package-lock.json": json.dumps(lock)} if lock else {}
    folder = written(tmp_path / "tree", {**files, **more})
    found = find_dependencies(read(folder), str(folder), install=True, isolation=isolation)
    return found, [Path(place) for place, _ in found.folders["Run"]]


def repository(folder: Path, evidence: Path) -> None:
    """A repository whose configuration and scripts leave evidence when npm obeys them."""
    script = f"#!/bin/sh\ntouch {evidence}\nexit 1\n"
    written(
        folder,
        {
            "package.json": json.dumps(
                {
                    "name": "evil",
                    "version": "1.0.0",
                    "scripts": {"preinstall": "./evil.sh", "prepare": "./evil.sh", "postinstall": "./evil.sh"},
                    "dependencies": {"more": "git+https://localhost:1/more.git"},
                }
            ),
            ".npmrc": "git=./evil.sh\nscript-shell=./evil.sh\nignore-scripts=false\n",
            "evil.sh": script,
        },
    )
    (folder / "evil.sh").chmod(0o755)
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b.invalid"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "evil"]):
        subprocess.run([*git, *arguments], check=True)


ATTEMPTS = {
    "a repository of this machine": "git+file://{out}/repository",
    "a repository": "git+https://localhost:1/evil.git",
    "a repository of a service": "somebody/evil",
    "a repository of a service, named": "github:somebody/evil",
    "an archive at an address": "{plain}/evil.tgz",
    "an archive of this machine": "file:{out}/evil.tgz",
    "a folder of this machine": "{out}/repository",
    "a folder as a link": "link:{out}/repository",
    "a folder out of the tree": "../../out/repository",
    "a name of an archive": "evil.tgz",
    "a version like an archive": "1.0.0-evil.tgz",
    "an alias of an address": "npm:evil@{plain}/evil.tgz",
    "an alias of a path": "npm:../../evil@1",
    "no text": ["^1.0.0"],
}


@pytest.mark.parametrize("wanted", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_dependency_that_is_refused(tmp_path, network, isolation, wanted):
    out, evidence = tmp_path / "out", tmp_path / "evidence"
    repository(out / "repository", evidence)
    network.files["/evil.tgz"] = archive({"package/package.json": '{"name": "evil", "version": "1.0.0"}'})
    (out / "evil.tgz").write_bytes(network.files["/evil.tgz"])
    told = wanted.format(out=out, plain=network.plain) if isinstance(wanted, str) else wanted
    package = {"dependencies": {"evil": told, **GOOD}, "scripts": {"preinstall": f"touch {evidence}"}}
    found, [modules] = installed(tmp_path, package, isolation)
    assert not evidence.exists()
    [problem] = found.problems
    assert problem.startswith("run/package.json: 'evil' is not installed: ")
    assert [path.name for path in modules.iterdir() if not path.name.startswith(".")] == ["plain"]
    assert "/evil.tgz" not in network.asked


@pytest.mark.parametrize(
    "name",
    ["../../evil", "@a/../../evil", ".evil", "node_modules", "a b", "/evil", "--evil", "evil.tgz", "constructor"],
)
def test_a_name_that_is_none(tmp_path, network, name):
    found, [modules] = installed(tmp_path, {"dependencies": {name: "1.0.0", **GOOD}, "overrides": {name: "1"}})
    assert len(found.problems) == 2
    assert all("no package of the registry is called so" in problem for problem in found.problems)
    assert [path.name for path in modules.iterdir() if not path.name.startswith(".")] == ["plain"]


def test_scripts_workspaces_and_programs_of_the_tree_are_nothing(tmp_path, network, isolation):
    evidence = tmp_path / "evidence"
    touch = f"touch {evidence}"
    package = {
        "dependencies": GOOD,
        "scripts": dict.fromkeys(("preinstall", "install", "postinstall", "prepare", "dependencies"), touch),
        "workspaces": ["../../out/*"],
        "bin": {"evil": "../../out/evil"},
        "config": {"registry": network.plain},
        "publishConfig": {"registry": network.plain},
        "packageManager": "evil@1.0.0",
        "devEngines": {"packageManager": {"name": "evil", "onFail": "download"}},
    }
    written(tmp_path / "out" / "one", {"package.json": json.dumps({"name": "one", "scripts": {"install": touch}})})
    found, [modules] = installed(tmp_path, package, isolation)
    assert found.problems == []
    assert not evidence.exists()
    assert [path.name for path in modules.iterdir() if not path.name.startswith(".")] == ["plain"]


def test_scripts_of_packages_do_not_run(tmp_path, network, isolation):
    evidence = tmp_path / "evidence"
    scripts = dict.fromkeys(("preinstall", "install", "postinstall"), f"touch {evidence}")
    network.add_module("busy", {"binding.gyp": "{}"}, scripts=scripts, hasInstallScript=True)
    found, [modules] = installed(tmp_path, {"dependencies": {"busy": "1.0.0"}}, isolation)
    assert (found.problems, evidence.exists()) == ([], False)
    assert (modules / "busy").is_dir()


def test_configuration_of_user_tree_and_environment_is_not_obeyed(tmp_path, network, isolation, monkeypatch):
    evidence = tmp_path / "evidence"
    told = f"registry={network.plain}/other/\nignore-scripts=false\nnode-options=--require={tmp_path}/evil.js\n"
    written(tmp_path, {"home/.npmrc": told, "evil.js": f"require('fs').writeFileSync({str(evidence)!r}, '')"})
    for name, value in {
        "npm_config_registry": f"{network.plain}/other/",
        "NPM_CONFIG_USERCONFIG": str(tmp_path / "home" / ".npmrc"),
        "NODE_OPTIONS": f"--require={tmp_path}/evil.js",
        "npm_config_globalconfig": str(tmp_path / "home" / ".npmrc"),
    }.items():
        monkeypatch.setenv(name, value)
    tree = written(tmp_path / "tree", {".npmrc": told, "run/.npmrc": told})
    monkeypatch.chdir(tree)
    found, [modules] = installed(tmp_path, {"dependencies": GOOD}, isolation)
    assert found.problems == []
    assert (modules / "plain" / "index.js").is_file()
    assert not evidence.exists()
    assert not any(path.startswith("/other") for path in network.asked)


def lock_of(entries, version=3):
    return {"lockfileVersion": version, "packages": {"": {"dependencies": {"evil": "*"}}, **entries}}


LEFT_OUT = {
    "a link": ("node_modules/evil", {"resolved": "../out", "link": True}),
    "a repository": ("node_modules/evil", {"version": "1.0.0", "resolved": "git+ssh://git@localhost/evil.git#0"}),
    "an archive of this machine": ("node_modules/evil", {"version": "1.0.0", "resolved": "file:../../out/evil.tgz"}),
    "a version that is a path": ("node_modules/evil", {"version": "file:../../out", "integrity": "sha512-AA=="}),
    "a place out of its folder": ("node_modules/../../evil", {"version": "1.0.0", "integrity": "sha512-AA=="}),
    "a place deep out of its folder": ("node_modules/a/node_modules/../../../../evil", {"version": "1.0.0"}),
    "an absolute place": ("/tmp/evil", {"version": "1.0.0", "integrity": "sha512-AA=="}),
    "a place in the tree": ("../run/evil", {"version": "1.0.0", "integrity": "sha512-AA=="}),
    "no table": ("node_modules/evil", "1.0.0"),
}


@pytest.mark.parametrize(("key", "entry"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_an_entry_of_a_lock_file_that_is_left_out(tmp_path, network, isolation, key, entry):
    good = {"version": "1.0.0", "resolved": "https://mirror.invalid/x.tgz", "integrity": network.integrity}
    lock = lock_of({"node_modules/plain": good, key: entry})
    found, [modules] = installed(tmp_path, {"dependencies": GOOD}, isolation, lock)
    assert found.problems == [
        f"run/package-lock.json: {key!r} left out: links, addresses, repositories and odd places are not installed"
    ]
    assert [path.name for path in modules.iterdir() if not path.name.startswith(".")] == ["plain"]
    assert not list(tmp_path.rglob("evil"))
    assert not any("mirror" in host for host in network.connected)


def test_a_package_that_only_a_repository_has_is_not_taken_from_a_stranger(tmp_path, network):
    """Its name may be anybody's in the registry."""
    network.add_module("ours", {"index.js": "the stranger's"})
    entry = {"version": "1.0.0", "resolved": "git+ssh://git@localhost/ours.git#0"}
    good = {
        "version": "1.0.0",
        "integrity": network.integrity,
        "dependencies": {"ours": "git+ssh://git@localhost/ours.git"},
    }
    package = {"dependencies": {**GOOD, "ours": "git+ssh://git@localhost/ours.git"}}
    found, [modules] = installed(
        tmp_path, package, lock=lock_of({"node_modules/plain": good, "node_modules/ours": entry})
    )
    assert sorted(problem.partition(":")[0] for problem in found.problems) == [
        "run/package-lock.json",
        "run/package.json",
    ]
    assert not (modules / "ours").exists()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_lock_file_decides_versions_and_its_hashes_hold(tmp_path, network, version):
    network.add_module("plain", {"index.js": "later"}, "1.5.0")
    deep = network.add_module("deep", {"index.js": "0"}, "1.0.0")
    network.add_module("deep", {"index.js": "later"}, "1.5.0")
    network.files["/plain"] = network.files["/plain"].replace(b'"main"', b'"dependencies": {"deep": "^1.0.0"}, "main"')
    elsewhere = {"version": "1.0.0", "resolved": f"{network.plain}/elsewhere.tgz"}
    plain = {**elsewhere, "integrity": network.integrity}
    needs = {"deep": "^1.0.0"}
    if version == 1:
        inner = {"deep": {**elsewhere, "integrity": deep}}
        lock = {"lockfileVersion": 1, "dependencies": {"plain": {**plain, "requires": needs, "dependencies": inner}}}
    else:
        entries = {
            "node_modules/plain": {**plain, "dependencies": needs},
            "node_modules/plain/node_modules/deep": {**elsewhere, "integrity": deep},
        }
        lock = lock_of(entries, version)
    found, [modules] = installed(tmp_path, {"dependencies": GOOD}, lock=lock)
    assert found.problems == []
    assert json.loads((modules / "plain" / "package.json").read_text())["version"] == "1.0.0"
    assert (modules / "plain" / "node_modules" / "deep" / "index.js").read_text() == "0"
    assert "/elsewhere.tgz" not in network.asked


STALE = {
    "empty": ({"lockfileVersion": 3, "packages": {"": {}}}, "it has no package of the registry for 'plain'"),
    "without packages": ({"lockfileVersion": 3}, "it lists no packages"),
    "of another manifest": (
        lock_of({"node_modules/plain": {"version": "0.9.0", "integrity": "sha512-AA=="}}),
        "it is not in step with package.json",
    ),
}


@pytest.mark.parametrize(("lock", "why"), STALE.values(), ids=STALE)
def test_a_lock_file_that_is_of_no_use_is_told(tmp_path, network, lock, why):
    found, [modules] = installed(tmp_path, {"dependencies": GOOD}, lock=lock)
    [problem] = found.problems
    assert problem.endswith(f"package-lock.json is not used: {why}")
    assert (modules / "plain" / "index.js").is_file()


def test_a_hash_of_a_lock_file_that_is_not_that_of_the_package(tmp_path, network):
    entry = {"version": "1.0.0", "integrity": network.add_module("other", {})}
    found, folders = installed(tmp_path, {"dependencies": GOOD}, lock=lock_of({"node_modules/plain": entry}))
    assert folders == []
    [problem] = found.problems
    assert "could not be installed" in problem


def test_what_cannot_be_read_is_told(tmp_path, network):
    folder = written(tmp_path / "tree", {"template.yaml": TEMPLATE, "run/app.js": "exports.handler = async () => 1;\n"})
    manifest = folder / "run" / "package.json"
    manifest.write_text(json.dumps({"dependencies": GOOD}))
    application = read(folder)

    def problems():
        return find_dependencies(application, str(folder), install=True).problems

    manifest.write_text("[" * 200_000)
    assert problems() == ["run/package.json: it is no JSON that can be read"]
    manifest.write_text(json.dumps({"dependencies": {"plain": " " * (2 << 20)}}))
    assert problems() == ["run/package.json: it has more than 1024 KB"]
    manifest.unlink()
    (tmp_path / "private.json").write_text('{"dependencies": {"secretword": "1.0.0"}}')
    manifest.symlink_to(tmp_path / "private.json")
    assert problems() == ["run/package.json: it leads out of the tree"]
    manifest.unlink()
    manifest.write_text(json.dumps({"dependencies": GOOD}))
    (folder / "run" / "package-lock.json").symlink_to(tmp_path / "private.json")
    assert problems() == ["run/package-lock.json is not used: it leads out of the tree"]
    assert "/secretword" not in network.asked


def test_a_package_that_needs_a_repository(tmp_path, network, isolation):
    evidence = tmp_path / "evidence"
    repository(tmp_path / "out", evidence)
    network.add_module("needy", {}, dependencies={"evil": f"git+file://{tmp_path}/out"})
    found, folders = installed(tmp_path, {"dependencies": {"needy": "1.0.0"}}, isolation)
    assert folders == []
    [problem] = found.problems
    assert "could not be installed" in problem
    assert not evidence.exists()


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "*",
        "latest",
        "1",
        "1.x",
        "^1.0.0",
        "~1.0",
        ">=1.0.0 <2",
        "1.0.0 - 1.5.0",
        "0.9 || ^1.0.0",
        "v1.0.0",
        "npm:plain@1",
    ],
)
def test_what_good_ranges_say(tmp_path, network, wanted):
    found, [modules] = installed(tmp_path, {"dependencies": {"plain": wanted}})
    assert found.problems == []
    assert (modules / "plain" / "index.js").is_file()


def test_aliases_and_overrides(tmp_path, network):
    network.add_module("needs", {}, dependencies={"deep": "*"})
    network.add_module("deep", {"index.js": "0"}, "1.0.0")
    network.add_module("deep", {"index.js": "later"}, "2.0.0")
    package = {
        "dependencies": {"other": "npm:plain@^1.0.0", "needs": "*"},
        "overrides": {"deep": "1.0.0", "plain": {".": "1"}},
    }
    found, [modules] = installed(tmp_path, package)
    assert found.problems == ["run/package.json: overrides: 'plain' is not installed: it is no text"]
    assert json.loads((modules / "other" / "package.json").read_text())["name"] == "plain"
    assert (modules / "deep" / "index.js").read_text() == "0"


def test_a_lock_file_that_is_made_to_take_long_is_not_read(tmp_path, network):
    entry = {"version": "1.0.0", "integrity": network.integrity}
    asking = {f"a{number}": "*" for number in range(20_000)}
    wide = {f"node_modules/p{number}": {**entry, "peerDependencies": asking} for number in range(12)}
    deep = {"node_modules/" + "/node_modules/".join(["a"] * 40): entry}
    for packages, why in ((wide, "its packages ask for more than 200000 others"), (deep, "left out")):
        packages = {"": {}, "node_modules/plain": entry, **packages}
        found, folders = installed(
            tmp_path / why[:3], {"dependencies": GOOD}, lock={"lockfileVersion": 3, "packages": packages}
        )
        assert why in found.problems[0]
        assert len(folders) == 1


def test_a_package_of_deep_folders_is_neither_taken_nor_left(tmp_path, network, isolation):
    network.add_module("deep", {"d/" * 1000 + "deep.js": ""})
    found, folders = installed(tmp_path, {"dependencies": {"deep": "1.0.0"}}, isolation)
    assert folders == []
    why = "its folders lie too deep within each other"
    assert found.problems == [f"run/package.json could not be installed: {why}"]
    assert list(packages_folder().iterdir()) == []
