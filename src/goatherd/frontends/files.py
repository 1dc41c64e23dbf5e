"""The files that each language of infrastructure is known by, under the names that its tools look for."""

from __future__ import annotations

SERVERLESS = ("serverless.yml", "serverless.yaml", "serverless.json")
SERVERLESS_PROGRAMS = tuple(f"serverless.{ending}" for ending in ("js", "cjs", "mjs", "ts"))
TERRAFORM_SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")
CDK = "cdk.json"
CHALICE_FOLDER = ".chalice"
ZAPPA = ("zappa_settings.json", "zappa_settings.yml", "zappa_settings.yaml", "zappa_settings.toml")
AZURE, AZURE_FUNCTION, AZURE_STATIC = "host.json", "function.json", "staticwebapp.config.json"
FIREBASE = "firebase.json"
SST = ("sst.config.ts", "sst.config.mts", "sst.config.js", "sst.config.mjs")
SST_FIRST = "sst.json"  # of the first version
_NAMES = frozenset({*SERVERLESS, *SERVERLESS_PROGRAMS, CDK, *ZAPPA, AZURE, FIREBASE, *SST, SST_FIRST})


def is_named_like_infrastructure(path: str) -> bool:
    """Templates of SAM and CloudFormation have any name: see cloudformation/detect.py."""
    folder, _, name = path.rpartition("/")
    of_chalice = folder.rpartition("/")[2] == CHALICE_FOLDER and name.startswith("config") and name.endswith(".json")
    return name in _NAMES or name.endswith(TERRAFORM_SUFFIXES) or of_chalice
