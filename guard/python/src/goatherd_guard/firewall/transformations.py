"""ModSecurity's transformations. Each takes a text and gives a text: the same object where it changes nothing.

Each character is a byte, as in Latin-1. Source: ModSecurity's Reference Manual.
"""

import binascii
import hashlib
import html
import re
from bisect import bisect_right

from goatherd_guard.lazy import regex

_PERCENT = regex(r"%(?:[uU]([0-9A-Fa-f]{4})|([0-9A-Fa-f]{2}))|\+")
_JS = regex(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-7]{1,3})|(.))", re.DOTALL)
_JS_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_CSS = regex(r"\\(?:([0-9A-Fa-f]{1,6})\s?|\n|(.))", re.DOTALL)
_ENTITY = regex(r"&(?:#[xX][0-9A-Fa-f]+|#[0-9]+|[A-Za-z][A-Za-z0-9]{1,31});?")
_WHITE = regex(r"[ \t\n\r\f\v\xa0]+")
_NO_WHITE = dict.fromkeys(map(ord, " \t\n\r\f\v\xa0"))
_COMMENT = regex(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CMD_DROPPED = regex(r"[\\\"'^]")
_CMD_SPACES = regex(r"[\s,;]+")
_CMD_BEFORE = regex(r" +([/(])")
_ESCAPES = regex(r"\\(?:x([0-9A-Fa-f]{2})|([0-7]{1,3})|(.))", re.DOTALL)
_COMMENT_MARKS = regex(r"/\*|\*/|--|#")
_BASE64 = regex(r"[A-Za-z0-9+/]*")
_HEADS = regex(r"([A-Za-z0-9+/]*)[^\n]*\n?")
_SHORTEST_BASE64 = 6  # of three letters and a bracket
# What begins with a sign is looked for fast; before a bracket stands a name, and perhaps blanks.
_CALLS = regex(
    rb"[(.=\[`:%\\$_](?:(?<=[\w$\s+]{3}[(.=\[`:])|(?<=%)[0-9A-Fa-fu]|(?<=\\)[\w$(]|(?<=\$)\$|(?<=_)(?:process|js_))"
)
_WIDE = regex(r"[\x80-\U0010ffff]")


def _url(found):
    wide, byte = found.group(1, 2)
    if byte:
        return chr(int(byte, 16))
    if wide:
        code = int(wide, 16)
        # Full-width forms of ASCII stand for it.
        return chr(code - 0xFEE0 if 0xFF01 <= code <= 0xFF5E else code & 0xFF)
    return " "


def url_decode_uni(text):
    return _PERCENT.sub(_url, text) if "%" in text or "+" in text else text


def _js(found):
    wide, byte, octal, other = found.groups()
    if wide:
        code = int(wide, 16)
        return chr(code - 0xFEE0 if 0xFF01 <= code <= 0xFF5E else code & 0xFF)
    if byte:
        return chr(int(byte, 16))
    if octal:
        return chr(int(octal, 8) & 0xFF)
    return _JS_LETTERS.get(other, other)


def js_decode(text):
    return _JS.sub(_js, text) if "\\" in text else text


def _css(found):
    digits, other = found.groups()
    if digits:
        code = int(digits, 16)
        return chr(code - 0xFEE0 if 0xFF01 <= code <= 0xFF5E else code & 0xFF)
    return other or ""


def css_decode(text):
    return _CSS.sub(_css, text) if "\\" in text else text


def _entity(found):
    return "".join(chr(ord(character) & 0xFF) for character in html.unescape(found.group()))


def html_entity_decode(text):
    return _ENTITY.sub(_entity, text) if "&" in text else text


def lowercase(text):
    return text.lower()


def remove_nulls(text):
    return text.replace("\0", "") if "\0" in text else text


def remove_whitespace(text):
    return text.translate(_NO_WHITE)


def compress_whitespace(text):
    return _WHITE.sub(" ", text)


def replace_comments(text):
    return _COMMENT.sub(" ", text) if "/*" in text else text


def remove_comment_marks(text):
    return _COMMENT_MARKS.sub("", text)


def cmd_line(text):
    text = _CMD_SPACES.sub(" ", _CMD_DROPPED.sub("", text))
    return _CMD_BEFORE.sub(r"\1", text).lower()


def normalize_path(text):
    if "/" not in text:
        return text
    kept = []
    for part in text.split("/"):
        if part == "..":
            if kept and kept[-1] not in ("..", ""):
                kept.pop()
            elif not kept or kept[-1] == "..":
                kept.append(part)
        elif part != "." and (part or not kept):
            kept.append(part)
    end = "/" if text.endswith(("/", "/.", "/..")) and kept and kept[-1] else ""
    return "/".join(kept) + end


def normalize_path_win(text):
    return normalize_path(text.replace("\\", "/"))


def _escape(found):
    byte, octal, other = found.groups()
    if byte:
        return chr(int(byte, 16))
    if octal:
        return chr(int(octal, 8) & 0xFF)
    return _JS_LETTERS.get(other, other)


def escape_seq_decode(text):
    return _ESCAPES.sub(_escape, text) if "\\" in text else text


def base64_decode(text):
    head = _BASE64.match(text).group()
    head = head[: len(head) - (len(head) % 4 == 1)]
    try:
        return binascii.a2b_base64(head + "=" * (-len(head) % 4)).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""


def encoded(texts):
    """The places of those plain texts that begin with what may be base64 of code, but for their blanks: a name and what
    follows one, or encoded once more. `texts` are joined by line breaks.
    """
    places, heads, starts, start = [], [], [], 0
    for place, head in enumerate(_HEADS.findall(texts.replace(" ", ""))):
        length = len(head)
        if length >= _SHORTEST_BASE64:
            heads.append(head + "AAAAAAA"[: 4 + -length % 4])  # at least three NULs, which part it from the next
            places.append(place)
            starts.append(start)
            start += (length + 4 + -length % 4) // 4 * 3
    data = binascii.a2b_base64("".join(heads))
    return {places[bisect_right(starts, found.start()) - 1] for found in _CALLS.finditer(data)}


def utf8_to_unicode(text):
    """Characters that are not ASCII as `%uXXXX`, which urlDecodeUni reads."""
    if text.isascii():
        return text
    wide = text.encode("latin-1").decode("utf-8", "surrogateescape")
    return _WIDE.sub(lambda found: f"%u{ord(found.group()) & 0xFFFF:04x}", wide)


def length(text):
    return str(len(text))


def hex_encode(text):
    return text.encode("latin-1").hex()


def sha1(text):
    return hashlib.sha1(text.encode("latin-1")).digest().decode("latin-1")


TRANSFORMATIONS = {
    "base64Decode": base64_decode,
    "cmdLine": cmd_line,
    "compressWhitespace": compress_whitespace,
    "cssDecode": css_decode,
    "escapeSeqDecode": escape_seq_decode,
    "hexEncode": hex_encode,
    "htmlEntityDecode": html_entity_decode,
    "jsDecode": js_decode,
    "length": length,
    "lowercase": lowercase,
    "normalizePath": normalize_path,
    "normalizePathWin": normalize_path_win,
    "removeCommentsChar": remove_comment_marks,
    "removeNulls": remove_nulls,
    "removeWhitespace": remove_whitespace,
    "replaceComments": replace_comments,
    "sha1": sha1,
    "urlDecodeUni": url_decode_uni,
    "utf8toUnicode": utf8_to_unicode,
}
# Those that leave a plain text as it is.
UNCHANGED = frozenset(
    "cssDecode escapeSeqDecode htmlEntityDecode jsDecode removeCommentsChar removeNulls replaceComments urlDecodeUni"
    " utf8toUnicode".split()
)
