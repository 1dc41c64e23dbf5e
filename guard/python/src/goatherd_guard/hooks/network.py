"""Addresses: those that a function looks up and connects to, and whether the event chose them."""

from goatherd_guard.hooks.given import items, plain


class Network:
    def __init__(self, guard, runtime_api):
        self._guard = guard
        self._runtime = runtime_api.rpartition(":")[0]
        self._addresses = set()  # of names that were allowed

    def checks(self):
        return {
            "socket.getaddrinfo": self._looked_up,
            "socket.gethostbyname": lambda name: self._looked_up(name, None),
            "socket.gethostbyaddr": lambda name: self._looked_up(name, None),
            "socket.getnameinfo": self._connected,
            "socket.connect": lambda _, address: self._connected(address),
            "socket.sendto": lambda _, address: self._connected(address),
            "socket.sendmsg": lambda _, address: self._connected(address),
            "urllib.Request": lambda url, *_: self.requested(url),
        }

    def watch_names(self, socket):
        """Remember which addresses an allowed name has: what connects to one has looked it up."""
        found = socket.getaddrinfo

        def getaddrinfo(host, *arguments, **named):
            answers = found(host, *arguments, **named)
            if isinstance(host, str):
                self._guard.resolved(host, [answer[4][0] for answer in answers])
            if len(self._addresses) < 4096:
                self._addresses.update(answer[4][0] for answer in answers)
            return answers

        socket.getaddrinfo = getaddrinfo

    def requested(self, url):
        """A request by any client is about to go to this address."""
        self._guard.host(str(url))

    def _looked_up(self, host, port, *_):
        if host is not None:
            name = bytes.decode(host, "idna") if isinstance(host, bytes) else plain(host) or str(host)
            self._reach(name, port if isinstance(port, int) else None)

    def _connected(self, address):
        """A name in place of an address is looked up by the C library, which nothing else tells of."""
        if not isinstance(address, tuple) or not address:
            return  # a file of a socket
        host, *rest = items(address)
        name = plain(host) if isinstance(host, (str, bytes, bytearray)) else str(host)
        if name not in self._addresses:
            self._reach(name, rest[0] if rest and isinstance(rest[0], int) else None)

    def _reach(self, host, port):
        network = self._guard.policy.network
        if network.silent or host == self._runtime:
            return
        if network.allows(host, port):
            self._guard.samples.used("connect", host, lambda: network.entries(host, port))
            return
        what = f"reaches {self._guard.shown(host)}"
        self._guard.decide(self._guard.policy.verdict(network.others), "confinement", "network", what, value=host)
