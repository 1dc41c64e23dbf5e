import json
import os

import boto3

functions = boto3.client("lambda")
WORKERS = {"high": os.environ["WORKER"], "low": os.environ["OTHER"]}


def handler(event, context):
    wish = json.loads(event["body"])
    payload = json.dumps({"file": wish["file"], "mode": "fast"})
    functions.invoke(FunctionName=WORKERS[wish["priority"]], InvocationType="Event", Payload=payload)
    return {"statusCode": 202}
