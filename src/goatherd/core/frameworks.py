"""The languages that infrastructure is written in, by the `framework` of an application, and how each is called."""

from __future__ import annotations

from attrs import frozen


@frozen
class Framework:
    """`name` stands alone. `language` is what documentation says in sentences and titles ("Remedy in the CDK").

    Without a `language`, what is documented in general speaks its words, which are those of CloudFormation.
    """

    name: str
    language: str = ""


FRAMEWORKS = {
    "sam": Framework("AWS SAM"),
    "cloudformation": Framework("CloudFormation"),
    "serverless": Framework("Serverless Framework", "the Serverless Framework"),
    "terraform": Framework("Terraform", "Terraform"),
    "cdk": Framework("AWS CDK", "the CDK"),
    "sst": Framework("SST", "SST"),
    "chalice": Framework("Chalice", "Chalice"),
    "zappa": Framework("Zappa"),
    "amplify": Framework("Amplify"),
    "azure": Framework("Azure Functions", "Azure Functions"),
    "google": Framework("Google Cloud Functions", "Google's cloud"),
    "firebase": Framework("Firebase", "Firebase"),
    "handlers": Framework("handlers that nothing declares"),
}


def framework_named(framework: str) -> Framework:
    """By an application's `framework`; one that is not known is called as it is."""
    return FRAMEWORKS.get(framework) or Framework(framework)
