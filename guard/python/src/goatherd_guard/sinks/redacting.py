"""Names of files, programs, hosts and resources without what a value of an event is in them: for the log."""

import posixpath

REDACTED = "<redacted>"
_SHORTEST = 3  # characters, as in values.py
_MARK = "\0"
_COMPOSING = "/.:"  # in names that no value has by chance, as one may have a word


def redacted(name, values):
    """`name` without the values of an event that stand by themselves in it; nothing where one holds it all."""
    if len(name) < _SHORTEST:
        return name
    if values.truncated:  # what was not read may be in it
        return REDACTED
    if values.folded is None:  # once an event: it may hold a great many
        values.folded = _folded(values.joined), sorted(_forms(values.texts), key=len, reverse=True)
    found, (joined, forms) = _folded(name), values.folded
    if any(sign in name for sign in _COMPOSING) and _place(joined, found, 0) >= 0:
        return REDACTED
    for text in forms:
        place = _place(found, text, 0)
        while place >= 0:
            name = name[:place] + _MARK + name[place + len(text) :]
            found = found[:place] + _MARK + found[place + len(text) :]
            place = _place(found, text, place + 1)
    return name.replace(_MARK, REDACTED)


def _forms(texts):
    """Each text, and a path as it looks once it was followed."""
    found = set()
    for text in map(_folded, texts):
        found.add(text)
        if "/" in text:
            found.add(posixpath.normpath(text).lstrip("./"))
    return [each for each in found if len(each) >= _SHORTEST and _MARK not in each]


def _folded(text):
    lower = text.lower()
    return lower if len(lower) == len(text) else text  # letters that become two


def _place(text, part, start):
    """Where the part stands that is not within a longer word; -1 if nowhere."""
    place = text.find(part, start)
    while place >= 0:
        end = place + len(part)
        if not (_joins(text[place - 1 : place], part[0]) or _joins(part[-1], text[end : end + 1])):
            return place
        place = text.find(part, place + 1)
    return -1


def _joins(before, after):
    return bool(before and after) and _is_word(before) and _is_word(after)


def _is_word(letter):
    return letter.isalnum() or letter in "_-"
