"""What Flask's request is asked for is read of the event, as if the function had asked the event itself."""

APP = """
import io
from werkzeug.wrappers import Request

def handler(event, context):
    request = Request({
        "REQUEST_METHOD": "POST",
        "QUERY_STRING": event["rawQueryString"],
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(event["body"])),
        "HTTP_COOKIE": "a=1; session=abc",
        "HTTP_HOST": "here",
        "wsgi.input": io.BytesIO(event["body"].encode()),
        "wsgi.url_scheme": "https",
        "SERVER_NAME": "here",
        "SERVER_PORT": "443",
    })
    return use(request)

"""
EVENT = {"rawQueryString": "q=1&there=2", "body": "f=1"}


def reads(run, code):
    ran = run(APP + "def use(request):\n    return " + code, EVENT, libraries=True)
    assert ran.error is None, ran.error
    return ran.response, ran.reads()[2:]


def test_parameters_forms_and_headers(run):
    code = """[
        request.args.get("q"), request.args.getlist("no"), "f" in request.form, request.headers.get("X-Name")
    ]"""
    answer, read = reads(run, code)
    assert answer == ["1", [], True, None]
    assert read == ["queryStringParameters/q", "queryStringParameters/no?", "body/@form/f", "headers/x-name?"]


def test_cookies_of_either_payload_format(run):
    assert reads(run, "request.cookies['a']") == ("1", ["cookies/0/@cookie/a", "headers/cookie/@cookie/a"])


def test_cookies_that_are_decoded(run):
    _, read = reads(run, "__import__('urllib.parse').parse.unquote(request.cookies['session'])")
    assert read[2:] == ["cookies/0/@cookie/session/@url"]


def test_a_query_that_is_taken_apart_by_hand(run):
    answer, read = reads(run, "request.query_string.decode().find('there' + '=') + len('there=')")
    assert answer == 10
    assert read == ["queryStringParameters/there"]


def test_what_the_framework_asks_of_its_own_accord_is_not_read(run):
    assert reads(run, "request.url + request.host + request.mimetype")[1] == []


def test_going_over_fields_and_headers(run):
    expected = [f"{path}/{step}?" for path in ("body/@form", "headers") for step in ("@name", "@value")]
    assert reads(run, "[*request.form.keys(), *(name for name, _ in request.headers)]")[1] == expected
