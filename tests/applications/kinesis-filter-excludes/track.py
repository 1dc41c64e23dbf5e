import json
import os

import boto3

kinesis = boto3.client("kinesis")


def handler(event, context):
    click = {"page": json.loads(event["body"])["page"], "site": "shop"}
    kinesis.put_record(StreamName=os.environ["STREAM"], Data=json.dumps(click).encode(), PartitionKey="clicks")
    return {"statusCode": 204}
