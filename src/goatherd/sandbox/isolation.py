"""What keeps functions apart from the machine, as the rest of the sandbox sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attrs import frozen

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from goatherd.sandbox.launch import Launch


@frozen
class Address:
    """Where the simulated cloud and its databases listen; port 0 stands for any that is free."""

    host: str = "0.0.0.0"
    http: int = 80
    https: int = 443
    dns: int = 53
    mysql: int = 3306
    postgres: int = 5432


@frozen
class Reader:
    """How to run a program on the scanned tree: the words before its arguments, and where it finds `tree` and `out`."""

    command: tuple[str, ...]
    tree: str
    out: str


@frozen
class Confined:
    """How to run a program of goatherd's own: the words before it, and where it finds what it was given."""

    command: tuple[str, ...]
    inside: Mapping[str, str]

    def at(self, place: str) -> str:
        """Where a place of the machine is for the program."""
        return self.inside.get(place, place)


class Isolation(Protocol):
    """`cloud` is where the simulated cloud has to listen."""

    cloud: Address

    def require(self) -> None:
        """Raise UsageError, with what to do, when this machine does not lend what is needed."""

    def spawn(self, body: Callable[[], None]) -> int:
        """Run `body` in a new process, apart from this one; gives an id for waitpid. Raises nothing here.

        The process ends when this one does. It exits with 0, or with 1 and a line on standard error.
        """

    def end(self, pid: int) -> None:
        """End what `spawn` started, with all that it started, and wait for it."""

    def make_room(self, folder: Path, size: int, *, for_function: bool = False) -> None:
        """Give an empty folder room for `size` bytes, to be written by this process or by a function."""

    def show(self, source: Path, target: Path) -> None:
        """Have a file or folder of the machine appear at `target`, a new place."""

    def show_code(self, source: Path, target: Path) -> None:
        """The same for a file or folder of the scanned tree: functions can read it, and change nothing of it."""

    def confine_itself(self, room: Path, needed: tuple[str, ...], keep: Iterable[int]) -> None:
        """Confine this process of goatherd's own, which answers functions: it sees its own program and the places
        `needed`, and has no descriptors open but `keep`. `room` is an empty folder. Raises OSError.
        """

    def reader(self, program: str, tree: str, out: Path) -> Reader:
        """For a program that is goatherd's own: it reads the tree, writes below `out`, and needs nothing else."""

    def confine(self, shown: Mapping[str, str], own: Mapping[str, str]) -> Confined:
        """For a program of the machine's: outside of the system's folders it sees what is `shown`, and may change what
        is its `own` (place outside -> place inside). It reaches no network.
        """

    def start(self, launch: Launch, runtime_api: str, output: int, notes: int, told: int) -> subprocess.Popen[bytes]:
        """Run a function: what it prints goes to the descriptor `output`, what its instruments tell to `notes`.

        `told` is its standard input.
        """

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a function with all that it started; does not wait."""

    def excess(self, process: subprocess.Popen[bytes], launch: Launch) -> str:
        """Why a function has to end, or was ended: it uses more than it may; "" while it does not."""

    def inward(self, launch: Launch, data: bytes) -> bytes:
        """What a function is handed: places in it as they are for the function."""

    def outward(self, launch: Launch, data: bytes) -> bytes:
        """What a function has said: places in it as they are in Lambda."""
