import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    order = json.loads(event["body"])
    sns.publish(
        TopicArn=os.environ["TOPIC"],
        Message=json.dumps({"label": order["label"], "region": "eu"}),
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "order"}},
    )
    return {"statusCode": 202}
