import os
import uuid

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    with open("/tmp/order.txt", "w") as file:
        file.write(event["body"])
    s3.upload_file("/tmp/order.txt", os.environ["BUCKET"], f"{uuid.uuid4()}.txt")
    return {"statusCode": 202}
