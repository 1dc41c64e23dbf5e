import json
import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    file = json.loads(event["body"])
    s3.put_object(Bucket=os.environ["BUCKET"], Key=file["name"], Body=file["content"].encode())
    return {"statusCode": 202}
