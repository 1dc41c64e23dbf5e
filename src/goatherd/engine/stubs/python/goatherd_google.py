"""How Cloud Functions calls a handler that nothing decorates."""

from functions_framework import CloudEvent
from flask import request
from goatherd_intrinsics import respond


def call(handler, kind, argument):
    if kind == "google-http":
        respond(handler(request), "text/html", handler)
    else:
        handler(CloudEvent(), None)
