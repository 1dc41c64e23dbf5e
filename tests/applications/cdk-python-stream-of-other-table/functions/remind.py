import os


def handler(event, context):
    for record in event["Records"]:
        image = record["dynamodb"]["NewImage"]
        os.system(f"remind {image['id']['S']}")
        os.system(f"remind {image['title']['S']}")
