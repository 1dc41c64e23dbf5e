import json
import os


def handler(event, context):
    order = json.loads(event["Records"][0]["Sns"]["Message"])
    os.system(f"print-label {order['label']}")
