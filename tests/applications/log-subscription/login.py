import json


def handler(event, context):
    attempt = json.loads(event["body"])
    print(json.dumps({"state": "failed", "user": attempt["user"]}))
    return {"statusCode": 401}
