"""Addresses: those that a function looks up and connects to, and whether the event chose them."""


class Network:
    def __init__(self, guard, runtime_api):
        self._guard = guard
        self._runtime = runtime_api.rpartition(":")[0]
        self._addresses = set()  # of names that were allowed

    def checks(self):
        return {
            "socket.getaddrinfo": self._looked_up,
            "socket.gethostbyname": lambda name: self._looked_up(name, None),
            "socket.connect": lambda _, address: self._connected(address),
            "socket.sendto": lambda _, address: self._connected(address),
            "urllib.Request": lambda url, *_: self.requested(url),
        }

    def watch_names(self, socket):
        """Remember which addresses an allowed name has: what connects to one has looked it up."""
        found = socket.getaddrinfo

        def getaddrinfo(host, *arguments, **named):
            answers = found(host, *arguments, **named)
            if isinstance(host, str):
                self._guard.asking(lambda: self._guard.resolved(host, [answer[4][0] for answer in answers]))
            if len(self._addresses) < 4096:
                self._addresses.update(answer[4][0] for answer in answers)
            return answers

        socket.getaddrinfo = getaddrinfo

    def requested(self, url):
        """A request by any client is about to go to this address."""
        self._guard.host(str(url))

    def _looked_up(self, host, port, *_):
        if host is not None:
            name = host.decode("idna") if isinstance(host, bytes) else str(host)
            self._reach(name, port if isinstance(port, int) else None)

    def _connected(self, address):
        if (
            isinstance(address, tuple)
            and address
            and _is_address(str(address[0]))
            and address[0] not in self._addresses
        ):
            self._reach(str(address[0]), address[1] if len(address) > 1 else None)

    def _reach(self, host, port):
        network = self._guard.policy.network
        if network.silent or host == self._runtime or network.allows(host, port):
            return
        self._guard.decide(
            self._guard.policy.verdict(network.others), "confinement", "network", f"reaches {host}", value=host
        )


def _is_address(host):
    import ipaddress

    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
