"""What the guard says: OCSF Detection Findings and counters, as lines of JSON on standard output.

Sources: OCSF 1.3, class 2004; "CloudWatch embedded metric format".
"""

import json
import os
import sys
import time

VERSION = "0.1.0"
_SEVERITIES = {"event": 3, "sink": 4, "confinement": 4, "guard": 3}
_KEY = os.urandom(16)  # so that equal values can be told in one instance, and no other value can be guessed


def write(row):
    sys.__stdout__.write(json.dumps(row, separators=(",", ":"), default=str) + "\n")
    sys.__stdout__.flush()


def _digest(data):
    import hashlib
    import hmac

    return hmac.new(_KEY, data, hashlib.sha256).hexdigest()[:16]


class Telemetry:
    """Of one policy: values are shown as they are where its `telemetry.values` is "plain"."""

    def __init__(self, policy):
        self._function, self._policy = policy.function, policy
        self.plain = policy.telemetry.get("values") == "plain"

    def decided(self, decision, kind="", request=""):
        write(self._finding(decision, kind, request))

    def _finding(self, decision, kind, request):
        now = int(time.time() * 1000)
        return {
            "class_uid": 2004,
            "category_uid": 2,
            "activity_id": 1,
            "type_uid": 200401,
            "time": now,
            "severity_id": _SEVERITIES.get(decision.stage, 3),
            "status_id": 1,
            "action_id": 2 if decision.blocks else 1,
            "disposition_id": 2 if decision.blocks else 17,
            "message": decision.what,
            "metadata": {
                "version": "1.3.0",
                "product": {"name": "goatherd-guard", "vendor_name": "goatherd", "version": VERSION},
            },
            "finding_info": {
                "uid": f"{request}-{now}-{decision.rule}",
                "title": decision.what,
                "analytic": {"type_id": 1, "uid": decision.rule, "category": decision.family},
            },
            "resources": [{"type": "AWS::Lambda::Function", "name": self._function}],
            "evidences": [{"data": self._evidence(decision)}],
            "unmapped": {
                "goatherd": {
                    "stage": decision.stage,
                    "family": decision.family,
                    "verdict": decision.verdict,
                    "kind": kind,
                    "request": request,
                    "record": decision.record,
                    "policy": self._policy.digest,
                }
            },
        }

    def _evidence(self, decision):
        evidence = {"field": decision.field, "how": list(decision.how)}
        if decision.value:
            evidence["length"] = len(decision.value)
            data = decision.value.encode("utf-8", "surrogatepass")
            evidence["digest"] = _digest(data)
            if self.plain:
                evidence["value"] = decision.value[:1024]
        return evidence

    def counted(self, decisions):
        """Counters of one invocation that had decisions."""
        blocked = sum(decision.blocks for decision in decisions)
        self.count(blocked=blocked, reported=len(decisions) - blocked)

    def count(self, **counters):
        metrics = [{"Name": name, "Unit": "Count"} for name in counters]
        space = {"Namespace": "goatherd-guard", "Dimensions": [["function"]], "Metrics": metrics}
        now = int(time.time() * 1000)
        write({"_aws": {"Timestamp": now, "CloudWatchMetrics": [space]}, "function": self._function, **counters})
