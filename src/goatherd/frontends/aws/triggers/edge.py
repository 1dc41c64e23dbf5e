"""CloudFront: functions at the edge, and distributions that sign requests for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.triggers.common import anonymous
from goatherd.frontends.contents import references
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node

_VIEWERS = anonymous("anybody can send requests to the distribution")


def read(wiring: Wiring) -> None:
    for distribution in wiring.of("AWS::CloudFront::Distribution"):
        for behaviour in _behaviours(distribution.properties.get("DistributionConfig")):
            for association in behaviour.get("LambdaFunctionAssociations").list():
                function = wiring.function(association.get("LambdaFunctionARN"))
                if function is None:
                    continue
                event = association.get("EventType").text() or ""
                path = behaviour.get("PathPattern").text() or "*"
                trigger = Trigger(
                    Kind.CLOUDFRONT,
                    _VIEWERS.exposure,
                    association.span,
                    detail=f"{event} {path}".strip(),
                    why=_VIEWERS.why,
                    source=distribution.id,
                    path=path,
                    options={"event": event},
                )
                wiring.add(function, trigger)


def _behaviours(configuration: Node) -> Iterator[Node]:
    yield configuration.get("DefaultCacheBehavior")
    yield from configuration.get("CacheBehaviors").list()


def signed_origins(wiring: Wiring) -> dict[str, str]:
    """Ids that an origin with access control refers to, and of functions that a distribution may call, with its id."""
    signed: dict[str, str] = {}
    for permission in wiring.of("AWS::Lambda::Permission"):
        if permission.properties.get("Principal").text() == "cloudfront.amazonaws.com":
            function = wiring.function(permission.properties.get("FunctionName"))
            distribution_id = wiring.resource_id(permission.properties.get("SourceArn"))
            if function is not None and distribution_id is not None:
                signed[function.id] = distribution_id
    for distribution in wiring.of("AWS::CloudFront::Distribution"):
        for origin in distribution.properties.get("DistributionConfig", "Origins").list():
            if origin.get("OriginAccessControlId").text():
                signed.update((id, distribution.id) for id in references(origin.get("DomainName")))
    return signed
