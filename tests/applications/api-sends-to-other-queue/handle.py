import json
import os


def handler(event, context):
    sent = json.loads(event["Records"][0]["body"])
    os.system(f"collect {sent['name']}")
