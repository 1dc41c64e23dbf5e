"""The pages on a port of this machine, until somebody presses Ctrl-C."""

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
import webbrowser
from typing import TYPE_CHECKING

import click

from goatherd.core.errors import UsageError
from goatherd.learn.web.gate import Keys
from goatherd.learn.web.pages import make_app
from goatherd.learn.web.server import HOST, Server

if TYPE_CHECKING:
    from goatherd.learn.school import School

PORT = 8014
_OTHERS = 50  # ports after a taken one that are tried


def listen(port: int | None) -> socket.socket:
    """Take a port, so that nobody else does until it is served: `port`, or the first free one from PORT on.

    Raises UsageError when it cannot be had.
    """
    wanted = port or PORT
    try:
        return socket.create_server((HOST, wanted))
    except OSError as error:
        free = _free_after(wanted)
        if port is None and free is not None and error.errno == errno.EADDRINUSE:
            number = free.getsockname()[1]
            click.echo(f"note: port {wanted} is taken; the pages will be at port {number}", err=True)
            return free
        help = "choose another: --port"
        if free is not None:
            help = f"this one is free: --port {free.getsockname()[1]}"
            free.close()
        why = os.strerror(error.errno or 0)
        raise UsageError(f"port {wanted} cannot be had: {why}", help=help) from error


def _free_after(port: int) -> socket.socket | None:
    for each in range(max(port, 1023) + 1, min(port + _OTHERS, 65535) + 1):
        try:
            return socket.create_server((HOST, each))
        except OSError:
            continue
    return None


def serve(school: School, listening: socket.socket, *, open_browser: bool) -> None:
    """Until Ctrl-C; see `listen`."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    keys, port = Keys(), listening.getsockname()[1]
    server = Server(listening, make_app(school, port, keys))
    listening.close()
    address = f"http://{HOST}:{port}/?token="
    click.echo(f"The goat is at {address}{keys.token}")
    click.echo("Whoever has that address can open the pages: keep it to yourself. Ctrl-C ends them.")
    try:  # from here on, whoever is interrupted has threads to end
        school.prepare()
        if open_browser:
            # Programs that show pages in the terminal come back only when they end, and need the pages before.
            threading.Thread(target=_show, args=(f"{address}{keys.ticket}",), daemon=True).start()
        server.serve_forever()
    finally:
        server.server_close()
        school.close()


def _show(address: str) -> None:
    has_screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    try:
        shown = has_screen and webbrowser.open(address)
    except (webbrowser.Error, OSError):
        shown = False
    if not shown:
        click.echo("note: no browser could be opened; open the address in one yourself", err=True)
