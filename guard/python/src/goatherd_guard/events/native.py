"""Events that Azure Functions, Google Cloud Functions and Firebase hand to functions as objects, read as one dict each.

The fields are called as in events of Lambda: `queryStringParameters.name`, `body.name`, `message.name`. The objects are
known by what they have; none of the clouds' packages is imported here.
"""

import json

REFUSED = json.dumps({"message": "Forbidden"})


class Native:
    """`event` is the dict; `refuse` gives the answer of the cloud that says no, None where there is none."""

    __slots__ = ("event", "refuse")

    def __init__(self, event, refuse=None):
        self.event, self.refuse = event, refuse


def native(given):
    """Of the arguments of a call, None where an event of Lambda, or another dict, comes first."""
    first = given[0] if given else None
    if first is None or isinstance(first, (dict, str, int, float)):
        return None
    if _has(first, "get_body", "route_params", "params"):
        return Native(_azure_request(first), _azure_refusal)
    if _has(first, "get_data", "environ", "args"):
        return Native(_flask_request(first), _flask_refusal)
    if _has(first, "raw_request", "data"):  # Firebase's callables
        return Native({"goatherd": "google-http", "data": _plain(first.data)})
    if _has(first, "data", "get") or _has(first, "data", "specversion"):
        return Native({"goatherd": "cloud-event", "data": _plain(first.data)})
    if _has(first, "name", "uri", "read"):  # Azure's blobs
        return Native({"goatherd": "blob", "name": first.name, "uri": first.uri})
    return Native({"goatherd": "message", "message": _messages(first)})


def _has(value, *names):
    return all(hasattr(value, name) for name in names)


def _azure_request(request):
    path = "/" + request.url.partition("://")[2].partition("/")[2].partition("?")[0]
    return {
        "goatherd": "azure-http",
        "httpMethod": request.method,
        "path": path,
        "headers": dict(request.headers),
        "queryStringParameters": dict(request.params),
        "pathParameters": dict(request.route_params),
        **_body(request.get_body()),
    }


def _flask_request(request):
    return {
        "goatherd": "google-http",
        "httpMethod": request.method,
        "path": request.path,
        "headers": dict(request.headers),
        "queryStringParameters": {name: _one(values) for name, values in request.args.to_dict(flat=False).items()},
        "pathParameters": dict(request.view_args or {}),
        **_body(request.get_data()),
    }


def _one(values):
    return values[0] if len(values) == 1 else values


def _body(data):
    try:
        return {"body": data.decode("utf-8"), "isBase64Encoded": False}
    except UnicodeDecodeError:
        import base64

        return {"body": base64.b64encode(data).decode("ascii"), "isBase64Encoded": True}


def _messages(value):
    """A message, several, or documents of a database, as what stands in them."""
    if isinstance(value, (list, tuple)) or (_has(value, "__iter__", "__len__") and not _has(value, "keys")):
        return [_messages(each) for each in value]
    if _has(value, "get_body"):
        data = value.get_body()
        return data.decode("utf-8", "replace") if isinstance(data, (bytes, bytearray)) else data
    return _plain(value)


def _plain(value):
    """What a document or a change of one holds (Firestore's have `to_dict`, and what was before and after)."""
    if _has(value, "before", "after"):
        return {"before": _plain(value.before), "after": _plain(value.after)}
    if _has(value, "to_dict"):
        return _plain(value.to_dict())
    if isinstance(value, dict) or _has(value, "keys", "__getitem__"):
        return {str(key): _plain(value[key]) for key in value.keys()}  # noqa: SIM118 - some have no other way
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8", "replace")
    return value


def _azure_refusal():
    from azure.functions import HttpResponse

    return HttpResponse(REFUSED, status_code=403, mimetype="application/json")


def _flask_refusal():
    return REFUSED, 403, {"Content-Type": "application/json"}
