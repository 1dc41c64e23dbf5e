"""Builds: projects of CodeBuild, by what their roles allow."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import permissions
from goatherd.frontends.cdk.constructs.vocabulary import Construct, Kind, given, prop


def _project(construct: Construct) -> None:
    role = prop(construct.props, "role")
    if not given(role):
        role = permissions.make_role(construct, "Role", "codebuild.amazonaws.com")
    construct.memory["role"] = role
    construct.main = construct.add("AWS::CodeBuild::Project", construct.span)


_PROJECT = Kind(build=_project, methods={"addToRolePolicy": permissions.add_to_policy})

KINDS: dict[str, Kind] = {"codebuild.Project": _PROJECT, "codebuild.PipelineProject": _PROJECT}
