"""Where the run-time guard's own files lie: in the wheel beside this module, in a checkout in its folder `guard`."""

from __future__ import annotations

from pathlib import Path

_SHIPPED = Path(__file__).parent / "shipped"
_CHECKOUT = Path(__file__).parents[3] / "guard"
# Name of what is asked for -> its place in the wheel and in a checkout.
_PLACES = {
    "python": ("python/goatherd_guard", "python/src/goatherd_guard"),
    "node": ("node", "node"),
    "kinds": ("kinds.json", "kinds.json"),
    "fetching": ("fetching.json", "fetching.json"),
    "rules": ("rules", "rules"),
    "schema": ("schema", "schema"),
}


def place_of(name: str) -> Path:
    """The file or folder of one part: "python", "node", "kinds", "fetching", "rules" or "schema"."""
    shipped, checkout = _PLACES[name]
    return _SHIPPED / shipped if _SHIPPED.is_dir() else _CHECKOUT / checkout
