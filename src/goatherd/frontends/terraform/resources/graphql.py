"""AppSync: GraphQL APIs with their data sources and resolvers."""

from __future__ import annotations

from goatherd.frontends.terraform.resources.translation import ResourceType, many, one

_AUTHORIZER = one("LambdaAuthorizerConfig", {})

TYPES: dict[str, ResourceType] = {
    "aws_appsync_graphql_api": ResourceType(
        "AWS::AppSync::GraphQLApi",
        {
            "additional_authentication_provider": many(
                "AdditionalAuthenticationProviders", {"lambda_authorizer_config": _AUTHORIZER}
            ),
            "lambda_authorizer_config": _AUTHORIZER,
        },
        {"id": "ApiId", "uris": "GraphQLUrl"},
    ),
    "aws_appsync_datasource": ResourceType(
        "AWS::AppSync::DataSource",
        {
            "lambda_config": one("LambdaConfig", {"function_arn": "LambdaFunctionArn"}),
            "dynamodb_config": one("DynamoDBConfig", {}),
            "opensearchservice_config": one("OpenSearchServiceConfig", {}),
        },
        {"name": "Name", "arn": "DataSourceArn"},
    ),
    "aws_appsync_resolver": ResourceType(
        "AWS::AppSync::Resolver",
        {"type": "TypeName", "field": "FieldName", "data_source": "DataSourceName"},
        {"arn": "ResolverArn"},
    ),
    "aws_appsync_function": ResourceType(
        "AWS::AppSync::FunctionConfiguration",
        {"data_source": "DataSourceName"},
        {"function_id": "FunctionId", "arn": "FunctionArn"},
    ),
    "aws_appsync_api_key": ResourceType("AWS::AppSync::ApiKey", attributes={"key": "ApiKey"}),
    "aws_appsync_domain_name": ResourceType("AWS::AppSync::DomainName"),
}
