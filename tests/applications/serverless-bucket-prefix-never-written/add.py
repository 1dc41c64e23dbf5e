import base64
import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    key = "new/" + event["pathParameters"]["name"]
    s3.put_object(Bucket=os.environ["BUCKET"], Key=key, Body=base64.b64decode(event["body"]))
    return {"statusCode": 201}
