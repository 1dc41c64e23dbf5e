"""Models of whole events that come with Powertools' parser: all fields of all of them."""

from typing import Any

from pydantic import BaseModel


class _Event(BaseModel):
    body: Any
    headers: Any
    multiValueHeaders: Any
    queryStringParameters: Any
    multiValueQueryStringParameters: Any
    pathParameters: Any
    path: Any
    rawPath: Any
    rawQueryString: Any
    cookies: Any
    httpMethod: Any
    requestContext: Any
    stageVariables: Any
    Records: Any
    records: Any
    detail: Any
    detail_type: Any
    source: Any
    region: Any
    account: Any
    resources: Any
    awslogs: Any


APIGatewayProxyEventModel = _Event
APIGatewayProxyEventV2Model = _Event
AlbModel = _Event
CloudWatchLogsModel = _Event
DynamoDBStreamModel = _Event
EventBridgeModel = _Event
KinesisDataStreamModel = _Event
KinesisFirehoseModel = _Event
LambdaFunctionUrlModel = _Event
S3Model = _Event
SesModel = _Event
SnsModel = _Event
SqsModel = _Event
VpcLatticeModel = _Event
