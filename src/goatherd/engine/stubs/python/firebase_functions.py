"""firebase_functions: what decorators make of a function is called with the request, the document or the message."""

import json

from flask import Response as FlaskResponse
from flask import request
from goatherd_intrinsics import event, respond, signed_in, sink


class Snapshot:
    @property
    def id(self):
        return event()["params"]["*"]

    def to_dict(self):
        return event()["data"]

    def get(self, name):
        return event()["data"][name]


class Message:
    @property
    def data(self):
        return event()["data"]

    @property
    def json(self):
        return json.loads(event()["data"])

    @property
    def attributes(self):
        return event()["attributes"]


class Published:
    message = Message()


class Object:
    @property
    def name(self):
        return event()["name"]

    @property
    def content_type(self):
        return event()["contentType"]

    @property
    def metadata(self):
        return event()["metadata"]


class User:
    @property
    def email(self):
        return event()["email"]

    @property
    def display_name(self):
        return event()["displayName"]


class Change:
    before = Snapshot()
    after = Snapshot()


class Event:
    def __init__(self, data):
        self.data = data

    @property
    def params(self):
        return event()["params"]


class Called:
    """What a callable function is given: callers may have signed in."""

    raw_request = request

    def __init__(self):
        self.data = event()["data"]
        self.auth = signed_in()


class HttpsError(Exception):
    """A callable function sends the caller both."""

    def __init__(self, code=None, message="", details=None):
        self.code = code
        self.message = message
        self.details = details
        sink("error-response", message, "HttpsError", "")
        sink("error-response", details, "HttpsError", "")


def on_request(*names, **options):
    def decorate(function):
        def handler(event, context):
            respond(function(request), "text/html", function)

        return handler

    return decorate


def on_call(*names, **options):
    def decorate(function):
        def handler(event, context):
            respond(function(Called()), "application/json", function)

        return handler

    return decorate


def giving(make):
    def builder(*names, **options):
        def decorate(function):
            def handler(event, context):
                return function(Event(make()))

            return handler

        return decorate

    return builder


def data():
    return event()["data"]


class https_fn:
    on_request = on_request
    on_call = on_call
    Request = None
    Response = FlaskResponse
    HttpsError = HttpsError


class firestore_fn:
    on_document_created = giving(Snapshot)
    on_document_deleted = giving(Snapshot)
    on_document_updated = giving(Change)
    on_document_written = giving(Change)


class db_fn:
    on_value_created = giving(data)
    on_value_deleted = giving(data)
    on_value_updated = giving(Change)
    on_value_written = giving(Change)


class storage_fn:
    on_object_finalized = giving(Object)
    on_object_archived = giving(Object)
    on_object_deleted = giving(Object)
    on_object_metadata_updated = giving(Object)


class pubsub_fn:
    on_message_published = giving(Published)


class scheduler_fn:
    on_schedule = giving(data)


class identity_fn:
    before_user_created = giving(User)
    before_user_signed_in = giving(User)


class tasks_fn:
    on_task_dispatched = giving(data)


class eventarc_fn:
    on_custom_event_published = giving(data)
