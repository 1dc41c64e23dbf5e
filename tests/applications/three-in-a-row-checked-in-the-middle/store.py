import json
import os
import re

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    for record in event["Records"]:
        offer = json.loads(record["body"])
        if not re.fullmatch(r"[\w-]+\.png", offer["picture"]):
            continue
        table.put_item(Item={"sku": offer["sku"], "picture": offer["picture"], "state": "new"})
