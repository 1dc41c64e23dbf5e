"""A hunt with everything that reports show: an incident along a chain of sessions, and hostile names beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import HIGH, Finding
from goatherd.core.source import Span
from goatherd.hunt.application.deviation import Known
from goatherd.hunt.hunting import Hunt, hunt
from goatherd.hunt.rules import read_rules
from tests.hunt.application.conftest import NAMES, Shop, by, call

if TYPE_CHECKING:
    from pathlib import Path

MARKUP = "<img src=x onerror=window.owned=1>\x1b[2J\u202e=cmd|' /C calc'!A0"
BY_HAND = {"userAgent": "aws-cli/2.17.0", "sourceIPAddress": "198.51.100.7"}
ADMIN = "arn:aws:sts::111122223333:assumed-role/Admin/s1"
EVENTS = [
    call("sts", "AssumeRole", responseElements={"assumedRoleUser": {"arn": ADMIN}}) | BY_HAND,
    call("lambda", "UpdateFunctionConfiguration20150331v2", {"functionName": NAMES["Take"], "memorySize": 3008})
    | BY_HAND
    | {"userIdentity": {"type": "AssumedRole", "arn": ADMIN}},
    call("sts", "GetCallerIdentity") | by("Take"),
    call("lambda", "Invoke", {"functionName": NAMES["Print"]})
    | {"userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::1:user/{MARKUP}"}, "awsRegion": MARKUP},
    call("lambda", "CreateEventSourceMapping", {"functionName": NAMES["Print"], "eventSourceArn": MARKUP})
    | {"sourceIPAddress": MARKUP, "every": "7d"},
    call("cloudtrail", "StopLogging", {"name": "main"}) | {"userIdentity": {"userName": "hugo"}},
]
KNOWN = {
    ("template.yaml", "Take"): Known(
        (Finding(Span("src/take.py", 9), f"Hole {MARKUP}", id="GOAT0101", severity=HIGH, function="Take"),),
        ("its code writes Orders",),
    )
}


def hunted(folder: Path) -> Hunt:
    shop = Shop(folder)
    shop.write(*EVENTS)
    (folder / "logs" / "odd.txt").write_text("odd\n")
    return hunt(folder / "logs", read_rules([]), baseline=shop.baseline(known=KNOWN))
