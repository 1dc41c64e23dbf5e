import os
import uuid

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    with open("/tmp/order.txt", "w") as file:
        file.write(event["body"])
    with open("/tmp/receipt.txt", "w") as receipt:
        receipt.write("1 + 1")
    s3.upload_file("/tmp/receipt.txt", os.environ["BUCKET"], f"{uuid.uuid4()}.txt")
    return {"statusCode": 202}
