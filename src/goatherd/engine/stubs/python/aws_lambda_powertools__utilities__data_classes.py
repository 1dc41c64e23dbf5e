"""Data classes of Powertools: an event whose fields are read under Python's spelling."""

import json
from urllib.parse import unquote_plus

from goatherd_intrinsics import field


class DictWrapper:
    def __init__(self, data, json_deserializer=None):
        self.raw_event = data

    def __getattr__(self, name):
        return field(DictWrapper, self.raw_event, name)

    def __getitem__(self, key):
        return self.raw_event[key]

    def get(self, key, default=None):
        return self.raw_event.get(key, default)

    def __iter__(self):
        return [DictWrapper(part) for part in self.raw_event]

    @property
    def json_body(self):
        return json.loads(self.raw_event["body"])

    @property
    def decoded_body(self):
        return self.raw_event["body"]

    def get_query_string_value(self, name, default_value=None):
        return self.raw_event["queryStringParameters"].get(name, default_value)

    def get_multi_value_query_string_values(self, name, default_values=None):
        return [self.raw_event["queryStringParameters"].get(name)]

    def get_header_value(self, name, default_value=None, case_sensitive=False):
        return self.raw_event["headers"].get(name, default_value)

    @property
    def query_string_parameters(self):
        return self.raw_event["queryStringParameters"]

    @property
    def records(self):
        return [DictWrapper(record) for record in self.raw_event["Records"]]

    @property
    def record(self):
        return DictWrapper(self.raw_event["Records"][0])

    @property
    def object_key(self):
        return unquote_plus(self.raw_event["Records"][0]["s3"]["object"]["key"])

    @property
    def bucket_name(self):
        return self.raw_event["Records"][0]["s3"]["bucket"]["name"]

    @property
    def sns_message(self):
        return self.raw_event["Records"][0]["Sns"]["Message"]

    def data_as_text(self):
        return self.raw_event["data"]

    def data_as_bytes(self):
        return self.raw_event["data"]

    def data_as_json(self):
        return json.loads(self.raw_event["data"])

    def parse_logs_data(self):
        return self.raw_event["awslogs"]["data"]

    def get_context(self):
        return {}


APIGatewayProxyEvent = DictWrapper
APIGatewayProxyEventV2 = DictWrapper
ALBEvent = DictWrapper
AppSyncResolverEvent = DictWrapper
CloudWatchLogsEvent = DictWrapper
CodePipelineJobEvent = DictWrapper
DynamoDBStreamEvent = DictWrapper
EventBridgeEvent = DictWrapper
KafkaEvent = DictWrapper
KinesisStreamEvent = DictWrapper
KinesisFirehoseEvent = DictWrapper
LambdaFunctionUrlEvent = DictWrapper
S3Event = DictWrapper
S3EventBridgeNotificationEvent = DictWrapper
SESEvent = DictWrapper
SNSEvent = DictWrapper
SQSEvent = DictWrapper
VPCLatticeEvent = DictWrapper
VPCLatticeEventV2 = DictWrapper


def event_source(handler=None, event=None, context=None, data_class=None):
    def decorate(function):
        def wrapped(event, context):
            return function(data_class(event), context)

        return wrapped

    return decorate
