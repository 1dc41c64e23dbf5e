import json
import os


def handler(event, context):
    order = json.loads(event["Records"][0]["body"])
    os.system(f"print-label {order['label']}")  # expect: GOAT0101 via Announce, Pack
