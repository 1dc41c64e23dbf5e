"""Without a network of our own: what Python code connects to leads to the simulated cloud, or nowhere."""

import errno
import os
import socket
import sys
import zlib

HERE = "127.0.0.1"


def install(ports):
    """`ports` maps the ports that are called, as texts, to those of this machine that answer; {} changes nothing."""
    if not ports:
        return
    runtime = os.environ["AWS_LAMBDA_RUNTIME_API"]

    def led(address):
        if not isinstance(address, tuple) or f"{address[0]}:{address[1]}" == runtime:
            return address
        sys.audit("socket.connect", None, address)
        port = ports.get(str(address[1]))
        if port is None:
            raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
        return HERE, port

    own = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}

    def connect(self, address):
        return own["connect"](self, led(address))

    def connect_ex(self, address):
        try:
            return own["connect_ex"](self, led(address))
        except ConnectionRefusedError as error:
            return error.errno

    def sendto(self, data, *rest):
        *flags, address = rest
        return own["sendto"](self, data, *flags, led(address))

    socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto = connect, connect_ex, sendto

    def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
        sys.audit("socket.getaddrinfo", host, port, family, type, proto)
        number = socket.getservbyname(port) if isinstance(port, str) and not port.isdigit() else int(port or 0)
        return [(socket.AF_INET, type or socket.SOCK_STREAM, proto or socket.IPPROTO_TCP, "", (_address(host), number))]

    def gethostbyname(host):
        sys.audit("socket.gethostbyname", host)
        return _address(host)

    socket.getaddrinfo, socket.gethostbyname = getaddrinfo, gethostbyname
    socket.gethostbyname_ex = lambda host: (host, [], [gethostbyname(host)])


def _address(host):
    """The same address for the same name, none of which anybody is asked for."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host or "localhost"
    if name == "localhost":
        return HERE
    if name.replace(".", "").isdigit() or ":" in name:
        return name
    number = zlib.crc32(name.lower().encode())
    return f"52.{1 + (number >> 16) % 254}.{(number >> 8) & 255}.{1 + number % 254}"
