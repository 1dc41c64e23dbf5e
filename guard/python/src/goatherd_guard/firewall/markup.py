"""Whether a text is markup that a browser would run: as content of a page, within an attribute, or as an address.

Each `<` begins a tag wherever it stands, since nobody knows where in the page the text goes; after its first quote of
each kind it is read as the attributes of the tag that it stands in. What cannot run anything, as `<b>` or `a < b`, is
not meant.
"""

import re

from goatherd_guard.firewall.markup_parts import is_address, is_event, runs, runs_as_style, starts_call
from goatherd_guard.lazy import regex

_TAG = regex(r"<(/?)([A-Za-z][\w:.-]*)[^\x00-\x20/><]*", re.ASCII)
_ATTRIBUTE = regex(
    r"[\x00-\x20/]*((?:[^\x00-\x20/>=<]|<(?![A-Za-z]))[^\x00-\x20/>=<]*(?:<(?![A-Za-z])[^\x00-\x20/>=<]*)*)[\x00-\x20]*"
    r"(=[\x00-\x20]*(?:\"([^\"]*)\"?|'([^']*)'?|([^\x00-\x20>]*)))?"
)
_INSTRUCTION = regex(r"<\?(?:import\b|xml-stylesheet\b[^>]{0,400}?(?:javascript|data):)", re.ASCII | re.IGNORECASE)
_PLAIN_NAME = regex(r"[A-Za-z_:@][\w:.-]*\Z", re.ASCII)
_FIRST_CHUNK = regex(r"[^\x00-\x20>]*")
_SETTING = regex(
    r"(?:on[a-z]{3,40}|style|href|src|action|data|srcdoc|background)[\x00-\x20]*=", re.ASCII | re.IGNORECASE
)
_APART = regex(r"[\x00-\x20]=|=[\x00-\x20]")
_STARTS_ADDRESS = regex(r"[\x00-\x20]*[jvdl&]", re.ASCII | re.IGNORECASE)
_BLANKS = frozenset(" \t\n\r\f\v/")
_WITHOUT_VALUE = frozenset(
    {"autofocus", "disabled", "hidden", "open", "checked", "contenteditable", "controls", "loop"}
)
_LONGEST_ADDRESS = 400  # characters of one that are looked at


def is_markup(text):
    if "<" in text and _has_tag(text):
        return True
    if "=" in text and _SETTING.search(text) and _goes_on(text):
        return True
    found = _STARTS_ADDRESS.match(text) if ":" in text or "&" in text else None
    return found is not None and is_address(text[found.end() - 1 : found.end() + _LONGEST_ADDRESS])


def _has_tag(text):
    left = 4 * len(text) + 4096
    styled = False
    for found in _TAG.finditer(text):
        closing, name = found.group(1, 2)
        name = name.lower().rpartition(":")[2]
        if name == "script":
            return True
        if closing:
            continue
        styled = styled or name == "style"
        place = found.end()
        while attribute := _ATTRIBUTE.match(text, place):
            if runs(attribute[1].lower(), _value(attribute), name):
                return True
            left -= attribute.end() - place
            place = attribute.end()
        # Only a text made to take long has tags within tags within tags.
        if left < 0:
            return True
    if styled and runs_as_style(text):
        return True
    return "<?" in text and _INSTRUCTION.search(text) is not None


def _value(attribute):
    """None where it has none."""
    return next((value for value in attribute.group(3, 4, 5) if value is not None), None)


def _goes_on(text):
    """As the rest of an attribute's value, without quotes or with either kind."""
    if _has_handler(text, _FIRST_CHUNK.match(text).end(), ""):
        return True
    if _SETTING.match(text) and _has_handler(text, 0, ""):
        return True
    for quote in ('"', "'"):
        end = text.find(quote)
        if end >= 0 and _has_handler(text, end + 1, quote):
            return True
    return False


def _has_handler(text, place, quote):
    """Whether attributes go on from there and one runs something."""
    apart = not quote or text[place : place + 1] in _BLANKS
    while attribute := _ATTRIBUTE.match(text, place):
        name, value = attribute[1].lower(), _value(attribute)
        if quote in name if quote else not _PLAIN_NAME.match(name):
            return False
        if runs(name, value, "") and ((apart or is_event(name)) if quote else _is_bare(attribute[0], value)):
            return True
        if not apart and name not in _WITHOUT_VALUE:
            return False
        place = attribute.end()
    return False


def _is_bare(attribute, value):
    """Whether it is one of markup where no quote says so, rather than an assignment."""
    return value[:1] != "{" and starts_call(value) and not _APART.search(attribute)
