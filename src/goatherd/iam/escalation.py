"""Combinations of permissions that let their holder give itself more, by name.

After the public catalogues of privilege escalation in AWS (Rhino Security Labs, Bishop Fox, pathfinding.cloud): with
every action of a combination on any resource, the holder becomes as powerful as some other role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.iam.combinations import Combination, held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.iam.effective import Grants

_PASS = "iam:PassRole"

# What is made runs with a role that is handed to it.
_PASSED = (
    Combination((_PASS, "lambda:CreateFunction"), "create a function that runs with any role of the account"),
    Combination((_PASS, "ec2:RunInstances"), "start a machine that runs with any role of the account"),
    Combination((_PASS, "ec2:RequestSpotInstances"), "ask for a machine that runs with any role of the account"),
    Combination((_PASS, "ec2:AssociateIamInstanceProfile"), "give a running machine any role of the account"),
    Combination((_PASS, "ec2:ReplaceIamInstanceProfileAssociation"), "exchange a running machine's role for any"),
    Combination(
        (_PASS, "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"),
        "start a group of machines with any role of the account",
    ),
    Combination((_PASS, "ecs:RegisterTaskDefinition", "ecs:RunTask"), "run a task with any role"),
    Combination((_PASS, "ecs:RegisterTaskDefinition", "ecs:StartTask"), "start a task on a machine with any role"),
    Combination((_PASS, "ecs:RegisterTaskDefinition", "ecs:CreateService"), "run a service with any role"),
    Combination((_PASS, "ecs:RegisterTaskDefinition", "ecs:UpdateService"), "let a service run with any role"),
    Combination((_PASS, "batch:RegisterJobDefinition", "batch:SubmitJob"), "run a batch job with any role"),
    Combination((_PASS, "apprunner:CreateService"), "run a web service with any role of the account"),
    Combination((_PASS, "cloudformation:CreateStack"), "deploy a stack with any role of the account"),
    Combination((_PASS, "cloudformation:UpdateStack"), "update a stack with any role of the account"),
    Combination(
        (_PASS, "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
        "deploy stacks to accounts with any role",
    ),
    Combination((_PASS, "cloudformation:UpdateStackSet"), "change the stacks of accounts with any role"),
    Combination((_PASS, "glue:CreateDevEndpoint"), "open a development endpoint with any role of the account"),
    Combination((_PASS, "glue:CreateJob", "glue:StartJobRun"), "run a job with any role of the account"),
    Combination((_PASS, "glue:CreateJob", "glue:CreateTrigger"), "let a job run by a trigger, with any role"),
    Combination((_PASS, "glue:UpdateJob", "glue:StartJobRun"), "run another program as a job with any role"),
    Combination((_PASS, "codebuild:CreateProject", "codebuild:StartBuild"), "run a build with any role"),
    Combination((_PASS, "codebuild:CreateProject", "codebuild:StartBuildBatch"), "run builds with any role"),
    Combination((_PASS, "codebuild:UpdateProject", "codebuild:StartBuild"), "run a changed build with any role"),
    Combination((_PASS, "codepipeline:CreatePipeline"), "run a pipeline with any role of the account"),
    Combination((_PASS, "codestar:CreateProject"), "create a project whose role administers it"),
    Combination(
        (_PASS, "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
        "run a data pipeline with any role of the account",
    ),
    Combination((_PASS, "elasticmapreduce:RunJobFlow"), "start a cluster with any role of the account"),
    Combination((_PASS, "sagemaker:CreateNotebookInstance"), "open a notebook with any role of the account"),
    Combination((_PASS, "sagemaker:CreateTrainingJob"), "run a training job with any role of the account"),
    Combination((_PASS, "sagemaker:CreateProcessingJob"), "run a processing job with any role of the account"),
    Combination(
        (_PASS, "bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:InvokeCodeInterpreter"),
        "run code in an interpreter with any role of the account",
    ),
    Combination((_PASS, "states:CreateStateMachine"), "run a state machine with any role of the account"),
    Combination((_PASS, "states:UpdateStateMachine"), "let a state machine run with any role of the account"),
    Combination((_PASS, "scheduler:CreateSchedule"), "schedule any API call with any role of the account"),
    Combination((_PASS, "scheduler:UpdateSchedule"), "change a schedule to any API call with any role"),
    Combination((_PASS, "ssm:StartAutomationExecution"), "run an automation with any role of the account"),
    Combination((_PASS, "cognito-identity:SetIdentityPoolRoles"), "give the guests of an identity pool any role"),
)
# What is there already runs with a role, and does what the holder says.
_TAKEN_OVER = (
    Combination(("lambda:UpdateFunctionCode",), "replace the code of any function and use its role"),
    Combination(("lambda:UpdateFunctionConfiguration",), "put a layer of its own into any function and use its role"),
    Combination(("glue:UpdateDevEndpoint",), "put a key of its own into any development endpoint and use its role"),
    Combination(("sagemaker:CreatePresignedNotebookInstanceUrl",), "open any notebook and use its role"),
    Combination(
        ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
        "change any stack with the role that the stack has",
    ),
    Combination(
        ("ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"),
        "let any machine run a script of its own when it starts",
    ),
    Combination(
        ("ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"),
        "let machines that are started from a template run a script of its own",
    ),
    Combination(("ec2-instance-connect:SendSSHPublicKey",), "log in to any machine with a key of its own"),
    Combination(("ssm:SendCommand",), "run commands on every machine, with the machine's role"),
    Combination(("ssm:StartSession",), "open a session on every machine, with the machine's role"),
    Combination(("ecs:ExecuteCommand",), "run commands in every task, with the task's role"),
    Combination(("codebuild:StartBuild", "codebuild:UpdateProject"), "change any build and use its role"),
    Combination(("sts:AssumeRole",), "assume every role that trusts the account"),
)
_IDENTITIES = (
    Combination(("iam:CreatePolicyVersion",), "rewrite any policy of the account"),
    Combination(("iam:SetDefaultPolicyVersion",), "bring back an older, wider version of any policy"),
    Combination(("iam:AttachRolePolicy",), "attach any policy to its own role"),
    Combination(("iam:PutRolePolicy",), "write any policy into its own role"),
    Combination(("iam:DeleteRolePermissionsBoundary",), "take the limits off its own role"),
    Combination(("iam:PutRolePermissionsBoundary",), "set other limits for its own role"),
    Combination(("iam:AttachUserPolicy",), "attach any policy to any user"),
    Combination(("iam:PutUserPolicy",), "write any policy into any user"),
    Combination(("iam:AttachGroupPolicy",), "attach any policy to any group"),
    Combination(("iam:PutGroupPolicy",), "write any policy into any group"),
    Combination(("iam:AddUserToGroup",), "put any user into the administrators' group"),
    Combination(("iam:CreateAccessKey",), "make an access key for any user"),
    Combination(("iam:CreateLoginProfile",), "set a console password for any user without one"),
    Combination(("iam:UpdateLoginProfile",), "change any user's console password"),
    Combination(("iam:CreateServiceSpecificCredential",), "make a password for any user"),
    Combination(("iam:UpdateAssumeRolePolicy",), "let itself assume any role"),
    Combination(("eks:CreateAccessEntry", "eks:AssociateAccessPolicy"), "make itself administrator of any cluster"),
    Combination(("sso:CreateAccountAssignment",), "give any user any permission set in any account"),
)
COMBINATIONS = (*_PASSED, *_TAKEN_OVER, *_IDENTITIES)


def escalations(grants: Grants) -> Iterator[tuple[Combination, tuple[Span, ...]]]:
    """The combinations that a role certainly has, with where each action is granted."""
    return held(COMBINATIONS, grants)


def identities(grants: Grants) -> Iterator[tuple[Combination, tuple[Span, ...]]]:
    """Those of them that are rights over identities and policies, which no deployment of code alone needs."""
    return held(_IDENTITIES, grants)
