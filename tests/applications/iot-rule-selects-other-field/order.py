import json

import boto3

iot = boto3.client("iot-data")


def handler(event, context):
    wish = json.loads(event["body"])
    iot.publish(topic="doors/main", qos=1, payload=json.dumps({"command": wish["command"], "sender": "web"}))
    return {"statusCode": 202}
