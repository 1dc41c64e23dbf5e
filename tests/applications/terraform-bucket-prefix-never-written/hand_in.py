import os

import boto3

s3 = boto3.resource("s3")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    s3.Bucket(os.environ["BUCKET"]).put_object(Key=f"in/{name}", Body=event["body"].encode())
    return {"statusCode": 201}
