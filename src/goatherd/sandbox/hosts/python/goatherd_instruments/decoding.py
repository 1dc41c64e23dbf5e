"""JSON in texts of the event is the event still."""

import json

from . import events
from .patching import despite, follow, replace


def install(session):
    follow(json, "loads", decoded("@json", "s"))
    despite(json, "loads", undecoded("@json", "s"))
    _quiet_encoder(session.thread)


def decoded(step, parameter):
    """What makes the results of a function that decodes its first parameter instrumented."""
    recorder = events.recorder()

    def see(result, *args, **kwargs):
        return recorder.decoded(result, args[0] if args else kwargs[parameter], step)

    return see


def undecoded(step, parameter):
    """Says that a text is no document, but was taken for one."""
    recorder = events.recorder()

    def look(*args, **kwargs):
        path = recorder.path_of(args[0] if args else kwargs[parameter])
        recorder.expected("object", path and (*path, step))

    return look


def _quiet_encoder(thread):
    """Most functions print their event as JSON: that reads no field."""
    encode = json.JSONEncoder.encode

    def call(self, o):
        thread.quiet += 1
        try:
            return encode(self, o)
        finally:
            thread.quiet -= 1

    replace(json.JSONEncoder, "encode", encode, call)
