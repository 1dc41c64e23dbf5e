"""Envelopes of Powertools' parser: the part of an event that a model describes, once or in a list."""

import json


class _Body:
    @staticmethod
    def parse(data, model):
        return model.model_validate(json.loads(data["body"]))


ApiGatewayEnvelope = _Body
ApiGatewayV2Envelope = _Body
LambdaFunctionUrlEnvelope = _Body
VpcLatticeEnvelope = _Body
VpcLatticeV2Envelope = _Body


class ApiGatewayWebSocketEnvelope(_Body):
    pass


class EventBridgeEnvelope:
    @staticmethod
    def parse(data, model):
        return model.model_validate(data["detail"])


class SqsEnvelope:
    @staticmethod
    def parse(data, model):
        return [model.model_validate(json.loads(record["body"])) for record in data["Records"]]


class SnsEnvelope:
    @staticmethod
    def parse(data, model):
        return [model.model_validate(json.loads(record["Sns"]["Message"])) for record in data["Records"]]


class SnsSqsEnvelope:
    @staticmethod
    def parse(data, model):
        messages = [json.loads(record["body"])["Message"] for record in data["Records"]]
        return [model.model_validate(json.loads(message)) for message in messages]


class KinesisDataStreamEnvelope:
    @staticmethod
    def parse(data, model):
        return [model.model_validate(json.loads(record["kinesis"]["data"])) for record in data["Records"]]


class KinesisFirehoseEnvelope:
    @staticmethod
    def parse(data, model):
        return [model.model_validate(json.loads(record["data"])) for record in data["records"]]


class DynamoDBStreamEnvelope:
    @staticmethod
    def parse(data, model):
        return [
            {
                "NewImage": model.model_validate(record["dynamodb"]["NewImage"]),
                "OldImage": model.model_validate(record["dynamodb"]["OldImage"]),
            }
            for record in data["Records"]
        ]


class CloudWatchLogsEnvelope:
    @staticmethod
    def parse(data, model):
        return [model.model_validate(data["awslogs"]["data"])]
