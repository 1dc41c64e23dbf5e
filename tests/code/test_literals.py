"""Constants that are secrets by what they are or by where they stand."""

from __future__ import annotations

import pytest

from goatherd.code.literals import literals_in, worth_a_look
from goatherd.code.python import lower

STRIPE = "rk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        (f"pay({STRIPE!r})", "", STRIPE),
        ("import os\nkey = os.environ.get('API_KEY', 'abc')", "API_KEY", "abc"),
        ("import os\nkey = os.getenv('API_KEY', 'abc')", "API_KEY", "abc"),
        ("requests.get(url, auth=('admin', 'abc'))", "password of admin", "abc"),
        ("requests.get(url, auth=HTTPBasicAuth('admin', 'abc'))", "password of admin", "abc"),
        ("smtp.login('mailer', 'abc')", "password of mailer", "abc"),
        ("h = {'Authorization': 'Basic YWRtaW46c3VwZXJzZWNyZXQ='}", "", "Basic YWRtaW46c3VwZXJzZWNyZXQ="),
        ("store = 'postgres://reader:Tr0ub4dor@db/app'", "", "postgres://reader:Tr0ub4dor@db/app"),
    ],
)
def test_found(text: str, name: str, value: str) -> None:
    assert worth_a_look(text)
    assert [found[:2] for found in literals_in(lower("app.py", text))] == [(name, value)]


@pytest.mark.parametrize(
    "text",
    [
        '"""Connects to postgres://reader:Tr0ub4dor@db/app"""',
        "import os\nkey = os.environ.get('TABLE', 'orders')",
        "names.get('password', 'abc')",
        "h = {'Authorization': 'Bearer ' + token}",
        "requests.get(url, auth=(user, password))",
    ],
)
def test_not_found(text: str) -> None:
    assert not literals_in(lower("app.py", text))
