"""Correlations over the records of a folder, as `hunt` finds them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goatherd.hunt.hunting import hunt
from goatherd.hunt.sigma import read_sigma

if TYPE_CHECKING:
    from pathlib import Path

RULES = """
title: A configuration was read
name: configuration_read
logsource: {product: aws, service: cloudtrail}
detection:
  read: {eventName: GetFunction}
  condition: read
---
title: Several configurations were read
correlation:
  type: value_count
  rules: [configuration_read]
  group-by: [userIdentity.arn]
  timespan: 10m
  condition: {gte: 2, field: requestParameters.functionName}
"""


def test_records_of_the_same_time_about_the_same_thing(tmp_path: Path) -> None:
    events = [
        {
            "eventTime": "2026-03-02T10:00:00Z",
            "eventName": "GetFunction20150331v2",
            "requestParameters": {"functionName": name},
            "userIdentity": {"arn": "arn:aws:iam::111122223333:user/erin"},
        }
        for name in ("orders-create", "orders-create", "orders-list")
    ]
    (tmp_path / "trail.json").write_text(json.dumps({"Records": events}))
    [alert] = hunt(tmp_path, read_sigma(RULES, "rules.yml")).alerts.ordered
    assert alert.count == 3
