"""Whose code runs: the function's own, what is vendored beside it, or anything else."""

import os
import re
import sys

TASK = os.environ["LAMBDA_TASK_ROOT"] + "/"
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + "/"
_MAX_DEPTH = 400
_SEPARATORS = re.compile(r"[-_.]+")

_own = {}
_vendored = {}


def own(filename):
    """Whether a file is the function's own code."""
    known = _own.get(filename)
    if known is None:
        known = _own[filename] = _is_own(filename)
    return known


def relative(filename):
    return filename[len(TASK) :]


def where():
    """The nearest line below /var/task as "app.py:12", the function's own if there is one; "" if there is none."""
    vendored = ""
    frame = sys._getframe(1)
    for _ in range(_MAX_DEPTH):
        if frame is None:
            break
        filename = frame.f_code.co_filename
        if filename.startswith(TASK):
            found = f"{relative(filename)}:{frame.f_lineno}"
            if own(filename):
                return found
            vendored = vendored or found
        frame = frame.f_back
    return vendored


def caller():
    """The nearest frame that is not goatherd's."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(HERE):
        frame = frame.f_back
    return frame


def called_from(*packages):
    """Whether the nearest frame that is not an instrument's belongs to one of these top-level modules."""
    frame = caller()
    return frame is not None and _package(frame) in packages


def below(package):
    """Whether any caller belongs to this top-level module."""
    frame = caller()
    while frame is not None and _package(frame) != package:
        frame = frame.f_back
    return frame is not None


def _package(frame):
    return str(frame.f_globals.get("__name__")).partition(".")[0]


def _is_own(filename):
    if not filename.startswith(TASK):
        return False
    folder = TASK
    for part in relative(filename).split("/"):
        if part == "site-packages" or part in _vendored_in(folder):
            return False
        folder += part + "/"
    return True


def _vendored_in(folder):
    """The modules and packages of distributions that are installed into this folder."""
    names = _vendored.get(folder)
    if names is None:
        names = _vendored[folder] = set()
        try:
            for entry in os.listdir(folder):
                if entry.endswith(".dist-info"):
                    names |= _installed(folder, entry)
        except OSError:
            pass
    return names


def _installed(folder, information):
    name = information.rpartition(".")[0].partition("-")[0]
    names = {name, name + ".py", _SEPARATORS.sub("_", name).lower()}
    try:
        with open(f"{folder}{information}/RECORD", encoding="utf-8", errors="replace") as record:
            for line in record:
                names.add(line.partition(",")[0].partition("/")[0])
    except OSError:
        pass
    return names - {"", ".."}
