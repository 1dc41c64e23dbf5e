"""Logger of Powertools: what it is given is written, the whole event if it is asked to."""

from goatherd_intrinsics import sink


class Logger:
    def __init__(self, service=None, level=None, **options):
        self._kept = {}

    def _write(self, values, fields):
        sink("log", [values, fields], "logger")

    def debug(self, *values, **fields):
        self._write(values, fields)

    info = debug
    warning = debug
    error = debug
    exception = debug
    critical = debug

    def append_keys(self, **keys):
        self._write((), keys)

    structure_logs = append_keys

    def set_correlation_id(self, value):
        pass

    def inject_lambda_context(self, handler=None, log_event=False, **options):
        if handler is not None:
            return handler

        def decorate(function):
            def wrapped(event, context):
                if log_event:
                    sink("log", event, "Logger.inject_lambda_context")
                return function(event, context)

            return wrapped

        return decorate
