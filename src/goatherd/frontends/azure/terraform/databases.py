"""Servers of databases and caches, in the model's words, with whom their firewalls let in."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from goatherd.core.value import Known, Value
from goatherd.frontends.azure.terraform.apps import first, version
from goatherd.frontends.terraform.references import named
from goatherd.model.resource import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance

# By the type of a server: what runs on it. The types of firewall rules are called after them.
_ENGINES = {
    "azurerm_mssql_server": "sqlserver",
    "azurerm_sql_server": "sqlserver",
    "azurerm_postgresql_server": "postgres",
    "azurerm_postgresql_flexible_server": "postgres",
    "azurerm_mysql_server": "mysql",
    "azurerm_mysql_flexible_server": "mysql",
    "azurerm_mariadb_server": "mariadb",
    "azurerm_redis_cache": "redis",
    "azurerm_synapse_workspace": "sqlserver",
    "azurerm_cosmosdb_account": "cosmosdb",
}
_RULES = {
    "azurerm_mssql_firewall_rule": ("azurerm_mssql_server",),
    "azurerm_sql_firewall_rule": ("azurerm_sql_server", "azurerm_mssql_server"),
    "azurerm_postgresql_firewall_rule": ("azurerm_postgresql_server",),
    "azurerm_postgresql_flexible_server_firewall_rule": ("azurerm_postgresql_flexible_server",),
    "azurerm_mysql_firewall_rule": ("azurerm_mysql_server",),
    "azurerm_mysql_flexible_server_firewall_rule": ("azurerm_mysql_flexible_server",),
    "azurerm_mariadb_firewall_rule": ("azurerm_mariadb_server",),
    "azurerm_redis_firewall_rule": ("azurerm_redis_cache",),
    "azurerm_synapse_firewall_rule": ("azurerm_synapse_workspace",),
}
_SERVER = ("server_id", "server_name", "redis_cache_name", "synapse_workspace_id")
_TLS = ("minimum_tls_version", "ssl_minimal_tls_version_enforced", "tls_version", "minimal_tls_version")
_VERSIONS = {
    "1.0": "TLS_1_0",
    "1.1": "TLS_1_1",
    "1.2": "TLS_1_2",
    "1.3": "TLS_1_3",
    "TLS1_0": "TLS_1_0",
    "TLS1_1": "TLS_1_1",
    "TLS1_2": "TLS_1_2",
    "TLS1_3": "TLS_1_3",
    "Tls": "TLS_1_0",
    "Tls11": "TLS_1_1",
    "Tls12": "TLS_1_2",
    "Disabled": "TLS_1_0",  # of a server: callers may come with any
}
_ENCRYPTED = ("ssl_enforcement_enabled", "require_secure_transport")
_PLAIN = ("non_ssl_port_enabled", "enable_non_ssl_port")
# Records of who asks a server what. The platform's may be for something else, which nobody need know.
_AUDITS = (
    "azurerm_mssql_server_extended_auditing_policy",
    "azurerm_mssql_database_extended_auditing_policy",
    "azurerm_monitor_diagnostic_setting",
)
_AUDITED_BY_POLICY = ("azurerm_mssql_server", "azurerm_sql_server")
_PASSWORD = ("administrator_login_password", "administrator_password")
_ADMINISTRATOR = ("administrator_login", "sql_administrator_login")
# The address that stands for every machine of the cloud, whoever rents it.
_CLOUD = "0.0.0.0"
_MOST = 1 << 31  # who lets in half of all addresses lets in everybody
_NO = Known(False, explicit=False)


def databases_of(instances: Sequence[Instance]) -> Iterator[Database]:
    servers = [instance for instance in instances if instance.type in _ENGINES]
    rules: dict[str, list[Instance]] = {}
    for rule in instances:
        if rule.type in _RULES:
            server = named(first(rule.arguments, _SERVER).text() or "", _of(servers, _RULES[rule.type]))
            rules.setdefault(rule.address if server is None else server.address, []).append(rule)
    audited = any(instance.type in _AUDITS for instance in instances)
    for server in servers:
        database = _database(server, rules.pop(server.address, []))
        database.audited = Known(audited or not _lacks_audit(server), explicit=False)
        yield database
    for alone in rules.values():  # the server is declared elsewhere
        yield _database(alone[0], alone)


def _lacks_audit(server: Instance) -> bool:
    return server.type in _AUDITED_BY_POLICY and not server.arguments.get("extended_auditing_policy").exists


def _of(servers: Sequence[Instance], types: Sequence[str]) -> list[Instance]:
    return [server for server in servers if server.type in types]


def _database(server: Instance, rules: Sequence[Instance]) -> Database:
    arguments = server.arguments
    reached = arguments.get("public_network_access_enabled").as_bool(True)
    is_reached = not (isinstance(reached, Known) and reached.value is False)
    engine = _ENGINES.get(server.type) or _ENGINES[_RULES[server.type][0]]
    return Database(
        id=server.address,
        type=server.type,
        span=server.span,
        physical_name=arguments.get("name").as_text(),
        engine=Known(engine, explicit=False),
        public=_met(rules, lets_everybody_in) if is_reached else _NO,
        open_to_cloud=_open_to_cloud(arguments, rules) if is_reached else _NO,
        encrypted=Known(True, explicit=False),
        administrator=first(arguments, _ADMINISTRATOR).text() or "",
        password=next((given.as_text() for name in _PASSWORD if (given := arguments.get(name)).exists), None),
        address=reached,
        plain_connections=_plain(arguments),
        minimum_tls=version(first(arguments, _TLS), _VERSIONS),
    )


def _met(rules: Sequence[Instance], is_meant: Callable[[str, str], bool]) -> Value[bool]:
    """Whether a rule is one of those that are meant."""
    for rule in rules:
        addresses = [rule.arguments.get(name).text() or "" for name in ("start_ip_address", "end_ip_address")]
        if is_meant(*addresses):
            return Known(True, rule.span)
    return _NO


def lets_everybody_in(start: str, end: str) -> bool:
    """Whether a rule from one address to another is for nobody in particular."""
    try:
        return int(IPv4Address(end)) - int(IPv4Address(start)) >= _MOST
    except ValueError:
        return False


def lets_cloud_in(start: str, end: str) -> bool:
    """Whether a rule from one address to another is for every machine of the cloud."""
    return start == end == _CLOUD


def _open_to_cloud(arguments: Node, rules: Sequence[Instance]) -> Value[bool]:
    ranges = arguments.get("ip_range_filter")
    written = ranges.texts() or tuple((ranges.text() or "").split(","))
    return Known(True, ranges.span) if _CLOUD in written else _met(rules, lets_cloud_in)


def _plain(arguments: Node) -> Value[bool]:
    encrypted, plain = first(arguments, _ENCRYPTED), first(arguments, _PLAIN)
    if encrypted.value is False:
        return Known(True, encrypted.span)
    return Known(True, plain.span) if plain.value is True else _NO
