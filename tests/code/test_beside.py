"""Key files, secrets in pages and grants by scripts, wherever they stand in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.browser_keys import browser_keys
from goatherd.code.key_files import key_files
from goatherd.code.script_grants import script_grants

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("admin.initializeApp({ credential: cert(require('./key.json')) })", ["key.json"]),
        ("const key = prod ? require('./a.json') : require('./b.json');\ncredential.cert(key)", ["a.json", "b.json"]),
        ("import key from './key.json';\ncert(key as ServiceAccount)", ["key.json"]),
        ("new Storage({ keyFilename: path.join(__dirname, 'key.json') })", ["key.json"]),
        ("// credential.cert(require('./key.json'))", []),
        ("new Storage({ keyFilename: '/tmp/key.json' })", []),
        ("const key = JSON.parse(process.env.KEY);\ncredential.cert(key)", []),
        ("const menu = require('./menu.json');\nconst key = read();\ncert(key)", []),
    ],
)
def test_key_files_of_programs(text: str, files: list[str]) -> None:
    assert [found.file for found in key_files("app.ts", text)] == files


def test_a_key_that_is_for_an_emulator() -> None:
    text = "if os.environ.get('FUNCTIONS_EMULATOR'):\n    cred = credentials.Certificate('key.json')\n"
    assert [(found.at_home, found.span.line) for found in key_files("main.py", text)] == [(True, 2)]


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("src/voice.ts", "import.meta.env.VITE_OPENAI_API_KEY", ["VITE_OPENAI_API_KEY"]),
        ("src/api/voice.ts", "import.meta.env.VITE_OPENAI_API_KEY", ["VITE_OPENAI_API_KEY"]),
        ("src/a.jsx", "process.env.REACT_APP_AWS_SECRET_ACCESS_KEY", ["REACT_APP_AWS_SECRET_ACCESS_KEY"]),
        ("functions/src/a.js", "process.env.NEXT_PUBLIC_CLIENT_SECRET", []),
        ("src/a.test.ts", "import.meta.env.VITE_OPENAI_API_KEY", []),
        ("src/a.ts", "import.meta.env.VITE_FIREBASE_API_KEY + import.meta.env.VITE_SENTRY_DSN", []),
        ("src/a.ts", "import.meta.env.VITE_RECAPTCHA_SITE_KEY + import.meta.env.VITE_ALGOLIA_SEARCH_KEY", []),
        ("src/a.ts", "import.meta.env.VITE_OPENAI_BASE_URL", []),
        ("src/a.ts", "// import.meta.env.VITE_OPENAI_API_KEY", []),
    ],
)
def test_secrets_of_pages(path: str, text: str, names: list[str]) -> None:
    assert [found.name for found in browser_keys(path, text)] == names


ATTACH = "aws iam attach-role-policy --role-name shop --policy-arn arn:aws:iam::aws:policy/AmazonS3FullAccess"


@pytest.mark.parametrize(
    ("path", "text", "given"),
    [
        ("deploy.sh", ATTACH, [("AmazonS3FullAccess", 1)]),
        ("deploy.sh", ATTACH.replace(" --", " \\\n  --"), [("AmazonS3FullAccess", 3)]),
        ("Makefile", f"roles:\n\t{ATTACH}\n", [("AmazonS3FullAccess", 2)]),
        ("deploy.sh", f"# {ATTACH}\necho '{ATTACH}'\n", []),
        ("README.md", ATTACH, []),
        ("deploy.sh", "gcloud projects add-iam-policy-binding p --member=m --role roles/owner", [("roles/owner", 1)]),
        ("deploy.sh", "gcloud functions add-iam-policy-binding f --member=m --role roles/owner", []),
        ("deploy.azcli", 'az role assignment create --role "Owner" --scope /subscriptions/$S', [("Owner", 1)]),
        ("deploy.azcli", 'az role assignment create --role "Owner" --scope /subscriptions/$S/resourceGroups/shop', []),
    ],
)
def test_grants_of_scripts(path: str, text: str, given: Iterable[tuple[str, int]]) -> None:
    found = [(grant.name.rpartition("policy/")[2], grant.span.line) for grant in script_grants(path, text)]
    assert found == given
