import json
import os

import boto3

machines = boto3.client("stepfunctions")


def handler(event, context):
    order = json.loads(event["body"])
    known = {"street": order["street"], "stock": order["stock"], "country": "NO"}
    machines.start_execution(stateMachineArn=os.environ["MACHINE"], input=json.dumps(known))
    return {"statusCode": 202}
