"""The learner's goat, running: what is sent leaves its marks, until files change and it starts anew."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.core.errors import GoatherdError, UsageError
from goatherd.learn.goat import Goat
from goatherd.learn.guarding import build_guard
from goatherd.learn.reading import read_goat
from goatherd.learn.sending import send
from goatherd.learn.verify import load_play
from goatherd.sandbox.cloud.warm import load
from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.enclosure import enclosed
from goatherd.sandbox.pod import Options, Pod

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from goatherd.learn.course import Lesson
    from goatherd.learn.sending import Sending
    from goatherd.learn.workspace import Workspace

Message = dict[str, Any]


class Stage:
    """To be used from one thread, which has to live as long: what it started ends with it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._state: tuple[Any, ...] = ()
        self._messages: Generator[Message] | None = None
        self._ours: socket.socket | None = None

    def prepare(self) -> None:
        """Have loaded what takes the first start its time."""
        application, _ = read_goat(self._workspace.folder)
        load(application)

    def send(self, lesson: Lesson, sending: Sending) -> Message:
        """What was seen (see Seen.as_data), and `reached`: how the lesson's goal was reached, "" if it was not.

        Raises UsageError for a thing that cannot be sent, where functions cannot be enclosed, and when the goat ends.
        """
        asked = {"play": str(lesson.play), "door": sending.door, "fields": dict(sending.fields)}
        try:
            self._start()
            assert self._ours is not None and self._messages is not None
            self._ours.sendall(json.dumps(asked).encode() + b"\n")
            return next(self._messages)
        except (OSError, RuntimeError, StopIteration) as error:
            self.close()  # the next one is sent to a new one
            raise UsageError(f"the goat has ended: {error}", help="send it again: the goat starts anew") from error

    def close(self) -> None:
        if self._messages is not None:
            self._messages.close()
            self._messages = None
        if self._ours is not None:
            self._ours.close()
            self._ours = None

    def _start(self) -> None:
        folder = self._workspace.folder
        state = tuple((name, (folder / name).stat().st_mtime_ns) for name in self._workspace.files())
        if self._messages is not None and state == self._state:
            return
        self.close()
        application, _ = read_goat(folder)
        build_guard(application, folder)
        dependencies = find_dependencies(application, str(folder), install=False)
        self._ours, theirs = socket.socketpair()

        def task(place: Path) -> Iterator[Message]:
            pod = Pod(application, str(folder), place, dependencies, Options())
            pod.start()
            goat = Goat(pod)
            yield {"ready": True}
            for line in theirs.makefile("r", encoding="utf-8"):
                yield _answer(goat, json.loads(line), {**pod.undeployable, **pod.broken})

        load(application)
        self._messages = enclosed(task)
        try:
            next(self._messages)
        finally:
            theirs.close()
        self._state = state


def _answer(goat: Goat, asked: Message, stopped: dict[str, str]) -> Message:
    """`stopped` are the functions that do not run, and why."""
    goat.tidy()
    try:
        seen = send(goat, asked["door"], asked["fields"])
    except KeyError as error:
        name = str(error.args[0])
        return {"refused": f"{name} does not run: {stopped[name]}" if name in stopped else _said(error)}
    except Exception as error:  # whatever a learner types must not end the goat
        return {"refused": _said(error)}
    try:
        reached = load_play(Path(asked["play"])).reached(seen, goat)
    except Exception as error:
        return {"refused": f"{asked['play']} cannot judge this: {type(error).__name__}: {error}"}
    return {**seen.as_data(), "reached": reached or ""}


def _said(error: Exception) -> str:
    """What one of the goat's own errors says, or what kind of error it is: other words would be Python's."""
    if isinstance(error, GoatherdError):
        return error.message
    return f"this could not be sent: {type(error).__name__}: {str(error)[:300]}"
