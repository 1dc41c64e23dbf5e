"""Which files of a tree are Terraform's, by their names."""

from __future__ import annotations

from goatherd.core.lazy import regex
from goatherd.frontends.files import TERRAFORM_SUFFIXES

_VALUES = (".tfvars", ".tfvars.json")
_PLAN = regex(r"(?:plan|terraform|^tf|^show|[-_.]tf)[^/]*\.json$")


def is_configuration(path: str) -> bool:
    return path.endswith(TERRAFORM_SUFFIXES)


def may_be_plan(path: str) -> bool:
    """By what people call the output of `terraform show -json`; only its text tells."""
    return path.endswith(".json") and _PLAN.search(path.rpartition("/")[2].lower()) is not None


def is_value_file(path: str) -> bool:
    """Values of variables."""
    return path.endswith(_VALUES)


def is_unit(path: str) -> bool:
    """A unit of Terragrunt."""
    return path == "terragrunt.hcl" or path.endswith("/terragrunt.hcl")
