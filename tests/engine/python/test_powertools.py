"""Powertools for AWS Lambda in Python: resolvers, events with types, parsers and validators."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import application, function, marked, reported, trigger

# name: (kind of trigger, program)
PROGRAMS: dict[str, tuple[str, str]] = {
    "a resolver that validates": (
        Kind.REST_API,
        """
        import os
        from typing import Annotated, Optional
        from pydantic import BaseModel
        from aws_lambda_powertools.event_handler import APIGatewayRestResolver
        from aws_lambda_powertools.event_handler.openapi.params import Body, Header, Path, Query
        app = APIGatewayRestResolver(enable_validation=True)

        class Todo(BaseModel):
            id: int
            title: str

        @app.get("/todos/<todo_id>")
        def one(todo_id: int, q: Annotated[str, Query(max_length=9)], n: Optional[int] = None) -> dict:
            os.system(f"ls {todo_id}")
            os.system("ls " + q)  #! shell
            os.system(f"ls {n}")
            return {}

        @app.post("/todos")
        def two(todo: Todo, agent: Annotated[str, Header(alias="User-Agent")]) -> dict:
            os.system(f"ls {todo.id}")
            os.system(f"ls {todo.title}")  #! shell
            os.system(f"ls {agent}")  #! shell
            return {}

        def handler(event, context):
            return app.resolve(event, context)
        """,
    ),
    "middlewares of a resolver": (
        Kind.HTTP_API,
        """
        import os
        from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
        from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
        app = APIGatewayHttpResolver()

        def tenant(app, next_middleware):
            app.append_context(tenant=app.current_event.headers.get("x-tenant"))
            return next_middleware(app)

        @app.get("/a", middlewares=[tenant])
        def one():
            os.system("ls " + app.context["tenant"])  #! shell
            return {}

        @app.put("/b")
        def two():
            os.system("ls " + app.current_event["body"])  #! shell
            os.system("ls " + app.current_event.decoded_body)  #! shell
            os.system("ls " + app.current_event.cookies[0])  #! shell
            return Response(status_code=200, content_type="application/json", body="{}")

        handler = app.resolve
        """,
    ),
    "a function URL and a load balancer": (
        Kind.FUNCTION_URL,
        """
        import os
        from aws_lambda_powertools.event_handler import LambdaFunctionUrlResolver
        app = LambdaFunctionUrlResolver()

        @app.route("/x", method=["GET", "POST"])
        def one():
            os.system("ls " + app.current_event.get_query_string_value(name="q", default_value=""))  #! shell
            os.system("ls " + app.current_event.get_header_value(name="X-A"))  #! shell
            return {}

        def handler(event, context):
            return app(event, context)
        """,
    ),
    "envelopes of the parser": (
        Kind.REST_API,
        """
        import os
        from pydantic import BaseModel, Json
        from aws_lambda_powertools.utilities.parser import envelopes, parse
        from aws_lambda_powertools.utilities.parser.models import APIGatewayProxyEventModel

        class Order(BaseModel):
            id: int
            note: str

        class OrderEvent(APIGatewayProxyEventModel):
            body: Json[Order]

        def handler(event, context):
            order = parse(event=event, model=Order, envelope=envelopes.ApiGatewayEnvelope)
            os.system(f"ls {order.id}")
            os.system(f"ls {order.note}")  #! shell
            again = parse(event, APIGatewayProxyEventModel)
            os.system("ls " + again.body)  #! shell
            whole = parse(event, OrderEvent)
            os.system(f"ls {whole.body.id}")
            os.system(f"ls {whole.body.note}")  #! shell
            os.system(f"ls {whole.path}")  #! shell
        """,
    ),
    "envelopes of messages": (
        Kind.SQS,
        """
        import os
        from pydantic import BaseModel
        from aws_lambda_powertools.utilities.parser import event_parser
        from aws_lambda_powertools.utilities.parser.envelopes import SqsEnvelope

        class Order(BaseModel):
            id: int
            note: str

        @event_parser(model=Order, envelope=SqsEnvelope)
        def handler(event: list[Order], context):
            for order in event:
                os.system(f"ls {order.id}")
                os.system(f"ls {order.note}")  #! shell
        """,
    ),
    "an envelope of a bus": (
        Kind.EVENTBRIDGE,
        """
        import os
        from pydantic import BaseModel
        from aws_lambda_powertools.utilities.parser import BaseModel as Model, envelopes, event_parser

        class Order(Model):
            id: int
            note: str

        @event_parser(model=Order, envelope=envelopes.EventBridgeEnvelope)
        def handler(event, context):
            os.system(f"ls {event.id}")
            os.system(f"ls {event.note}")  #! shell
        """,
    ),
    "the validator": (
        Kind.DIRECT,
        """
        import os
        from aws_lambda_powertools.utilities.validation import SchemaValidationError, validate, validator
        SCHEMA = {"type": "object", "properties": {
            "id": {"type": "integer"}, "size": {"enum": ["s", "m"]}, "note": {"type": "string"}}}

        @validator(inbound_schema=SCHEMA)
        def handler(event, context):
            os.system(f"ls {event['id']}")
            os.system("ls " + event["size"])
            os.system("ls " + event["note"])  #! shell
            try:
                validate(event=event["more"], schema=SCHEMA)
            except SchemaValidationError:
                return {}
            os.system("ls " + event["more"]["size"])
            os.system("ls " + event["more"]["note"])  #! shell
        """,
    ),
    "data classes of requests": (
        Kind.REST_API,
        """
        import os
        from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent, event_source

        @event_source(data_class=APIGatewayProxyEvent)
        def handler(event: APIGatewayProxyEvent, context):
            os.system("ls " + event.path_parameters["id"])  #! shell
            os.system("ls " + event.json_body["a"])  #! shell
            os.system("ls " + event.headers["x"])  #! shell
            os.system("ls " + event.query_string_parameters.get("q"))  #! shell
            os.system("ls " + event.request_context.identity.source_ip)
            os.system("ls " + event.http_method)
        """,
    ),
    "data classes of messages": (
        Kind.SNS,
        """
        import os
        from aws_lambda_powertools.utilities.data_classes import SNSEvent, event_source

        @event_source(data_class=SNSEvent)
        def handler(event: SNSEvent, context):
            for record in event.records:
                os.system("ls " + record.sns.message)  #! shell
                os.system("ls " + record.sns.message_id)
        """,
    ),
    "data classes of streams": (
        Kind.KINESIS,
        """
        import os
        from aws_lambda_powertools.utilities.data_classes import KinesisStreamEvent, event_source

        @event_source(data_class=KinesisStreamEvent)
        def handler(event: KinesisStreamEvent, context):
            for record in event.records:
                os.system("ls " + record.kinesis.data_as_text())  #! shell
                os.system("ls " + record.kinesis.data_as_json()["a"])  #! shell
                os.system("ls " + record.kinesis.sequence_number)
        """,
    ),
    "typed events of a bus": (
        Kind.EVENTBRIDGE,
        """
        import os
        from aws_lambda_powertools.utilities.data_classes import EventBridgeEvent, event_source

        @event_source(data_class=EventBridgeEvent)
        def handler(event: EventBridgeEvent, context):
            os.system("ls " + event.detail["name"])  #! shell
            os.system("ls " + event.region)
        """,
    ),
}
IGNORED = {"event-response", "log-event"}


@pytest.mark.parametrize(("kind", "text"), PROGRAMS.values(), ids=PROGRAMS)
def test_powertools(tmp_path: Path, kind: str, text: str) -> None:
    found = application(tmp_path, {"app.py": text}, function("app.py", trigger(kind))).behaviours["F"]
    assert not found.truncated
    lines = {where: kinds for where, kinds in reported(found).items() if set(kinds) - IGNORED}
    expected = marked({"app.py": text})
    assert lines == expected, f"reported {lines}, expected {expected}, of\n{dedent(text)}"
