"""Combinations of permissions that carry data out of the account, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.iam.combinations import Combination, held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.iam.effective import Grants

# What opens resources to other accounts, or to everybody.
OPENED = (
    Combination(("s3:PutBucketPolicy",), "open any bucket to everybody"),
    Combination(("s3:PutBucketAcl",), "open the listing of any bucket to everybody"),
    Combination(("s3:PutReplicationConfiguration", "iam:PassRole"), "copy any bucket to another account"),
    Combination(("ec2:ModifySnapshotAttribute",), "share the copy of any disk with another account"),
    Combination(("ec2:ModifyImageAttribute",), "share the image of any machine with another account"),
    Combination(("rds:ModifyDBSnapshotAttribute",), "share the copy of any database with another account"),
    Combination(
        ("rds:ModifyDBClusterSnapshotAttribute",), "share the copy of any database cluster with another account"
    ),
    Combination(("redshift:AuthorizeSnapshotAccess",), "share the copy of any warehouse with another account"),
    Combination(("kms:PutKeyPolicy",), "give any key to another account"),
    Combination(("kms:CreateGrant",), "let another account use any key"),
    Combination(("secretsmanager:PutResourcePolicy",), "open any secret to another account"),
    Combination(("dynamodb:PutResourcePolicy",), "open any table to another account"),
    Combination(("lambda:AddPermission",), "let another account invoke any function"),
    Combination(("lambda:CreateFunctionUrlConfig", "lambda:AddPermission"), "put any function on the internet"),
    Combination(("sqs:AddPermission",), "open any queue to another account"),
    Combination(("sns:AddPermission",), "open any topic to another account"),
    Combination(("ecr:SetRepositoryPolicy",), "open any repository of images to another account"),
    Combination(("events:PutPermission",), "open any event bus to another account"),
    Combination(("elasticfilesystem:PutFileSystemPolicy",), "open any file system to everybody who reaches it"),
    Combination(("backup:PutBackupVaultAccessPolicy",), "open any vault of backups to another account"),
    Combination(("ram:CreateResourceShare",), "share resources of the account with another one"),
)
# What reads all that is most worth keeping.
_READ = (
    Combination(("secretsmanager:GetSecretValue",), "read every secret of the account"),
    Combination(("secretsmanager:BatchGetSecretValue",), "read every secret of the account"),
    Combination(("ssm:GetParametersByPath",), "read every parameter of the account"),
    Combination(("ssm:GetParameter",), "read every parameter of the account"),
    Combination(("ssm:GetParameters",), "read every parameter of the account"),
    Combination(("s3:GetObject",), "read every object of every bucket"),
)
# How the holder itself sends on what it has read.
_OUT = (
    Combination(("s3:PutObject",), "write it to a bucket of another account"),
    Combination(("sns:Publish",), "publish it to a topic of another account"),
    Combination(("sqs:SendMessage",), "send it to a queue of another account"),
    Combination(("events:PutEvents",), "send it to an event bus of another account"),
    Combination(("lambda:CreateFunctionUrlConfig",), "put a function on the internet that answers with it"),
)


def opened(grants: Grants) -> Iterator[tuple[Combination, tuple[Span, ...]]]:
    """What a role certainly can open to others, with where each action is granted."""
    return held(OPENED, grants)


def read_whole(grants: Grants) -> Iterator[tuple[Combination, tuple[Span, ...]]]:
    """What a role certainly can read all of; two actions that read the same are one."""
    told: set[str] = set()
    for combination, spans in held(_READ, grants):
        if combination.how not in told:
            told.add(combination.how)
            yield combination, spans


def ways_out(grants: Grants) -> Iterator[tuple[Combination, tuple[Span, ...]]]:
    """How the holder certainly can send something out by itself."""
    return held(_OUT, grants)
