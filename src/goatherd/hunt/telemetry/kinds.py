"""All kinds of logs that are read, one module each, in the order in which their forms are asked."""

from __future__ import annotations

from goatherd.hunt.telemetry import (
    apigateway,
    azure,
    azureactivity,
    campaign,
    cloudfront,
    cloudtrail,
    cloudtrailtables,
    cloudwatch,
    entra,
    exports,
    functionlogs,
    googleaudit,
    guardevents,
    resolver,
    s3access,
    vpcflow,
)

LOGS = (
    campaign,
    cloudtrail,
    cloudtrailtables,
    cloudwatch,
    guardevents,
    resolver,
    cloudfront,
    s3access,
    vpcflow,
    exports,
    apigateway,
    googleaudit,
    entra,
    azureactivity,
    azure,
    functionlogs,
)
KINDS = tuple(kind for log in LOGS for kind in log.KINDS)
FORMS = tuple(form for log in LOGS for form in log.FORMS)
# All that is looked for in the log of a function, whose lines anybody may shape.
IN_FUNCTIONS = (*guardevents.FORMS, *functionlogs.FORMS)
