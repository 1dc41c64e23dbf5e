"""Reads the labels of every changed document and tells subscribers. Members wrote those labels in `register`."""

import json
import os

import boto3
import yaml

sns = boto3.client("sns")


def handler(event, context):
    for record in event["Records"]:
        if record["eventName"] == "REMOVE":
            continue
        image = record["dynamodb"]["NewImage"]
        labels = yaml.load(image["labels"]["S"], Loader=yaml.UnsafeLoader)  # weak: SAS-1 unsafe deserialization
        sns.publish(
            TopicArn=os.environ["CHANGES"],
            Message=json.dumps({"title": image["title"]["S"], "labels": labels, "greeting": image["title"]["S"]}),
        )
