import json
import os

import boto3

functions = boto3.client("lambda")


def handler(event, context):
    wish = json.loads(event["body"])
    payload = json.dumps({"file": wish["file"], "mode": "fast"})
    functions.invoke(FunctionName=os.environ["WORKER"], InvocationType="Event", Payload=payload)
    return {"statusCode": 202}
