"""Which attributes, styles and addresses run something."""

import re

from goatherd_guard.lazy import regex

_ENTITY = regex(
    r"&(?:#[xX]0*([0-9A-Fa-f]{1,6})|#0*([0-9]{1,7})"
    r"|(Tab|NewLine|colon|lpar|rpar|sol|amp|quot|apos|nbsp|semi|comma|period));?"
)
_NAMED = {
    "Tab": "\t", "NewLine": "\n", "colon": ":", "lpar": "(", "rpar": ")", "sol": "/", "amp": "&", "quot": '"',
    "apos": "'", "nbsp": "\xa0", "semi": ";", "comma": ",", "period": ".",
}  # fmt: skip
_BLANKS = regex(r"[\x00-\x20]+")
_LEADING = regex(r"[\x00-\x20]*")
_EVENT = regex(r"on[a-z]{3,40}\Z", re.ASCII | re.IGNORECASE)
_NO_EVENTS = frozenset({"only", "once", "online", "ongoing", "onward", "onwards"})
_CALL = regex(r"[\w$.\]][\x00-\x20]*(?:[(`]|=[^=])", re.ASCII)
_STYLE = regex(
    r"expression[\x00-\x20]{0,40}\(|@import|-moz-binding|(?<![\w-])behavior[\x00-\x20]{0,40}:|(?:java|vb)script:",
    re.ASCII | re.IGNORECASE,
)
_STYLE_COMMENT = regex(r"/\*[^*]*\*/|\\")
_SCHEME = regex(r"(?:^|[;=,'\"(])(?:javascript|vbscript|livescript|mocha):", re.ASCII | re.IGNORECASE)
_DATA = regex(
    r"(?:^|[;=])data:(?:text/(?:html|xml|javascript|css)|application/(?:xhtml\+xml|xml|javascript|ecmascript)"
    r"|image/svg\+xml)",
    re.ASCII | re.IGNORECASE,
)
_SVG = regex(r"data:image/svg\+xml", re.ASCII | re.IGNORECASE)
# An address of its own goes on like code; `JavaScript: The Good Parts` does not.
_SCRIPT_ADDRESS = regex(
    r"(?:javascript|vbscript|livescript):(?:[%`'\"\[+(!~-]|[ \t\r\n\f\v]*(?://|/\*"
    r"|(?:var|let|const|void|new|throw|delete|typeof|eval|with|if|return|function|async)\b[ \t(]"
    r"|[\w$.\[\]'\"+/*%]{1,200}[(`=;]))",
    re.ASCII | re.IGNORECASE,
)
_HEAD = regex(r"([a-zA-Z\x00-\x20]{4,60}):")
_PAGE_ADDRESS = regex(
    r"data:(?:text/(?:html|javascript|xml)|application/(?:xhtml\+xml|javascript))[;,]", re.ASCII | re.IGNORECASE
)
_TEXTS = frozenset({"title", "alt", "class", "id", "name", "placeholder", "label", "summary", "aria-label", "datetime"})
_PICTURES = frozenset({"img", "image", "source", "picture", "input", "video", ""})
_REFRESHING = frozenset({"refresh", "set-cookie", "link"})
# Tags that run what they name, with the attributes that name it.
_RUNNING = {
    "iframe": ("src", "srcdoc"), "frame": ("src",), "frameset": ("onload", "rows", "cols"),
    "object": ("data", "classid", "type", "codebase"), "embed": ("src", "code", "type"),
    "applet": ("code", "codebase", "archive", "object"), "base": ("href",), "portal": ("src",),
    "fencedframe": ("src", "config"), "vmlframe": ("src",), "listener": ("handler",),
    "import": ("implementation", "namespace"),
}  # fmt: skip


def runs(name, value, tag):
    """Whether an attribute runs something; `name` and `tag` in lower case, `value` None where it has none."""
    if value is None:
        return False
    name = name.lstrip("\"'`")
    if _EVENT.match(name):
        # `{handle}` is how components are given one, and does nothing as a statement.
        return name not in _NO_EVENTS and (value[:1] != "{" or starts_call(value))
    if name in _RUNNING.get(tag, ()) or name in ("srcdoc", "ev:event"):
        return True
    if name == "style":
        return runs_as_style(value)
    if name == "attributename":
        return value.lower().startswith(("on", "href", "xlink:href", "innerhtml"))
    if tag == "link" and name == "rel":
        return "stylesheet" in value.lower() or "import" in value.lower()
    if tag == "meta" and name == "http-equiv":
        return unescape(value[:80]).strip(" \t\n\r").lower() in _REFRESHING
    return (":" in value or "&" in value) and name not in _TEXTS and not name.startswith("data-") and _leads(value, tag)


def _leads(value, tag):
    """Whether an attribute's value is an address that runs."""
    value = _BLANKS.sub("", unescape(value))
    if _SCHEME.search(value):
        return True
    return _DATA.search(value) is not None and not (tag in _PICTURES and _SVG.search(value))


def is_event(name):
    return _EVENT.match(name) is not None


def starts_call(code):
    """Whether it calls or assigns something."""
    return _CALL.search(unescape(code)) is not None


def runs_as_style(text):
    return _STYLE.search(_STYLE_COMMENT.sub("", text)) is not None


def unescape(text):
    """Without the entities that hide a scheme or a call."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found):
    hexadecimal, decimal, named = found.groups()
    if named:
        return _NAMED[named]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if code < 0x80 else "\ufffd"


def is_address(text):
    """Whether a text is itself an address that runs script."""
    text = unescape(text)
    text = text[_LEADING.match(text).end() :]
    found = _HEAD.match(text)
    if found is None:
        return False
    text = _BLANKS.sub("", found[1]) + text[found.end() - 1 :]
    return _SCRIPT_ADDRESS.match(text) is not None or _PAGE_ADDRESS.match(text) is not None
