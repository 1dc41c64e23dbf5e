"""Cognito: user pools, their clients, identity pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.terraform.resources.translation import ResourceType, many, one

if TYPE_CHECKING:
    from goatherd.frontends.terraform.resources.translation import Table

# The provider sends "no" for what a written block leaves out.
_UNASKED = dict.fromkeys(("RequireLowercase", "RequireUppercase", "RequireNumbers", "RequireSymbols"), False)
_LAMBDAS: Table = {"kms_key_id": "KMSKeyID", "custom_sms_sender": one("CustomSMSSender", {})}

TYPES: dict[str, ResourceType] = {
    "aws_cognito_user_pool": ResourceType(
        "AWS::Cognito::UserPool",
        {
            "name": "UserPoolName",
            "password_policy": one("Policies.PasswordPolicy", {}, _UNASKED),
            "schema": many("Schema", {}, {"Mutable": False}),
            "lambda_config": one("LambdaConfig", _LAMBDAS),
            "web_authn_configuration": "WebAuthnRelyingPartyID",
        },
        {"name": "UserPoolName", "endpoint": "ProviderName"},
    ),
    "aws_cognito_user_pool_client": ResourceType(
        "AWS::Cognito::UserPoolClient",
        {
            "name": "ClientName",
            "allowed_oauth_flows": "AllowedOAuthFlows",
            "allowed_oauth_scopes": "AllowedOAuthScopes",
            "allowed_oauth_flows_user_pool_client": "AllowedOAuthFlowsUserPoolClient",
            "callback_urls": "CallbackURLs",
            "logout_urls": "LogoutURLs",
        },
        {"client_secret": "ClientSecret", "name": "Name"},
    ),
    "aws_cognito_user_pool_domain": ResourceType("AWS::Cognito::UserPoolDomain"),
    "aws_cognito_user_group": ResourceType("AWS::Cognito::UserPoolGroup", {"name": "GroupName"}, {"name": ""}),
    "aws_cognito_resource_server": ResourceType("AWS::Cognito::UserPoolResourceServer"),
    "aws_cognito_identity_provider": ResourceType("AWS::Cognito::UserPoolIdentityProvider"),
    "aws_cognito_identity_pool": ResourceType("AWS::Cognito::IdentityPool"),
    "aws_cognito_identity_pool_roles_attachment": ResourceType("AWS::Cognito::IdentityPoolRoleAttachment"),
}
