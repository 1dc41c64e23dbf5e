"""Stack traces as the function would make them in Lambda: without the frames of the instruments."""

import traceback

from . import frames
from .patching import follow, replace


def install():
    made = traceback.TracebackException.__init__

    def init(self, *args, **kwargs):
        made(self, *args, **kwargs)
        if self.stack:
            self.stack[:] = _without_own(self.stack)

    replace(traceback.TracebackException, "__init__", made, init)
    follow(traceback, "extract_tb", _extracted)


def _extracted(result, *args, **kwargs):
    result[:] = _without_own(result)


def _without_own(stack):
    return [frame for frame in stack if not frame.filename.startswith(frames.HERE)]
