"""What gets into the cache of packages and is believed of it, were pip and npm hostile and the machine shared."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from attrs import frozen

from goatherd.core.private import make_private
from goatherd.sandbox.enclosure import ENCLOSED, UNSAFE
from goatherd.sandbox.installing import result
from goatherd.sandbox.installing.room import python_alone, silently
from goatherd.sandbox.installing.scratch import scratch, write_files
from goatherd.sandbox.installing.store import Store, packages_folder
from goatherd.sandbox.installing.tools import MADE
from tests.sandbox.pods import written


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(params=[ENCLOSED, UNSAFE], ids=["enclosed", "unprotected"])
def isolation(request):
    return request.param


@frozen
class Programs:
    """In the place of pip and npm: programs that run one after another in the folder that is made."""

    programs: tuple[str, ...]
    told: str = "1 program"

    @property
    def files(self):
        return {f"{number}": program.encode() for number, program in enumerate(self.programs)}

    def shown(self):
        return ()

    def run(self, room, what):
        write_files(room.work / MADE, {})
        for program in self.programs:
            code, said = room.run(lambda _, program=program: [*python_alone(), "-c", program], what)
            assert code == 0, said
        return "", ""


def kept(*programs, isolation=ENCLOSED, install=True):
    """The folder in the cache, and what was told of it."""
    store = Store(isolation, install, silently)
    return store.folder("it", Programs(programs)), store.problems


def left():
    return sorted(path.name for path in packages_folder().iterdir())


TAKES_ITS_PLACE = """
import os
os.rmdir({name!r})
os.symlink({target!r}, {name!r})
"""


@pytest.mark.parametrize("target", ["{outside}", "/proc/self/cwd"])
def test_a_link_in_the_place_of_what_is_made(tmp_path, isolation, monkeypatch, target):
    outside = written(tmp_path / "outside", {"helper": ""})
    (outside / "helper").chmod(0o4755)
    outside.chmod(0o500)
    monkeypatch.chdir(outside)
    program = TAKES_ITS_PLACE.format(name="making", target=target.format(outside=outside))
    folder, [problem] = kept(program, isolation=isolation)
    assert (folder, left()) == (None, [])
    assert problem.startswith("it could not be installed: it is no folder: ")
    assert [path.name for path in outside.iterdir()] == ["helper"]
    assert stat.S_IMODE((outside / "helper").stat().st_mode) == 0o4755
    assert stat.S_IMODE(outside.stat().st_mode) == 0o500


@pytest.mark.parametrize("name", ["home", "tmp", "none"])
def test_a_link_in_the_place_of_a_folder_that_the_next_program_sees(tmp_path, isolation, name):
    outside = written(tmp_path / "outside", {"key": "secretword"})
    look = f"import os; open('making/seen', 'w').write(repr(os.listdir({name!r})))"
    folder, [problem] = kept(TAKES_ITS_PLACE.format(name=name, target=str(outside)), look, isolation=isolation)
    assert (folder, left()) == (None, [])
    assert problem.startswith("it could not be installed: ")


def test_a_file_is_written_in_the_place_of_a_link(tmp_path):
    outside = written(tmp_path / "outside", {"file": "as it was"})
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "file").symlink_to(outside / "file")
    write_files(tmp_path / "work", {"file": b"new"})
    assert ((tmp_path / "work" / "file").read_text(), (outside / "file").read_text()) == ("new", "as it was")


DEEP = """
import os
os.chdir("making")
for number in range({depth}):
    os.mkdir("deep")
    os.chdir("deep")
open("file", "w").close()
"""


def test_folders_too_deep_within_each_other_are_neither_taken_nor_left(isolation):
    assert kept(DEEP.format(depth=3000), isolation=isolation) == (
        None,
        ["it could not be installed: its folders lie too deep within each other"],
    )
    assert left() == []


def test_folders_may_lie_within_each_other_to_a_depth():
    folder, problems = kept(DEEP.format(depth=result.MOST_DEPTH))
    assert (problems, left()) == ([], [folder.name])
    assert (folder / ("deep/" * result.MOST_DEPTH) / "file").is_file()


def test_folders_that_nobody_may_open_are_taken_and_removed():
    locked = (
        "import os\nfor name in ('making/locked', 'home/locked'):\n  os.makedirs(name + '/in')\n  os.chmod(name, 0)"
    )
    folder, problems = kept(locked)
    assert (problems, left()) == ([], [folder.name])
    assert [path.name for path in (folder / "locked").iterdir()] == ["in"]


def test_others_may_write_to_nothing_that_is_taken():
    program = "import os\nos.chdir('making')\nos.mkdir('in')\nos.chmod('in', 0o777)\nopen('file', 'w').close()\n"
    folder, problems = kept(program + "os.chmod('file', 0o6766)\nos.chmod('.', 0o777)")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "in", folder / "file")]
    assert (problems, modes) == ([], [0o755, 0o755, 0o744])


def test_what_an_interrupted_run_left_is_removed_and_what_a_running_one_needs_is_not():
    make_private(str(packages_folder()))
    here = os.open(".", os.O_RDONLY)
    os.chdir(packages_folder())
    try:
        os.mkdir("tmpold")
        os.chdir("tmpold")
        for _ in range(3000):
            os.mkdir("0")
            os.chdir("0")
    finally:
        os.fchdir(here)
        os.close(here)
    with scratch(packages_folder()) as needed:
        (needed / "file").touch()
        folder, problems = kept("")
        assert (problems, left()) == ([], sorted([folder.name, needed.name]))
        assert (needed / "file").is_file()
    assert left() == [folder.name]


def test_no_program_sees_what_one_for_another_package_left():
    leave = "import os\nfor name in ('cache', '../cache', '/goatherd/cache'):\n"
    leave += "  try: os.makedirs(name, exist_ok=True); open(name + '/poison', 'w').close()\n  except OSError: pass\n"
    kept(leave)
    look = "import glob\nopen('making/seen', 'w').write(repr(glob.glob('**/poison', recursive=True)"
    look += " + glob.glob('/goatherd/**/poison', recursive=True)))"
    folder, problems = kept(look)
    assert (problems, (folder / "seen").read_text()) == ([], "[]")


def test_a_failure_of_any_kind_costs_its_package_alone(isolation):
    class Defeats(Programs):
        def run(self, room, what):
            raise RecursionError("maximum recursion depth exceeded")

    store = Store(isolation, True, silently)
    assert store.folder("one", Defeats(())) is None
    assert store.folder("another", Programs(("",))).is_dir()
    assert store.problems == ["one could not be installed: RecursionError: maximum recursion depth exceeded"]


def by_mode(place: Path) -> None:
    place.chmod(0o777)


def by_owner(place: Path) -> None:
    os.chown(place, 65534, 65534)


AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make something another user's")


@pytest.mark.parametrize("whose", [by_mode, pytest.param(by_owner, marks=AS_ROOT)])
@pytest.mark.parametrize("above", range(4), ids=["the packages", "their folder", "goatherd's", "the user's"])
@pytest.mark.parametrize("install", [True, False])
def test_a_cache_that_others_can_write_to_is_not_believed(tmp_path, whose, above, install):
    folder, _ = kept("")
    place = (folder, *folder.parents)[above]
    whose(place)
    again, [problem] = kept("", install=install)
    assert again is None
    assert problem.startswith("the cache of packages is not used: ")
    assert str(place) in problem
    if above:
        other, [problem] = kept("pass", install=True)
        assert (other, left()) == (None, [folder.name])
        assert problem.startswith("the cache of packages is not used: ")
