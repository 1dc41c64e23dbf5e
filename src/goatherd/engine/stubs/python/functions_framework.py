"""functions_framework: decorated functions are called with Flask's request, or with an event."""

from flask import request
from goatherd_intrinsics import event, respond


class CloudEvent:
    def __init__(self):
        self.data = event()["data"]

    def get_data(self):
        return event()["data"]

    def __getitem__(self, key):
        return event()["data"]


def http(function):
    def handler(event, context):
        respond(function(request), "text/html", function)

    return handler


def cloud_event(function):
    def handler(event, context):
        function(CloudEvent())

    return handler
