"""How the languages that infrastructure is written in are called."""

from __future__ import annotations

FRAMEWORKS = {
    "sam": "AWS SAM",
    "cloudformation": "CloudFormation",
    "serverless": "Serverless Framework",
    "terraform": "Terraform",
    "cdk": "AWS CDK",
    "chalice": "Chalice",
    "zappa": "Zappa",
    "amplify": "Amplify",
    "azure": "Azure Functions",
    "google": "Google Cloud Functions",
    "firebase": "Firebase",
    "handlers": "handlers that nothing declares",
}


def framework_name(framework: str) -> str:
    """Of an application; one that is not known is called as it is."""
    return FRAMEWORKS.get(framework, framework)
