"""Frameworks that read the request for the function: what is asked of their request is read of the event."""

import re

from . import events, frames
from .patching import follow, precede

_ARGUMENTS = (("queryStringParameters",),)
_FORM = (("body", "@form"),)
_COOKIES = (("cookies", "0", "@cookie"), ("headers", "cookie", "@cookie"))  # of either payload format
_OWN = ("werkzeug", "flask")  # they ask for headers of their own accord
_ASKING = ("__getitem__", "__contains__", "get", "getlist")
_GOING_OVER = ("__iter__", "keys", "items", "lists", "to_dict")
_NAMED = re.compile(r"[?&]?([A-Za-z][\w.-]{0,40})=")


def patch(session, module):
    """werkzeug.wrappers.request, on which Flask stands."""
    request = module.Request
    _tag(request, "args", _ARGUMENTS)
    _tag(request, "cookies", _COOKIES)
    follow(request, "_load_form_data", lambda _, self: _remember(self.__dict__["form"], _FORM))
    for kind in _bases(request.parameter_storage_class):
        for name in _ASKING:
            if name in vars(kind):
                precede(kind, name, _asked)
    precede(request.parameter_storage_class, "__contains__", _asked)
    for name in _GOING_OVER:
        precede(request.parameter_storage_class, name, _gone_over)
        precede(module.EnvironHeaders, name, _headers)
    for name in _ASKING:
        precede(module.EnvironHeaders, name, _header)
    request.query_string = _QueryString()


def _bases(kind):
    return [each for each in kind.__mro__ if each.__module__.startswith("werkzeug.")]


def _tag(request, name, paths):
    """Have a cached property's value know where it comes from."""
    owner = next(kind for kind in request.__mro__ if name in vars(kind))
    cached = vars(owner)[name]

    def get(self):
        return _remember(cached.fget(self), paths)

    get.__name__, get.__doc__, get.__module__ = name, cached.__doc__, cached.__module__
    setattr(owner, name, type(cached)(get, name=name))


def _remember(fields, paths):
    fields._goatherd_paths = paths
    return fields


def _asked(self, key, *_, **__):
    recorder, values, paths = events.recorder(), dict.get(self, key, ()), getattr(self, "_goatherd_paths", ())
    for path in paths:
        recorder.ask((*path, key), missing=not values)
    for value in values if paths else ():
        recorder.remember(value, (*paths[0], key))


def _header(self, key, *_, **__):
    if not frames.called_from(*_OWN):
        environ = "HTTP_" + key.upper().replace("-", "_")
        events.recorder().ask(("headers", key.lower()), missing=environ not in self.environ)


def _gone_over(self, *_, **__):
    for path in getattr(self, "_goatherd_paths", ()):
        events.recorder().members(path)


def _headers(self, *_, **__):
    if not frames.called_from(*_OWN):
        events.recorder().members(("headers",))


class _QueryString:
    """The query as it was sent. Who takes it apart by hand holds "name=" as a constant."""

    def __get__(self, request, kind=None):
        if request is None:
            return b""
        if not frames.called_from(*_OWN):
            self._look(frames.caller().f_code.co_consts, request.__dict__["query_string"])
        return request.__dict__["query_string"]

    def __set__(self, request, text):
        request.__dict__["query_string"] = text

    def _look(self, constants, query):
        for constant in constants:
            found = _NAMED.fullmatch(constant) if isinstance(constant, str) else None
            if found:
                missing = found[1].encode() + b"=" not in query
                events.recorder().ask(("queryStringParameters", found[1]), missing=missing)
