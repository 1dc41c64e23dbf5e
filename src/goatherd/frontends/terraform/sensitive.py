"""Attributes that the providers mark as sensitive and that hold a secret, by type: whatever takes them gets one.

Source: the providers' schemas (`terraform providers schema`), without what may hold anything (`aws_ssm_parameter`'s
value) and without hashes and ciphertexts.
"""

from __future__ import annotations

_RESOURCES = {
    "aws_iam_access_key": "secret ses_smtp_password_v4",
    "aws_iam_user_login_profile": "password",
    "aws_iam_service_specific_credential": "service_password",
    "aws_db_instance": "password",
    "aws_rds_cluster": "master_password",
    "aws_redshift_cluster": "master_password",
    "aws_redshiftserverless_namespace": "admin_user_password",
    "aws_docdb_cluster": "master_password",
    "aws_neptune_cluster": "master_password",
    "aws_elasticache_replication_group": "auth_token",
    "aws_cognito_user_pool_client": "client_secret",
    "aws_api_gateway_api_key": "value",
    "aws_appsync_api_key": "key",
    "aws_secretsmanager_secret_version": "secret_string secret_binary",
    "aws_lightsail_key_pair": "private_key",
    "random_password": "result",
    "tls_private_key": "private_key_pem private_key_openssh private_key_pem_pkcs8",
    "azuread_application_password": "value",
    "azuread_service_principal_password": "value",
    "azurerm_storage_account": "primary_access_key secondary_access_key primary_connection_string "
    "secondary_connection_string primary_blob_connection_string secondary_blob_connection_string",
    "azurerm_cosmosdb_account": "primary_key secondary_key primary_sql_connection_string "
    "primary_mongodb_connection_string",
    "azurerm_servicebus_namespace": "default_primary_connection_string default_primary_key",
    "azurerm_servicebus_namespace_authorization_rule": "primary_connection_string primary_key",
    "azurerm_servicebus_queue_authorization_rule": "primary_connection_string primary_key",
    "azurerm_eventhub_namespace": "default_primary_connection_string default_primary_key",
    "azurerm_eventhub_authorization_rule": "primary_connection_string primary_key",
    "azurerm_redis_cache": "primary_access_key secondary_access_key primary_connection_string",
    "azurerm_mssql_server": "administrator_login_password",
    "azurerm_postgresql_server": "administrator_login_password",
    "azurerm_postgresql_flexible_server": "administrator_password",
    "azurerm_mysql_flexible_server": "administrator_password",
    "azurerm_cognitive_account": "primary_access_key secondary_access_key",
    "azurerm_search_service": "primary_key secondary_key",
    "azurerm_signalr_service": "primary_connection_string primary_access_key",
    "azurerm_key_vault_secret": "value",
    "google_service_account_key": "private_key",
    "google_sql_user": "password",
    "google_secret_manager_secret_version": "secret_data",
    "google_apikeys_key": "key_string",
    "mongodbatlas_database_user": "password",
    "cloudflare_api_token": "value",
}
_DATA = {
    "aws_secretsmanager_secret_version": "secret_string secret_binary",
    "aws_secretsmanager_random_password": "random_password",
    "aws_cognito_user_pool_client": "client_secret",
    "aws_api_gateway_api_key": "value",
    "aws_kms_secrets": "plaintext",
    "azurerm_key_vault_secret": "value",
    "azurerm_storage_account": _RESOURCES["azurerm_storage_account"],
    "azurerm_cosmosdb_account": _RESOURCES["azurerm_cosmosdb_account"],
    "google_secret_manager_secret_version": "secret_data",
    "vault_generic_secret": "data data_json",
    "vault_kv_secret_v2": "data data_json",
}
_NAMES = {False: _RESOURCES, True: _DATA}


def is_secret(type: str, attribute: str, *, data: bool = False) -> bool:
    """Whether an attribute of a resource, or of a data source, holds a secret."""
    return attribute in _NAMES[data].get(type, "").split()
