"""Data sources about what another configuration made: its ARN holds the name that it is looked up by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.values import text_of

if TYPE_CHECKING:
    from goatherd.frontends.terraform.data import DataSource
    from goatherd.frontends.terraform.scope import ModuleScope

_PLACE = "${AWS-Region}:${AWS-AccountId}"
# Type -> (argument that names it, its ARN with the name for %s). Source: the service authorization reference.
_ARNS = {
    "aws_s3_bucket": ("bucket", "arn:aws:s3:::%s"),
    "aws_sqs_queue": ("name", f"arn:aws:sqs:{_PLACE}:%s"),
    "aws_sns_topic": ("name", f"arn:aws:sns:{_PLACE}:%s"),
    "aws_dynamodb_table": ("name", f"arn:aws:dynamodb:{_PLACE}:table/%s"),
    "aws_lambda_function": ("function_name", f"arn:aws:lambda:{_PLACE}:function:%s"),
    "aws_iam_role": ("name", "arn:aws:iam::${AWS-AccountId}:role/%s"),
    "aws_iam_policy": ("name", f"arn:aws:iam::{HOLE}:policy/%s"),
    "aws_secretsmanager_secret": ("name", f"arn:aws:secretsmanager:{_PLACE}:secret:%s-{HOLE}"),
    "aws_ssm_parameter": ("name", f"arn:aws:ssm:{_PLACE}:parameter/%s"),
    "aws_kms_alias": ("name", f"arn:aws:kms:{_PLACE}:%s"),
    "aws_sfn_state_machine": ("name", f"arn:aws:states:{_PLACE}:stateMachine:%s"),
    "aws_kinesis_stream": ("name", f"arn:aws:kinesis:{_PLACE}:stream/%s"),
    "aws_cloudwatch_event_bus": ("name", f"arn:aws:events:{_PLACE}:event-bus/%s"),
    "aws_ecr_repository": ("name", f"arn:aws:ecr:{_PLACE}:repository/%s"),
    "aws_cloudwatch_log_group": ("name", f"arn:aws:logs:{_PLACE}:log-group:%s"),
}


def _existing(argument: str, pattern: str) -> DataSource:
    def source(scope: ModuleScope, arguments: Node, name: str) -> Node:
        written = arguments.get(argument)
        if name not in ("arn", "id", "url") or not written.exists or written.kind == "opaque":
            return Node.absent(arguments.span)
        text = text_of(written)
        if name == "arn":
            text = text if text.startswith("arn:") else pattern.replace("%s", text.removeprefix("/"))
        return Node.scalar(text, written.span)

    return source


def _managed_policy(scope: ModuleScope, arguments: Node, name: str) -> Node:
    written = arguments.get("arn")
    return written if name in ("arn", "id") and written.exists else _BY_NAME["aws_iam_policy"](scope, arguments, name)


_BY_NAME: dict[str, DataSource] = {kind: _existing(*how) for kind, how in _ARNS.items()}
EXISTING: dict[str, DataSource] = {**_BY_NAME, "aws_iam_policy": _managed_policy}
