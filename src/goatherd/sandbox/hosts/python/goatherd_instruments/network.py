"""Connections and look-ups."""

import os

_DNS = 53


def events(session):
    def connect(socket, address):
        if isinstance(address, tuple):
            note("socket.connect", address[0], address[1])
        else:
            note("socket.connect", address, 0)

    def note(what, host, port=0, *_):
        shown = session.cut(host)
        if host is not None and _port(port) != _DNS and f"{shown}:{port}" != os.environ.get("AWS_LAMBDA_RUNTIME_API"):
            session.other({"kind": "connect", "what": what, "host": shown, "port": _port(port)})
            if session.holds(host):
                session.reach("request", what, host, host=True)

    def looked_up(host, port=0, *_):
        note("socket.getaddrinfo", host, port)

    return {
        "socket.connect": connect,
        "socket.getaddrinfo": looked_up,
        "socket.gethostbyname": lambda host, *_: note("socket.gethostbyname", host),
    }


def _port(port):
    """Names of services are names already."""
    try:
        return int(port or 0)
    except ValueError:
        return port
