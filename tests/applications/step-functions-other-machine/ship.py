import os


def handler(event, context):
    os.system(f"label --to {event['address']}")
    os.system(f"label --country {event['country']}")
