from __future__ import annotations

from .conftest import function


def told(surface):
    return [(way.exposure.label, way.noun, way.label, way.who, way.targets) for way in surface.ways_in]


def test_every_way_in_the_most_exposed_first(shop):
    (surface,) = shop.surfaces
    assert told(surface) == [
        ("anonymous", "REST API", "Api", "", ("Show",)),
        ("authenticated", "REST API", "Api", "Api:Users", ("Buy",)),
        ("account", "bucket events", "Pictures", "", ("Shrink",)),
        ("account", "queue", "Mails", "", ("Mail",)),
        ("internal", "schedule", "rate(1 day)", "", ("Clean",)),
    ]


def test_the_reason_and_what_the_sender_chooses_are_told(shop):
    public, *_, schedule = shop.surfaces[0].ways_in
    assert public.why == "no authorizer: anybody on the internet can call it"
    assert [door.name for door in public.doors] == ["GET /show"]
    assert {"body", "headers.*", "queryStringParameters.*"} <= set(public.controlled)
    assert "requestContext.authorizer" not in public.controlled
    assert schedule.controlled == ()


def test_lists_in_events_are_written_as_lists(shop):
    queue = next(way for way in shop.surfaces[0].ways_in if way.noun == "queue")
    assert queue.controlled[0] == "Records[].body"


def test_routes_with_the_same_authorizer_are_one_way_in(surface_of):
    one, two = (f"{{Type: Api, Properties: {{Path: {path}, Method: GET}}}}" for path in ("/a", "/b"))
    (way,) = surface_of(function("One", events=f"{{A: {one}, B: {two}}}")).ways_in
    assert [door.name for door in way.doors] == ["GET /a", "GET /b"]


def test_a_function_that_only_another_one_invokes_is_no_way_in(surface_of):
    policies = "[{LambdaInvokePolicy: {FunctionName: !Ref Inner}}]"
    surface = surface_of(
        function("Outer", events="{Get: {Type: HttpApi}}", policies=policies) + function("Inner"),
        app="def handler(event, context):\n    pass\n",
    )
    assert [way.targets for way in surface.ways_in] == [("Outer",)]


def test_a_route_that_calls_a_service_itself_is_a_way_in(surface_of):
    surface = surface_of("""
        Api: {Type: AWS::ApiGateway::RestApi}
        Put:
          Type: AWS::ApiGateway::Method
          Properties:
            RestApiId: !Ref Api
            ResourceId: !GetAtt Api.RootResourceId
            HttpMethod: POST
            AuthorizationType: NONE
            Integration:
              Type: AWS
              IntegrationHttpMethod: POST
              Uri: !Sub arn:aws:apigateway:${AWS::Region}:sqs:action/SendMessage
    """)
    assert told(surface) == [("anonymous", "web API without a function", "Api", "", ("SQS SendMessage",))]


def test_handlers_without_a_template_are_told_apart(map_files):
    (surface,) = map_files({"app.py": "def lambda_handler(event, context):\n    return event['body']\n"}).surfaces
    assert [(way.kind, way.label) for way in surface.ways_in] == [("unknown", "unknown trigger")]
    assert surface.size == (0, 0, 0, 0, 1, 1)


def test_a_function_url_is_a_way_in(surface_of):
    surface = surface_of(function("One", more="FunctionUrlConfig: {AuthType: NONE}"))
    assert told(surface) == [("anonymous", "function URL", "One", "", ("One",))]
