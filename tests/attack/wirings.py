"""An application in which everything is wired to something."""

from __future__ import annotations

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, Handler: app.handler, CodeUri: ., Timeout: 10, MemorySize: 512}
Parameters:
  Folder: {Type: String, Default: in}
Resources:
  # It writes whatever it is told to; everything else only listens.
  Writer:
    Type: AWS::Serverless::Function
    Properties: {Handler: caller.handler, Role: "arn:aws:iam::123456789012:role/any"}
  Uploads: {Type: AWS::S3::Bucket}
  OnPut:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Put:
          Type: S3
          Properties:
            Bucket: !Ref Uploads
            Events: "s3:ObjectCreated:*"
            Filter:
              S3Key: {Rules: [{Name: prefix, Value: !Sub "${Folder}/"}, {Name: suffix, Value: .json}]}
  OnCopyOnly:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Copy: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: "s3:ObjectCreated:Copy"}}}
  OnRemove:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Remove: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: "s3:ObjectRemoved:*"}}}
  Rows:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}, {AttributeName: at, KeyType: RANGE}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}, {AttributeName: at, AttributeType: N}]
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
  OtherRows:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
  OnRow:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Row: {Type: DynamoDB, Properties: {Stream: !GetAtt Rows.StreamArn, StartingPosition: LATEST}}
  Jobs: {Type: AWS::SQS::Queue}
  Quiet: {Type: AWS::SQS::Queue}
  OnJob:
    Type: AWS::Serverless::Function
    Properties: {Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}}
  News: {Type: AWS::SNS::Topic}
  OnNews:
    Type: AWS::Serverless::Function
    Properties: {Events: {News: {Type: SNS, Properties: {Topic: !Ref News}}}}
  Fanned: {Type: AWS::SQS::Queue}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {Protocol: sqs, TopicArn: !Ref News, Endpoint: !GetAtt Fanned.Arn}
  OnFanned:
    Type: AWS::Serverless::Function
    Properties: {Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Fanned.Arn}}}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
  OnOrder:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Order:
          Type: EventBridgeRule
          Properties:
            EventBusName: !Ref Bus
            Pattern: {source: [{prefix: shop.}], detail-type: [Order], detail: {amount: [{numeric: [">", 10]}]}}
  OnDefault:
    Type: AWS::Serverless::Function
    Properties: {Events: {Any: {Type: EventBridgeRule, Properties: {Pattern: {source: [plain]}}}}}
  Clicks: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
  OnClick:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Click: {Type: Kinesis, Properties: {Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST}}}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: First
        States:
          First: {Type: Task, Resource: !GetAtt First.Arn, Parameters: {"order.$": $.order, fixed: 1}, Next: Second}
          Second: {Type: Task, Resource: !GetAtt Second.Arn, End: true}
  First: {Type: AWS::Serverless::Function}
  Second: {Type: AWS::Serverless::Function}
  # Each fires itself for ever; the last ends by itself.
  Loop: {Type: AWS::SQS::Queue}
  OnLoop:
    Type: AWS::Serverless::Function
    Properties:
      Handler: loop.handler
      Role: "arn:aws:iam::123456789012:role/any"
      Environment: {Variables: {QUEUE: !Ref Loop, LEFT: "1000"}}
      Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Loop.Arn}}}
  Short: {Type: AWS::SQS::Queue}
  OnShort:
    Type: AWS::Serverless::Function
    Properties:
      Handler: loop.handler
      Role: "arn:aws:iam::123456789012:role/any"
      Environment: {Variables: {QUEUE: !Ref Short, LEFT: "1"}}
      Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Short.Arn}}}
"""
APP = "def handler(event, context):\n    return event\n"
LOOP = """
import boto3, json, os
def handler(event, context):
    left = json.loads(event['Records'][0]['body']).get('left', int(os.environ['LEFT']))
    if left:
        boto3.client('sqs').send_message(QueueUrl=os.environ['QUEUE'], MessageBody=json.dumps({'left': left - 1}))
"""
