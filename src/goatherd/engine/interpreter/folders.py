"""What strangers' files are called, in the folders into which a program puts them and which it lists later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.engine.aws.symbols import symbolic
from goatherd.engine.labels import LISTED, mapped, union
from goatherd.engine.values import NOTHING, Value, join, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Labels

_WILDCARDS = "*?[{"


def file_made(m: Machine, file: Value) -> None:
    """A file is written: what somebody else calls it stands in its folder from now on."""
    if file.labels:
        for text in symbolic(m, file):
            _put(m, _beginning(text, HOLE), file.labels)


def unpacked(m: Machine, folder: Value | None, archive: Labels) -> None:
    """The members of an archive stand in a folder, by names that whoever packed it chose."""
    if archive:
        for text in symbolic(m, folder) if folder is not None else [""]:
            _put(m, _plain(text), archive)


def listed(m: Machine, folder: Value | None, result: Value, pos: int, name: str) -> Value:
    """What lists a folder gives the names in it, which lead nowhere else."""
    labels: Labels = ()
    for text in symbolic(m, folder) if folder is not None else [""]:
        for known in m.folders:
            if _meet(known, _beginning(text, *_WILDCARDS) if _has_wildcards(text) else _plain(text)):
                held = m.store.get(("folder", known))
                labels = union(labels, held.labels if isinstance(held, Value) else ())
    if not labels:
        return result
    place = m.place(pos)
    given = mapped(labels, lambda label: label.extend(LISTED).step(place, f"is listed by {name}()"))
    return unknown(union(result.labels, given))


def _put(m: Machine, folder: str, labels: Labels) -> None:
    if folder not in m.folders:
        m.folders[folder] = None
        m.store.epoch += 1  # so far nobody has noted that it holds nothing
    held = m.store.get(("folder", folder))
    m.store.set(("folder", folder), join(held if isinstance(held, Value) else NOTHING, unknown(labels)))


def _has_wildcards(text: str) -> bool:
    return any(sign in text.replace(HOLE, "") for sign in _WILDCARDS)


def _beginning(text: str, *ends: str) -> str:
    """The folder in front of the first place where a name is not fixed; HOLE where that is the folder itself."""
    place = min((found for end in ends if (found := text.find(end)) >= 0), default=len(text))
    before, slash, _ = text[:place].rpartition("/")
    return _plain(before) if slash else HOLE if text.startswith(f"{HOLE}/") else ""


def _plain(folder: str) -> str:
    return folder.removeprefix("./").rstrip("/") if folder != "." else ""


def _meet(held: str, asked: str) -> bool:
    """Whether one of two folders is the other, or holds it."""
    return held == asked or f"{held}/".startswith(f"{asked}/") or f"{asked}/".startswith(f"{held}/")
