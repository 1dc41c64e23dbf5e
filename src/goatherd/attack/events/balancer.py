"""Load balancers and VPC Lattice.

Source: Elastic Load Balancing user guide, "Use Lambda functions as targets of an Application Load Balancer"; VPC
Lattice user guide, "Lambda functions as targets". A load balancer does not decode the query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define, evolve

from goatherd.attack.events import moment
from goatherd.attack.events.http import ANY_QUERY, BODY_PLACES, METHOD, QUERY_PLACES, WHOLE_PATH, HttpShape
from goatherd.attack.events.identity import Identity
from goatherd.attack.events.noun import Input
from goatherd.attack.events.places import Places, decoded
from goatherd.attack.events.request import undecoded_query
from goatherd.attack.events.rest_api import HEADER_PLACES
from goatherd.attack.events.route import Route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.request import Request

_TEXT = ("text/", "application/json", "application/javascript", "application/xml")


@define(eq=False)
class Balancer(HttpShape):
    """Both forms of query and headers are there: which of them a target group has is a setting of its own."""

    most: ClassVar[int] = 1_048_576
    most_head: ClassVar[int] = 16_384
    variable: ClassVar[str] = "$ALB_URL"
    lower_headers: ClassVar[bool] = True
    host_is_free: ClassVar[bool] = True
    cookie_input: ClassVar[Input] = Input("header", "cookie")
    places: ClassVar[Places] = (
        QUERY_PLACES + HEADER_PLACES + BODY_PLACES + Places.of(("path", WHOLE_PATH), ("httpMethod", METHOD))
    )

    def input_for(self, path: Steps) -> Input | None:
        return super().input_for(decoded(path))

    @property
    def route(self) -> Route:
        """The pattern's first wildcard is where the caller's part of the path goes."""
        path = self.naming.text(self.trigger.path).split(",")[0]
        if path in ("", "*", "/*"):
            return Route("")
        before, star, _ = path.partition("*")
        return Route((before + "{rest+}" if star else before).replace("?", "x"))

    @property
    def host(self) -> str:
        return f"goatherd.{self.naming.region}.elb.amazonaws.com"

    def event(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        body, encoded = request.body_as(*_TEXT)
        multiple = evolve(request, query=undecoded_query(request.query)).multiple_query()
        headers = self.headers(request, values, identity)
        return {
            "requestContext": {
                "elb": {"targetGroupArn": self.arn("elasticloadbalancing", "targetgroup/goatherd/0123456789abcdef")}
            },
            "httpMethod": request.method,
            "path": request.path,
            "queryStringParameters": {name: parts[-1] for name, parts in multiple.items()},
            "multiValueQueryStringParameters": multiple,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "body": body or "",
            "isBase64Encoded": encoded,
        }

    def headers(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, str]:
        headers = {"x-forwarded-for": moment.SOURCE_IP, "x-forwarded-port": "443", "x-forwarded-proto": "https"}
        headers |= {name.lower(): value for name, value in request.headers.items()}
        if request.cookie_line:
            headers["cookie"] = request.cookie_line
        if self.trigger.authorizer is not None:
            who = identity or Identity()
            token = who.bearer().removeprefix("Bearer ")
            headers |= {"x-amzn-oidc-identity": who.subject, "x-amzn-oidc-data": token}
            headers["x-amzn-oidc-accesstoken"] = token
        return headers


@define(eq=False)
class Lattice(Balancer):
    """The fields of both versions of the event; which one a target group sends is a setting of its own."""

    most: ClassVar[int] = 6_291_456
    variable: ClassVar[str] = "$SERVICE_URL"
    places: ClassVar[Places] = (
        QUERY_PLACES
        + HEADER_PLACES
        + BODY_PLACES
        + Places.of(
            ("query_string_parameters.*", "query"),
            ("query_string_parameters", ANY_QUERY),
            ("queryStringParameters.*.#", "query"),
            ("raw_path", WHOLE_PATH),
            ("path", WHOLE_PATH),
            ("method", METHOD),
        )
    )

    @property
    def host(self) -> str:
        return f"goatherd.vpc-lattice-svcs.{self.naming.region}.on.aws"

    def event(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        body, encoded = request.body_as(*_TEXT)
        query = {name: parts[-1] for name, parts in request.multiple_query().items()}
        return {
            "version": "2.0",
            "path": request.target,
            "raw_path": request.target,
            "method": request.method,
            "headers": self.headers(request, values, identity),
            "queryStringParameters": query,
            "query_string_parameters": query,
            "body": body or "",
            "isBase64Encoded": encoded,
            "is_base64_encoded": encoded,
            "requestContext": {
                "serviceNetworkArn": self.arn("vpc-lattice", "servicenetwork/sn-0123456789abcdef0"),
                "serviceArn": self.arn("vpc-lattice", "service/svc-0123456789abcdef0"),
                "targetGroupArn": self.arn("vpc-lattice", "targetgroup/tg-0123456789abcdef0"),
                "identity": {"sourceVpcArn": self.arn("ec2", "vpc/vpc-0123456789abcdef0")},
                "region": self.naming.region,
                "timeEpoch": str(moment.SECONDS * 1_000_000),
            },
        }
