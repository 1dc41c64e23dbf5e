import json
import os

import boto3

functions = boto3.client("lambda")


def handler(event, context):
    payload = json.dumps({"file": event["queryStringParameters"]["file"]})
    answer = functions.invoke(FunctionName=os.environ["WORKER"], Payload=payload)
    found = json.loads(answer["Payload"].read())
    os.system(f"open {found['path']}")  # expect: GOAT0101 via Front, Worker, Front
    os.system(f"open {found['folder']}")
    return {"statusCode": 204}
