"""Writes a line for every changed document: reads the same labels as `index`, done right."""

import logging

import yaml

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def handler(event, context):
    for record in event["Records"]:
        if record["eventName"] == "REMOVE":
            continue
        labels = yaml.safe_load(record["dynamodb"]["NewImage"]["labels"]["S"])  # safe: SAS-1 data only, no objects
        logger.info("document changed: %s labels", len(labels or []))
