"""What an outsider asks the cloud, from beside the functions."""

from __future__ import annotations

from goatherd.attack.events import Upload
from goatherd.attack.outsider import Outsider
from tests.sandbox.pods import in_pod, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicReadWrite
      PublicAccessBlockConfiguration: {BlockPublicAcls: false, IgnorePublicAcls: false}
  Size:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: .
      Environment: {Variables: {BUCKET: !Ref Bucket}}
      Policies: [{S3ReadPolicy: {BucketName: !Ref Bucket}}]
"""
APP = """
import os
import boto3

def handler(event, context):
    found = boto3.client("s3").head_object(Bucket=os.environ["BUCKET"], Key=event["key"])
    return found["ContentLength"]
"""


def test_objects_are_put_that_the_cloud_has_more_to_tell_of_than_it_can_before_it_is_heard(tmp_path):
    size = 1 << 20

    def work(pod):
        bucket = pod.naming.name("Bucket")
        Outsider(pod).place(Upload(bucket, "placed", bytes(size)))
        allowed = Outsider(pod).write(bucket, "written", "\0" * size)
        yield allowed, [pod.invoke("Size", {"key": key}).response for key in ("placed", "written")]

    assert in_pod(written(tmp_path, {"template.yaml": TEMPLATE, "app.py": APP}), work) == [[True, [size, size]]]
