"""Applications that are called as the ASGI specification says, version 3.0: its HTTP and lifespan protocols."""

import asyncio
import inspect
import sys
import traceback

from .exchange import Request, answer

_VERSION = {"version": "3.0", "spec_version": "2.3"}


def is_asgi(application):
    return inspect.iscoroutinefunction(application) or inspect.iscoroutinefunction(type(application).__call__)


class Application:
    """Starts the application once, with the function, and never ends it: functions are not told when they end."""

    def __init__(self, application):
        self._application, self._state = application, {}
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._started())

    def __call__(self, event, context):
        request = Request(event)
        request.all_fields_are_read()
        return self._loop.run_until_complete(self._served(request))

    async def _started(self):
        told, never = asyncio.Event(), asyncio.Event()
        messages = [{"type": "lifespan.startup"}]

        async def receive():
            if not messages:
                await never.wait()
            return messages.pop()

        async def send(message):
            told.set()
            if message["type"] == "lifespan.startup.failed":
                print(message.get("message", ""), file=sys.stderr)

        scope = {"type": "lifespan", "asgi": _VERSION, "state": self._state}
        self._life = asyncio.ensure_future(self._application(scope, receive, send))
        waiting = asyncio.ensure_future(told.wait())
        await asyncio.wait([self._life, waiting], return_when=asyncio.FIRST_COMPLETED)
        if self._life.done():  # it need not know of the protocol
            self._life.exception()
        waiting.cancel()

    async def _served(self, request):
        messages, sent = [{"type": "http.request", "body": request.body, "more_body": False}], []
        done = asyncio.Event()

        async def receive():
            if messages:
                return messages.pop()
            await done.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                done.set()

        try:
            await self._application(self._scope(request), receive, send)
        except Exception:
            traceback.print_exc()
        return _answer(sent)

    def _scope(self, request):
        host, _, port = request.host.partition(":")
        return {
            "type": "http",
            "asgi": _VERSION,
            "http_version": "1.1",
            "method": request.method,
            "scheme": "https",
            "path": request.decoded_path,
            "raw_path": request.path.encode(),
            "query_string": request.query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in request.headers.items()],
            "client": (request.headers.get("x-forwarded-for", "127.0.0.1").partition(",")[0], 0),
            "server": (host, int(port) if port.isdigit() else 443),
            "state": dict(self._state),
        }


def _answer(sent):
    start = next((each for each in sent if each["type"] == "http.response.start"), None)
    if start is None:
        return answer(500, [("content-type", "text/plain")], b"Internal Server Error")
    body = b"".join(each.get("body", b"") for each in sent if each["type"] == "http.response.body")
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start.get("headers", ())]
    return answer(start["status"], headers, body)
