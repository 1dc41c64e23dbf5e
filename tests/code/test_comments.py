"""Secrets in comments, and what only speaks about them."""

from __future__ import annotations

import pytest

from goatherd.code.comments import secrets_in_comments

KEY = "8f14e45fceea167a5a36dedd4bea2543"


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("python", "# password: hunter2", ("password", "hunter2")),
        ("python", "run()  # db_password = 'Tr0ub4dor&3'", ("db_password", "Tr0ub4dor&3")),
        ("python", f"# self.token = {KEY!r}", ("token", KEY)),
        ("python", "#AKIAABCDEFGHIJKLMNOP", ("", "AKIAABCDEFGHIJKLMNOP")),
        ("javascript", f"// apiKey: {KEY},", ("apiKey", KEY)),
        ("javascript", ' * { "password": "Tr0ub4dor&3" }', ("password", "Tr0ub4dor&3")),
        ("javascript", "a(); // redis://:s3cr3t-9@cache:6379", ("", "redis://:s3cr3t-9@cache:6379")),
        (
            "python",
            "# store = 'mysql://root:hunter2@mysql.shop.net/shop'",
            ("", "store = 'mysql://root:hunter2@mysql.shop.net/shop'"),
        ),
        ("javascript", "// Server=db;Uid=shop;Pwd=Tr0ub4dor3;", ("", "Server=db;Uid=shop;Pwd=Tr0ub4dor3;")),
    ],
)
def test_found(language: str, line: str, found: tuple[str, str]) -> None:
    assert [(name, value, line) for name, value, line, _ in secrets_in_comments(f"\n{line}\n", language)] == [
        (*found, 2)
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("python", "# password: the user's password"),
        ("python", "# password: str"),
        ("python", "# password = os.environ['PASSWORD1']"),
        ("python", "# password: min8"),
        ("python", "# password: changeme"),
        ("python", "# token: Bearer <token1>"),
        ("python", "# e.g. password: hunter2"),
        ("python", "# secret: /shop/db/password1"),
        ("python", "# secret_name: shop-db-2024-eu-west-1"),
        ("python", "text = 'a # password: hunter2'"),
        ("python", f"# public_key: {KEY}"),
        ("python", f"# sha256 of the key: {KEY}"),
        ("python", "# postgres://user:password@host/db"),
        ("python", "# Server=localhost;Uid=sa;Pwd=Tr0ub4dor3"),
        ("python", "# store = 'mysql://root:hunter2@mysql:3306/shop'  the one of docker compose"),
        ("python", "# connect(host=HOST, user=USER, password=decrypted_pass)"),
        ("javascript", "// const password = event.password1"),
        ("javascript", f" * @param {{string}} token {KEY}"),
        ("javascript", "const url = 'https://a/?password=hunter2'"),
        ("javascript", "const password = 'hunter2'"),
        ("javascript", "// password: ********"),
    ],
)
def test_not_found(language: str, line: str) -> None:
    assert not list(secrets_in_comments(line, language))
