"""Every check belongs to one layer of responsibility."""

from __future__ import annotations

from goatherd.checks.registry import all_checks
from goatherd.surface import layers


def test_every_check_has_a_layer_that_is_the_developers():
    found = {check.id: layers.layer_of_check(check.id, check.sas) for check in all_checks()}
    assert all(layer.own for layer in found.values())
    assert {layer for layer in layers.LAYERS if layer.own} == set(found.values())


def test_the_table_names_checks_that_exist_and_risks_that_there_are():
    assert set(layers._BY_CHECK) <= {check.id for check in all_checks()}
    assert set(layers._BY_RISK) == {check.sas for check in all_checks()}


def test_the_layers_in_their_order():
    assert [layer.title for layer in layers.LAYERS] == [
        "Client side",
        "Data in cloud",
        "Data in transit",
        "Functions and dependencies",
        "Identity and access",
        "Cloud-service configuration",
        "Operating system and virtual machines",
        "Compute",
        "Storage",
        "Database",
        "Networking",
        "Regions and edge",
    ]
