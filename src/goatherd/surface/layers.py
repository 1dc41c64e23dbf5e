"""The layers of responsibility, and the one that each check belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from goatherd.core.finding import Finding


@frozen
class Layer:
    """`own`: by default the developer's, else the provider's."""

    key: str
    title: str
    own: bool


CLIENT = Layer("client", "Client side", True)
DATA = Layer("data", "Data in cloud", True)
TRANSIT = Layer("transit", "Data in transit", True)
FUNCTIONS = Layer("functions", "Functions and dependencies", True)
IDENTITY = Layer("identity", "Identity and access", True)
CONFIGURATION = Layer("configuration", "Cloud-service configuration", True)
SYSTEM = Layer("system", "Operating system and virtual machines", False)
COMPUTE = Layer("compute", "Compute", False)
STORAGE = Layer("storage", "Storage", False)
DATABASE = Layer("database", "Database", False)
NETWORKING = Layer("networking", "Networking", False)
REGIONS = Layer("regions", "Regions and edge", False)
LAYERS = (
    CLIENT,
    DATA,
    TRANSIT,
    FUNCTIONS,
    IDENTITY,
    CONFIGURATION,
    SYSTEM,
    COMPUTE,
    STORAGE,
    DATABASE,
    NETWORKING,
    REGIONS,
)

# By the number of the risk, for every check that is not told apart below.
_BY_RISK = {
    1: FUNCTIONS,
    2: IDENTITY,
    3: CONFIGURATION,
    4: IDENTITY,
    5: CONFIGURATION,
    6: FUNCTIONS,
    7: DATA,
    8: CONFIGURATION,
    9: CONFIGURATION,
    10: FUNCTIONS,
}
_BY_CHECK = {
    "GOAT0110": CLIENT,  # markup
    "GOAT0112": CLIENT,  # redirects
    "GOAT0113": CLIENT,  # headers
    "GOAT0304": CLIENT,  # other origins
    "GOAT0305": CLIENT,
    "GOAT0301": DATA,  # who reads what is stored
    "GOAT0302": DATA,
    "GOAT0303": DATA,
    "GOAT0310": DATA,
    "GOAT0311": DATA,
    "GOAT0314": DATA,
    "GOAT0316": DATA,
    "GOAT0320": DATA,
    "GOAT0321": DATA,
    "GOAT0505": DATA,
    "GOAT0520": DATA,
    "GOAT0522": DATA,
    "GOAT0221": TRANSIT,  # certificates and protocols
    "GOAT0312": TRANSIT,
    "GOAT0313": TRANSIT,
    "GOAT0220": FUNCTIONS,  # what code does about tokens and passwords
    "GOAT0222": FUNCTIONS,
    "GOAT0223": FUNCTIONS,
    "GOAT0224": FUNCTIONS,
    "GOAT0228": FUNCTIONS,
    "GOAT0229": FUNCTIONS,
    "GOAT0521": FUNCTIONS,
    "GOAT0820": FUNCTIONS,  # what code does with time and money
    "GOAT0821": FUNCTIONS,
    "GOAT0822": FUNCTIONS,
    "GOAT0823": FUNCTIONS,
    "GOAT0824": FUNCTIONS,
    "GOAT0306": IDENTITY,  # who is let in
    "GOAT0307": IDENTITY,
    "GOAT0308": IDENTITY,
    "GOAT0309": IDENTITY,
    "GOAT0315": IDENTITY,
    "GOAT0915": FUNCTIONS,  # what code lets others write
    "GOAT0903": IDENTITY,
    "GOAT0930": IDENTITY,  # whom code gives and leaves others' records
    "GOAT0931": IDENTITY,
    "GOAT0932": IDENTITY,
}


def layer_of(finding: Finding) -> Layer:
    """Whose responsibility a finding is about: by its check, else by its risk."""
    return layer_of_check(finding.id, finding.sas)


def layer_of_check(id: str, sas: int) -> Layer:
    return _BY_CHECK.get(id) or _BY_RISK.get(sas, CONFIGURATION)
