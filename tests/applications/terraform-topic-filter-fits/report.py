import os

import boto3

topic = boto3.resource("sns").Topic(os.environ["TOPIC"])


def handler(event, context):
    level = {"level": {"DataType": "String", "StringValue": "high"}}
    topic.publish(Message=event["body"], Subject="alert", MessageAttributes=level)
    return {"statusCode": 202}
