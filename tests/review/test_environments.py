"""A module that several environments call is told with those that lack something, unless all do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

MODULE = """
variable "backups" {}
resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery { enabled = var.backups }
}
"""
ROOT = """
module "data" {{
  source  = "../../modules/data"
  backups = {}
}}
"""
NO, YES = "false", "true"


@pytest.mark.parametrize(
    ("backups", "end"),
    [
        ({"dev": NO, "prd": YES}, ".orders; so it is in environments/dev"),
        ({"dev": NO, "qa": NO, "prd": YES}, ".orders; so it is in environments/dev and environments/qa"),
        ({"dev": NO, "prd": NO}, ".orders"),
        ({"dev": NO}, ".orders"),
    ],
)
def test_who_calls_the_module_with_what(tmp_path: Path, backups: dict[str, str], end: str) -> None:
    (tmp_path / "modules" / "data").mkdir(parents=True)
    (tmp_path / "modules" / "data" / "main.tf").write_text(MODULE)
    for name, kept in backups.items():
        (tmp_path / "environments" / name).mkdir(parents=True)
        (tmp_path / "environments" / name / "main.tf").write_text(ROOT.format(kept))
    config = Config(select=("GOAT0338",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.message.endswith(end)
