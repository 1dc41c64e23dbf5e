"""What `goatherd attack --telemetry` says of the logs that it has made: it stands beside them, and is no record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.hunt.telemetry.form import Envelope, has

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.form import Carrier


def _nothing(document: bytes, by: Carrier) -> tuple[()]:
    return ()


KINDS = ()
FORMS = (Envelope(lambda fields: has(fields, "goatherdCampaign", "attacks"), _nothing),)
