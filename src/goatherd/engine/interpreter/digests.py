"""Digests that are fed first and asked for later: what data they hold by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.values import External, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Labels

_ABSORBED = "absorbed"


def absorb(m: Machine, name: str, labels: Labels) -> None:
    """The digest that the method `name` is of is fed with data."""
    owner = External(name.rpartition(".")[0])
    if owner not in m.absorbing:
        m.absorbing.add(owner)
        m.store.epoch += 1  # so far nobody has noted that nothing was absorbed
    m.weak_set_field(owner, _ABSORBED, unknown(labels))


def absorbed(m: Machine, name: str) -> Labels:
    """The data that a digest was fed with before it is asked for."""
    owner = External(name.rpartition(".")[0])
    held = m.get_field(owner, _ABSORBED) if owner in m.absorbing else None
    return held.labels if held is not None else ()
