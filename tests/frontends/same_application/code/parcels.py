import os


def label(event, context):
    for record in event["Records"]:
        os.system(f"print-label {record['body']}")
