"""Whether the code of a function looks at what its callers show of themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.model.flow import Behaviour

# how the code reaches a credential or a signature in a request
_SHOWN = re.compile(
    r"(?i)\.(?:multiValue)?headers\.(?:authorization|cookie|x-(?:[\w-]*-)?(?:signature|token|auth)[\w-]*"
    r"|[\w-]+-signature(?:-256)?)\b|\.cookies\b"
)
_SIGNATURES = ("hmac.", "crypto.createHmac", "crypto.timingSafeEqual", "jsonwebtoken.verify", "jwt.decode", "jose.")
_SIGNATURES_OF = ("stripe.", "slack_sdk.signature", "slack_bolt", "@slack/bolt", "nacl.signing", "discord_interactions")


def asks_callers(behaviour: Behaviour) -> bool:
    """Whether something is done with a token or signature of the request. That it is enough is not said."""
    for call in behaviour.calls:
        if call.name.startswith((*_SIGNATURES, *_SIGNATURES_OF)):
            return True
        if any(_SHOWN.search(source.path) for labels in call.labels.values() for source in labels):
            return True
    return False
