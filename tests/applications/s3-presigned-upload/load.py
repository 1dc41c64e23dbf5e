import pickle
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    place = event["Records"][0]["s3"]
    found = s3.get_object(Bucket=place["bucket"]["name"], Key=unquote_plus(place["object"]["key"]))
    return len(pickle.loads(found["Body"].read()))  # expect: GOAT0103 via Sign, Load
