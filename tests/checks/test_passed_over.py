"""What weighs little is not told of handlers that a template passes over: most likely nobody deploys them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """
service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  orders: {handler: orders.handler, events: [{http: GET /orders}]}
"""
HANDLER = """
const { execSync } = require('child_process');
exports.handler = async (event) => {
  try {
    return { statusCode: 200, body: execSync(`ls ${event.queryStringParameters.path}`).toString() };
  } catch (error) {
    return { statusCode: 500, body: DETAILS };
  }
};
"""


@pytest.mark.parametrize("details", ["error.message", "error.stack"])  # low, and medium
@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("serverless.yml", {("GOAT0101", "orders.js"), ("GOAT1001", "orders.js"), ("GOAT0101", "bills/bills.js")}),
        (
            "services/serverless.yml",
            {(id, f"{path}.js") for id in ("GOAT0101", "GOAT1001") for path in ("services/orders", "bills/bills")},
        ),
    ],
)
def test_a_template_above_passes_over_what_it_does_not_declare(
    tmp_path: Path, template: str, found: set[tuple[str, str]], details: str
) -> None:
    folder = (tmp_path / template).parent
    for path in (folder, tmp_path / "bills"):
        path.mkdir(exist_ok=True)
    (tmp_path / template).write_text(SERVICE)
    (folder / "orders.js").write_text(HANDLER.replace("DETAILS", details))
    (tmp_path / "bills" / "bills.js").write_text(HANDLER.replace("DETAILS", details))
    events = scan(str(tmp_path), Config(select=("GOAT0101", "GOAT1001")))
    told = {(e.finding.id, e.finding.span.path) for e in events if isinstance(e, FindingFound)}
    assert told == found
