import os


def handler(event, context):
    os.system(f"label --to {event['street']}")
