"""Whether a web application firewall could look at the events of a trigger, and whether one does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

from goatherd.core.value import Known, is_true
from goatherd.frontends.aws.endpoint import IAM
from goatherd.model.resource import Api, Distribution, FirewallAssociation
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.trigger import Trigger

Answer = Literal["yes", "none attached", "only through CloudFront", "unknown", "no"]

# AWS WAF protects CloudFront, REST APIs, load balancers, AppSync and Cognito user pools:
# https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html
_BEHIND_CLOUDFRONT = {
    Kind.HTTP_API: "HTTP APIs take no web ACL of their own",
    Kind.HTTP_API_V1: "HTTP APIs take no web ACL of their own",
    Kind.FUNCTION_URL: "function URLs take no web ACL of their own",
}
_DECLARED_ELSEWHERE = {
    Kind.AZURE_HTTP: "a firewall in front of the app (Front Door, Application Gateway) is declared elsewhere",
    Kind.WEB: "whether a firewall stands in front of the application is declared elsewhere",
    Kind.GOOGLE_HTTP: "a firewall in front of the function (Cloud Armor) is declared elsewhere",
    Kind.CALLABLE: "a firewall in front of the function (Cloud Armor) is declared elsewhere",
}
_SEES_NO_REQUEST = {
    Kind.WEBSOCKET: "WAF does not read messages of a WebSocket",
    Kind.S3: "the object arrives by the storage API, the event from the service",
    Kind.SNS: "messages come from the topic, not over HTTP",
    Kind.SQS: "messages come from the queue, not over HTTP",
    Kind.DYNAMODB: "records come from the table's stream, not over HTTP",
    Kind.KINESIS: "records come from the stream, not over HTTP",
    Kind.KAFKA: "messages come from the broker, not over HTTP",
    Kind.MQ: "messages come from the broker, not over HTTP",
    Kind.DOCUMENTDB: "changes come from the database, not over HTTP",
    Kind.EVENTBRIDGE: "events come from the bus, not over HTTP",
    Kind.PIPE: "events come from the pipe, not over HTTP",
    Kind.SCHEDULE: "the clock calls; there is no request",
    Kind.IOT: "messages come over MQTT",
    Kind.SES: "the message comes as mail",
    Kind.STEP_FUNCTIONS: "the state machine calls; there is no request",
    Kind.LATTICE: "WAF does not protect service networks",
    Kind.DIRECT: "the call goes to the Lambda API, where nothing can be put in between",
}


@frozen
class Inspection:
    """`answer` says it in a word or three, `why` in a sentence's half."""

    answer: Answer
    why: str

    @staticmethod
    def of_api(api: Api) -> Inspection:
        if is_true(api.web_acl):
            return Inspection("yes", "a web ACL is attached")
        if isinstance(api.web_acl, Known):
            return Inspection("none attached", "it could be inspected; no web ACL is attached in the template")
        return Inspection("unknown", "whether a web ACL is attached is decided outside of the template")


def inspection_of(trigger: Trigger, application: Application) -> Inspection:
    """Whether something looks at requests before the function does, as far as the templates tell."""
    kind = trigger.kind
    if kind in _BEHIND_CLOUDFRONT:
        return _behind_cloudfront(_BEHIND_CLOUDFRONT[kind], trigger, application)
    if kind in (Kind.REST_API, Kind.REST_API_MAPPED, Kind.APPSYNC):
        return _api(trigger, application)
    if kind in (Kind.AUTHORIZER_TOKEN, Kind.AUTHORIZER_REQUEST):
        return Inspection("unknown", "as the API that asks the authorizer")
    if kind in (Kind.ALB, Kind.COGNITO):
        return _by_association(trigger, application)
    if kind == Kind.CLOUDFRONT:
        return _distribution(trigger, application)
    if kind == Kind.UNKNOWN:
        return Inspection("unknown", "no template tells what calls it")
    if kind in _DECLARED_ELSEWHERE:
        return Inspection("unknown", _DECLARED_ELSEWHERE[kind])
    return Inspection("no", _SEES_NO_REQUEST.get(kind, "a service of the cloud calls; no request passes a firewall"))


def _api(trigger: Trigger, application: Application) -> Inspection:
    api = application.source(trigger)
    if not isinstance(api, Api):
        return Inspection("unknown", "the API is not part of the template")
    front = [one for one in _in_front(trigger, application) if is_true(one.web_acl)]
    if front and not is_true(api.web_acl):
        told = f"no web ACL is attached to the API, one to {front[0].id}"
        return Inspection("only through CloudFront", _around(told))
    return Inspection.of_api(api)


def _by_association(trigger: Trigger, application: Application) -> Inspection:
    """Load balancers and user pools."""
    protected = trigger.options.get("load_balancer") if trigger.kind == Kind.ALB else trigger.source
    associations = list(application.of(FirewallAssociation))
    if any(protected and one.protects == protected for one in associations):
        return Inspection("yes", f"a web ACL is attached to {protected}")
    if associations and (not protected or any(one.protects not in application.resources for one in associations)):
        return Inspection("unknown", "a web ACL in the template may be for it")
    return Inspection("none attached", "its requests could be inspected; the template attaches no web ACL")


def _behind_cloudfront(why: str, trigger: Trigger, application: Application) -> Inspection:
    front = _in_front(trigger, application)
    guarded = [one for one in front if is_true(one.web_acl)]
    if guarded and trigger.authorizer == IAM:
        told = f"callers from outside must go through {guarded[0].id}, which has a web ACL"
        return Inspection("yes", told)
    if guarded:
        return Inspection("only through CloudFront", _around(f"{why}; {guarded[0].id} in front has one"))
    if front:
        return Inspection("only through CloudFront", f"{why}; {front[0].id} in front has none either")
    if any(is_true(one.web_acl) for one in application.of(Distribution)):
        return Inspection("only through CloudFront", _around(f"{why}; a distribution of the application has one"))
    return Inspection("only through CloudFront", f"{why}; no distribution with a web ACL stands in front")


def _around(told: str) -> str:
    return f"{told}, which holds only for callers that go there"


def _in_front(trigger: Trigger, application: Application) -> list[Distribution]:
    """The distributions of which an origin is the API or the function URL."""
    ids = {trigger.source, f"{trigger.source}Url"}  # SAM's id of a function's URL
    return [one for one in application.of(Distribution) if not ids.isdisjoint(one.origins)]


def _distribution(trigger: Trigger, application: Application) -> Inspection:
    own = application.resources.get(trigger.source or "")
    candidates = [own] if isinstance(own, Distribution) else list(application.of(Distribution))
    if any(is_true(one.web_acl) for one in candidates):
        return Inspection("yes", "a web ACL is attached to the distribution")
    return Inspection("none attached", "it could be inspected; the distribution has no web ACL")
