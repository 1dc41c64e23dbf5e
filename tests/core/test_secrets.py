from __future__ import annotations

import pytest

from goatherd.core import secrets


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"),
        ("dbPassword", "correct horse"),
        ("SMTP_PASS", "abc"),
        ("API_KEY", "9f8b7c6d5e4f3a2b1c0d"),
        ("PAY_SECRET", "7sbQAKVjuCENYywRZwitwUSo"),
        ("STRIPE_SECRET", "f00dBabe1234cafe"),
        ("JWT_SECRET", "a8f5f167f44f4964e6c998dee827110c"),
        ("ANYTHING", "AKIAABCDEFGHIJKLMNOP"),
        ("CACHE_URL", "redis://default:s3cr3t@cache.internal:6379"),
        ("MYSQLPASS", "hunter2"),
        ("ALERTS", f"https://discord.com/api/webhooks/123456789012345678/{'aB3-' * 17}"),
        ("KEY", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"),
        ("DATABASE_URL", "mysql://root:s3cr3t@localhost.shop.net:3306/db"),
        ("DATABASE_URL", "mysql://root:s3cr3t@127.0.0.1:3306/db mysql://root:s3cr3t@db:3306/db"),
        ("CACHE_URL", "redis://:s3cr3t@cache.internal:6379"),
        ("DATABASE", "Server=tcp:shop.database.windows.net,1433;User ID=shop;Password=Tr0ub4dor3;"),
        ("DATABASE", "host=db.internal user=shop password=s3cr3t dbname=shop"),
        ("ALGOLIA_ADMIN_API_KEY", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"),
        ("MIXPANEL_API_SECRET", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"),
        ("TALKS", "xoxb-123456789012-1234567890123-aB3dE5gH7jK9mN1pQ3sT5vW7"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzzz"),
        ("API_KEY", "da2-fakir4piId123456"),
        ("AzureWebJobsStorage", f"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={'aB3+' * 21}cD==;"),
        ("HUB", f"Endpoint=https://shop.webpubsub.azure.com;AccessKey={'aB3/' * 10}cDe=;Version=1.0;"),
        ("MAIL", f"endpoint=https://shop.communication.azure.com/;accesskey={'aB3/' * 10}cDe="),
        ("BUS", f"Endpoint=sb://shop/;SharedAccessKeyName=root;SharedAccessKey={'aB3/' * 10}cDe="),
    ],
)
def test_a_secret(name: str, value: str) -> None:
    assert secrets.judge(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TABLE_NAME", "orders"),
        ("SIGNING_SECRET", "ShopOrdersSigningSecretV2"),
        ("PW", "Palau"),
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "${Secret}"),
        ("DB_PASSWORD", "{{resolve:secretsmanager:db:SecretString:password}}"),
        ("DB_PASSWORD", "/shop/db/password"),
        ("DB_PASSWORD", "changeme"),
        ("PASSWORD_KEY", "password.json"),
        ("PAYMENT_KEY_SECRET", "test_secret"),
        ("password", "blah"),
        ("password", "stub"),
        ("DB_PASSWORD", "<your password>"),
        ("DB_PASSWORD", "db-password"),
        ("DB_PASSWORD_LENGTH", "16"),
        ("PASSWORD_POLICY", "strong"),
        ("SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x"),
        ("DB_SECRET", "prod/db/credentials"),
        ("SECRET_NAME", "my-secret-12"),
        ("MAX_TOKENS", "4096"),
        ("COMPOSITE_JOIN_TOKEN", "_S3F2COMP_"),
        ("secretAllowedCharacters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~abc"),
        ("PUBLIC_KEY", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"),
        ("STRIPE_PUBLISHABLE_KEY", "pk_live_51H8abcdefgh"),
        ("KMS_KEY_ID", "1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("TOKEN_TABLE", "tokens2024"),
        ("TOKEN_URL", "https://login.example.org/token"),
        ("API_KEY", "MyAPIkey"),
        ("SORT_KEY", "a1b2c3d4e5f6"),
        ("TALKS", "xoxb-your-bot-token"),
        ("MIXPANEL_TOKEN", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"),
        ("FIREBASE_WEB_API_KEY", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"),
        ("ALGOLIA_SEARCH_API_KEY", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"),
        ("DATADOG_CLIENT_TOKEN", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"),
        ("AWS_ACCESS_KEY", "AKIAIOSFODNN7EXAMPLE"),
        ("DATABASE_URL", "postgres://user:${Password}@host/db"),
        ("DATABASE_URL", "postgres://user:__DB_PASSWORD__@host/db"),
        ("DATABASE_URL", "mysql+pymysql://{username}:{password}@{host}/db"),
        ("DATABASE_URL", "mysql://%s:%s@%s/db"),
        ("DATABASE_URL", "mysql://%(user)s:%(password)s@%(host)s/db"),
        ("DATABASE_URL", "postgres://user:<password>@host/db"),
        ("DATABASE_URL", "postgres://user:$PASSWORD@host/db"),
        ("DATABASE_URL", "postgres://user:password@host/db"),
        ("DB_PASSWORD", "{db_password}"),
        ("IMAGE", "https://shop.s3.amazonaws.com/a?X-Amz-Credential=ASIAABCDEFGHIJKLMNOP%2F20240101&X-Amz-Date=1"),
        ("DATABASE", "Server=(localdb);Uid=shop;Pwd=Tr0ub4dor3"),
        ("DATABASE", "Server=db.internal;Uid=shop;Pwd={password}"),
        ("DATABASE", "host=db user=shop password=password"),
        ("START", "-----BEGIN PRIVATE KEY-----"),
        ("BYPASS", "hunter2"),
        ("DATABASE_URL", "mysql://root:s3cr3t@localhost:3306/db"),
        ("SMTP_PASSWORD", "UPDATE_ME"),
        ("MONGO_URL", "mongodb://admin:s3cr3t@127.0.0.1"),
        ("API_KEY", "da2-fakeApiId123456"),
        ("SIGNING_KEY", "4ae_example_key_8f2b1"),
        ("RETURN_URL_PASS", "shop://payment-pass"),
        ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
        ("AzureWebJobsStorage", "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=<key>"),
        ("COSMOS_KEY", "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=="),
        ("GOOGLE_API_KEY", "AIzaXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXq78WM"),
        ("API_KEY", "live-XXXXXXXX4f3a2b"),
        ("AUTH_TOKEN", "AQICAHiHWVE6JhVJURKuQ2pJYEYRpkOm9fhEZI8xgg9TbN9fOAGr6oeOkVuUw6sr5akPGcpm"),
        ("DB_PASSWORD", "ENC[AES256_GCM,data:8f14e45f,iv:Zx1,tag:b7Yx,type:str]"),
        ("ACCESS_TOKEN", "ya29.A0AfH6SMCBMgMaGTm16ZCZn2S9bMSNc-Bu4GmbOywoUl"),
        ("password", "Password required!"),
        ("accessKey", "ASIA44W6H6MVBVKHVAA4"),
        ("SA_PASSWORD", "yourStrong(!)Password"),
        ("FRONTEND_API_KEY", "9f8b7c6d5e4f3a2b1c0d"),
        ("fcmToken", "f7Qx0ZkTRuO1-c3rdr:APA91bH8kN2vYq5sWm0LxJtE4oUaGdPz"),
        ("DEVICE_TOKEN", "8f14e45fceea167a5a36dedd4bea2543"),
    ],
)
def test_no_secret(name: str, value: str) -> None:
    assert secrets.judge(name, value) is None


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("ATTRIBUTE_PASSWORD", "password", False),
        ("ATTRIBUTE_PASSWORD", "Password", False),
        ("FIELD_ACCESS_TOKEN", "access_token", False),
        ("FIELD_PASSWORD", "S3cr3t-2024", True),
        ("_ENV_DB_PASSWORD", "SHOP_DB_PASSWORD_2", False),
        ("DB_PASSWORD", "SHOP_2026_SUMMER", True),
    ],
)
def test_what_a_field_or_a_variable_is_called_is_no_secret(name: str, value: str, secret: bool) -> None:
    assert (secrets.judge_in_code(name, value) is not None) is secret


def test_a_parameter_that_decides_whether_there_is_a_secret_takes_none() -> None:
    assert secrets.promises_secret("userpoolClientSecret") == "credential"
    assert secrets.promises_secret("userpoolClientGenerateSecret") == ""


def test_where_a_file_with_a_secret_is_is_none() -> None:
    assert secrets.promises_secret("GOOGLE_APPLICATION_CREDENTIALS") == ""
    assert secrets.promises_secret("GOOGLE_CREDENTIALS") == "credential"


@pytest.mark.parametrize("name", ["invalid_password", "passwordError", "forgot_password_title"])
def test_a_text_about_a_password_is_none(name: str) -> None:
    assert secrets.judge(name, "Winter2024!") is None
    assert secrets.judge_in_code(name, "Winter2024!") is None


def test_what_the_code_fills_in_is_no_password_of_its_own() -> None:
    assert secrets.judge_in_code("password", "%(db_password)s") is None
    assert secrets.judge_in_code("password", "{db_password}") is None
    assert secrets.judge_in_code("password", "%db_password5")


def test_a_sentence_is_no_password_but_a_passphrase() -> None:
    assert secrets.judge("password", "must have eight characters") is None
    assert secrets.judge("passphrase", "correct horse battery staple")


@pytest.mark.parametrize(("value", "changed"), [("changeme-please", True), ("change_me!", True), ("exchange", False)])
def test_a_value_that_asks_to_be_changed(value: str, changed: bool) -> None:
    assert secrets.asks_to_be_changed("JwtSecret", value) is changed
    assert secrets.asks_to_be_changed("JwtSecret", "String")
    assert not secrets.asks_to_be_changed("MailApiKey", "String")
    assert not secrets.asks_to_be_changed("Stage", value)


@pytest.mark.parametrize(
    ("value", "replaced"),
    [
        ("__DbPassword1__", True),
        ("@@DB_PASSWORD1@@", True),
        ("#{DbPassword1}#", True),
        ("{{ DB_PASSWORD1 }}", True),
        ("%DB_PASSWORD1%", True),
        ("<DB_PASSWORD1>", True),
        ("$DB_PASSWORD1", True),
        ("__Summer1", False),
        ("@Summer1@", False),
        ("Summer1__of__42", False),
    ],
)
def test_what_a_build_replaces_is_no_secret(value: str, replaced: bool) -> None:
    assert (secrets.judge("DB_PASSWORD", value) is None) is replaced
    assert (secrets.judge_in_code("DB_PASSWORD", value) is None) is replaced


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", "correct horse battery staple"),
        ("SECRET_KEY", "my-very-secret-key-do-not-share"),
        ("jwtSecret", "this is my jwt secret!"),
        ("SECRET", "changeme-please"),
        ("sessionSecret", "one-two-three-four-five-six"),
    ],
)
def test_the_words_that_a_program_signs_with(name: str, value: str) -> None:
    assert secrets.judge_in_code(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("jwt_secret", "shop-jwt-secret"),
        ("JWT_SECRET", "SHOP_JWT_SECRET_KEY"),
        ("SECRET_KEY", "secret_key"),
        ("SECRET_KEY", "<the key of your shop>"),
        ("secretKey", "shop/signing key/of the shop"),
        ("signing_key", "shop-signing-key-id"),
        ("public_key", "correct horse battery staple"),
        ("token", "correct horse battery staple"),
        ("api_key", "correct horse battery staple"),
        ("secret_name", "the secret of the shop"),
    ],
)
def test_words_that_name_or_stand_in_for_a_key(name: str, value: str) -> None:
    assert secrets.judge_in_code(name, value) is None


@pytest.mark.parametrize(
    "name",
    [
        "userpoolClientRefreshTokenValidity",
        "ApiKeySource",
        "TokenValidityUnits",
        "AccessTokenExpiresIn",
        "SecretRotationSchedule",
        "IdTokenLifetime",
        "isDevicePasswordVerified",
        "hasPassword",
        "shouldRotateSecret",
        "needs_api_key",
        "passwordValid",
        "passwordChangedAt",
        "token_updated_at",
        "tokenExpired",
        "password_reset_required",
        "passwordMatches",
    ],
)
def test_a_name_that_speaks_about_a_secret_promises_none(name: str) -> None:
    assert secrets.promises_secret(name) == ""


@pytest.mark.parametrize(
    "name", ["SLACK_CHANNEL_URL", "WEBHOOK_URL", "SLACK_WEBHOOK_ARN", "enableSlackWebhook", "ROUTING_KEY"]
)
def test_the_address_of_a_page_or_of_ones_own_hook_is_no_secret(name: str) -> None:
    assert secrets.promises_secret(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "RefreshToken",
        "ApiKey",
        "HASURA_ADMIN_SECRET",
        "ISSUER_TOKEN",
        "verifiedToken",
        "SourceDbPassword",
        "DBPASS",
        "SMTPPASS",
        "SLACK_WEBHOOK_URL",
        "slackHookUrl",
        "DISCORD_WEBHOOK",
        "TEAMS_WEBHOOK_URL",
        "PAGERDUTY_ROUTING_KEY",
        "pagerDutyIntegrationKey",
    ],
)
def test_a_name_that_promises_a_secret(name: str) -> None:
    assert secrets.promises_secret(name)
