"""Around the handler: an instrumented event in, the sums of the invocation out."""

import functools
import resource
import time

from awslambdaric import bootstrap

from . import guarding
from .frames import HERE


def install(session, coverage, recorder):
    find = bootstrap._get_handler

    @functools.wraps(find)
    def _get_handler(name):
        coverage.start()
        try:
            handler = find(name)
            given = (lambda event: event) if guarding.installed(session, recorder) else recorder.begin
            return _Handler(handler, session, coverage, given)
        except Exception as error:
            _missing_module(error, session)
            raise
        finally:
            coverage.stop()
            _note_lines(session, coverage)

    bootstrap._get_handler = _get_handler
    _hide_from_traces()


class _Handler:
    def __init__(self, handler, session, coverage, given):
        self._handler, self._session, self._coverage, self._given = handler, session, coverage, given

    def __call__(self, event, context):
        event = self._given(event)
        self._session.begin()
        started = time.process_time()
        self._coverage.start()
        try:
            return self._handler(event, context)
        finally:
            self._coverage.stop()
            self._session.end()
            _note_lines(self._session, self._coverage)
            seconds = time.process_time() - started
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
            self._session.notes.now({"kind": "cpu", "seconds": round(seconds, 6), "peak": peak})


def _note_lines(session, coverage):
    files = coverage.take()
    if files:
        session.notes.now({"kind": "lines", "files": files})


def _missing_module(error, session):
    """The runtime wraps the error of an import."""
    while error is not None:
        if isinstance(error, ModuleNotFoundError):
            session.notes.now({"kind": "missing-module", "name": error.name})
            return
        error = error.__cause__ or error.__context__


def _hide_from_traces():
    """What the function's callers are told must be as in Lambda."""
    extract = bootstrap.extract_traceback

    @functools.wraps(extract)
    def extract_traceback(tb):
        return [entry for entry in extract(tb) if not entry[0].startswith(HERE)]

    bootstrap.extract_traceback = extract_traceback
