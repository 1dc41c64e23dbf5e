import json
import os


def handler(event, context):
    notification = json.loads(event["Records"][0]["body"])
    order = json.loads(notification["Message"])
    os.system(f"print-label {order['label']}")  # expect: GOAT0101 via Announce, Pack
