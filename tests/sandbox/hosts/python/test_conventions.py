"""Handlers that are not Lambda's are called their own way, by the event of a function URL.

Packages of other clouds are stand-ins here, which have what is used of them.
"""

from tests.sandbox.hosts.conftest import WATCH, url_event

WSGI = """
def application(environ, start_response):
    size = int(environ["CONTENT_LENGTH"])
    said = [environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"], environ["HTTP_X_NAME"]]
    if environ["PATH_INFO"] == "/fails":
        raise ValueError("no")
    start_response("201 Created", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [" ".join(said).encode(), b" ", environ["wsgi.input"].read(size)]

def create_app():
    return application
"""
ASGI = """
import json
started = []

async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        started.append(1)
        await send({"type": "lifespan.startup.complete"})
        return
    message = await receive()
    data = json.loads(message["body"])
    await send({"type": "http.response.start", "status": 200 + len(started), "headers": [(b"x-a", b"1")]})
    await send({"type": "http.response.body", "body": b"hello ", "more_body": True})
    await send({"type": "http.response.body", "body": f"{scope['path']} {data['name']}".encode()})
"""
# Of azure-functions: the signatures of its request and its answer.
AZURE = """
class HttpRequest:
    def __init__(self, method, url, *, headers=None, params=None, route_params=None, body):
        self.method, self.url, self.headers = method, url, headers
        self.params, self.route_params, self._body = params, route_params, body

    def get_body(self):
        return self._body

class HttpResponse:
    def __init__(self, body, status_code=200, headers=None, mimetype="text/plain", charset="utf-8"):
        self._body, self.status_code, self.headers = body.encode(), status_code, headers or {}
        self.mimetype, self.charset = mimetype, charset

    def get_body(self):
        return self._body

class Builder:
    def __init__(self, function):
        self._function = self
        self.get_user_function = lambda: function

class FunctionApp:
    def route(self, route):
        return Builder
"""


def called(run, code, *events, handler, convention, files=(), **options):
    return run(
        code,
        *events,
        files=dict(files),
        handler=handler,
        convention={"name": convention, "options": options},
    )


def test_an_application_of_wsgi(run):
    event = url_event("POST", "/a%20b", "q=1", "body", **{"x-name": "me"})
    ran = called(run, WSGI, event, handler="app.application", convention="web", manner="holds")
    assert ran.response == {
        "statusCode": 201,
        "multiValueHeaders": {"set-cookie": ["a=1", "b=2"]},
        "body": "POST /a b q=1 me body",
        "isBase64Encoded": False,
    }


def test_what_is_called_makes_the_application(run):
    event = url_event(**{"x-name": "me"})
    ran = called(run, WSGI, event, handler="app.create_app", convention="web", manner="makes")
    assert ran.response["body"] == "GET /  me "


def test_the_server_of_an_application_answers_for_its_errors(run):
    event = url_event(path="/fails", **{"x-name": "me"})
    ran = called(run, WSGI, event, handler="app.application", convention="web", manner="holds")
    assert (ran.error, ran.response["statusCode"]) == (None, 500)


def test_an_application_of_asgi_is_started_once(run):
    events = [url_event("POST", "/x", body='{"name": "you"}')] * 2
    ran = called(run, ASGI, *events, handler="app.application", convention="web", manner="holds")
    assert [each["response"]["body"] for each in ran] == ["hello /x you"] * 2
    assert [each["response"]["statusCode"] for each in ran] == [201, 201]
    assert "body/@json/name" in ran.reads()


def test_an_application_that_does_not_load_says_why(run):
    ran = called(run, "import nothing_of_the_kind", url_event(), handler="app.a", convention="web", manner="holds")
    assert "nothing_of_the_kind" in ran.error["errorMessage"]


def test_what_reaches_a_shell_is_noted_with_its_line(run):
    code = """
    import os
    def application(environ, start_response):
        os.system("echo " + environ["QUERY_STRING"])
        start_response("200 OK", [])
        return []
    """
    event = url_event(query=f"q={WATCH}")
    ran = called(run, code, event, handler="app.application", convention="web", manner="holds")
    assert ("shell", "os.system", "app.py:4") in ran.places()


def test_the_earlier_model_of_azure(run):
    files = {
        "azure/functions.py": AZURE,
        "shared/words.py": "greeting = 'hello'",
        "Hello/__init__.py": """
import logging
import azure.functions as func
from ..shared.words import greeting

def main(req, out: "func.Out[str]", rows):
    out.set("kept")
    return func.HttpResponse(f"{greeting} {req.params.get('name')} {req.get_body().decode()}", status_code=201)
""",
    }
    event = url_event("POST", "/api/Hello", "name=me", "x")
    handler = {"handler": "Hello/__init__.main", "convention": "azure", "argument": "req"}
    ran = called(run, "", event, files=files, **handler)
    assert (ran.response["statusCode"], ran.response["body"]) == (201, "hello me x")
    assert ran.response["multiValueHeaders"] == {"content-type": ["text/plain; charset=utf-8"]}
    assert ran.reads() == ["queryStringParameters/name"]


def test_the_later_model_of_azure(run):
    code = """
    import azure.functions as func
    app = func.FunctionApp()

    @app.route(route="items/{id}")
    async def items(req):
        return f"item {req.route_params.get('id')} {req.params.get('no')}"
    """
    event = {**url_event(path="/api/items/7"), "pathParameters": {"id": "7"}}
    handler = {"handler": "app.items", "convention": "azure", "argument": ""}
    ran = called(run, code, event, files={"azure/functions.py": AZURE}, **handler)
    assert (ran.response["statusCode"], ran.response["body"]) == (200, "item 7 None")
    assert ran.reads() == ["pathParameters/id", "queryStringParameters/no?"]


def test_an_error_of_a_function_is_the_functions(run):
    code = """
    import azure.functions
    def main(req):
        return {}["missing"]
    """
    files = {"azure/functions.py": AZURE}
    ran = called(run, code, url_event(), files=files, handler="app.main", convention="azure", argument="req")
    assert ran.error["errorType"] == "KeyError"
    assert [line.strip() for line in ran.error["stackTrace"][-1].splitlines()][-1] == 'return {}["missing"]'
    assert "goatherd" not in str(ran.error["stackTrace"])


def test_a_function_of_google_is_given_the_request_of_flask(run):
    code = """
    import sys
    def hello(request):
        if "fails" in request.args:
            raise KeyError("no")
        return {"path": request.path, "name": request.get_json()["name"]}, 201, {"X-A": "1"}
    """
    body = {"body": '{"name": "me"}', "content-type": "application/json"}
    events = [url_event("POST", "/a", query, **body) for query in ("", "fails=1")]
    more = {"handler": "app.hello", "convention": {"name": "google", "options": {"callable": False}}}
    ran = run(code, *events, libraries=True, **more)
    assert ran[0]["error"] is None, ran[0]
    assert ran[0]["response"]["statusCode"] == 201
    assert ran[0]["response"]["multiValueHeaders"]["x-a"] == ["1"]
    assert '"path":"/a"' in ran[0]["response"]["body"].replace(" ", "")
    assert ran.error["errorType"] == "KeyError"
    assert "goatherd" not in str(ran.error["stackTrace"])
