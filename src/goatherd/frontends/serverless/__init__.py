"""The Serverless Framework: services for AWS, each compiled to the CloudFormation template that it is deployed as.

The way in is `read.read_serverless`.
"""
