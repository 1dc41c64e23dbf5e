"""Chalice: an application object is the handler of its routes; every other function that it decorates is its own."""

import json
from urllib.parse import unquote_plus

from goatherd_intrinsics import arguments, each, event, respond, routed
from werkzeug.datastructures import MultiDict


class Request:
    @property
    def json_body(self):
        return json.loads(event()["body"])

    @property
    def raw_body(self):
        return event()["body"]

    @property
    def query_params(self):
        return MultiDict(event()["queryStringParameters"])

    @property
    def headers(self):
        return event()["headers"]

    @property
    def uri_params(self):
        return event()["pathParameters"]

    @property
    def path(self):
        return event()["path"]

    @property
    def context(self):
        return event()["requestContext"]

    def to_dict(self):
        return event()


class Response:
    def __init__(self, body, headers=None, status_code=200):
        self.body = body
        self.headers = {} if headers is None else headers
        self.content_type = "application/json"


def serve(route):
    method, rule, function = route
    routed(method, rule, lambda: answer(rule, function))


def answer(rule, function):
    respond(function(**arguments(function, rule, "chalice")), "application/json", function)


class S3Event:
    """One record of S3; `key` is decoded."""

    def __init__(self, record):
        self.bucket = record["s3"]["bucket"]["name"]
        self.key = unquote_plus(record["s3"]["object"]["key"])

    def to_dict(self):
        return event()


class SNSEvent:
    def __init__(self, record):
        self.message = record["Sns"]["Message"]
        self.subject = record["Sns"]["Subject"]
        self.message_attributes = record["Sns"]["MessageAttributes"]

    def to_dict(self):
        return event()


class Record:
    def __init__(self, record):
        self.body = record["body"]
        self.data = record["kinesis"]["data"]
        self.keys = record["dynamodb"]["Keys"]
        self.new_image = record["dynamodb"]["NewImage"]
        self.old_image = record["dynamodb"]["OldImage"]

    def to_dict(self):
        return event()


class Records:
    def __iter__(self):
        return [Record(record) for record in event()["Records"]]

    def to_dict(self):
        return event()


class Detail:
    @property
    def detail(self):
        return event()["detail"]

    def to_dict(self):
        return event()


class WebsocketEvent:
    @property
    def body(self):
        return event()["body"]

    @property
    def json_body(self):
        return json.loads(event()["body"])

    def to_dict(self):
        return event()


class AuthRequest:
    auth_type = "TOKEN"

    @property
    def token(self):
        return event()["authorizationToken"]


def on_each_s3(function):
    def handler(event, context):
        for record in event["Records"]:
            function(S3Event(record))

    return handler


def on_each_sns(function):
    def handler(event, context):
        for record in event["Records"]:
            function(SNSEvent(record))

    return handler


def on_records(function):
    def handler(event, context):
        function(Records())

    return handler


def on_detail(function):
    def handler(event, context):
        function(Detail())

    return handler


def on_socket(function):
    def handler(event, context):
        return function(WebsocketEvent())

    return handler


def on_token(function):
    def handler(event, context):
        return function(AuthRequest())

    return handler


def same(function):
    return function


class Scaffold:
    def __init__(self, app_name=None, **options):
        self.routes = []
        self.blueprints = []
        self.current_request = Request()
        self.api = None
        self.served = False

    def route(self, path, methods=("GET",), **options):
        def register(function):
            for method in methods:
                self.routes.append((method, path, function))
            return function

        return register

    def lambda_function(self, **options):
        return same

    def schedule(self, expression, **options):
        return on_detail

    def authorizer(self, **options):
        return on_token

    def middleware(self, event_type="all"):
        return same

    def register_blueprint(self, blueprint, name_prefix=None, url_prefix=""):
        self.blueprints.append((url_prefix, blueprint))

    def on_s3_event(self, bucket, **options):
        return on_each_s3

    def on_sns_message(self, topic, **options):
        return on_each_sns

    def on_sqs_message(self, queue=None, **options):
        return on_records

    def on_kinesis_record(self, stream, **options):
        return on_records

    def on_dynamodb_record(self, stream_arn, **options):
        return on_records

    def on_cw_event(self, event_pattern, **options):
        return on_detail

    def on_ws_connect(self, name=None):
        return on_socket

    def on_ws_message(self, name=None):
        return on_socket

    def on_ws_disconnect(self, name=None):
        return on_socket

    def __call__(self, event, context):
        self.served = True
        each(self.routes, serve)
        for prefix, blueprint in self.blueprints:
            routed("", prefix, lambda: each(blueprint.routes, serve))
        return {}


Chalice = Scaffold
Blueprint = Scaffold
