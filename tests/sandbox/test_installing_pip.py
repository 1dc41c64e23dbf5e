"""What a requirements.txt may not do with --install: run code, reach other places, read files, obey configuration."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.enclosure import ENCLOSED, UNSAFE
from goatherd.sandbox.installing.store import packages_folder
from tests.sandbox.pods import read, written
from tests.sandbox.registries import archive, registries, wheel

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: run}
"""
GOOD = "flat"  # the last line of every attempt: what can be installed is


@pytest.fixture
def network(tmp_path, monkeypatch):
    with registries(tmp_path, monkeypatch) as played:
        played.add_wheel("flat", {"flat.py": "NAME = 'flat'\n"})
        yield played


@pytest.fixture(params=[ENCLOSED, UNSAFE], ids=["enclosed", "unprotected"])
def isolation(request):
    return request.param


def installed(tmp_path, requirements, isolation=ENCLOSED, **more):
    """The dependencies of a function that has these requirements, and the folder that they were installed into."""
    files = {"template.yaml": TEMPLATE, "run/app.py": "def handler(event, context): pass\n"}
    folder = written(tmp_path / "tree", {**files, "run/requirements.txt": requirements, **more})
    found = find_dependencies(read(folder), str(folder), install=True, isolation=isolation)
    return found, [Path(place) for place, _ in found.folders["Run"]]


def hostile(folder: Path, evidence: Path) -> dict[str, str]:
    """A source distribution that needs nothing to be built, and leaves evidence when it is."""
    ran = f"open({str(evidence)!r}, 'a').close()\n"
    files = {
        "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n",
        "backend.py": ran,
        "setup.py": ran,
    }
    written(folder / "evil", files)
    (folder / "evil-1.tar.gz").write_bytes(archive({f"evil-1/{name}": text for name, text in files.items()}))
    shutil.copytree(folder / "evil", folder / "repository")
    git = ["git", "-C", str(folder / "repository"), "-c", "user.name=a", "-c", "user.email=a@b.invalid"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "evil"]):
        subprocess.run([*git, *arguments], check=True)
    return files


ATTEMPTS = {
    "an archive at an address": "evil @ {plain}/evil-1.tar.gz",
    "an archive at an address without a name": "{plain}/evil-1.tar.gz",
    "an archive of this machine": "evil @ file://{out}/evil-1.tar.gz",
    "a folder of this machine": "evil @ file://{out}/evil",
    "a folder of this machine without a name": "file://{out}/evil",
    "an absolute path": "{out}/evil",
    "an absolute path to an archive": "{out}/evil-1.tar.gz",
    "a path out of the tree": "../../out/evil",
    "an editable absolute path": "-e {out}/evil",
    "an editable path out of the tree": "--editable=../../out/evil",
    "an archive of the tree": "./evil-1.tar.gz",
    "a repository": "evil @ git+file://{out}/repository",
    "an editable repository": "-e git+file://{out}/repository#egg=evil",
    "a variable of the environment": "${{OUT}}/evil",
    "options of a build": "evil --config-settings=a=b",
    "an option with a tab": "evil\t--config-settings=a=b",
    "a marker that holds an option": "evil; python_version > '3\" --find-links={out} --no-binary=:all: \"'",
}
OPTIONS = {
    "sources and a place for them": ("--no-binary evil", "--find-links {out}", "evil"),
    "another registry": ("--index-url {plain}/simple", "evil"),
    "another registry, briefly": ("-i{plain}/simple", "evil"),
    "one more registry": ("--extra-index-url={plain}/simple", "--trusted-host 127.0.0.1", "evil"),
    "an option over two lines": ("--index-\\\nurl {plain}/simple", "evil"),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_line_that_is_refused(tmp_path, network, isolation, monkeypatch, attempt):
    out, evidence = written(tmp_path / "out", {}), tmp_path / "evidence"
    out.mkdir(exist_ok=True)
    hostile(out, evidence)
    network.files["/evil-1.tar.gz"] = (out / "evil-1.tar.gz").read_bytes()
    monkeypatch.setenv("OUT", str(out))
    (tmp_path / "tree" / "run").mkdir(parents=True)
    shutil.copy(out / "evil-1.tar.gz", tmp_path / "tree" / "run")
    line = attempt.format(out=out, plain=network.plain)
    found, folders = installed(tmp_path, f"{line}\n{GOOD}\n", isolation)
    assert not evidence.exists()
    assert "/evil-1.tar.gz" not in network.asked
    [problem] = found.problems
    assert problem.startswith("run/requirements.txt:1: ")
    assert str(out) not in problem
    assert [(folder / "flat.py").is_file() for folder in folders] == [True]


@pytest.mark.parametrize("lines", OPTIONS.values(), ids=OPTIONS)
def test_an_option_that_is_refused(tmp_path, network, isolation, lines):
    """What else the file names is asked of the registry, which has only sources: they are not built."""
    out, evidence = tmp_path / "out", tmp_path / "evidence"
    out.mkdir()
    hostile(out, evidence)
    data = (out / "evil-1.tar.gz").read_bytes()
    network.add_sources("evil", data)
    network.files["/simple/evil/"] = network.files["/simple/evil/"]
    text = "".join(f"{line}\n" for line in lines).format(out=out, plain=network.plain)
    found, folders = installed(tmp_path, text, isolation)
    assert not evidence.exists()
    assert "/files/evil-1.tar.gz" not in network.asked
    refused = [problem for problem in found.problems if problem.startswith("run/requirements.txt:")]
    assert len(refused) == len(lines) - 1
    assert found.problems[-1].startswith("run/requirements.txt could not be installed: the registry has no wheel of ")
    assert folders == []
    assert all(host.endswith(":443") for host in network.connected)


@pytest.mark.parametrize(
    ("lines", "taken", "told"),
    [
        ("round==2\n", "3", "round==2 has no wheel for this Python: 3 is taken"),
        ("round>=1.5,<3\n", "3", "round<3,>=1.5 has no wheel for this Python: 3 is taken"),
        ("round==9.*\n", "4", "round==9.* has no wheel for this Python: 4 is taken"),
        ("round==2 --hash=sha256:" + 64 * "0" + "\n", "3", "round==2 has no wheel for this Python: 3 is taken"),
        ("nowhere==1\nround==3\n", "3", "nowhere==1 has no wheel for this Python: it is left out"),
        ("round==3\nneeds==1\n", "4", "its versions do not go together here, and newer ones are taken"),
    ],
)
def test_a_pin_without_a_wheel_gives_way(tmp_path, network, lines, taken, told):
    for version in ("1", "3", "4"):
        network.add_wheel("round", {"round_.py": f"NAME = {version!r}\n"}, version=version)
    network.add_wheel("needs", {"needs.py": ""}, "Requires-Dist: round>3")
    found, [folder] = installed(tmp_path, lines)
    assert (folder / "round_.py").read_text() == f"NAME = {taken!r}\n"
    assert found.problems == [f"run/requirements.txt: {told}"]


def test_a_backport_does_not_take_the_place_of_what_python_has_itself(tmp_path, network):
    network.add_wheel("dataclasses", {"dataclasses.py": "raise ImportError\n"})
    found, [folder] = installed(tmp_path, f"dataclasses==1\n{GOOD}\n")
    assert not (folder / "dataclasses.py").exists()
    assert (folder / "flat.py").is_file()
    assert found.problems == ["run/requirements.txt: dataclasses is left out, which this Python has itself"]


def test_a_file_within_the_tree_is_followed_and_refused_in_the_same_way(tmp_path, network):
    more = {
        "run/more.txt": "-c limits.txt\nflat\n--index-url https://elsewhere.invalid/\n",
        "run/limits.txt": "flat<2\n",
    }
    network.add_wheel("flat", {"flat.py": "NAME = 'later'\n"}, version="2")
    found, [folder] = installed(tmp_path, "-r more.txt\n", **more)
    assert [problem.partition(": ")[0] for problem in found.problems] == ["run/more.txt:3"]
    assert (folder / "flat.py").read_text() == "NAME = 'flat'\n"


@pytest.mark.parametrize("option", ["-r ", "-c ", "--requirement=", "--constraint "])
@pytest.mark.parametrize("how", ["absolute", "relative", "link", "address"])
def test_a_file_out_of_the_tree_is_neither_followed_nor_told(tmp_path, network, option, how):
    (tmp_path / "private").write_text("root:$6$secretword:19000:0:99999:7:::\n")
    (tmp_path / "tree" / "run").mkdir(parents=True)
    (tmp_path / "tree" / "run" / "linked.txt").symlink_to(tmp_path / "private")
    places = {
        "absolute": str(tmp_path / "private"),
        "relative": "../../private",
        "link": "linked.txt",
        "address": f"file://{tmp_path}/private",
    }
    found, [folder] = installed(tmp_path, f"{option}{places[how]}\n{GOOD}\n")
    [problem] = found.problems
    assert problem.startswith("run/requirements.txt:1: ")
    assert "secretword" not in problem
    assert (folder / "flat.py").is_file()


def test_a_file_that_is_itself_a_link_out_of_the_tree(tmp_path, network):
    folder = written(tmp_path / "tree", {"template.yaml": TEMPLATE, "run/app.py": "def handler(e, c): pass\n"})
    (folder / "run" / "requirements.txt").write_text("flat\n")
    application = read(folder)
    (tmp_path / "private").write_text("secretword\n")
    (folder / "run" / "requirements.txt").unlink()
    (folder / "run" / "requirements.txt").symlink_to(tmp_path / "private")
    found = find_dependencies(application, str(folder), install=True)
    assert found.problems == ["run/requirements.txt: it leads out of the tree"]
    assert network.asked == []


def test_configuration_of_user_tree_and_environment_is_not_obeyed(tmp_path, network, isolation, monkeypatch):
    evidence = tmp_path / "evidence"
    (tmp_path / "out").mkdir()
    hostile(tmp_path / "out", evidence)
    told = f"[global]\nindex-url = {network.plain}/other\nfind-links = {tmp_path}/out\nno-binary = :all:\n"
    written(
        tmp_path / "home", {".config/pip/pip.conf": told, ".pip/pip.conf": told, ".netrc": "default login a password b"}
    )
    for name, value in {
        "PIP_INDEX_URL": f"{network.plain}/other",
        "PIP_FIND_LINKS": str(tmp_path / "out"),
        "PIP_NO_BINARY": ":all:",
        "PIP_CONFIG_FILE": str(tmp_path / "home" / ".pip" / "pip.conf"),
        "PYTHONPATH": str(tmp_path / "out" / "evil"),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(written(tmp_path / "tree", {"pip.conf": told, "pip.py": f"open({str(evidence)!r}, 'a')"}))
    found, [folder] = installed(tmp_path, "flat\n", isolation)
    assert found.problems == []
    assert (folder / "flat.py").is_file()
    assert not any(path.startswith("/other") for path in network.asked)
    assert not evidence.exists()


def test_a_package_that_the_registry_has_as_sources_only_is_not_built(tmp_path, network, isolation):
    (tmp_path / "out").mkdir()
    hostile(tmp_path / "out", tmp_path / "evidence")
    network.add_sources("evil", (tmp_path / "out" / "evil-1.tar.gz").read_bytes())
    found, folders = installed(tmp_path, "evil\n", isolation)
    assert folders == []
    [problem] = found.problems
    assert "could not be installed" in problem
    assert not (tmp_path / "evidence").exists()


def test_a_package_that_needs_something_from_elsewhere(tmp_path, network):
    network.files["/evil-1.tar.gz"] = b""
    network.add_wheel("needy", {"needy.py": ""}, f"Requires-Dist: evil @ {network.plain}/evil-1.tar.gz")
    found, folders = installed(tmp_path, "needy\n")
    assert folders == []
    [problem] = found.problems
    assert "could not be installed" in problem
    assert "/evil-1.tar.gz" not in network.asked


def host_of(network, tmp_path) -> str:
    """The registry's own, which a package may name as well."""
    installed(tmp_path, f"{GOOD}\n")
    return next(iter(network.connected)).removesuffix(":443")


BACKEND = """
import zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    {leave}
    with zipfile.ZipFile(folder + "/evil-1-py3-none-any.whl", "w") as made:
        for path, text in {files!r}.items():
            made.writestr(path, text)
    return "evil-1-py3-none-any.whl"
"""


def test_sources_at_an_address_of_the_registry_are_not_built_for_a_package(tmp_path, network, isolation):
    address = f"https://{host_of(network, tmp_path)}/evil-1.tar.gz"
    with zipfile.ZipFile(io.BytesIO(wheel("evil", {"evil.py": ""}))) as made:
        files = {name: made.read(name).decode() for name in made.namelist()}
    evidence = tmp_path / "evidence"
    leave = f"open({str(evidence)!r}, 'w').close()" if isolation is UNSAFE else "pass"
    build = "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n"
    about = "Metadata-Version: 2.1\nName: evil\nVersion: 1\n"
    sources = {"pyproject.toml": build, "backend.py": BACKEND.format(leave=leave, files=files), "PKG-INFO": about}
    network.files["/evil-1.tar.gz"] = archive({f"evil-1/{name}": text for name, text in sources.items()})
    network.add_wheel("needy", {"needy.py": ""}, f"Requires-Dist: evil @ {address}")
    found, folders = installed(tmp_path, "needy\n", isolation)
    assert (folders, evidence.exists()) == ([], False)
    [problem] = found.problems
    assert problem.endswith("nothing is built from sources here")


def test_a_wheel_at_an_address_of_the_registry_is_not_taken(tmp_path, network, isolation):
    address = f"https://{host_of(network, tmp_path)}/evil-1-py3-none-any.whl"
    network.files["/evil-1-py3-none-any.whl"] = wheel("evil", {"evil.py": ""})
    network.add_wheel("needy", {"needy.py": ""}, f"Requires-Dist: evil @ {address}")
    found, folders = installed(tmp_path, "needy\n", isolation)
    assert folders == []
    why = "evil is needed from an address, and packages come from the registry"
    assert found.problems == [f"run/requirements.txt could not be installed: {why}"]


def test_a_wheel_of_this_machine_is_not_taken_for_a_package(tmp_path, network):
    (tmp_path / "evil-1-py3-none-any.whl").write_bytes(wheel("evil", {"evil.py": ""}))
    network.add_wheel("needy", {"needy.py": ""}, f"Requires-Dist: evil @ file://{tmp_path}/evil-1-py3-none-any.whl")
    found, folders = installed(tmp_path, "needy\n", UNSAFE)
    assert folders == []
    [problem] = found.problems
    assert problem.startswith("run/requirements.txt could not be installed: ")


def test_a_wheel_of_deep_folders_costs_itself_alone(tmp_path, network, isolation):
    network.add_wheel("deep", {"deep/" * 600 + "deep.py": ""})
    template = TEMPLATE + TEMPLATE.partition("Resources:\n")[2].replace("run", "other").replace("Run", "Other")
    more = {"template.yaml": template, "other/app.py": "def handler(e, c): pass\n", "other/requirements.txt": GOOD}
    found, folders = installed(tmp_path, "deep\n", isolation, **more)
    assert folders == []
    why = "its folders lie too deep within each other"
    assert found.problems == [f"run/requirements.txt could not be installed: {why}"]
    [(other, _)] = found.folders["Other"]
    assert [str(path) for path in packages_folder().iterdir()] == [other]


@pytest.mark.parametrize("name", [".complete/x", "tmp/x", "making/x"])
def test_no_name_in_a_wheel_changes_what_is_in_the_cache(tmp_path, network, name):
    network.add_wheel("odd", {"odd.py": "", name: ""})
    found, [folder] = installed(tmp_path, "odd\n")
    number = folder.stat().st_ino
    network.reachable = False
    again, [same] = installed(tmp_path, "odd\n")
    assert (found.problems, again.problems) == ([], [])
    assert (same, same.stat().st_ino, (same / name).is_file()) == (folder, number, True)


def test_what_good_lines_say(tmp_path, network):
    """Extras, versions, markers, continued lines and comments are what they are for pip."""
    network.add_wheel("flat", {"flat.py": "NAME = 'later'\n"}, version="2")
    network.add_wheel("other", {"other.py": ""}, "Provides-Extra: more", 'Requires-Dist: third; extra == "more"')
    network.add_wheel("third", {"third.py": ""})
    text = (
        "# a comment\nflat >=1, \\\n  <2  # one\nother[more] ; python_version >= '3.11'\nnever ; python_version < '3'\n"
    )
    found, [folder] = installed(tmp_path, text + "--only-binary :all:\n")
    assert found.problems == []
    assert (folder / "flat.py").read_text() == "NAME = 'flat'\n"
    assert sorted(path.name for path in folder.glob("*.py")) == ["flat.py", "other.py", "third.py"]


def test_hashes_hold(tmp_path, network):
    right = hashlib.sha256(wheel("flat", {"flat.py": "NAME = 'flat'\n"})).hexdigest()
    found, folders = installed(tmp_path, f"flat==1 \\\n  --hash=sha256:{'0' * 64}\n")
    assert folders == []
    assert "could not be installed" in found.problems[0]
    found, [folder] = installed(tmp_path, f"flat==1 \\\n  --hash=sha256:{'0' * 64} \\\n  --hash=sha256:{right}\n")
    assert found.problems == []
    assert (folder / "flat.py").is_file()


def test_huge_and_endless_files(tmp_path, network):
    more = {f"run/{number}.txt": f"-r {number + 1}.txt\nflat\n" for number in range(40)}
    found, folders = installed(tmp_path, "-r 0.txt\n-r requirements.txt\n", **more)
    assert [problem for problem in found.problems if "more than 32 files" in problem]
    assert len(folders) == 1
    tree = tmp_path / "tree" / "run"
    application = read(tree.parent)
    os.mkfifo(tree / "pipe.txt")
    (tree / "huge.txt").write_text("flat\n" * 300_000)
    (tree / "many.txt").write_text("flat\n" * 6000)
    (tree / "wide.txt").write_text(f"flat{' ' * 500_000}x\nflat>=1{',>=1' * 1000}\n{'(' * 900}\n")
    (tree / "requirements.txt").write_text("-r pipe.txt\n-r huge.txt\n-r wide.txt\n-r many.txt\nflat\n")
    started = time.process_time()
    found = find_dependencies(application, str(tree.parent), install=True)
    assert time.process_time() - started < 20
    told = dict(problem.split(": ", 1) for problem in found.problems)
    assert told["run/requirements.txt:1"] == "-r is not followed: it is no file"
    assert told["run/requirements.txt:2"] == "-r is not followed: it has more than 1024 KB"
    assert {name for name in told if name.startswith("run/wide.txt")} == {f"run/wide.txt:{n}" for n in (1, 2, 3)}
    assert told["run/requirements.txt:4"] == "-r is not followed: more than 5000 lines"


def test_only_the_registry_is_reached_through_the_users_proxy(tmp_path, network):
    installed(tmp_path, "flat\n")
    assert network.connected
    assert all("." in host and host.endswith(":443") for host in network.connected)
    assert network.credentials == {"Basic dXNlcjp3b3Jk"}
    assert set(network.asked) == {"/simple/flat/", "/files/flat-1-py3-none-any.whl"}


def test_it_says_what_takes_its_time(tmp_path, network):
    said = []
    files = {"template.yaml": TEMPLATE, "run/app.py": "def handler(e, c): pass\n", "run/requirements.txt": "flat\n"}
    folder = written(tmp_path / "tree", files)
    for _ in range(2):
        find_dependencies(read(folder), str(folder), install=True, say=said.append)
    assert said == ["installing 1 package of run/requirements.txt …"]


@pytest.mark.parametrize("inside", ["src", "."])
def test_a_package_of_the_tree_shows_nothing_beyond_the_tree(tmp_path, network, isolation, inside):
    secret = written(tmp_path / "home", {"key.txt": "secret"})
    package = written(tmp_path / "tree" / "pkg", {"setup.py": "", "own.py": ""})
    (package / inside / "leak").symlink_to(secret) if inside == "." else (package / inside).symlink_to(secret)
    _, folders = installed(tmp_path, f"../pkg\n{GOOD}\n", isolation)
    assert [folder.resolve() for folder in folders[1:]] == [package]


def test_a_link_is_never_shown_as_code(tmp_path):
    secret = written(tmp_path / "home", {"key.txt": "secret"})
    (tmp_path / "link").symlink_to(secret)
    with pytest.raises(OSError, match="link is a link"):
        ENCLOSED.show_code(tmp_path / "link", tmp_path / "shown")


def test_a_registry_that_cannot_be_reached_is_told_as_that(tmp_path, network, isolation):
    network.reachable = False
    found, folders = installed(tmp_path, f"{GOOD}\n", isolation)
    assert folders == []
    assert "the registry cannot be reached" in found.problems[-1]


def test_a_cache_that_cannot_be_written_costs_what_would_lie_there(tmp_path, network, isolation, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    found, folders = installed(tmp_path, f"{GOOD}\n", isolation)
    assert folders == []
    assert "Not a directory; XDG_CACHE_HOME names another folder" in found.problems[-1]
