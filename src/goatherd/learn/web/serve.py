"""The pages on a port of this machine, until somebody presses Ctrl-C."""

from __future__ import annotations

import logging
import socket
import webbrowser
from typing import TYPE_CHECKING

import click
from werkzeug.serving import WSGIRequestHandler, make_server

from goatherd.core.errors import UsageError
from goatherd.learn.web.pages import make_app

if TYPE_CHECKING:
    from goatherd.learn.school import School

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        pass


def require_port(port: int) -> None:
    """Raises UsageError when the port is taken."""
    try:
        with socket.create_server((HOST, port)):
            pass
    except OSError as error:
        raise UsageError(f"port {port} cannot be had: {error.strerror}", help="choose another: --port") from error


def serve(school: School, port: int, *, open_browser: bool) -> None:
    """Until Ctrl-C; see `require_port`."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(HOST, port, make_app(school, port), threaded=True, request_handler=_Quiet)
    address = f"http://{HOST}:{port}/"
    click.echo(f"The goat is at {address} (Ctrl-C ends it)")
    school.prepare()
    if open_browser:
        webbrowser.open(address)
    try:
        server.serve_forever()
    finally:
        server.server_close()
        school.close()
