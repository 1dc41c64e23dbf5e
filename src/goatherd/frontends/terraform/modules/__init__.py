"""Stand-ins for community modules, whose content is not in the tree that calls them.

They are configurations themselves: what each module's documentation says of its inputs and outputs, and the resources
that serverless applications are wired with. Everything in them stands where the call stands.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.frontends.terraform.configuration import Configuration, configuration
from goatherd.frontends.terraform.parse import parse_hcl

if TYPE_CHECKING:
    from collections.abc import Collection

# Paths begin with a character that no file of a tree has in its path.
STAND_IN = "\0stand-in/"
_FOLDER = Path(__file__).parent / "stand_ins"
# From the registry, or the repository that it serves: the part that names the module, and a folder in it.
_SOURCE = re.compile(
    r"""(?:git::)?(?:https://|ssh://)?(?:git@)?(?:registry\.(?:terraform\.io|opentofu\.org)/|github\.com[/:])?
    (?P<owner>terraform-aws-modules|cloudposse)/
    (?:(?P<name>[\w-]+)/(?:aws|null)|terraform-(?:aws|null)-(?P<repository>[\w-]+?)(?:\.git)?)
    (?://(?P<folder>[\w/-]+))?(?:\?.*)?""",
    re.VERBOSE,
)
_NAMES = {
    ("terraform-aws-modules", "lambda", ""): "lambda",
    ("terraform-aws-modules", "apigateway-v2", ""): "apigateway-v2",
    ("terraform-aws-modules", "s3-bucket", ""): "s3-bucket",
    ("terraform-aws-modules", "s3-bucket", "modules/notification"): "s3-bucket-notification",
    ("terraform-aws-modules", "sqs", ""): "sqs",
    ("terraform-aws-modules", "sns", ""): "sns",
    ("terraform-aws-modules", "eventbridge", ""): "eventbridge",
    ("terraform-aws-modules", "dynamodb-table", ""): "dynamodb-table",
    ("terraform-aws-modules", "step-functions", ""): "step-functions",
    ("terraform-aws-modules", "lambda", "modules/alias"): "lambda-alias",
    ("terraform-aws-modules", "iam", "modules/iam-policy"): "iam-policy",
    ("terraform-aws-modules", "kms", ""): "kms",
    ("terraform-aws-modules", "secrets-manager", ""): "secrets-manager",
    ("terraform-aws-modules", "ssm-parameter", ""): "ssm-parameter",
    ("cloudposse", "label", ""): "cloudposse-label",
    ("cloudposse", "lambda-function", ""): "cloudposse-lambda-function",
}
_RUNTIMES = frozenset({"runtime", "lambda_runtime", "function_runtime"})
_HANDLERS = frozenset({"handler", "lambda_handler", "function_handler", "handler_name", "handler_function_name"})

_ENTRY_POINTS = frozenset({"entry_point", "entrypoint", "function_entry_point"})


def stand_in(source: str) -> Configuration | None:
    """The stand-in for a module source; None where there is none."""
    match = _SOURCE.fullmatch(source)
    if match is None:
        return None
    key = (match["owner"], match["name"] or match["repository"], match["folder"] or "")
    name = _NAMES.get(key)
    return _read(name) if name else None


def beside(folder: str) -> Configuration:
    """Another stand-in, which one of them calls by a relative path."""
    return _read(folder.removeprefix(STAND_IN))


def function_stand_in(inputs: Collection[str]) -> Configuration | None:
    """The stand-in for a module that nobody knows, where the names of its inputs tell that it makes a function."""
    if "image_uri" in inputs or (_RUNTIMES.intersection(inputs) and _HANDLERS.intersection(inputs)):
        return _read("any-function")
    if _RUNTIMES.intersection(inputs) and _ENTRY_POINTS.intersection(inputs):
        return _read("any-google-function")
    return None


@cache
def _read(name: str) -> Configuration:
    text = (_FOLDER / f"{name}.tf").read_text(encoding="utf-8")
    return configuration(STAND_IN + name, [parse_hcl(text, f"{STAND_IN}{name}.tf")])
