"""Small applications with a table of notes, and what is told of them."""

from __future__ import annotations

API = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        DefaultAuthorizer: Users
        Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}}
  Notes: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}]}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: app.handler
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Notes}}
      Events:
%s
"""
PYTHON = """\
import boto3, json, os
from boto3.dynamodb.conditions import Attr, Key

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    claims = event["requestContext"]["authorizer"]["claims"]
    user = claims["sub"]
    given = json.loads(event["body"])
    id = event["pathParameters"]["id"]
"""
JAVASCRIPT = """\
const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocumentClient, GetCommand, UpdateCommand, DeleteCommand } = require("@aws-sdk/lib-dynamodb");
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;
exports.handler = async (event) => {
  const claims = event.requestContext.authorizer.claims;
  const id = event.pathParameters.id;
"""


def events(*routes):
    event = "        {name}: {{Type: Api, Properties: {{RestApiId: !Ref Api, Method: {method}, Path: '{path}'}}}}"
    return "\n".join(
        event.format(name=f"E{number}", method=method, path=path)
        for number, (method, path) in enumerate(route.split() for route in routes)
    )


def cells_of(map):
    return [cell for surface in map.surfaces for cell in surface.whose.cells]


def told(cells):
    return [(cell.entry, cell.data.label, cell.verb, cell.who.label) for cell in cells]
