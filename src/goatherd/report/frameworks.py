"""How the languages that infrastructure is written in are called."""

from __future__ import annotations

FRAMEWORKS = {
    "sam": "AWS SAM",
    "cloudformation": "CloudFormation",
    "cdk": "AWS CDK",
    "serverless": "Serverless Framework",
    "terraform": "Terraform",
    "handlers": "handlers that no template names",
}


def framework_name(framework: str) -> str:
    """Of an application; one that is not known is called as it is."""
    return FRAMEWORKS.get(framework, framework)
