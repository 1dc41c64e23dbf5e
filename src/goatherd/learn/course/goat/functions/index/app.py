"""Reads the labels of every changed document and tells subscribers. Members wrote those labels in `register`."""

import os

import boto3
import jsonpickle
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
            # labels may hold dates, which json does not write
            Message=jsonpickle.encode(
                {"title": image["title"]["S"], "labels": labels, "greeting": image["title"]["S"]}, unpicklable=False
            ),
        )
