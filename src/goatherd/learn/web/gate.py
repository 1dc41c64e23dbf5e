"""Who may talk to the pages: the learner's own browser, on a page of ours.

A page of another site must neither read the learner's goat (DNS rebinding: it would come with its own name as Host) nor
drive it (its requests say where they come from). Other users of this machine, and what runs in containers that share
its network, reach the port as well: they lack the key.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from attrs import field, frozen
from flask import Response, request

from goatherd.learn.web.peer import is_of_our_user

if TYPE_CHECKING:
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
_ENTERED = f'{_PAGE}<meta http-equiv="refresh" content="0;url=/"><p><a href="/">To the goat</a></p>\n'
_LOCKED = (
    f"{_PAGE}<h1>This page is locked</h1><p>Open the address that <code>goatherd learn</code> shows in its terminal:"
    ' the key is in it.</p><p>You have, and a link of another page led you here? <a href="/">Go on</a>.</p>\n'
)


@frozen
class Keys:
    """`token` opens the pages. `ticket` does so once, to a process of our own user: what a browser is started with,
    every user of the machine can read.
    """

    token: str = field(factory=lambda: secrets.token_urlsafe(32), repr=False)
    ticket: str = field(factory=lambda: secrets.token_urlsafe(32), repr=False)
    _spent: set[str] = field(factory=set, repr=False)

    def opened_by(self, given: str, peer: tuple[str, int]) -> bool:
        if _same(given, self.token):
            return True
        if not _same(given, self.ticket) or self._spent or not is_of_our_user(peer):
            return False
        self._spent.add(self.ticket)
        return True


def guard(app: Flask, port: int, keys: Keys) -> None:
    """Refuse what does not come from a page of ours at `port`, in a browser that was shown a key."""
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
    cookie = f"goatherd-learn-{port}"  # browsers share cookies between ports

    @app.before_request
    def refuse() -> Response | None:
        if request.host not in hosts:
            return Response("This page is for the browser on the machine that runs it.\n", 421)
        if _is_from_elsewhere({f"http://{host}" for host in hosts}):
            return Response("Another site asked for this.\n", 403)
        given = request.args.get("token")
        if given is not None and request.method == "GET" and request.path == "/":
            return _entered(given)
        # Servers on other ports may have set one of this name, too.
        if not any(_same(each, keys.token) for each in request.cookies.getlist(cookie)):
            return Response(_LOCKED, 403, mimetype="text/html")
        return None

    def _entered(given: str) -> Response:
        if not keys.opened_by(given, _peer()):
            return Response(_LOCKED, 403, mimetype="text/html")
        response = Response(_ENTERED, mimetype="text/html", headers={"Referrer-Policy": "no-referrer"})
        response.set_cookie(cookie, keys.token, path="/", httponly=True, samesite="Strict")
        return response

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers.update(_HEADERS)
        # Not "no-referrer": browsers would then call the origin of our own forms "null".
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response


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
