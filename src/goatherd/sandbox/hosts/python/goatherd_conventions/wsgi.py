"""Applications that are called as PEP 3333 says."""

import io
import sys
import traceback

from .exchange import Request, answer


class Application:
    """`fails`: errors of the application are the function's; otherwise its server answers with status 500."""

    def __init__(self, application, *, fails=False):
        self._application, self._fails = application, fails

    def __call__(self, event, context):
        request = Request(event)
        if "werkzeug" not in sys.modules:  # whose requests are instrumented
            request.all_fields_are_read()
        try:
            return _served(self._application, environ_of(request))
        except Exception:
            if self._fails:
                raise
            traceback.print_exc()
            return answer(500, [("content-type", "text/plain")], b"Internal Server Error")


def environ_of(request):
    host, _, port = request.host.partition(":")
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.decoded_path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": request.query,
        "CONTENT_LENGTH": str(len(request.body)),
        "REMOTE_ADDR": request.headers.get("x-forwarded-for", "127.0.0.1").partition(",")[0],
        "SERVER_NAME": host,
        "SERVER_PORT": port or "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            environ[f"HTTP_{key}"] = value
        elif key == "CONTENT_TYPE":
            environ[key] = value
    return environ


def _served(application, environ):
    started, written = [], []

    def start_response(status, headers, exc_info=None):
        started[:] = [(int(status.split()[0]), headers)]
        return written.append

    parts = application(environ, start_response)
    try:
        body = b"".join([*written, *parts])
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    (status, headers) = started[0]
    return answer(status, headers, body)
