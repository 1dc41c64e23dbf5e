"""Services of other clouds, none of which is played: who asks one is refused, and does not ask again and again."""

from __future__ import annotations

import json
import re

_HOSTS = re.compile(r"(?:^|\.)(googleapis\.com|firebaseio\.com|azure\.com|windows\.net)$", re.IGNORECASE)
_CODE = "NotSimulated"
REFUSAL = 403, [("Content-Type", "application/json")], json.dumps({"error": {"code": _CODE, "message": _CODE}}).encode()


def domain_of(host: str) -> str:
    """That of such a service, "" for every other host."""
    found = _HOSTS.search(host.partition(":")[0])
    return found[1].lower() if found else ""
