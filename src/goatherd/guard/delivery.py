"""Files brought into a folder `goatherd-guard` and taken out again: only what goatherd wrote, as it wrote it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.errors import UsageError
from goatherd.core.wording import counted
from goatherd.guard.homes import GENERATED, POLICIES
from goatherd.guard.manifest import NAME, data_of, digest, is_as_written, read_sums, sums_text
from goatherd.guard.placing import put, put_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_NOT_OURS = "goatherd did not write it"
_CHANGED = "it changed since goatherd guard apply wrote it"


@define
class Delivery:
    """What is to lie in a folder. `files` map paths below it to bytes and mode; `parts` are the folders and files of it
    that hold nothing else of goatherd's."""

    folder: Path
    parts: tuple[str, ...]
    files: dict[str, tuple[bytes, int]] = field(factory=dict)

    def foreign(self) -> list[str]:
        """The files in the way of its parts that goatherd did not write, or that changed since."""
        sums = read_sums(self.folder)
        return [
            path
            for path, (data, _) in self.files.items()
            if _within(path, self.parts)
            and _in_the_way(self.folder, path)
            and data_of(self.folder, path) != data
            and not is_as_written(self.folder, path, sums)
        ]

    def write(self) -> list[str]:
        """What else lies in its parts, and stays. Raises UsageError where something cannot be written."""
        sums = read_sums(self.folder)
        for path, (data, mode) in self.files.items():
            put_bytes(self.folder / path, data, mode)
        old = [path for path in sums if path not in self.files and _within(path, self.parts)]
        _delete(self.folder, [path for path in old if is_as_written(self.folder, path, sums)])
        kept = {path: sums[path] for path in sums.keys() - old}
        put(self.folder / NAME, sums_text(kept | {path: digest(data) for path, (data, _) in self.files.items()}))
        return [path for path in _below(self.folder) if path not in self.files and _within(path, self.parts)]


def refuse_foreign(deliveries: Iterable[tuple[str, Delivery]]) -> None:
    """Raise UsageError where files are in the way; deliveries come with the place of their folder."""
    found = [f"{place}/{path}" for place, delivery in deliveries for path in delivery.foreign()]
    if not found:
        return
    more = f" and {counted(len(found) - 5, 'file')} more" if len(found) > 5 else ""
    raise UsageError(
        f"{', '.join(found[:5])}{more} would be written over, and goatherd did not write that, or it changed since",
        help="move it elsewhere, or delete it if nobody needs it, and run the command again; nothing was written",
    )


@frozen
class Withdrawal:
    """What `apply` wrote into a folder: `gone` are the files that go, `stays` those that do not, with the reason."""

    folder: Path
    gone: tuple[str, ...]
    stays: tuple[tuple[str, str], ...]

    def write(self) -> None:
        """Raises UsageError where something cannot be deleted."""
        _delete(self.folder, [*self.gone, NAME])


def withdrawal(folder: Path) -> Withdrawal:
    sums = read_sums(folder)
    gone = {path for path in sums if not _is_policy(path) and is_as_written(folder, path, sums)}
    for path in (path for path in sums if path.startswith(f"{POLICIES}/") and path.count("/") == 1):
        made = f"{POLICIES}/{GENERATED}/{path.rpartition('/')[2]}"
        edited = data_of(folder, path)
        if edited is not None and edited == data_of(folder, made):
            gone |= {path, made}
    others = [path for path in _below(folder) if path not in gone and path != NAME]
    stays = [(path, _why(path, sums)) for path in others if not path.startswith(f"{POLICIES}/{GENERATED}/")]
    return Withdrawal(folder, tuple(sorted(gone)), tuple(stays))


def _why(path: str, sums: Mapping[str, str]) -> str:
    if _is_policy(path):
        return "policies that people edited, or that guard policy wrote, are yours"
    return _CHANGED if path in sums else _NOT_OURS


def _is_policy(path: str) -> bool:
    return path.startswith(f"{POLICIES}/")


def _in_the_way(folder: Path, path: str) -> bool:
    """Whether something is there, or a file where a folder on the way belongs."""
    file = folder / path
    return os.path.lexists(file) or any(each.is_file() for each in file.parents)


def _within(path: str, parts: tuple[str, ...]) -> bool:
    return any(path == part or path.startswith(f"{part}/") for part in parts)


def _below(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted([*names, *(each for each in folders if os.path.islink(os.path.join(place, each)))]):
            yield os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")


def _delete(folder: Path, paths: Iterable[str]) -> None:
    """Files, and the folders that are empty without them, this one as well."""
    for path in paths:
        file = folder / path
        try:
            file.unlink(missing_ok=True)
            for parent in file.parents:
                parent.rmdir()
                if parent == folder:
                    break
        except OSError as error:
            if file.exists():
                raise UsageError(f"{file} cannot be deleted: {error.strerror}", help="delete it by hand") from error
