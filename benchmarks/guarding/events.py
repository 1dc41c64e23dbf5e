"""Requests as events of many kinds: as API Gateway and load balancers make them, and as messages that hold the same
arguments, which an application would have put there.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote

from guarding.requests import Request, pairs

if TYPE_CHECKING:
    from collections.abc import Callable

Event = dict[str, Any]
_ARN = "arn:aws:{}:us-east-1:123456789012:thing"
_TEXT = re.compile(r"^(?:text/|application/(?:json|javascript|xml)|[^;]*\+(?:json|xml))", re.IGNORECASE)


# --- HTTP ---


def rest_api(request: Request) -> Event:
    path, query = request.split
    context = {"requestId": "r", "stage": "prod", "httpMethod": request.method, "path": path}
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": request.method,
        "headers": dict(request.headers) or None,
        "multiValueHeaders": _lists(request.headers) or None,
        "queryStringParameters": dict(pairs(query)) or None,
        "multiValueQueryStringParameters": _lists(pairs(query)) or None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "requestContext": context,
        **_body(request),
    }


def http_api(request: Request, domain: str = "abcdef.execute-api.us-east-1.amazonaws.com") -> Event:
    path, query = request.split
    headers = {name.lower(): ",".join(values) for name, values in _lists(request.headers).items()}
    cookies = [each.strip() for each in headers.pop("cookie", "").split(";") if each.strip()]
    http = {"method": request.method, "path": unquote(path), "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"}
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": unquote(path),
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {"domainName": domain, "http": http},
        **_body(request, binary=not _TEXT.match(request.header("content-type"))),
    }
    if cookies:
        event["cookies"] = cookies
    if query:
        event["queryStringParameters"] = {name: ",".join(values) for name, values in _lists(pairs(query)).items()}
    return event


def function_url(request: Request) -> Event:
    return http_api(request, "abcdef.lambda-url.us-east-1.on.aws")


def load_balancer(request: Request) -> Event:
    """Queries come as they were sent, still encoded."""
    path, query = request.split
    raw = [tuple(each.partition("=")[::2]) for each in query.split("&") if each]
    return {
        "requestContext": {"elb": {"targetGroupArn": _ARN.format("elasticloadbalancing")}},
        "httpMethod": request.method,
        "path": path,
        "queryStringParameters": dict(raw),
        "headers": {name.lower(): value for name, value in request.headers},
        **_body(request),
    }


def _lists(entries: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in entries:
        found.setdefault(name, []).append(value)
    return found


def _body(request: Request, binary: bool = False) -> Event:
    if not request.body:
        return {"body": None, "isBase64Encoded": False}
    if not binary:
        try:
            return {"body": request.body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}


# --- messages: `values` is name -> text or texts ---


def websocket(values: Event) -> Event:
    context = {"connectionId": "c", "routeKey": "$default", "eventType": "MESSAGE"}
    return {"requestContext": context, "body": json.dumps(values), "isBase64Encoded": False}


def appsync(values: Event) -> Event:
    return {"arguments": {"input": values}, "info": {"fieldName": "f", "variables": {}}, "request": {"headers": {}}}


def sqs(values: Event) -> Event:
    return _records({"messageId": "m", "body": json.dumps(values), "messageAttributes": {}}, source="aws:sqs")


def sns(values: Event) -> Event:
    sns = {"Type": "Notification", "MessageId": "m", "Subject": "s", "Message": json.dumps(values)}
    return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": {**sns, "MessageAttributes": {}}}]}


def sns_in_sqs(values: Event) -> Event:
    envelope = {"Type": "Notification", "TopicArn": _ARN.format("sns"), "Message": json.dumps(values)}
    return sqs(envelope)


def eventbridge(values: Event) -> Event:
    return {"version": "0", "id": "i", "detail-type": "order", "source": "my.app", "detail": values}


def dynamodb(values: Event) -> Event:
    image = {k: {"S": v} if isinstance(v, str) else {"L": [{"S": each} for each in v]} for k, v in values.items()}
    change = {"Keys": {"Id": {"N": "101"}}, "NewImage": image, "SequenceNumber": "1"}
    return _records({"eventID": "1", "eventName": "INSERT", "dynamodb": change}, source="aws:dynamodb")


def kinesis(values: Event) -> Event:
    data = {"partitionKey": "k", "sequenceNumber": "1", "data": _base64(json.dumps(values))}
    return _records({"kinesis": data}, source="aws:kinesis")


def kafka(values: Event) -> Event:
    record = {"topic": "t", "partition": 0, "offset": 1, "value": _base64(json.dumps(values)), "headers": []}
    return {"eventSource": "aws:kafka", "records": {"t-0": [record]}}


def mq(values: Event) -> Event:
    message = {"messageID": "m", "messageType": "jms/text-message", "data": _base64(json.dumps(values))}
    return {"eventSource": "aws:mq", "messages": [message]}


def cognito(values: Event) -> Event:
    return {
        "triggerSource": "PreSignUp_SignUp",
        "userPoolId": "us-east-1_x",
        "userName": "u",
        "request": {"userAttributes": {}, "clientMetadata": values},
    }


def logs(values: Event) -> Event:
    lines = [{"id": "1", "timestamp": 1, "message": json.dumps(values)}]
    data = {"messageType": "DATA_MESSAGE", "owner": "1", "logGroup": "g", "logEvents": lines}
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(data).encode(), mtime=0)).decode()}}


def direct(values: Event) -> Event:
    """As Step Functions, IoT rules and other functions invoke one."""
    return {"order": values}


# --- texts without names: one a record, or the transcript and slots ---


def s3(texts: list[str]) -> Event:
    return _records(*map(_uploaded, texts), source="aws:s3")


def _uploaded(text: str) -> Event:
    key = {"key": quote_plus(text, safe="/"), "size": 1024, "eTag": "0123456789abcdef"}
    return {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "uploads"}, "object": key}}


def ses(texts: list[str]) -> Event:
    return _records(*map(_mailed, texts), source="aws:ses")


def _mailed(text: str) -> Event:
    mail = {"source": "a@example.com", "destination": ["b@example.com"], "commonHeaders": {"subject": text}}
    return {"ses": {"mail": {**mail, "headers": [{"name": "Subject", "value": text}]}}}


def lex(texts: list[str]) -> Event:
    slots = {f"slot{number}": {"value": {"interpretedValue": text}} for number, text in enumerate(texts[1:])}
    intent = {"name": "i", "slots": slots}
    return {"bot": {"name": "b"}, "inputTranscript": texts[0], "sessionState": {"intent": intent}}


def _records(*records: Event, source: str) -> Event:
    return {"Records": [{"eventSource": source, "awsRegion": "us-east-1", **record} for record in records]}


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


HTTP: dict[str, Callable[[Request], Event]] = {
    "rest-api": rest_api,
    "http-api": http_api,
    "function-url": function_url,
    "alb": load_balancer,
}
MESSAGES: dict[str, Callable[[Event], Event]] = {
    "websocket": websocket,
    "appsync": appsync,
    "sqs": sqs,
    "sns": sns,
    "sns-in-sqs": sns_in_sqs,
    "eventbridge": eventbridge,
    "dynamodb": dynamodb,
    "kinesis": kinesis,
    "kafka": kafka,
    "mq": mq,
    "cognito": cognito,
    "cloudwatch-logs": logs,
    "direct": direct,
}
TEXTS: dict[str, Callable[[list[str]], Event]] = {"s3": s3, "ses": ses, "lex": lex}
