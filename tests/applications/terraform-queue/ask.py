import json
import os

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    host = json.loads(event["body"])["host"]
    sqs.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=json.dumps({"host": host}))
    return {"statusCode": 202}
