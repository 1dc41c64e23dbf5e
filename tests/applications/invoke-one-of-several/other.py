import subprocess


def handler(event, context):
    subprocess.run(["compress", "--", event["file"]], check=True)
