"""What events and sinks need, all of it loaded with the first event."""

from goatherd_guard import answers  # noqa: F401 - hooks find them loaded
from goatherd_guard.firewall.wall import Wall
from goatherd_guard.sinks import addresses, operators, places, redacting, templates, values  # noqa: F401
from goatherd_guard.sinks.fetching import Fetching
from goatherd_guard.sinks.structure import Structures


class Parts:
    def __init__(self, table, policy):
        self.wall = Wall(table, policy)
        self.structures = Structures()
        self.programs = Fetching(table.get("fetching") or {})
