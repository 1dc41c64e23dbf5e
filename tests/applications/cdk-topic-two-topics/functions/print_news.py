import os


def handler(event, context):
    for record in event["Records"]:
        os.system(f"lp -t {record['Sns']['Message']}")
