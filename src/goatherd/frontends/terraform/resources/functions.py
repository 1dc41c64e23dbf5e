"""Lambda: functions, their code, and what is declared beside them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from goatherd.core.value import is_symbolic, placeholders
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.resources.translation import ResourceType, many, one, unless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.frontends.terraform.resources.translation import Draft, Table

_FUNCTION = "AWS::Lambda::Function"
_LAYER = "AWS::Lambda::LayerVersion"
_OBJECT = "aws_s3_object"  # CloudFormation has none
# The language half writes a folder or file that an archive is made of, relative to the scanned root, behind this.
_ARCHIVE = "archive:"
_BY_NAME = {"function_name": "", "id": ""}
_DESTINATIONS: Table = {
    "on_failure": one("OnFailure", {"destination_arn": "Destination"}),
    "on_success": one("OnSuccess", {}),
}


def _local_code(draft: Draft) -> None:
    _relative(draft, "Code")


def _local_content(draft: Draft) -> None:
    _relative(draft, "Content")


def _relative(draft: Draft, name: str) -> None:
    """Turn the name of a file into one relative to the folder of the resource's own template, as readers expect it."""
    node = draft.entries.get(name)
    text = node.text() if node else None
    if node is None or not text or is_symbolic(text) or "://" in text:
        return
    path = text.removeprefix(_ARCHIVE) if text.startswith(_ARCHIVE) else posixpath.join(draft.root, text)
    folder = draft.instance.template.rpartition("/")[0]
    draft.entries[name] = Node.scalar(posixpath.relpath("/" + path, "/" + folder), node.span)


def take_code_from_objects(drafts: Iterable[Draft]) -> None:
    """Code that the configuration itself puts into a bucket is read where it is put there from."""
    objects: dict[str, Draft] = {}
    uses: list[tuple[Draft, str]] = []
    for draft in drafts:
        if draft.type == _OBJECT:
            objects[draft.id] = draft
            objects.setdefault(_place(draft.entries.get("Bucket"), draft.entries.get("Key")), draft)
        elif draft.type in (_FUNCTION, _LAYER):
            uses.append((draft, "Code" if draft.type == _FUNCTION else "Content"))
    for draft, name in uses if objects else ():
        code = draft.entries.get(name)
        if code is None or not code.is_mapping:
            continue
        key = code.get("S3Key")
        ids = [id for id, _ in placeholders(key.text() or "")] + [_place(code.get("S3Bucket"), key)]
        source = next((objects[id] for id in ids if id in objects), None)
        if source is not None and "Source" in source.entries:
            draft.entries[name] = source.entries["Source"]
            _relative(draft, name)


def _place(bucket: Node | None, key: Node | None) -> str:
    return f"{bucket.text() if bucket else ''}/{key.text() if key else ''}"


TYPES: dict[str, ResourceType] = {
    "aws_lambda_function": ResourceType(
        _FUNCTION,
        {
            "filename": "Code",
            "s3_bucket": "Code.S3Bucket",
            "s3_key": "Code.S3Key",
            "s3_object_version": None,
            "source_code_hash": None,
            # -1 stands for none
            "reserved_concurrent_executions": unless("ReservedConcurrentExecutions", -1),
        },
        {
            **_BY_NAME,
            "qualified_arn": "Arn",
            "invoke_arn": "InvokeArn",
            "qualified_invoke_arn": "InvokeArn",
            "response_streaming_invoke_arn": "InvokeArn",
            "version": "Version",
        },
        finish=_local_code,
    ),
    **dict.fromkeys(
        ("aws_s3_object", "aws_s3_bucket_object"),
        ResourceType(_OBJECT, {"object_lock_mode": None}, {"key": "", "etag": "ETag", "version_id": "VersionId"}),
    ),
    "aws_lambda_layer_version": ResourceType(
        _LAYER,
        {
            "filename": "Content",
            "s3_bucket": "Content.S3Bucket",
            "s3_key": "Content.S3Key",
            "s3_object_version": None,
            "source_code_hash": None,
        },
        {"arn": "", "id": "", "layer_arn": "LayerArn"},
        finish=_local_content,
    ),
    "aws_lambda_layer_version_permission": ResourceType(
        "AWS::Lambda::LayerVersionPermission", {"layer_name": "LayerVersionArn"}
    ),
    "aws_lambda_permission": ResourceType(
        "AWS::Lambda::Permission",
        {"principal_org_id": "PrincipalOrgID", "function_url_auth_type": "FunctionUrlAuthType"},
    ),
    "aws_lambda_function_url": ResourceType(
        "AWS::Lambda::Url",
        {"function_name": "TargetFunctionArn", "authorization_type": "AuthType"},
        {"function_url": "FunctionUrl", "function_arn": "FunctionArn"},
    ),
    "aws_lambda_event_source_mapping": ResourceType(
        "AWS::Lambda::EventSourceMapping",
        {
            "document_db_event_source_config": one("DocumentDBEventSourceConfig", {}),
            "filter_criteria": one("FilterCriteria", {"filter": many("Filters", {})}),
            "destination_config": one("DestinationConfig", _DESTINATIONS),
        },
    ),
    "aws_lambda_function_event_invoke_config": ResourceType(
        "AWS::Lambda::EventInvokeConfig", {"destination_config": one("DestinationConfig", _DESTINATIONS)}
    ),
    "aws_lambda_alias": ResourceType("AWS::Lambda::Alias", attributes={"arn": "", "invoke_arn": "InvokeArn"}),
    "aws_lambda_code_signing_config": ResourceType("AWS::Lambda::CodeSigningConfig"),
}
