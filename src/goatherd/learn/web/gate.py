"""Who may talk to the pages: a browser on this machine, on a page of ours.

A page of another site must neither read the learner's goat (DNS rebinding: it would come with its own name as Host) nor
drive it (its requests say where they come from).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from flask import Flask

_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; "
_POLICY += "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guard(app: Flask, port: int) -> None:
    """Refuse what does not come from a page of ours at `port`."""
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}

    @app.before_request
    def refuse() -> Response | None:
        if request.host not in hosts:
            return Response("This page is for the browser on the machine that runs it.\n", 421)
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
        ours = {f"http://{host}" for host in hosts}
        changes = request.method not in ("GET", "HEAD")
        if (origin is not None and origin not in ours) or (changes and origin is None and site != "same-origin"):
            return Response("Another site asked for this.\n", 403)
        if site not in ("same-origin", "none") and (changes or request.path.startswith("/static/")):
            return Response("Another site asked for this.\n", 403)
        return None

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response
