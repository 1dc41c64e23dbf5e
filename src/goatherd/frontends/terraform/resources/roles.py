"""IAM: roles, policies and what attaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.terraform.resources.translation import Part, ResourceType, each, many

if TYPE_CHECKING:
    from goatherd.frontends.terraform.resources.translation import Table

_ROLE = "AWS::IAM::Role"
_POLICY: Table = {"name": "PolicyName", "policy": "PolicyDocument"}
_NAMED_BY_REF = {"name": "", "id": "", "unique_id": "RoleId"}

TYPES: dict[str, ResourceType] = {
    "aws_iam_role": ResourceType(
        _ROLE,
        {
            "name": "RoleName",
            "name_prefix": None,
            "assume_role_policy": "AssumeRolePolicyDocument",
            "inline_policy": many("Policies", _POLICY),
        },
        _NAMED_BY_REF,
    ),
    "aws_iam_role_policy": ResourceType(
        "AWS::IAM::RolePolicy", {**_POLICY, "role": "RoleName"}, {"policy": "PolicyDocument"}
    ),
    "aws_iam_policy": ResourceType(
        "AWS::IAM::ManagedPolicy",
        {"name": "ManagedPolicyName", "name_prefix": None, "policy": "PolicyDocument"},
        {"arn": "", "id": "", "policy": "PolicyDocument"},
    ),
    "aws_iam_user": ResourceType("AWS::IAM::User", {"name": "UserName"}, _NAMED_BY_REF),
    "aws_iam_access_key": ResourceType(
        "AWS::IAM::AccessKey",
        {"user": "UserName"},
        {"secret": "SecretAccessKey", "encrypted_secret": "EncryptedSecret"},
    ),
    "aws_iam_user_policy": ResourceType("AWS::IAM::UserPolicy", {**_POLICY, "user": "UserName"}),
    "aws_iam_group": ResourceType("AWS::IAM::Group", {"name": "GroupName"}, _NAMED_BY_REF),
    "aws_iam_group_policy": ResourceType("AWS::IAM::GroupPolicy", {**_POLICY, "group": "GroupName"}),
    "aws_iam_instance_profile": ResourceType(
        "AWS::IAM::InstanceProfile", {"name": "InstanceProfileName"}, {"name": ""}
    ),
}

_ATTACHED: Table = {"policy_arn": each("ManagedPolicyArns"), "name": None, "users": None, "groups": None}

PARTS: dict[str, Part] = {
    "aws_iam_role_policy_attachment": Part(("role",), _ROLE, _ATTACHED),
    "aws_iam_policy_attachment": Part(("roles",), _ROLE, _ATTACHED),
    "aws_iam_user_policy_attachment": Part(("user",), "AWS::IAM::User", _ATTACHED),
    "aws_iam_group_policy_attachment": Part(("group",), "AWS::IAM::Group", _ATTACHED),
}
