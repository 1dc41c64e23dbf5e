"""Instances of Cloud SQL, in the model's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known, Value, known
from goatherd.frontends.terraform.references import block
from goatherd.model.resource import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.google.terraform.resources import Resources
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance

_INSTANCE = "google_sql_database_instance"
_ENCRYPTED_ONLY = frozenset({"ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"})
_EVERYBODY = frozenset({"0.0.0.0/0", "::/0"})


def databases_of(resources: Resources) -> Iterator[Database]:
    return map(_database, resources.of(_INSTANCE))


def _database(instance: Instance) -> Database:
    settings = block(instance.arguments, "settings")
    network = block(settings, "ip_configuration")
    version = instance.arguments.get("database_version").as_text("")
    text = (known(version) or "").lower()
    engine, _, number = text.partition("_")
    return Database(
        id=instance.address,
        type=instance.type,
        span=instance.span,
        physical_name=instance.arguments.get("name").as_text(),
        engine=Known(engine, version.span, explicit=version.explicit),
        version=Known(number.replace("_", "."), version.span) if text else version,
        public=_public(network),
        encrypted=Known(True, explicit=False),
        address=network.get("ipv4_enabled").as_bool(True),
        plain_connections=_plain(network, settings),
    )


def _public(network: Node) -> Value[bool]:
    """Whether its own firewall lets everybody in."""
    for allowed in network.get("authorized_networks").list():
        if allowed.get("value").text() in _EVERYBODY:
            return Known(True, allowed.get("value").span)
    return Known(False, explicit=False)


def _plain(network: Node, settings: Node) -> Value[bool]:
    mode, required = network.get("ssl_mode"), network.get("require_ssl").as_bool(False)
    if mode.exists:
        told = mode.as_text()
        return Known(told.value not in _ENCRYPTED_ONLY, mode.span) if isinstance(told, Known) else told
    if isinstance(required, Known):
        where = network if network.exists else settings
        return Known(not required.value, required.span if required.explicit else where.span, required.explicit)
    return required
