"""What a call of a library is given: the texts that an argument may be, with `${?}` for what nobody knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE

if TYPE_CHECKING:
    from goatherd.model.flow import LibraryCall


def texts(call: LibraryCall, *names: str) -> list[str]:
    """Of the first of these arguments that is given; [HOLE] where nothing is known of it, [] where none is given."""
    for name in names:
        if name in call.arguments or name in call.texts:
            found = [str(each) for each in call.constants.get(name, ()) if isinstance(each, str) and each[:1] != "<"]
            found += [each[0] for each in call.texts.get(name, ())]
            return found or [HOLE]
    return []


def lists(call: LibraryCall, *names: str) -> list[tuple[str, ...]]:
    """Lists of texts that an argument may be."""
    return [each for name in names for each in call.texts.get(f"{name}[]", ())]


def is_whole(text: str) -> bool:
    """Whether nothing of it is unknown."""
    return HOLE not in text
