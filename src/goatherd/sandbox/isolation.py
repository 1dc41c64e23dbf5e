"""What keeps functions apart from the machine, as the rest of the sandbox sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from attrs import field, frozen

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from goatherd.sandbox.boxes import Box
    from goatherd.sandbox.launch import Launch
    from goatherd.sandbox.limits import Limits


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
class Confined:
    """How a program that is none of the tree's is confined: its box, and where it finds what it was given. Without a
    box it is where everything is.
    """

    box: Box | None = None
    inside: Mapping[str, str] = field(factory=dict)

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

    def show_sources(self, tree: str, target: Path, *, private: bool) -> str:
        """The scanned tree for a program that builds, at `target` or where it lies: without pipes, sockets and
        repositories, without what nests too deep, and, unless `private`, without what not everybody may read.
        Gives the place. Raises OSError.
        """

    def confine_itself(self, room: Path, needed: tuple[str, ...], keep: Iterable[int]) -> None:
        """Confine this process of goatherd's own, which answers functions: it sees its own program and the places
        `needed`, and has no descriptors open but `keep`. `room` is an empty folder. Raises OSError.
        """

    def confine(
        self, shown: Mapping[str, str], own: Mapping[str, str], folder: str, *, has_system: bool = True
    ) -> Confined:
        """For a program of the machine's: outside of the system's folders, which it sees if `has_system`, it sees
        what is `shown`, and may change what is its `own` (place outside -> place inside). It starts in `folder`, and
        reaches no network.
        """

    def start_confined(
        self, confined: Confined, command: list[str], limits: Limits, *, build: str = "", **streams: Any
    ) -> subprocess.Popen[bytes]:
        """Run it; `streams` are those of subprocess.Popen. What reads the tree is named as `build` of a pod: in there
        it runs as the functions' user does.
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
