"""Passwords that a program takes where nobody sets one, told in a text with their server, and settings of Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, MEDIUM
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding

TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: app.handler, Code: src, Role: "arn:aws:iam::123456789012:role/orders"}
"""


def found(folder: Path, files: dict[str, str]) -> list[Finding]:
    for name, text in {
        "template.yaml": TEMPLATE,
        "src/app.py": "def handler(event, context): return 1\n",
        **files,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    events = scan(str(folder), Config(select=("GOAT0707", "GOAT0347")))
    return [event.finding for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ui/settings.py", 'password = secrets.get("DB_PASS", "Gr33n-Kettle")\n'),
        (
            "ui/settings.py",
            "class Settings(BaseSettings):\n    db_pass: str = Field(default='Gr33n-Kettle', env='P')\n",
        ),
        ("ui/settings.py", 'class Settings(BaseSettings):\n    db_password: str = "Gr33n-Kettle"\n'),
        ("ui/login.ts", "const PASSWORD = process.env.ADMIN_PASSWORD || 'kettle2025';\n"),
        ("ui/login.ts", 'const PASSWORD = process.env["ADMIN_PASSWORD"] ?? "kettle2025";\n'),
        (
            "web/app.py",
            'S = {"JWT_SECRET": os.getenv("JWT_SECRET", "SXq4yzDnwcL4l9D9GEjZUzdAOzGAa2TeuKW4n7ZUiEfqXs0L")}\n',
        ),
    ],
)
def test_a_default_is_a_password_of_the_repository(tmp_path: Path, name: str, text: str) -> None:
    (finding,) = found(tmp_path, {name: text})
    assert (finding.span.path, finding.severity) == (name, MEDIUM)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ui/settings.py", 'password = secrets.get("DB_PASS", "")\nuser = secrets.get("DB_USER", "reader-7")\n'),
        ("ui/settings.py", 'password = secrets.get("DB_PASS", "changeme-1")\n'),
        ("ui/settings.py", 'host = env.get("DB_HOST", "localhost")\nword = env.get("DB_PASS", "Gr33n-Kettle")\n'),
        ("ui/login.ts", "const PASSWORD = process.env.ADMIN_PASSWORD || 'password-1';\n"),
        ("ui/map.ts", "const KEY = process.env.MAP_API_KEY || 'AIzaSyB7qk2fYw0mT4xv9Lr3dNe8GhJp5sKzUcQ';\n"),
        ("ui/map.ts", "const KEY = process.env.REACT_APP_API_KEY || '9b1f64c0e27d35a8814fd0c6723be95a';\n"),
        ("ui/key.ts", "const KEY = process.env.API_KEY_SECRET || 'weather-service-api-key';\n"),
        ("tests/login.ts", "const PASSWORD = process.env.ADMIN_PASSWORD || 'kettle2025';\n"),
        ("docs/setup.md", "    PGPASSWORD=Gr33n-Kettle psql -h db.example.com -U owner\n"),
        ("docs/setup.md", "    PGPASSWORD=your-password-1 psql -h 198.51.100.27 -U owner\n"),
    ],
)
def test_what_nobody_uses_elsewhere_is_none(tmp_path: Path, name: str, text: str) -> None:
    assert found(tmp_path, {name: text}) == []


def test_one_password_is_one_finding_wherever_it_is_written(tmp_path: Path) -> None:
    (finding,) = found(
        tmp_path,
        {
            "docs/setup.md": "    PGPASSWORD=Gr33n-Kettle psql -h 198.51.100.27 -U owner\n",
            "ui/settings.py": 'password = secrets.get("DB_PASS", "Gr33n-Kettle")\n',
        },
    )
    assert finding.severity == HIGH
    assert [place.path for place in finding.locations] == ["ui/settings.py"]


KEY = "SECRET_KEY = 'x3^q8!vz0w)k2m$t7r&y5p1n(b4h6j9d@c_f-l+gsuae'\n"
SITE = f"INSTALLED_APPS = ['shop']\nDEBUG = True\n{KEY}"


def test_the_only_settings_of_a_site(tmp_path: Path) -> None:
    assert [(f.id, f.span.line) for f in found(tmp_path, {"site/settings.py": SITE})] == [
        ("GOAT0347", 2),
        ("GOAT0707", 3),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"site/settings/common.py": SITE, "site/settings/prod.py": "DEBUG = False\nSECRET_KEY = env('KEY')\n"},
        {"site/settings.py": f"{SITE}from .local_settings import *\n"},
        {"site/local_settings.py": SITE},
        {"site/settings.py": "INSTALLED_APPS = []\nDEBUG = env('D')\nSECRET_KEY = '<the key of your deployment>'\n"},
        {"src_of_a_tool/settings.py": f"DEBUG = True\n{KEY}"},
    ],
)
def test_settings_that_a_deployment_replaces(tmp_path: Path, files: dict[str, str]) -> None:
    assert found(tmp_path, files) == []
