import json
import os

import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    vote = json.loads(event["body"])
    item = {"id": {"S": event["requestContext"]["requestId"]}, "party": {"N": vote["party"]}}
    client.put_item(TableName=os.environ["VOTES"], Item=item)
    return {"statusCode": 201}
