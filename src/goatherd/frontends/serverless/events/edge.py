"""CloudFront: `cloudFront` events, functions at the edge of one distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.serverless.build import build, first

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import Event, Service

_ID = "CloudFrontDistribution"


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    association = {
        "EventType": first(value.get("eventType"), build("origin-request", event.span)),
        "LambdaFunctionARN": event.function.arn,
    }
    path = value.get("pathPattern")
    configuration = service.template.resources.get(_ID)
    present = configuration.get("Properties", "DistributionConfig") if configuration is not None else None
    default: list[object] = list(
        present.get("DefaultCacheBehavior", "LambdaFunctionAssociations").list() if present else ()
    )
    others: list[object] = list(present.get("CacheBehaviors").list() if present else ())
    if path.exists:
        others.append({"PathPattern": path, "LambdaFunctionAssociations": [association]})
    else:
        default.append(association)
    distribution = {
        "Enabled": True,
        "DefaultCacheBehavior": {"LambdaFunctionAssociations": default, "ViewerProtocolPolicy": "allow-all"},
        "CacheBehaviors": others,
    }
    service.template.add(_ID, "AWS::CloudFront::Distribution", {"DistributionConfig": distribution}, event.span)
