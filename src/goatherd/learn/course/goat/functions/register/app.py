"""Members register a document and get an address to upload it to, and look at previews of what they scanned."""

import json
import os
import uuid
from urllib.parse import quote

import boto3

documents = boto3.resource("dynamodb").Table(os.environ["DOCUMENTS"])
s3 = boto3.client("s3")


def handler(event, context):
    if event["resource"] == "/admin/reindex":
        return reindex()
    if event["resource"] == "/previews/{name}":
        return preview(event["pathParameters"]["name"])
    body = json.loads(event["body"])
    if event["httpMethod"] == "PUT":
        return update(event, body)
    return create(event, body)


def create(event, body):
    document = str(uuid.uuid4())
    documents.put_item(
        Item={
            "id": document,
            "owner": event["requestContext"]["authorizer"]["claims"]["sub"],  # safe: SAS-2 the owner is who signed in
            "title": body["title"],
            "labels": body["labels"],
        }
    )
    address = s3.generate_presigned_url(
        "put_object", Params={"Bucket": os.environ["UPLOADS"], "Key": f"inbox/{body['file']}"}, ExpiresIn=300
    )
    return answer({"id": document, "upload": address})


def update(event, body):
    documents.update_item(
        Key={"id": event["pathParameters"]["id"]},
        UpdateExpression="SET title = :title",
        ConditionExpression="#owner = :owner",
        ExpressionAttributeNames={"#owner": "owner"},
        ExpressionAttributeValues={
            ":title": body["title"],
            ":owner": body["owner"],  # weak: SAS-2 the caller says whose document it is
        },
    )
    return answer({"id": event["pathParameters"]["id"]})


def preview(name):
    address = f"https://{os.environ['PAGES']}.s3.amazonaws.com/previews/scans/{quote(name)}.png"
    return {"statusCode": 302, "headers": {"Location": address}, "body": ""}


def reindex():
    for item in documents.scan(Limit=100)["Items"]:
        documents.update_item(
            Key={"id": item["id"]},
            UpdateExpression="SET reindexed = :yes",
            ExpressionAttributeValues={":yes": True},
        )
    return answer({"done": True})


def answer(body):
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}
