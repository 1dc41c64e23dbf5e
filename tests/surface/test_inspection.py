"""Which events a web application firewall could see."""

from __future__ import annotations

import pytest

from .conftest import function

API = "Api: {Type: AWS::Serverless::Api, Properties: {StageName: prod}}\n"
REST = "{Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: GET}}}"
ACL = "Wall: {Type: AWS::WAFv2::WebACLAssociation, Properties: {ResourceArn: !Sub '%s', WebACLArn: 'arn:x'}}\n"
STAGE = "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/prod"


def answer(surface):
    (way,) = surface.ways_in
    return way.inspection.answer


def test_a_rest_api_without_a_web_acl(surface_of):
    assert answer(surface_of(API + function("One", events=REST))) == "none attached"


def test_a_rest_api_with_a_web_acl(surface_of):
    assert answer(surface_of(API + ACL % STAGE + function("One", events=REST))) == "yes"


def test_an_http_api_takes_no_web_acl(surface_of):
    surface = surface_of(function("One", events="{Get: {Type: HttpApi}}"))
    assert answer(surface) == "only through CloudFront"


def test_a_function_url_takes_no_web_acl(surface_of):
    surface = surface_of(function("One", more="FunctionUrlConfig: {AuthType: NONE}"))
    assert answer(surface) == "only through CloudFront"


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("{Type: SQS, Properties: {Queue: 'arn:aws:sqs:eu-west-1:1:q'}}", "messages come from the queue"),
        ("{Type: SNS, Properties: {Topic: 'arn:aws:sns:eu-west-1:1:t'}}", "messages come from the topic"),
        ("{Type: Schedule, Properties: {Schedule: rate(1 day)}}", "the clock calls"),
        ("{Type: IoTRule, Properties: {Sql: 'SELECT * FROM t'}}", "messages come over MQTT"),
        ("{Type: EventBridgeRule, Properties: {Pattern: {source: [a]}}}", "events come from the bus"),
    ],
)
def test_nothing_stands_in_front_of_other_events(surface_of, event, why):
    (way,) = surface_of(function("One", events=f"{{It: {event}}}")).ways_in
    assert way.inspection.answer == "no"
    assert way.inspection.why.startswith(why)


def test_a_web_acl_may_be_for_the_user_pool(surface_of):
    pool = "Pool: {Type: AWS::Cognito::UserPool}\n"
    events = "{New: {Type: Cognito, Properties: {UserPool: !Ref Pool, Trigger: PostConfirmation}}}"
    assert answer(surface_of(pool + function("One", events=events))) == "none attached"
    assert answer(surface_of(pool + ACL % "${Pool.Arn}" + function("One", events=events))) == "yes"
    other = "Parameters"
    assert answer(surface_of(pool + ACL % f"${{{other}}}" + function("One", events=events))) == "unknown"


CDN = """\
Cdn:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig: {Origins: [{Id: a, DomainName: %s}]%s}
"""
WALL = ", WebACLId: 'arn:x'"
HOST = "!Select [2, !Split ['/', !GetAtt OneUrl.FunctionUrl]]"


@pytest.mark.parametrize(
    ("authentication", "wall", "expected"),
    [
        ("NONE", WALL, ("only through CloudFront", "Cdn in front has one, which holds only for callers that go there")),
        ("NONE", "", ("only through CloudFront", "Cdn in front has none either")),
        ("AWS_IAM", WALL, ("yes", "callers from outside must go through Cdn, which has a web ACL")),
    ],
)
def test_a_distribution_in_front_of_a_function_url(surface_of, authentication, wall, expected):
    surface = surface_of(
        CDN % (HOST, wall) + function("One", more=f"FunctionUrlConfig: {{AuthType: {authentication}}}")
    )
    (way,) = surface.ways_in
    assert way.inspection.answer == expected[0]
    assert way.inspection.why.endswith(expected[1])


def test_a_distribution_in_front_of_a_rest_api(surface_of):
    host = "!Sub '${Api}.execute-api.${AWS::Region}.amazonaws.com'"
    surface = surface_of(API + CDN % (host, WALL) + function("One", events=REST))
    assert answer(surface) == "only through CloudFront"


BALANCER = """\
Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
Port:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties: {LoadBalancerArn: !Ref Balancer, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]}
Group:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties: {TargetType: lambda, Targets: [{Id: !GetAtt One.Arn}]}
"""


@pytest.mark.parametrize(("acl", "expected"), [("", "none attached"), (ACL % "${Balancer}", "yes")])
def test_a_web_acl_for_a_load_balancer(surface_of, acl, expected):
    assert answer(surface_of(BALANCER + acl + function("One"))) == expected
