"""Modules that decode texts."""

from . import events, frames
from .decoding import decoded, undecoded
from .patching import despite, follow, precede

_STANDARD = {
    "base64": ("@base64", "s", ("b64decode", "urlsafe_b64decode", "standard_b64decode")),
    "gzip": ("@gzip", "data", ("decompress",)),
    "zlib": ("@gzip", "data", ("decompress",)),
    "urllib.parse": ("@url", "string", ("unquote", "unquote_plus")),
}
_TEXTS = ("@base64", "@gzip", "@url")  # of which no field is read
_ASKING = ("urllib", "werkzeug", "starlette")  # they make something of it that is asked for fields
_JSON = ("@json", "s", ("loads", "decode"))


def patch(session, module):
    step, parameter, names = _STANDARD.get(module.__name__, _JSON)
    for name in names:
        follow(module, name, _unquoted if step == "@url" else decoded(step, parameter))
        if step == "@json":
            despite(module, name, undecoded(step, parameter))
        if step in _TEXTS:
            precede(module, name, _about_to_decode(step, parameter))
    if module.__name__ == "urllib.parse":
        follow(module, "parse_qs", decoded("@form", "qs"))
        follow(module, "parse_qsl", _pairs)


def _about_to_decode(step, parameter):
    """Says so also where the text is not what the decoder expects."""
    recorder = events.recorder()

    def look(*args, **kwargs):
        if step == "@url" and frames.called_from(*_ASKING):
            return  # parts of what they take apart
        recorder.decode(args[0] if args else kwargs[parameter], step)

    return look


def _unquoted(result, *args, **kwargs):
    text = args[0] if args else kwargs["string"]
    return events.recorder().decoded(result, text, "@url") if result != text else None  # else it is where it was


def _pairs(result, *args, **kwargs):
    """Names and values in tuples, which nobody can watch being read."""
    recorder = events.recorder()
    path = recorder.origin(args[0] if args else kwargs["qs"])
    if path is None:
        return
    if not frames.called_from(*_ASKING):
        recorder.members((*path, "@form"))
    if not frames.called_from("urllib"):
        for name, value in result:
            recorder.remember(value, (*path, "@form", name))
