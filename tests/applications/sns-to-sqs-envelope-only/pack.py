import json
import os


def handler(event, context):
    notification = json.loads(event["Records"][0]["body"])
    os.system(f"print-label {notification['TopicArn']}")
