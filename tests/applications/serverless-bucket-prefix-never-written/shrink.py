import subprocess


def handler(event, context):
    for record in event["Records"]:
        subprocess.call("shrink " + record["s3"]["object"]["key"], shell=True)
