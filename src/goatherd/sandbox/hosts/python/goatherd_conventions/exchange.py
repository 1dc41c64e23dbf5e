"""The request that an event of a function URL stands for, and the answer that is made of a response.

Source: Lambda developer guide, "Invoking Lambda function URLs", payload format 2.0.
"""

import base64
from urllib.parse import unquote

from goatherd_instruments import events


class Request:
    """`path` and `query` are percent-encoded; names of `headers` are in lower case. What is read of the event to make
    it is not the function's reading.
    """

    def __init__(self, event):
        http = _member(_member(event, "requestContext", {}), "http", {})
        self.method = _member(http, "method", "GET")
        self.path = _member(event, "rawPath", "/")
        self.query = _member(event, "rawQueryString", "")
        self.headers = dict(dict.items(_member(event, "headers", {})))
        cookies = _member(event, "cookies", [])
        if cookies:
            self.headers["cookie"] = "; ".join(list.__iter__(cookies))
        text = _member(event, "body", "")
        self.body = base64.b64decode(text) if _member(event, "isBase64Encoded", False) else text.encode()
        self._event = event

    @property
    def host(self):
        return self.headers.get("host", "localhost")

    @property
    def decoded_path(self):
        return unquote(self.path, errors="surrogateescape")

    def fields(self, name):
        """A member of the event that is an object, as the function is to see it, also where it is left out."""
        return _member(self._event, name, None) or events.recorder().wrapped({}, (name,))

    def all_fields_are_read(self):
        """For what copies parameters and headers before it asks for some: which, nobody sees."""
        for name in ("queryStringParameters", "headers"):
            events.recorder().members((name,))


def answer(status, headers, body):
    """`headers` are pairs of texts, of which names may come several times; `body` is bytes."""
    several = {}
    for name, value in headers:
        several.setdefault(name.lower(), []).append(value)
    try:
        text, encoded = body.decode(), False
    except UnicodeDecodeError:
        text, encoded = base64.b64encode(body).decode(), True
    return {"statusCode": status, "multiValueHeaders": several, "body": text, "isBase64Encoded": encoded}


def _member(object, name, otherwise):
    """As if nobody had asked for it."""
    return dict.get(object, name, otherwise)
