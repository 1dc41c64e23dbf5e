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
