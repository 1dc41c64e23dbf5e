import os
import uuid

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    target = {"Bucket": os.environ["BUCKET"], "Key": f"{uuid.uuid4()}.bin"}
    url = s3.generate_presigned_url("get_object", Params=target, ExpiresIn=300)
    return {"statusCode": 200, "body": url}
