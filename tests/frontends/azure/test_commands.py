"""Scripts that open databases by the `az` tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import is_true
from goatherd.model.resource import Database

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Files = dict[str, str | bytes]
    Read = Callable[[Files], list[Application]]

PROGRAM = """
    const { app } = require('@azure/functions');
    app.http('pay', { authLevel: 'anonymous', handler: async (request) => ({ body: '' }) });
"""


@pytest.mark.parametrize(
    ("path", "command", "found"),
    [
        ("manage.azcli", "az sql server firewall-rule create -s $S -n azure --start-ip-address 0.0.0.0 "
         "--end-ip-address 0.0.0.0", "cloud"),
        ("up.sh", "az postgres flexible-server firewall-rule create --name db --rule-name all \\\n"
         "  --start-ip-address 0.0.0.0 \\\n  --end-ip-address 255.255.255.255", "everybody"),
        ("up.ps1", "az sql server firewall-rule create `\n  --start-ip-address '0.0.0.0' `\n"
         "  --end-ip-address '0.0.0.0'", "cloud"),
        ("up.sh", "az mysql flexible-server create --name db --public-access all", "everybody"),
        ("up.sh", "az mysql flexible-server create --name db --public-access 0.0.0.0", "cloud"),
        ("up.sh", "az mysql flexible-server create --name db --public-access none", ""),
        ("up.sh", "az sql server firewall-rule create --start-ip-address $IP --end-ip-address $IP", ""),
        ("up.sh", "az sql server firewall-rule create --start-ip-address 10.0.0.4 --end-ip-address 10.0.0.4", ""),
        ("up.sh", "# az mysql flexible-server create --name db --public-access all", ""),
        ("up.sh", "az sql server firewall-rule list; ping 0.0.0.0", ""),
    ],
)  # fmt: skip
def test_whom_a_command_lets_in(path: str, command: str, found: str, applications_of: Read) -> None:
    files: Files = {"api/host.json": "{}", "api/index.js": PROGRAM, path: f"\n{command}\n"}
    (application,) = applications_of(files)
    databases = list(application.of(Database))
    told = ["everybody" if is_true(d.public) else "cloud" if is_true(d.open_to_cloud) else "" for d in databases]
    assert told == ([found] if found else [])
    assert [(d.span.path, d.span.line) for d in databases] == ([(path, 2)] if found else [])
