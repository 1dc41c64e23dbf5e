"""Regular expressions: patterns from outside, and what texts from outside are matched with."""

import re
import sys

from . import frames
from .patching import precede, replace

_ESCAPING = ("fnmatch", "glob", "pathlib", "string")  # these make patterns of texts
_MODULE = ("match", "fullmatch", "search", "split", "findall", "finditer")
_REPLACING = ("sub", "subn")


def install(session):
    def pattern_given(pattern, *_, **__):
        text = getattr(pattern, "pattern", pattern)
        if session.holds(text) and not frames.called_from(*_ESCAPING):
            session.reach("regex", "re.compile", text, pattern=session.cut(text))

    def look(name, position):
        def looked(*args, **kwargs):
            pattern_given(*(args or (kwargs["pattern"],)))
            if sys._getframe(2).f_code.co_filename.startswith(frames.TASK):
                subject_given(name, args[0], args[position] if len(args) > position else kwargs["string"])

        return looked

    def subject_given(name, pattern, subject):
        if session.holds(subject):
            text = getattr(pattern, "pattern", pattern)
            session.reach("regex", "re." + name, subject, pattern=session.cut(text))

    for name in _MODULE:
        precede(re, name, look(name, 1))
    for name in _REPLACING:
        precede(re, name, look(name, 2))
    _compile(pattern_given, subject_given)


def _compile(pattern_given, subject_given):
    original = re.compile

    def compile(pattern, flags=0):
        try:
            pattern_given(pattern)
        except Exception:
            pass
        made = original(pattern, flags)
        # Other code's patterns stay as they are: C code may want to have the type itself.
        if type(made) is re.Pattern and sys._getframe(1).f_code.co_filename.startswith(frames.TASK):
            return _Pattern(made, subject_given)
        return made

    replace(re, "compile", original, compile)


class _Pattern:
    """Behaves as the pattern, also towards isinstance; the type cannot be subclassed."""

    __slots__ = ("_goatherd_pattern", "_goatherd_look")

    def __init__(self, pattern, look):
        self._goatherd_pattern, self._goatherd_look = pattern, look

    def __getattr__(self, name):
        return getattr(self._goatherd_pattern, name)

    @property
    def __class__(self):
        return re.Pattern

    def __eq__(self, other):
        return self._goatherd_pattern == getattr(other, "_goatherd_pattern", other)

    def __hash__(self):
        return hash(self._goatherd_pattern)

    def __repr__(self):
        return repr(self._goatherd_pattern)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce_ex__(self, protocol):
        return (re.compile, (self._goatherd_pattern.pattern, self._goatherd_pattern.flags))


def _matching(name, position):
    def method(self, *args, **kwargs):
        try:
            subject = args[position] if len(args) > position else kwargs["string"]
            self._goatherd_look(name, self._goatherd_pattern, subject)
        except Exception:
            pass
        return getattr(self._goatherd_pattern, name)(*args, **kwargs)

    return method


for _name in _MODULE:
    setattr(_Pattern, _name, _matching(_name, 0))
for _name in _REPLACING:
    setattr(_Pattern, _name, _matching(_name, 1))
