"""Who may talk to the pages: the learner's own browser, on a page of ours.

A page of another site must neither read the learner's goat (DNS rebinding: it would come with its own name as Host) nor
drive it (its requests say where they come from). Other users of this machine, and what runs in containers that share
its network, reach the port as well: they lack the key.

They may also serve a port of their own, and bring the learner's browser there. To browsers all ports of this machine
are one site, and cookies are not kept apart by port. So the pages are below a path that nobody can guess, and the
cookie is for that path alone: it is sent to nobody who does not know the path, and is not what opens the pages.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from attrs import field, frozen
from flask import Response, request

from goatherd.learn.web.peer import is_of_our_user

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; "
_POLICY += "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>goatherd learn</title>'
_PAGE += '<link rel="icon" href="data:,">'
# A page that goes on, not a redirect: to what a link elsewhere leads to, browsers would not send the strict cookie.
_ENTERED = f'{_PAGE}<meta http-equiv="refresh" content="0;url={{0}}"><p><a href="{{0}}">To the goat</a></p>\n'
_LOCKED = (
    f"{_PAGE}<h1>This page is locked</h1><p>Open the address that <code>goatherd learn</code> shows in its terminal:"
    " the key is in it.</p>\n"
)
_LED_HERE = '<p>You have, and a link of another page led you here? <a href="{0}">Go on</a>.</p>\n'


def _secret() -> str:
    return secrets.token_urlsafe(32)


@frozen
class Keys:
    """`token` opens the pages. `ticket` does so once, to a process of our own user: what a browser is started with,
    every user of the machine can read. Who opened them is told `room`, the folder of all addresses, and is known by
    `session` from then on.
    """

    token: str = field(factory=_secret, repr=False)
    ticket: str = field(factory=_secret, repr=False)
    room: str = field(factory=_secret, repr=False)
    session: str = field(factory=_secret, repr=False)
    _spent: set[str] = field(factory=set, repr=False)

    def opened_by(self, given: str, peer: tuple[str, int]) -> bool:
        if _same(given, self.token):
            return True
        if not _same(given, self.ticket) or self._spent or not is_of_our_user(peer):
            return False
        self._spent.add(self.ticket)
        return True


def guard(app: Flask, port: int, keys: Keys) -> None:
    """Refuse what does not come from a page of ours at `port`, in a browser that was shown a key. All pages of the
    application get addresses in the room of `keys`.
    """
    app.wsgi_app = _moved(app.wsgi_app, f"/{keys.room}")  # type: ignore[method-assign,assignment]
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
    cookie = f"goatherd-learn-{port}"  # browsers share cookies between ports

    @app.before_request
    def refuse() -> Response | None:
        if request.host not in hosts:
            return Response("This page is for the browser on the machine that runs it.\n", 421)
        if _is_from_elsewhere({f"http://{host}" for host in hosts}):
            return Response("Another site asked for this.\n", 403)
        given = request.args.get("token")
        if not request.script_root:
            enters = request.method == "GET" and request.path == "/"
            return _entered(given) if enters and given is not None else _locked()
        # Servers on other ports may have set one of this name, too.
        if not any(_same(each, keys.session) for each in request.cookies.getlist(cookie)):
            return _locked(_LED_HERE.format(f"{request.script_root}/"))
        return None

    def _entered(given: str) -> Response:
        if not keys.opened_by(given, _peer()):
            return _locked()
        page = _ENTERED.format(f"/{keys.room}/")
        response = Response(page, mimetype="text/html", headers={"Referrer-Policy": "no-referrer"})
        response.set_cookie(cookie, keys.session, path=f"/{keys.room}", httponly=True, samesite="Strict")
        return response

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers.update(_HEADERS)
        # Another port is another origin: it is not told where we are. Not "no-referrer", with which browsers would call
        # the origin of our own forms "null".
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response


def _moved(pages: WSGIApplication, root: str) -> WSGIApplication:
    """The same below `root`; what is asked for elsewhere comes with an empty script root."""

    def moved(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        first, rest = path[: len(root)], path[len(root) :]
        if _same(first, root) and rest[:1] in ("", "/"):
            environ = {**environ, "SCRIPT_NAME": root, "PATH_INFO": rest or "/"}
        return pages(environ, start)

    return moved


def _locked(more: str = "") -> Response:
    return Response(_LOCKED + more, 403, mimetype="text/html")


def _is_from_elsewhere(ours: set[str]) -> bool:
    origin = request.headers.get("Origin")
    if request.method not in ("GET", "HEAD"):
        return origin not in ours or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if origin is not None and origin not in ours:
        return True
    visits = (request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")) == ("navigate", "document")
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none") and not visits


def _peer() -> tuple[str, int]:
    return request.environ.get("REMOTE_ADDR", ""), int(request.environ.get("REMOTE_PORT", 0))


def _same(given: str, key: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), key.encode())
