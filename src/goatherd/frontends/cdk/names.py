"""One name for a construct, however a program imports it: "lambda.Function", "core.Stack".

Packages of version 1 and 2, and of every language, name the same library; other libraries keep their names.
"""

from __future__ import annotations

import re

FUNCTION = "AWS::Lambda::Function"
_MODULE = re.compile(
    r"^(?:@aws-cdk/aws-|aws-cdk-lib/aws-|aws-cdk-lib\.aws_|aws_cdk\.aws_|aws-cdk-lib\.aws-|@aws-cdk/lib/aws-)([a-z0-9_-]+)"
)
_CORE = re.compile(
    r"^(?:@aws-cdk/core|aws-cdk-lib/core|aws-cdk-lib|aws_cdk\.core|aws_cdk|constructs|@aws-cdk/cx-api)(?=\.|$)"
)
_OTHER_V1 = re.compile(r"^(?:@aws-cdk/|aws-cdk-lib/|aws_cdk\.)([a-z][a-z0-9_-]+)")
_SST = re.compile(r"^(?:sst/constructs|@serverless-stack/resources)(?=\.|$)")
_INNER_PATH = re.compile(r"^/(?:lib|dist)(?:/[\w-]+)*")
_ID = re.compile(r"[^A-Za-z0-9_/-]+")


def canonical(name: str) -> str | None:
    """The construct, or None for what is not of the kit. `name` as imported ("aws_cdk.aws_lambda.Function")."""
    match = _MODULE.match(name) or _CORE.match(name) or _OTHER_V1.match(name) or _SST.match(name)
    if match is None:
        return None
    library = "core" if match.re is _CORE else "sst" if match.re is _SST else match[1]
    parts = _INNER_PATH.sub("", name[match.end() :]).split(".")
    if library == "core" and len(parts) > 2 and parts[1].islower():  # a module of the whole library's
        library, parts = parts[1], parts[1:]
    return ".".join((library.replace("-", "_").removesuffix("_alpha"), *(camel(part) for part in parts[1:])))


def camel(name: str) -> str:
    """Python's name of a property or method as the kit itself has it: `add_to_role_policy` -> `addToRolePolicy`."""
    if "_" not in name.strip("_") or name.isupper():
        return name
    first, *rest = name.strip("_").split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def upper_first(name: str) -> str:
    return name[:1].upper() + name[1:]


def safe_id(text: str) -> str:
    """A construct's id as a part of a resource's id."""
    return _ID.sub("-", text).strip("-/") or "Construct"
