"""Requests to addresses from outside."""

from . import frames
from .patching import precede

_URLS = {  # module: classes, method, position of what has or is the URL, and its names
    "urllib.request": (("OpenerDirector",), "open", 1, ("fullurl",)),
    "requests.sessions": (("Session",), "request", 2, ("url",)),
    "urllib3.poolmanager": (("PoolManager",), "urlopen", 2, ("url",)),
    "httpx._client": (("Client", "AsyncClient"), "send", 1, ("request",)),
    "aiohttp.client": (("ClientSession",), "_request", 2, ("str_or_url", "url")),
}


def patch(session, module):
    if module.__name__ == "http.client":
        _http(session, module)
        return
    classes, method, position, names = _URLS[module.__name__]

    def look(*args, **kwargs):
        given = args[position] if len(args) > position else next(kwargs[name] for name in names if name in kwargs)
        given = getattr(given, "full_url", None) or getattr(given, "url", given)
        url = str(given)
        _note(session, module.__name__.partition("._")[0], url, url.partition("://")[2].partition("/")[0])

    for name in classes:
        precede(getattr(module, name), method, look)


def _http(session, module):
    """Most of Python's clients stand on this one."""

    def put(self, method, url, *_, **__):
        if "://" not in url:
            scheme = "https" if isinstance(self, module.HTTPSConnection) else "http"
            url = f"{scheme}://{self.host}:{self.port}{url}"
        _note(session, "http.client", url, self.host)

    precede(module.HTTPConnection, "putrequest", put)


def _note(session, what, url, host):
    if session.holds(url) and not frames.below("botocore"):
        session.reach("request", what, url, host=session.holds(host))
