import os


def handler(event, context):
    os.system(f"compress {event['file']}")
