"""lambda_decorators: what is done to events before, and to results after, the handler."""

import json


def load_json_body(handler):
    def wrapped(event, context):
        event["body"] = json.loads(event["body"])
        return handler(event, context)

    return wrapped


def dump_json_body(handler):
    def wrapped(event, context):
        result = handler(event, context)
        result["body"] = json.dumps(result["body"])
        return result

    return wrapped


def json_http_resp(handler):
    def wrapped(event, context):
        return {"statusCode": 200, "body": json.dumps(handler(event, context))}

    return wrapped


def load_urlencoded_body(handler):
    return handler
