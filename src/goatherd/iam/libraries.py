"""What calls AWS with the function's rights without the function's code showing it: libraries and extensions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL_SERVICES = "*"

_DATA_API = ("rds-data", "secretsmanager:GetSecretValue")
# Libraries that call AWS themselves, by the start of their dotted name, and the IAM prefixes they use, or single
# actions where they use no others of a service.
LIBRARIES = (
    ("pynamodb", ("dynamodb",)),
    ("dynamoose", ("dynamodb",)),
    ("pydynox", ("dynamodb",)),
    ("dynamodb-onetable", ("dynamodb",)),
    ("dynamodb-toolbox", ("dynamodb",)),
    ("electrodb", ("dynamodb",)),
    ("@aws/dynamodb-data-mapper", ("dynamodb",)),
    ("aws_lambda_powertools.utilities.parameters", ("ssm", "secretsmanager", "dynamodb", "appconfig")),
    ("aws_lambda_powertools.utilities.feature_flags", ("appconfig",)),
    ("aws_lambda_powertools.utilities.idempotency", ("dynamodb",)),
    ("aws_lambda_powertools.utilities.streaming", ("s3",)),
    ("@aws-lambda-powertools/parameters", ("ssm", "secretsmanager", "dynamodb", "appconfig")),
    ("@aws-lambda-powertools/idempotency", ("dynamodb",)),
    ("@middy/ssm", ("ssm",)),
    ("@middy/secrets-manager", ("secretsmanager",)),
    ("@middy/s3", ("s3",)),
    ("@middy/dynamodb", ("dynamodb",)),
    ("@middy/sts", ("sts",)),
    ("@aws-sdk/credential-providers", ("sts", "cognito-identity")),
    ("@aws-sdk/credential-provider-cognito-identity", ("sts", "cognito-identity")),
    ("aws-sdk.ChainableTemporaryCredentials", ("sts",)),
    ("aws-sdk.TemporaryCredentials", ("sts",)),
    ("aws-sdk.CognitoIdentityCredentials", ("sts", "cognito-identity")),
    ("aws_assume_role_lib", ("sts",)),
    ("data-api-client", _DATA_API),
    ("drizzle-orm/aws-data-api", _DATA_API),
    ("knex", _DATA_API),  # names a driver for it in its settings, as does typeorm
    ("knex-aurora-data-api-client", _DATA_API),
    ("knex-data-api-client", _DATA_API),
    ("kysely-data-api", _DATA_API),
    ("typeorm", _DATA_API),
    ("typeorm-aurora-data-api-driver", _DATA_API),
    ("sequelize-aurora-data-api", _DATA_API),
    ("aurora_data_api", _DATA_API),
    ("sqlalchemy_aurora_data_api", _DATA_API),
    ("pydataapi", _DATA_API),
    ("amazondax", ("dax", "dynamodb")),
    ("amazon-dax-client", ("dax", "dynamodb")),
    ("@amazon-dax-sdk/lib-dax", ("dax", "dynamodb")),
    ("aws_secretsmanager_caching", ("secretsmanager",)),
    ("aws_durable_execution_sdk_python", (ALL_SERVICES,)),  # its steps get other arguments than they are called with
    ("@aws/durable-execution-sdk-js", (ALL_SERVICES,)),
    ("lambda.context.invoke", ("lambda",)),
    ("strands", ("bedrock", "bedrock-agentcore")),
    ("bedrock_agentcore", ("bedrock", "bedrock-agentcore")),
    ("langchain_aws", ("bedrock", "dynamodb", "s3", "kendra", "aoss")),
    ("langchain_community", ("bedrock", "dynamodb", "s3", "kendra", "aoss")),
    ("langchain", ("bedrock", "dynamodb", "s3", "kendra", "aoss")),
    ("@langchain", ("bedrock", "dynamodb", "s3", "kendra", "aoss")),
    ("llama_index", ("bedrock", "dynamodb", "s3", "kendra", "aoss")),
    ("litellm", ("bedrock", "sagemaker")),
    ("anthropic", ("bedrock",)),
    ("@anthropic-ai/bedrock-sdk", ("bedrock",)),
    ("@ai-sdk/amazon-bedrock", ("bedrock",)),
    ("opensearchpy", ("aoss", "es")),
    ("@opensearch-project/opensearch", ("aoss", "es")),
    ("elasticsearch", ("es",)),
    ("@elastic/elasticsearch", ("es",)),
    ("circuitbreaker-lambda", ("dynamodb",)),
    ("crhelper", ("lambda", "events")),
    ("s3fs", ("s3",)),
    ("smart_open", ("s3",)),
    ("s3urls", ("s3",)),
    ("watchtower", ("logs",)),
    ("pyathena", ("athena", "s3", "glue")),
    ("awswrangler", (ALL_SERVICES,)),
    ("aws4", (ALL_SERVICES,)),
    ("aws4fetch", (ALL_SERVICES,)),
    ("aws4-axios", (ALL_SERVICES,)),
    ("requests_aws4auth", (ALL_SERVICES,)),
    ("requests_auth_aws_sigv4", (ALL_SERVICES,)),
    ("aws_requests_auth", (ALL_SERVICES,)),
    ("botocore.auth", (ALL_SERVICES,)),
    ("botocore.signers", (ALL_SERVICES,)),
    ("@aws-sdk/signature-v4", (ALL_SERVICES,)),
    ("@smithy/signature-v4", (ALL_SERVICES,)),
    ("@aws-amplify", (ALL_SERVICES,)),
    ("aws-amplify", (ALL_SERVICES,)),
    ("get_credentials", (ALL_SERVICES,)),  # of a session: who has them can sign requests
    ("get_frozen_credentials", (ALL_SERVICES,)),
    ("botocore.session", (ALL_SERVICES,)),
    ("aioboto3", (ALL_SERVICES,)),
    ("aiobotocore", (ALL_SERVICES,)),
)

# Drivers that a database's address names (`mysql+auroradataapi://`), and what they use, as above.
DRIVERS = {"auroradataapi": _DATA_API}
_DRIVER = re.compile(r"\w+\+(\w+)://")

# Extensions in layers, by a part of the layer's name in lower case.
EXTENSIONS = {
    "parameters-and-secrets": ("ssm", "secretsmanager"),
    "appconfig": ("appconfig",),
    "insights": ("logs", "cloudwatch"),
}

# Words in a package's name that tell which service it is for.
_SERVICE_WORDS = {
    "appconfig": "appconfig",
    "athena": "athena",
    "bedrock": "bedrock",
    "cloudwatch": "cloudwatch",
    "cognito": "cognito-idp",
    "dynamo": "dynamodb",
    "dynamodb": "dynamodb",
    "eventbridge": "events",
    "firehose": "firehose",
    "kinesis": "kinesis",
    "s3": "s3",
    "secretsmanager": "secretsmanager",
    "ses": "ses",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
    "stepfunctions": "states",
}
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


def services_of_driver(address: str) -> tuple[str, ...]:
    """What the driver named in a database's address uses, prefixes of IAM and actions; () for others."""
    match = _DRIVER.match(address)
    return DRIVERS.get(match[1], ()) if match else ()


def named_services(package: str) -> Iterator[str]:
    """IAM prefixes of the services that a package is named after ("multer-s3": s3)."""
    for word in _BETWEEN_WORDS.split(package.lower()):
        if word in _SERVICE_WORDS:
            yield _SERVICE_WORDS[word]
