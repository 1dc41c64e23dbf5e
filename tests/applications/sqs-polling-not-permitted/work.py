import json
import os

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    received = sqs.receive_message(QueueUrl=os.environ["QUEUE_URL"], MaxNumberOfMessages=10)
    for message in received.get("Messages", []):
        job = json.loads(message["Body"])
        os.system(f"wkhtmltopdf {job['page']} /tmp/page.pdf")
        sqs.delete_message(QueueUrl=os.environ["QUEUE_URL"], ReceiptHandle=message["ReceiptHandle"])
