"""Slips in an edited policy are told, with the file, the key and what is allowed: they switch nothing off silently."""

from __future__ import annotations

import json

import pytest

SLIPS = {
    "mode": ({"mode": "blok"}, 'mode is "blok"; allowed are "monitor", "block"'),
    "a key": ({"sink": {"others": "block"}}, "sink is no key of a policy"),
    "a section": ({"processes": "none"}, 'processes is "none", and has to be an object'),
    "others": ({"network": {"others": "blocked"}}, 'network.others is "blocked"; allowed are'),
    "failure": ({"failure": "close"}, 'failure is "close"; allowed are "open", "closed"'),
    "paranoia": ({"events": {"paranoia": -1}}, "events.paranoia is -1, and has to be at least 1, and at most 4"),
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("command", [("check",), ("apply",), ("layer", "-o", "made")], ids=lambda each: each[0])
def test_a_slip_in_a_policy_is_told(goatherd, root, slip, command):
    assert goatherd("guard", "policy", "--write", "-q").code == 0
    (file,) = (root / "goatherd-guard" / "policies").glob("*.json")
    changed, told = SLIPS[slip]
    file.write_text(json.dumps({**json.loads(file.read_text()), **changed}))
    run = goatherd("guard", *command)
    assert run.code == 2
    assert told in run.err and file.name in run.err
