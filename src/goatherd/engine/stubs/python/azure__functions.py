"""azure.functions: requests and messages, and the decorators of the second programming model."""

import json

from goatherd_intrinsics import event, respond
from werkzeug.datastructures import MultiDict


class HttpRequest:
    @property
    def params(self):
        return event()["queryStringParameters"]

    @property
    def route_params(self):
        return event()["pathParameters"]

    @property
    def headers(self):
        return event()["headers"]

    @property
    def form(self):
        return MultiDict(event()["body"])

    @property
    def files(self):
        return MultiDict(event()["body"])

    @property
    def url(self):
        return event()["path"]

    def get_json(self):
        return json.loads(event()["body"])

    def get_body(self):
        return event()["body"]


class HttpResponse:
    def __init__(self, body=None, *, status_code=200, headers=None, mimetype="text/plain", charset="utf-8"):
        self.body = body
        self.headers = {} if headers is None else headers
        self.content_type = mimetype


class Message:
    """What a queue, a topic, a hub, a bucket or a collection hands over."""

    @property
    def body(self):
        return event()["message"]

    @property
    def subject(self):
        return event()["message"]

    @property
    def name(self):
        return event()["name"]

    @property
    def uri(self):
        return event()["name"]

    def get_body(self):
        return event()["message"]

    def get_json(self):
        return json.loads(event()["message"])

    def read(self, size=-1):
        return event()["message"]

    def __iter__(self):
        return event()["message"]

    def __getitem__(self, key):
        return event()["message"][key]


def same(function):
    return function


def binding(*names, **options):
    return same


def on_request(route=None, trigger_arg_name="req", **options):
    def decorate(function):
        def handler(event, context):
            respond(function(**{trigger_arg_name: HttpRequest()}), "text/plain", function)

        return handler

    return decorate


def on_message(arg_name="", **options):
    def decorate(function):
        def handler(event, context):
            function(**{arg_name: Message()})

        return handler

    return decorate


def on_activity(input_name="", **options):
    return on_message(input_name)


def on_orchestration(context_name="", **options):
    return on_message(context_name)


class Scaffold:
    def __init__(self, http_auth_level=None):
        self.route = on_request
        self.queue_trigger = on_message
        self.service_bus_queue_trigger = on_message
        self.service_bus_topic_trigger = on_message
        self.event_hub_message_trigger = on_message
        self.event_grid_trigger = on_message
        self.blob_trigger = on_message
        self.cosmos_db_trigger = on_message
        self.cosmos_db_trigger_v3 = on_message
        self.timer_trigger = on_message
        self.schedule = on_message
        self.kafka_trigger = on_message
        self.sql_trigger = on_message
        self.generic_trigger = on_message
        self.activity_trigger = on_activity
        self.orchestration_trigger = on_orchestration
        self.entity_trigger = on_orchestration
        self.function_name = binding
        self.retry = binding
        self.queue_output = binding
        self.blob_input = binding
        self.blob_output = binding
        self.service_bus_queue_output = binding
        self.service_bus_topic_output = binding
        self.event_hub_output = binding
        self.event_grid_output = binding
        self.cosmos_db_input = binding
        self.cosmos_db_output = binding
        self.table_input = binding
        self.table_output = binding
        self.sql_input = binding
        self.sql_output = binding
        self.generic_input_binding = binding
        self.generic_output_binding = binding
        self.durable_client_input = binding

    def register_functions(self, blueprint):
        pass

    def register_blueprint(self, blueprint):
        pass


FunctionApp = Scaffold
Blueprint = Scaffold
