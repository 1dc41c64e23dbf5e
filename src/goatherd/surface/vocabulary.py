"""People's words for types of CloudFormation and kinds of what is reached."""

from __future__ import annotations

import re

_TYPES = {
    "AWS::AmazonMQ::Broker": "message broker",
    "AWS::ApiGateway::Account": "API Gateway settings",
    "AWS::ApiGateway::RestApi": "REST API",
    "AWS::ApiGatewayV2::Api": "HTTP or WebSocket API",
    "AWS::AppSync::GraphQLApi": "GraphQL API",
    "AWS::Bedrock::Agent": "Bedrock agent",
    "AWS::CertificateManager::Certificate": "TLS certificate",
    "AWS::CloudFront::Distribution": "CloudFront distribution",
    "AWS::Cognito::IdentityPool": "Cognito identity pool",
    "AWS::Cognito::UserPool": "Cognito user pool",
    "AWS::Cognito::UserPoolClient": "Cognito sign-in client",
    "AWS::DocDB::DBCluster": "DocumentDB cluster",
    "AWS::DynamoDB::GlobalTable": "DynamoDB global table",
    "AWS::DynamoDB::Table": "DynamoDB table",
    "AWS::ECR::Repository": "container image repository",
    "AWS::ECS::Cluster": "ECS cluster",
    "AWS::ECS::TaskDefinition": "ECS task",
    "AWS::EFS::AccessPoint": "EFS access point",
    "AWS::EFS::FileSystem": "EFS file system",
    "AWS::ElastiCache::ReplicationGroup": "ElastiCache cluster",
    "AWS::Elasticsearch::Domain": "Elasticsearch domain",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "load balancer",
    "AWS::Events::Connection": "EventBridge connection",
    "AWS::Events::EventBus": "EventBridge bus",
    "AWS::Events::Rule": "EventBridge rule",
    "AWS::IAM::ManagedPolicy": "IAM policy",
    "AWS::IAM::Role": "IAM role",
    "AWS::KMS::Key": "KMS encryption key",
    "AWS::KMS::ReplicaKey": "KMS encryption key",
    "AWS::Kinesis::Stream": "Kinesis data stream",
    "AWS::KinesisFirehose::DeliveryStream": "Firehose delivery stream",
    "AWS::Lambda::EventSourceMapping": "Lambda event source",
    "AWS::Lambda::Function": "Lambda function",
    "AWS::Lambda::LayerVersion": "Lambda layer",
    "AWS::Logs::LogGroup": "log group",
    "AWS::MSK::Cluster": "Kafka cluster",
    "AWS::MSK::ServerlessCluster": "Kafka cluster",
    "AWS::Neptune::DBCluster": "Neptune cluster",
    "AWS::OpenSearchService::Domain": "OpenSearch domain",
    "AWS::RDS::DBCluster": "RDS database cluster",
    "AWS::RDS::DBInstance": "RDS database",
    "AWS::RDS::DBProxy": "RDS database proxy",
    "AWS::Redshift::Cluster": "Redshift warehouse",
    "AWS::S3::AccessPoint": "S3 access point",
    "AWS::S3::Bucket": "S3 bucket",
    "AWS::SES::ConfigurationSet": "SES settings",
    "AWS::SES::EmailIdentity": "SES mail identity",
    "AWS::SNS::Topic": "SNS topic",
    "AWS::SQS::Queue": "SQS queue",
    "AWS::SSM::Parameter": "SSM parameter",
    "AWS::Scheduler::Schedule": "EventBridge schedule",
    "AWS::SecretsManager::Secret": "Secrets Manager secret",
    "AWS::Serverless::Api": "REST API",
    "AWS::Serverless::Function": "Lambda function",
    "AWS::Serverless::GraphQLApi": "GraphQL API",
    "AWS::Serverless::HttpApi": "HTTP API",
    "AWS::Serverless::SimpleTable": "DynamoDB table",
    "AWS::Serverless::StateMachine": "Step Functions state machine",
    "AWS::Serverless::WebSocketApi": "WebSocket API",
    "AWS::StepFunctions::Activity": "Step Functions activity",
    "AWS::StepFunctions::StateMachine": "Step Functions state machine",
}
_WORDS = re.compile("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")

_PLURALS = {
    "account": "account-wide rights",
    "api-outside": "web APIs",
    "api": "APIs",
    "database": "databases",
    "entry": "ways in",
    "event-bus": "event buses",
    "function-outside": "other functions",
    "internet": "internet",
    "mail": "mail identities",
}


def type_name(type: str) -> str:
    """Of a type of CloudFormation; "AWS::IoT::TopicRule" gives "IoT topic rule" where the table has nothing better."""
    if type in _TYPES or type.count("::") != 2:
        return _TYPES.get(type, type)
    _, service, noun = type.split("::")
    words = [word if word.isupper() else word.lower() for word in _WORDS.findall(noun)]
    return " ".join([service, *words])


def plural(kind: str) -> str:
    """Of a kind of node: "ways in", "user pools"."""
    return _PLURALS.get(kind) or f"{kind.removesuffix('-outside').replace('-', ' ')}s"
