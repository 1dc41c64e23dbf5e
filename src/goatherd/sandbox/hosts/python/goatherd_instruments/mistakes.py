"""What the function's errors say about the fields that it expects, also of errors that it catches itself.

A text of the event that is indexed or asked for a method of objects stands where the code wants an object; one that
becomes a number must be one. Needs Python 3.11, which knows where in a line it is.
"""

import ast
import inspect
import itertools
import linecache
import re
import types

from . import events

_REFUSED = re.compile(r"got an unexpected keyword argument '")
_NO_OBJECT = re.compile(r"must be a mapping, not str|'str' object is not a mapping|dictionary update sequence element")
_NO_NUMBER = re.compile(r"(?:invalid literal for int\(\) with base \d+|could not convert string to float): (.+)", re.S)
_UNLIKE = re.compile(r"not supported between instances of '(?:str|int|float)' and '(?:str|int|float)'")
_OF_OBJECTS, _OF_LISTS = set(dir(dict)) - set(dir(str)), set(dir(list)) - set(dir(str))
_EXPECTED = (TypeError, AttributeError, ValueError)


def install(session, coverage):
    def raised(frame, error):
        if not session.active or type(error) not in _EXPECTED:
            return
        session.thread.quiet += 1
        try:
            found = list(_said(error, _Place(frame)))
        except Exception:
            return
        finally:
            session.thread.quiet -= 1
        for kind, path in found:
            events.recorder().expected(kind, path)

    coverage.raised = raised


class _Place:
    """The expression that failed, and what the variables in it hold."""

    def __init__(self, frame):
        self.frame = frame
        at = next(itertools.islice(frame.f_code.co_positions(), frame.f_lasti // 2, None))
        self.node = _expression(frame.f_code.co_filename, *at)

    def value(self, node):
        """What an expression of names and constant keys holds; None where it is not as simple."""
        if isinstance(node, ast.Name):
            return self.frame.f_locals.get(node.id, self.frame.f_globals.get(node.id))
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Subscript):
            return _member(self.value(node.value), self.value(node.slice))
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and node.args
        ):
            return _member(self.value(node.func.value), self.value(node.args[0]))
        if isinstance(node, ast.Attribute):
            holder = self.value(node.value)
            return vars(holder).get(node.attr) if isinstance(holder, (types.ModuleType, type)) else None
        return None


def _expression(filename, first, last, start, end):
    lines = [linecache.getline(filename, number).encode() for number in range(first, last + 1)]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    return ast.parse(b"(" + b"".join(lines) + b")", mode="eval").body


def _member(holder, key):
    if isinstance(holder, dict):
        return dict.get(holder, key)
    if isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < len(holder):
        return list.__getitem__(holder, key)
    return None


def _said(error, place):
    """(kind, path) of notes."""
    message, recorder = str(error), events.recorder()
    if isinstance(error, AttributeError):
        path = recorder.path_of(error.obj)
        if path and error.name in _OF_OBJECTS:
            yield "object", path
        elif path and error.name in _OF_LISTS:
            yield "list", path
    elif message.startswith("string indices must be"):
        yield from _indexed(place)
    elif _NO_OBJECT.search(message):
        yield "object", recorder.last_text[0]
    elif _REFUSED.search(message):
        yield from _refused(place)
    elif number := _NO_NUMBER.match(message):
        yield "number", recorder.path_of(ast.literal_eval(number[1]))
    elif _UNLIKE.search(message) and isinstance(place.node, ast.Compare):
        for side in (place.node.left, *place.node.comparators):
            yield "number", recorder.path_of(place.value(side))


def _indexed(place):
    recorder, node = events.recorder(), place.node
    key = place.value(node.slice) if isinstance(node, ast.Subscript) else None
    text = place.value(node.value) if isinstance(node, ast.Subscript) else None
    path, (last, held) = recorder.path_of(text), recorder.last_text
    if not path and isinstance(text, str) and len(text) == 1 and held.startswith(text):
        path = (*last, 0)  # the first character of a text that was taken for a list
    path = path or last
    yield ("field", (*path, key)) if isinstance(key, str) else ("object", path)


def _refused(place):
    """The callee takes no such field: those that it takes."""
    node = place.node
    callee = place.value(node.func)
    given = [place.value(keyword.value) for keyword in node.keywords if keyword.arg is None]
    paths = [each._goatherd_at for each in given if isinstance(each, events.EventDict)]
    path = paths[0] if paths else events.recorder().last_iterated
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    written = {keyword.arg for keyword in node.keywords}
    for name, parameter in list(inspect.signature(callee).parameters.items())[len(node.args) :]:
        if parameter.kind in kinds and name not in written:
            yield "field", (*path, name)
    yield "closed", path
