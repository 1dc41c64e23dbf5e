"""azure.functions: requests and messages, and the decorators of the second programming model."""

import json

from goatherd_intrinsics import event, respond


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
        return json.loads(event()["body"])

    @property
    def files(self):
        return json.loads(event()["body"])

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
        self.headers = headers or {}
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
        self.functions = []

    route = staticmethod(on_request)
    queue_trigger = staticmethod(on_message)
    service_bus_queue_trigger = staticmethod(on_message)
    service_bus_topic_trigger = staticmethod(on_message)
    event_hub_message_trigger = staticmethod(on_message)
    event_grid_trigger = staticmethod(on_message)
    blob_trigger = staticmethod(on_message)
    cosmos_db_trigger = staticmethod(on_message)
    cosmos_db_trigger_v3 = staticmethod(on_message)
    timer_trigger = staticmethod(on_message)
    schedule = staticmethod(on_message)
    kafka_trigger = staticmethod(on_message)
    sql_trigger = staticmethod(on_message)
    generic_trigger = staticmethod(on_message)
    activity_trigger = staticmethod(on_activity)
    orchestration_trigger = staticmethod(on_orchestration)
    entity_trigger = staticmethod(on_orchestration)
    function_name = staticmethod(binding)
    retry = staticmethod(binding)
    queue_output = staticmethod(binding)
    blob_input = staticmethod(binding)
    blob_output = staticmethod(binding)
    service_bus_queue_output = staticmethod(binding)
    service_bus_topic_output = staticmethod(binding)
    event_hub_output = staticmethod(binding)
    event_grid_output = staticmethod(binding)
    cosmos_db_input = staticmethod(binding)
    cosmos_db_output = staticmethod(binding)
    table_input = staticmethod(binding)
    table_output = staticmethod(binding)
    sql_input = staticmethod(binding)
    sql_output = staticmethod(binding)
    generic_input_binding = staticmethod(binding)
    generic_output_binding = staticmethod(binding)
    durable_client_input = staticmethod(binding)

    def register_functions(self, blueprint):
        pass

    def register_blueprint(self, blueprint):
        pass


FunctionApp = Scaffold
Blueprint = Scaffold
