"""Secrets in files of the tree that no function is made of."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import INFO, MEDIUM
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
KEY = "9b1f64c0e27d35a8814fd0c6723be95a"
REFRESH = "1//" + "09kYq7mX2oZkWT-wCgYIARAAGAkSNwF-L9IrMESzoXf3Sk-rnWZmAyXL3wbBx6rIdhjdPzZw"


def found(folder: Path, files: dict[str, str]) -> list[Finding]:
    for name, text in {
        "template.yaml": TEMPLATE,
        "src/app.py": "def handler(event, context): return 1\n",
        **files,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    events = scan(str(folder), Config(select=("GOAT0707", "GOAT0230", "GOAT0730")))
    return [event.finding for event in events if isinstance(event, FindingFound)]


SIGNED = "?sv=2024-11-04&ss=t&srt=sco&sp=rdau&se={}-04-28T14:11:02Z&sig=" + "X3uQ%2Fzd" * 6 + "%3D"
HASH = "$2y$10$" + "4m7/nSmbeNchAELjOBAGkO81OrHE8YHs2IdCiaoe9dlUDw8YNPIpC"
LOGIN = "User: owner\nPassword: Blue-Kettle7\n"


def token(ends: int, pool: str = "pool", **others: str) -> str:
    claims = json.dumps({"iss": f"https://cognito-idp.eu-west-1.amazonaws.com/{pool}", "exp": ends, **others})
    parts = ('{"alg":"RS256","kid":"k"}', claims, "a signature of some length")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("scripts/seed.js", "const adminPassword = 'Th3-Sh0p!';\n"),
        (".vscode/launch.json", '{"env": {"tokenSecret": "SHOP_4_EVER!"}}'),
        ("packaged.yaml", "Variables:\n  CLIENT_SECRET: 1vk3rd8chd3mmn0ndn40kos0nbr77pjq\n"),
        ("tests/google.json", json.dumps({"refresh_token": REFRESH})),
        ("shop.PublishSettings", f'<publishProfile userName="$shop" userPWD="{KEY}{KEY[:28]}" />'),
        ("notes.txt", "AKIAWUUXCKEQ2ZXHDGQS\n"),
        ("notes.json", '{\n            "Storage": "AccountKey=' + "aB3+cD4/" * 10 + 'eF5gH6==;"\n}\n'),
        ("notes.txt", f"api_key\n\n\nghp_{KEY}{KEY}\n"),
        ("web/shows.jsx", f"fetch('https://shop.azurewebsites.net/api/shows?code={KEY}aB3-{KEY[:12]}%3D%3D');\n"),
        ("web/queue.js", f"const query = '{SIGNED.format(2099)}';\n"),
        (
            "notes.json",
            f'{{"url": "https://prod-7.westeurope.logic.azure.com:443/workflows/1?sv=1.0&sig={KEY}{KEY}"}}\n',
        ),
        ("scripts/users.py", "pool.admin_set_user_password(Username='a', Password='Th3-Sh0p!', Permanent=True)\n"),
        ("scripts/query.ts", f"const settings = {{ apiKey: '{KEY}' }};\n"),
        ("scripts/seed.js", "const kept = await bcrypt.hash('Th3-Sh0p!', 12);\n"),
        ("scripts/seed.py", "KEPT = get_password_hash('Th3-Sh0p!')\n"),
        ("web/src/sign_in.js", f"export default {{ clientId: 'shop', clientSecret : \"{KEY}\" }};\n"),
        ("scripts/seed.js", "const logins = { 'shop password': 'Blue-Kettle7' };\n"),
        ("scripts/seed.py", f"client = Client(api_key='{KEY}')\n"),
        ("README.md", f"- Client ID: 8814fd0c6723\n- **Client secret**: `{KEY}`\n"),
        ("docs/api.md", "    fetch('https://api.shop.example/orders?apiKey=ee5737bc-e55a-48e2-a907-0a9cc2a00aed')\n"),
        ("docs/functions.md", f"At https://d2vj8f0kq3.cloudfront.net:\n\n{LOGIN}"),
        ("data/users.json", json.dumps([{"mail": "ann@shop.example", "hash": HASH}])),
        ("src/orders/mock.json", json.dumps({"body": json.dumps({"id": token(1, "eu-west-1_kT7zQw92L")})})),
        ("docs/setup.rst", "id AKIAWUUXCKEQ2ZXHDGQS\nkey wJq7rXUtnF3MI/K7MDENG/bPxRfiCYzq8Kw2LpQs\n"),
    ],
)
def test_a_secret_in_a_file_of_the_repository(tmp_path: Path, name: str, text: str) -> None:
    (finding,) = found(tmp_path, {name: text})
    assert finding.span.path == name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("scripts/seed.js", "const adminPassword = process.env.ADMIN_PASSWORD;\n"),
        ("scripts/seed.sh", 'PASSWORD="$ADMIN_PASSWORD"\n'),
        ("scripts/seed.js", "const kept = await bcrypt.hash(process.env.ADMIN_PASSWORD, 12);\n"),
        ("web/src/pay.tsx", "const given = { clientSecret: 'pi_3NqTestQ2zXHDGQS_secret_9Lk2Vb7' };\n"),
        ("web/src/pay.js", "const given = { clientSecret: intent.client_secret };\n"),
        ("scripts/form.js", "form.validatePassword('at-least-8')\n"),
        ("scripts/texts.js", "export const spanish = { 'Reset password': 'Recuperar contraseña' };\n"),
        ("tests/seed.js", "const adminPassword = 'Th3-Sh0p!';\n"),
        ("web/index.js", "const key = 'AIzaSyA1bC2dE3fG4hI5jK6lM7nO8pQ9rS0tU1v';\n"),
        ("src/pages/search.ts", f"const settings = {{ apiKey: '{KEY}' }};\n"),
        ("README.md", "CLIENT_SECRET=your-client-secret-of-the-vault-22\n"),
        ("README.md", f"- **Client id**: `{KEY}`\n"),
        ("README.md", "apiKey: process.env.REACT_APP_SHOP_API_KEY_22,\n"),
        ("README.md", "id AKIAWUUXCKEQ2ZXHDGQS\nkey your-key\n"),
        ("functions/sign.py", f"api_key = '{KEY}'\n"),
        ("web/shows.jsx", "fetch(`https://shop.azurewebsites.net/api/shows?code=${process.env.REACT_APP_KEY}`);\n"),
        ("web/code.js", f"fetch('https://shop.azurewebsites.net/api/sign-in?code={KEY[:20]}');\n"),
        ("web/queue.js", "const query = '?sv=2024-11-04&sp=r&se=2099-04-28&sig=YOUR_SIGNATURE';\n"),
        ("README.md", '"password": "SecurePassword123!"\n'),
        ("docs/functions.md", f"At http://localhost:3000:\n\n{LOGIN}"),
        ("docs/functions.md", "At https://d2vj8f0kq3.cloudfront.net:\n\nUser: string;\nPassword: String64;\n"),
        (
            "data/places.json",
            json.dumps([{"mail": "ann@shop.example", "icon": f"https://maps.example.net/1?token={HASH}"}]),
        ),
        ("tests/users.json", json.dumps([{"mail": "ann@shop.example", "hash": HASH}])),
        ("data/hashes.json", json.dumps([HASH])),
        ("data/seed.json", json.dumps([{"mail": "ann@example.com", "hash": HASH}])),
        ("src/orders/mock.json", json.dumps({"id": token(1)})),
        ("README.md", 'jwt_secret = "ein-sehr-geheimer-satz-mit-32-zeichen"\n'),
        ("README.md", "JWT_SECRET=test-jwt-access-secret-key-for-e2e-22\n"),
        ("README.md", "publishable key: pk_live_9b1f64c0e27d35a8814fd0c6723be95a\n"),
        ("docker-compose.yml", "url: postgres://shop:shop@db:5432/shop\n"),
        ("tests/key.pem.json", '"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC"'),
        (
            "local.settings.json",
            '{"Storage": "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUz'
            'FT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="}',
        ),
    ],
)
def test_what_is_no_secret_there(tmp_path: Path, name: str, text: str) -> None:
    assert found(tmp_path, {name: text}) == []


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        (".env", "VITE_PAY_SECRET_KEY=7sbQAKVjuCENYywRZwitwUSo\n", 1),
        ("web/.env.production", f"TWILIO_AUTH_TOKEN={KEY}\n", 1),
        ("server/.env", "DB_HOST=db.shop.example\nDB_PASSWORD=Th3-Sh0p!\n", 1),
        ("server/.env", f"export JWT_SECRET='{KEY}'\nTABLE=orders\nMAIL_API_KEY={KEY[::-1]}\n", 2),
        (".env", f"VITE_SHOP_API_KEY={KEY}\nREACT_APP_FIREBASE_API_KEY={KEY}\n", 0),
        ("server/.env", "DB_HOST=localhost\nDB_PASSWORD=Th3-Sh0p!\n", 0),
        ("keys.env", f"TWILIO_AUTH_TOKEN={KEY}\n", 1),
        ("example.env", f"TWILIO_AUTH_TOKEN={KEY}\n", 0),
        (".env.example", f"TWILIO_AUTH_TOKEN={KEY}\n", 0),
        (".env.test", f"TWILIO_AUTH_TOKEN={KEY}\n", 0),
        (".env.local", f"TWILIO_AUTH_TOKEN={KEY}\n", 0),
        (".env", "TWILIO_AUTH_TOKEN=your-token\nPAY_SECRET_KEY=\nPAY_SECRET=rzp_test_Rkc1B7L2XyiJ\n", 0),
    ],
)
def test_settings_that_lie_in_the_repository(tmp_path: Path, name: str, text: str, count: int) -> None:
    assert len(found(tmp_path, {name: text})) == count


SIGN_IN = "import { signInWithEmailAndPassword } from 'firebase/auth';\n"


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        (
            "e2e/orders.cy.ts",
            f"{SIGN_IN}signInWithEmailAndPassword(auth, 'owner@shop-1f54.com', 'Blue-Kettle7');\n",
            [2],
        ),
        ("e2e/orders.cy.ts", f'{SIGN_IN}login("owner@shop-1f54.com", "Blue-Kettle7")\n', [2]),
        (
            "scripts/orders.ts",
            f"{SIGN_IN}const OWNER = 'owner@shop-1f54.com';\nconst HIS: string = 'Blue-Kettle7';\n"
            "signInWithEmailAndPassword(auth, OWNER, HIS);\nsignInWithEmailAndPassword(auth, OWNER, HIS);\n",
            [3],
        ),
        ("scripts/seed.py", "import firebase\nauth.sign_in_with_email('owner@shop-1f54.com', 'Blue-Kettle7')\n", [2]),
        ("e2e/orders.cy.ts", f"{SIGN_IN}signInWithEmailAndPassword(auth, 'owner@example.com', 'Blue-Kettle7');\n", []),
        ("e2e/orders.cy.ts", f"{SIGN_IN}login('owner@shop-1f54.com', 'wrong-password1')\n", []),
        ("e2e/orders.cy.ts", f"{SIGN_IN}login('owner@shop-1f54.com', process.env.HIS)\n", []),
        ("e2e/orders.cy.ts", f"{SIGN_IN}connectAuthEmulator(auth)\nlogin('owner@shop-1f54.com', 'Blue-Kettle7')\n", []),
        ("e2e/orders.cy.ts", "login('owner@shop-1f54.com', 'Blue-Kettle7')\n", []),
    ],
)
def test_a_password_that_somebody_signs_in_with(tmp_path: Path, name: str, text: str, lines: list[int]) -> None:
    assert [finding.span.line for finding in found(tmp_path, {name: text})] == lines


@pytest.mark.parametrize(
    ("configuration", "count"),
    [
        ({"trello": {"key": KEY, "board": "p2z1s6"}}, 1),
        ({"maps": {"api_key": "AIzaSyA1bC2dE3fG4hI5jK6lM7nO8pQ9rS0tU1v"}}, 1),
        ({"mail": {"user": "owner@shop.example", "pass": "Blue-Kettle7"}}, 1),
        ({"firebase": {"apiKey": "AIzaSyA1bC2dE3fG4hI5jK6lM7nO8pQ9rS0tU1v"}}, 0),
        ({"stripe": {"key": f"pk_live_{KEY}", "price": "price_1Kx"}}, 0),
        ({"trello": {"key": "your-trello-key"}}, 0),
        ("AIzaSyA1bC2dE3fG4hI5jK6lM7nO8pQ9rS0tU1v", 0),
        ([{"trello": {"key": KEY}}], 0),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_configuration_of_firebase_in_the_repository(
    tmp_path: Path, configuration: object, count: int, encoding: str
) -> None:
    (tmp_path / ".runtimeconfig.json").write_bytes(json.dumps(configuration, indent=2).encode(encoding))
    assert len(found(tmp_path, {})) == count


def test_settings_for_development_weigh_less(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, {".env.development": f"TWILIO_AUTH_TOKEN={KEY}\n"})
    assert finding.severity == MEDIUM


@pytest.mark.parametrize(("ends", "severity"), [(1_600_000_000, "info"), (4_000_000_000, "high")])
def test_a_token_that_has_expired_weighs_less(tmp_path: Path, ends: int, severity: str) -> None:
    (finding,) = found(tmp_path, {"scripts/order.py": f'token = "{token(ends)}"\n'})
    assert finding.severity is not None
    assert finding.severity.name.lower() == severity


def test_a_key_that_every_page_is_given_is_none(tmp_path: Path) -> None:
    pages = {
        f"src/{role}.ts": f"const KEY = '{token(4_000_000_000, role=role)}';\n" for role in ("anon", "service_role")
    }
    assert [finding.span.path for finding in found(tmp_path, pages)] == ["src/service_role.ts"]


def test_tokens_that_have_expired_are_one_thing_to_look_at(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, {f"events/{n}.json": json.dumps({"id": token(n)}) for n in (1, 2)})
    assert [place.path for place in (finding.span, *finding.locations)] == ["events/1.json", "events/2.json"]


def test_what_the_code_of_a_function_holds_is_told_there(tmp_path: Path) -> None:
    code = "KEY = 'AKIAWUUXCKEQ2ZXHDGQS'\n\ndef handler(event, context): return KEY\n"
    assert found(tmp_path, {"src/app.py": code}) == []


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("web/SignIn.tsx", "if (password === 'shop2024') open();\n", True),
        ("web/sign-in.html", '<script>if (form.password == "shop2024") open();</script>\n', True),
        ("web/auth.js", "if (password === 'shop2024') localStorage.setItem('in', '1');\n", True),
        ("server/auth.js", "if (password === 'shop2024') open();\n", False),
        ("web/SignIn.tsx", "if (field === 'password') show();\n", False),
        ("web/SignIn.tsx", "if (errors.password === 'required') show();\n", False),
        ("web/tests/SignIn.tsx", "if (password === 'shop2024') open();\n", False),
    ],
)
def test_a_password_that_a_page_compares(tmp_path: Path, name: str, text: str, told: bool) -> None:
    ids = [finding.id for finding in found(tmp_path, {name: text})]
    assert ids == ["GOAT0230"] * told


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("const hash = await bcrypt.hash('Blue-Kettle7', 10);\n", [1]),
        ("user.hash = generate_password_hash('Blue-Kettle7')\n", [1]),
        ("// bcrypt.hash('Blue-Kettle7', 10)\n", []),
        ("const hash = await bcrypt.hash(process.env.PASSWORD, 10);\n", []),
        ("const nobody = bcrypt.hashSync('dummy-password-1', 10);\n", []),
        ("const same = await bcrypt.compare('Blue-Kettle7', hash);\n", []),
    ],
)
def test_a_password_that_an_account_is_made_with(tmp_path: Path, text: str, lines: list[int]) -> None:
    name = "scripts/seed.py" if "generate" in text else "scripts/seed.js"
    assert [finding.span.line for finding in found(tmp_path, {name: text})] == lines


@pytest.mark.parametrize(("first", "told"), [("tfplan", True), ("main.tf", False)])
def test_a_plan_in_the_repository(tmp_path: Path, first: str, told: bool) -> None:
    (tmp_path / "infra").mkdir()
    with ZipFile(tmp_path / "infra/tfplan", "w") as plan:
        plan.writestr(first, "state")
    assert [finding.id for finding in found(tmp_path, {})] == ["GOAT0730"] * told


def test_a_signed_link_that_has_expired_and_a_key_that_pages_are_made_with_count_less(tmp_path: Path) -> None:
    text = f"""const query = '{SIGNED.format(2025)}';
fetch('https://shop.azurewebsites.net/api/shows?code={KEY}{KEY}==');
"""
    findings = found(tmp_path, {"web/queue.js": text})
    assert [(finding.span.line, finding.severity) for finding in findings] == [(1, INFO), (2, MEDIUM)]


def test_the_code_of_a_function_is_no_other_file_wherever_its_template_lies(tmp_path: Path) -> None:
    template = TEMPLATE.replace("Code: src", "Code: ../pay")
    code = "PASSWORD = 'Blue-Kettle7'\ndef handler(event, context): return 1\n"
    assert found(tmp_path, {"deploy/template.yaml": template, "pay/app.py": code}) == []
