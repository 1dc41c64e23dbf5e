"""CloudFront: `cloudFront` events, functions at the edge of one distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first
from goatherd.frontends.serverless.merge import merged

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import Event, Service

_ID = "CloudFrontDistribution"
_UNENCRYPTED_TOO = {"ViewerProtocolPolicy": "allow-all"}  # what the Framework writes where nothing else is said


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    association = {
        "EventType": first(value.get("eventType"), build("origin-request", event.span)),
        "LambdaFunctionARN": event.function.arn,
    }
    path, behavior = value.get("pathPattern"), value.get("behavior")
    configuration = service.template.resources.get(_ID)
    present = configuration.get("Properties", "DistributionConfig") if configuration is not None else None
    default = present.get("DefaultCacheBehavior") if present else build(_UNENCRYPTED_TOO, event.span)
    others: list[object] = list(present.get("CacheBehaviors").list() if present else ())
    if path.exists:
        own = {**_UNENCRYPTED_TOO, "PathPattern": path, "LambdaFunctionAssociations": [association]}
        others.append(merged(build(own, event.span), behavior))
    else:
        functions = {"LambdaFunctionAssociations": [*default.get("LambdaFunctionAssociations").list(), association]}
        default = merged(merged(default, behavior), build(functions, event.span))
    distribution = {"Enabled": True, "DefaultCacheBehavior": default, "CacheBehaviors": others}
    service.template.add(_ID, "AWS::CloudFront::Distribution", {"DistributionConfig": distribution}, event.span)
