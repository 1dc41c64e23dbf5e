"""Lambda: functions, their code, and what is declared beside them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from goatherd.core.value import is_symbolic, placeholders
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.ignored_changes import IGNORED
from goatherd.frontends.terraform.images import IMAGE_NAME
from goatherd.frontends.terraform.instance import ARCHIVE
from goatherd.frontends.terraform.resources.translation import ResourceType, many, one, unless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.frontends.terraform.resources.translation import Draft, Table

_FUNCTION = "AWS::Lambda::Function"
_LAYER = "AWS::Lambda::LayerVersion"
_OBJECT = "aws_s3_object"  # CloudFormation has none
_BY_NAME = {"function_name": "", "id": ""}
_DESTINATIONS: Table = {
    "on_failure": one("OnFailure", {"destination_arn": "Destination"}),
    "on_success": one("OnSuccess", {}),
}


def _local_code(draft: Draft) -> None:
    _take(draft, "Code", draft.get("Code"), draft.folder)


def _local_content(draft: Draft) -> None:
    _take(draft, "Content", draft.get("Content"), draft.folder)


def _take(draft: Draft, name: str, path: Node, folder: str) -> None:
    """Set a property to a local path, relative to the folder of the draft's own template, as readers expect it.

    What an archive is made of is written relative to the scanned root, and everything else to `folder`.
    """
    text = path.text()
    if not text or is_symbolic(text) or text.startswith("/") or "://" in text:
        return
    place = text.removeprefix(ARCHIVE) if text.startswith(ARCHIVE) else posixpath.join(folder, text)
    draft.entries[name] = Node.scalar(posixpath.relpath(f"/{place}", f"/{draft.folder}"), path.span)


def take_code_from_objects(drafts: Iterable[Draft]) -> None:
    """Code that the configuration itself puts into a bucket is read where it is put there from."""
    objects: dict[str, Draft] = {}
    uses: list[tuple[Draft, str]] = []
    for draft in drafts:
        if draft.type == _OBJECT:
            objects[draft.id] = draft
            objects.setdefault(_place(draft.get("Bucket"), draft.get("Key")), draft)
        elif draft.type in (_FUNCTION, _LAYER):
            uses.append((draft, "Code" if draft.type == _FUNCTION else "Content"))
    for draft, name in uses if objects else ():
        bucket, key = draft.get(name, "S3Bucket"), draft.get(name, "S3Key")
        names = [*(id for id, _ in placeholders(key.text() or "")), _place(bucket, key)]
        source = next((objects[name] for name in names if name in objects), None)
        if source is not None and draft.get(name).is_mapping:
            _take(draft, name, source.get("Source"), source.folder)


def _place(bucket: Node, key: Node) -> str:
    return f"{bucket.text()}/{key.text()}"


TYPES: dict[str, ResourceType] = {
    "aws_lambda_function": ResourceType(
        _FUNCTION,
        {
            "filename": "Code",
            "s3_bucket": "Code.S3Bucket",
            "s3_key": "Code.S3Key",
            "s3_object_version": None,
            "source_code_hash": None,
            IMAGE_NAME: None,
            IGNORED: None,
            "logging_config": one("LoggingConfig", {}),
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
