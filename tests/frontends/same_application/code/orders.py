import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
queue = boto3.client("sqs")


def create(event, context):
    order = json.loads(event["body"])
    table.put_item(Item={"id": order["id"], "title": order["title"]})
    queue.send_message(QueueUrl=os.environ["PARCELS_QUEUE"], MessageBody=order["address"])
    return {"statusCode": 201, "body": json.dumps({"id": order["id"]})}


def find(event, context):
    found = table.get_item(Key={"id": event["pathParameters"]["id"]})
    return {"statusCode": 200, "body": json.dumps(found.get("Item"))}
