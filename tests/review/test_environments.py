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
variable "origins" {}
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  cors_configuration { allow_origins = var.origins }
}
"""
ROOT = """
module "api" {{
  source  = "../../modules/api"
  origins = ["{}"]
}}
"""
OWN = "https://shop.example"


@pytest.mark.parametrize(
    ("origins", "end"),
    [
        ({"dev": "*", "prd": OWN}, "from a browser; so it is in environments/dev"),
        ({"dev": "*", "qa": "*", "prd": OWN}, "from a browser; so it is in environments/dev and environments/qa"),
        ({"dev": "*", "prd": "*"}, "from a browser"),
        ({"dev": "*"}, "from a browser"),
    ],
)
def test_who_calls_the_module_with_what(tmp_path: Path, origins: dict[str, str], end: str) -> None:
    (tmp_path / "modules" / "api").mkdir(parents=True)
    (tmp_path / "modules" / "api" / "main.tf").write_text(MODULE)
    for name, origin in origins.items():
        (tmp_path / "environments" / name).mkdir(parents=True)
        (tmp_path / "environments" / name / "main.tf").write_text(ROOT.format(origin))
    config = Config(select=("GOAT0304",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.message.endswith(end)
