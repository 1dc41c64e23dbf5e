"""What a tree, or the builder itself, tries while functions are built and shown: each attempt gets nothing."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.sandbox.dependencies import Dependencies, find_dependencies
from goatherd.sandbox.enclosure import ENCLOSED, UNSAFE, enclosed
from goatherd.sandbox.interpreters import python, python_parts
from goatherd.sandbox.limits import MEGABYTE, Limits
from goatherd.sandbox.pod import Options, Pod
from tests.sandbox.pods import in_pod, read, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.sandbox.isolation import Isolation

TEXT = "import x from '{}' with {{ type: 'text' }};\nexport const handler = async () => x;\n"
LOOKS = """
import { readdirSync } from 'node:fs';
const seen = (place: string) => {
  try { return readdirSync(place).filter((name) => name !== '.git').sort(); } catch { return []; }
};
export const handler = async () => ['/var/task', '/var/task/.git', '/opt'].map(seen);
"""


def template(*functions: str, runtime: str = "nodejs20.x", more: str = "") -> str:
    return f"Transform: AWS::Serverless-2016-10-31\nResources:\n{more}" + "".join(
        f"  {name.title()}:\n    Type: AWS::Serverless::Function\n"
        f"    Properties: {{Runtime: {runtime}, Handler: app.handler, CodeUri: {name}, Timeout: 10, MemorySize: 512}}\n"
        for name in functions
    )


def built(folder: Path, isolation: Isolation = ENCLOSED, esbuild: str = "") -> dict[str, Any]:
    """Function -> what it answers, or why it does not run."""
    application = read(folder)
    found = Dependencies(esbuild=esbuild) if esbuild else find_dependencies(application, str(folder), install=True)
    assert found.problems == []

    def task(place: Path) -> Iterator[dict[str, Any]]:
        pod = Pod(application, str(folder), place, found, Options(isolation=isolation))
        pod.start()
        yield {**pod.undeployable, **{name: pod.invoke(name, {}).response for name in pod.runnable}}

    (said,) = enclosed(task, isolation=isolation)
    return said


def test_a_build_reads_what_everybody_may_read_and_no_repository(tmp_path: Path) -> None:
    wanted = {
        "git": "../.git/config",
        "inner": "./lib/.hg/hgrc",
        "linked": "./link",
        "private": "../other/.env",
        "closed": "../shut/text.txt",
        "piped": "../pipe.txt",
        "open": "../other/open.txt",
    }
    files = {f"{name}/app.ts": TEXT.format(place) for name, place in wanted.items()}
    files |= {"own/app.ts": TEXT.format("./.env"), "own/.env": "its own"}
    files |= {".git/config": "a token", "inner/lib/.hg/hgrc": "a token", "other/.env": "a password"}
    files |= {"shut/text.txt": "a password", "other/open.txt": "open"}
    folder = written(tmp_path, {"template.yaml": template(*wanted, "own"), **files})
    (folder / "linked/link").symlink_to("../.git/config")
    for private in ("other/.env", "own/.env"):
        (folder / private).chmod(0o600)
    (folder / "shut").chmod(0o700)
    os.mkfifo(folder / "pipe.txt")

    said = built(folder)
    assert (said.pop("Open"), said.pop("Own")) == ("open", "its own")
    assert sorted(said) == sorted(name.title() for name in wanted if name != "open")
    refusals = ("Could not resolve", "Cannot read file")
    assert [why for why in said.values() if not any(each in str(why) for each in refusals)] == []


def test_where_nothing_is_for_everybody_modes_say_nothing(tmp_path: Path) -> None:
    files = {"fn/app.ts": TEXT.format("../common/text.txt"), "common/text.txt": "of a user with umask 077"}
    folder = written(tmp_path, {"template.yaml": template("fn", "git"), **files, ".git/config": "a token"})
    written(folder, {"git/app.ts": TEXT.format("../.git/config")})
    for place in folder.rglob("*"):
        place.chmod(0o700 if place.is_dir() else 0o600)
    assert built(folder) == {
        "Fn": "of a user with umask 077",
        "Git": 'it does not build: Could not resolve "../.git/config" (git/app.ts:1)',
    }


def test_what_has_more_to_hide_than_can_be_mounted_is_copied(tmp_path: Path) -> None:
    names = [f"private{number}" for number in range(400)]
    files = {f"more/{name}": "a password" for name in names}
    files |= {
        "fn/app.ts": TEXT.format("../open.txt"),
        "open.txt": "open",
        "bad/app.ts": TEXT.format("../more/private7"),
    }
    folder = written(tmp_path, {"template.yaml": template("fn", "bad"), **files})
    for name in names:
        (folder / "more" / name).chmod(0o600)
    assert built(folder) == {
        "Fn": "open",
        "Bad": 'it does not build: Could not resolve "../more/private7" (bad/app.ts:1)',
    }


def test_a_function_that_is_built_in_the_root_of_the_tree_has_no_repository_beside_it(tmp_path: Path) -> None:
    layer = "  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: .}}\n"
    text = template(".", more=layer).replace("  .:", "  Fn:").replace("CodeUri:", "Layers: [!Ref L], CodeUri:")
    written(tmp_path, {"template.yaml": text, "app.ts": LOOKS, ".git/config": "a token", "lib/x.txt": "x"})
    assert built(tmp_path) == {
        "Fn": [["app.cjs", "app.ts", "lib", "template.yaml"], [], ["app.ts", "lib", "template.yaml"]]
    }


@pytest.mark.parametrize("place", [".git", ".git/modules/sub", "link"])
def test_a_repository_is_no_layer(tmp_path: Path, place: str) -> None:
    layer = f"  L: {{Type: AWS::Serverless::LayerVersion, Properties: {{ContentUri: {place}}}}}\n"
    text = template("fn", runtime="python3.12", more=layer).replace("CodeUri:", "Layers: [!Ref L], CodeUri:")
    files = {".git/modules/sub/hooks/config": "a token", ".git/logs/HEAD": "a token"}
    code = "import os\ndef handler(e, c): return sorted(os.listdir('/opt')) if os.path.exists('/opt') else []\n"
    folder = written(tmp_path, {"template.yaml": text, "fn/app.py": code, **files})
    (folder / "link").symlink_to(".git/modules")
    (said,) = in_pod(folder, lambda pod: iter([pod.undeployable]))
    assert said == {"Fn": "it would be shown a repository, whose configuration may hold keys"}


def test_folders_in_folders_cost_their_function_and_no_other(tmp_path: Path) -> None:
    text = template("deep", "good", runtime="python3.12") + template("built").split("Resources:\n")[1]
    code = "def handler(event, context): return 1\n"
    files = {"template.yaml": text, "deep/app.py": code, "good/app.py": code, "built/app.ts": TEXT.format("../x.txt")}
    folder = written(tmp_path, {**files, "x.txt": "x"})
    here = os.open(folder / "deep", os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    file = os.open("x.py", os.O_CREAT | os.O_WRONLY, 0o600, dir_fd=here)
    os.close(file)
    os.close(here)
    try:
        assert built(folder) == {
            "Deep": "deep holds folders that lie more than 100 deep in each other",
            "Good": 1,
            "Built": "x",
        }
    finally:
        subprocess.run(["rm", "-rf", str(folder / "deep")], check=True)


def test_a_failure_of_ours_costs_one_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from goatherd.sandbox import pod as module

    def fails(function: Any, *rest: Any) -> Any:
        return 1 // 0 if function.id == "Bad" else deploy(function, *rest)

    deploy = module.deploy
    monkeypatch.setattr(module, "deploy", fails)
    code = "def handler(event, context): return 1\n"
    text = template("bad", "good", runtime="python3.12")
    written(tmp_path, {"template.yaml": text, "bad/app.py": code, "good/app.py": code})
    (said,) = in_pod(tmp_path, lambda pod: iter([[pod.undeployable, pod.invoke("Good", {}).response]]))
    assert said == [{"Bad": "ZeroDivisionError: integer division or modulo by zero"}, 1]


def test_all_builds_of_an_application_have_one_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goatherd.sandbox.esbuild.SECONDS_FOR_ALL", 0)
    written(tmp_path, {"template.yaml": template("fn"), "fn/app.ts": TEXT.format("./app.ts")})
    assert built(tmp_path) == {"Fn": "it does not build: building took more than 0 s in all"}


MAP = "open(out + '.map', 'w').write('{\"sources\": [], \"mappings\": \"\"}')"
HOSTILE = {
    "a link": ("os.remove(out); os.symlink(secret, out)", "what esbuild made cannot be read: Too many levels"),
    "a pipe": ("os.remove(out); os.mkfifo(out)", "esbuild made what is no file"),
    "a folder": ("os.remove(out); os.mkdir(out)", "esbuild made what is no file"),
    "a map that is a link": ("os.remove(out + '.map'); os.symlink(secret, out + '.map')", "what esbuild made cannot"),
    "a deep map": ("open(out + '.map', 'w').write('[' * 200_000)", "the map that esbuild made is nested"),
    "an odd map": (
        "open(out + '.map', 'w').write('{\"sources\": [1], \"mappings\": 1}')",
        "esbuild made what is no map",
    ),
    "memory": ("x = bytearray(4 << 30)", "esbuild ended with exit code 1"),
    "a large file": ("open(out, 'wb').truncate(1 << 30)", "esbuild ended with exit code"),
}


@pytest.mark.parametrize("attempt", HOSTILE)
def test_a_hostile_builder_is_not_believed(tmp_path: Path, attempt: str) -> None:
    code, why = HOSTILE[attempt]
    (tmp_path / "secret").write_text("secret of the user")
    program = tmp_path / "esbuild"
    program.write_text(
        f"#!{python()} -IS\nimport os, sys\nsecret = {str(tmp_path / 'secret')!r}\n"
        f"out = next(word for word in sys.argv if word.startswith('--outfile='))[10:]\n{MAP}\n{code}\n"
    )
    program.chmod(0o755)
    folder = written(tmp_path / "app", {"template.yaml": template("fn"), "fn/app.ts": "export const handler = 1;\n"})
    (said,) = built(folder, UNSAFE, str(program)).values()
    assert said.startswith(f"it does not build: {why}")


KERNEL = """
import ctypes, json, os, socket
libc = ctypes.CDLL(None, use_errno=True)
def made():
    children = []
    try:
        while len(children) < 400:
            child = os.fork()
            if not child:
                os.read(waiting, 1)
                os._exit(0)
            children.append(child)
    except OSError:
        pass
    return len(children)
waiting, end = os.pipe()
def opens(kind):
    try: socket.socket(kind, socket.SOCK_RAW).close()
    except OSError: return False
    return True
def reads(file):
    try: return bool(open(file).read())
    except OSError: return False
def allocates():
    try: return bool(bytearray(1 << 30))
    except MemoryError: return False
print(json.dumps({
    "new user namespace": libc.unshare(0x10000000) == 0,
    "keys": libc.syscall(250 if os.uname().machine == "x86_64" else 219, 0, -3, 0) >= 0,
    "io_uring": libc.syscall(425, 4, ctypes.create_string_buffer(256)) >= 0,
    "packets": opens(socket.AF_PACKET),
    "other families": opens(40),
    "memory": allocates(),
    "names of keys": reads("/proc/keys"),
    "processes": made() >= 400,
}), flush=True)
"""


@pytest.mark.parametrize("build", ["", "goatherd-test-build"], ids=["an installer", "a builder"])
def test_every_program_in_a_box_is_kept_from_the_kernel(tmp_path: Path, build: str) -> None:
    said = tmp_path / "said"

    def task(place: Path) -> Iterator[dict[str, Any]]:
        ENCLOSED.make_room(place, 1 << 20)
        (place / "own").mkdir()
        shown = {str(place / str(number)): part for number, part in enumerate(python_parts())}
        for at, part in shown.items():  # they may lie in a folder that is for root alone
            ENCLOSED.show(Path(part), Path(at))
        confined = ENCLOSED.confine(shown, {str(place / "own"): "/own"}, "/own")
        with said.open("wb") as out:
            words = [python(), "-ISc", KERNEL]
            limits = Limits(memory=64 * MEGABYTE, processes=100)
            process = ENCLOSED.start_confined(confined, words, limits, build=build, stdout=out, stderr=out)
            process.wait()
        yield {}

    assert [*enclosed(task)] == [{}]
    got = {name for name, has in json.loads(said.read_text()).items() if has}
    assert got <= ({"processes"} if os.getuid() == 0 and not build else set())
