"""Applications of web frameworks: what a module holds, what a function makes, or what it registers routes on.

Options: `manner`, as in goatherd's code/web_applications.py.
"""

import importlib

from . import asgi, wsgi

_CLASSES = {"flask": "Flask", "fastapi": "FastAPI", "bottle": "Bottle", "starlette": "Starlette"}


def adapted(find, handler, options):
    application = _application(find, handler, options["manner"])
    return asgi.Application(application) if asgi.is_asgi(application) else wsgi.Application(application)


def _application(find, handler, manner):
    if manner == "default":
        importlib.import_module(handler.rpartition(".")[0].replace("/", "."))
        return importlib.import_module("bottle").default_app()
    found = find(handler)
    if manner == "makes":
        return found()
    if manner not in _CLASSES:
        return found
    made = getattr(importlib.import_module(manner), _CLASSES[manner])
    application = made(__name__) if manner == "flask" else made()
    found(application)
    return application
