"""The files that make their folder the home of an application, by the names that its tools look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.detect import find_templates

if TYPE_CHECKING:
    from goatherd.tree import Tree

SERVERLESS = ("serverless.yml", "serverless.yaml", "serverless.json")
SERVERLESS_PROGRAMS = tuple(f"serverless.{ending}" for ending in ("js", "cjs", "mjs", "ts"))
TERRAFORM_SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")
CDK = "cdk.json"
CHALICE_FOLDER = ".chalice"
ZAPPA = ("zappa_settings.json", "zappa_settings.yml", "zappa_settings.yaml", "zappa_settings.toml")
AZURE = "host.json"
FIREBASE = "firebase.json"
_NAMES = frozenset({*SERVERLESS, *SERVERLESS_PROGRAMS, CDK, *ZAPPA, AZURE, FIREBASE})


def holds_infrastructure(tree: Tree) -> bool:
    """Whether any file of a tree is a template, or a program or configuration that deploys functions."""
    return any(map(_is_infrastructure, tree.files)) or bool(find_templates(tree).templates)


def _is_infrastructure(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    of_chalice = folder.rpartition("/")[2] == CHALICE_FOLDER and name.startswith("config") and name.endswith(".json")
    return name in _NAMES or name.endswith(TERRAFORM_SUFFIXES) or of_chalice
