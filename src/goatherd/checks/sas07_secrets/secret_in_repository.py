"""A secret stands in a file of the repository.

## Why it matters
Scripts, defaults of settings, documentation, fixtures, files of settings (`.env`, `.runtimeconfig.json` of Firebase,
those of editors), build files of programs for phones, tests that sign in and packaged copies of templates go wherever
the repository goes, and stay in its history. Whoever reads them has what they open, though no function is made of
them.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```python src/app.py
def handler(event, context):
    return 1
```
```python scripts/seed.py
import requests

ADMIN_PASSWORD = "Th3-Sh0p!"  # GOAT0707
requests.post("https://api.shop.example/login", json={"password": ADMIN_PASSWORD}, timeout=5)
```
```typescript scripts/query.ts
const settings = { apiKey: "9b1f64c0e27d35a8814fd0c6723be95a" };  // GOAT0707
```
```javascript scripts/accounts.mjs
import bcrypt from "bcryptjs";

export const owner = { name: "owner", hash: await bcrypt.hash("Green-Pan31", 12) };  // GOAT0707
```
```javascript web/signIn.js
export const settings = {
  clientId: "4he7cfru5ndv29",
  clientSecret: "1k4i4m2rhs7pn1usqr605i65p0eo97o0h2kb98c7",  // GOAT0707
};
```
```markdown docs/setup.md
# Signing in

- Client id: `8814fd0c6723`
- Client secret: `9b1f64c0e27d35a8814fd0c6723be95b` # GOAT0707
```
```markdown docs/database.md
    Server=tcp:shop-1f54a9.database.windows.net,1433;Database=orders;User ID=owner;Password=kT7+zQw92LmX;  # GOAT0707
```
```yaml exported-service.yaml
spec:
  containers:
  - env:
    - name: SEARCH_API_KEY
      value: 9b1f64c0e27d35a8814fd0c6723be95c  # GOAT0707
    - name: TABLE
      value: orders
```
```markdown docs/functions.md
The shop is at https://d2vj8f0kq3.cloudfront.net.

- User: `owner`
- Password: `Blue-Kettle7` # GOAT0707
```
```csv import/people.csv
name,mail,password
Ann,ann@shop.example,$2y$10$4m7/nSmbeNchAELjOBAGkO81OrHE8YHs2IdCiaoe9dlUDw8YNPIpC # GOAT0707
```
```sh scripts/deploy.sh
export WEATHER_API_KEY="${WEATHER_API_KEY:-9b1f64c0e27d35a8814fd0c6723be95d}"  # GOAT0707
```
```typescript e2e/orders.cy.ts
import { getAuth, signInWithEmailAndPassword } from "firebase/auth";

before(() => signInWithEmailAndPassword(getAuth(), "owner@shop-1f54.com", "Blue-Kettle8"));  // GOAT0707
```
```json .vscode/launch.json
{"configurations": [{"env": {
  "JWT_SECRET": "7c1f0e9ab34d52886f10"  // GOAT0707
}}]}
```
```python site/settings.py
INSTALLED_APPS = ["django.contrib.auth", "shop"]
SECRET_KEY = "django-insecure-x3^q8!vz0w)k2m$t7r&y5p1n(b4h6j9d@c_f-l+gsuae"  # GOAT0707
DATABASES = {"default": {"PASSWORD": os.environ.get("DB_PASSWORD", "Gr33n-Kettle")}}  # GOAT0707
```
```markdown docs/connecting.md
    PGPASSWORD=Blu3-Kettle psql -h 198.51.100.27 -U owner  # GOAT0707
```
```text app/android/app/build.gradle
signingConfigs {
    debug {
        storePassword 'android'
    }
    release {
        storePassword 'Blue-Kettle9' # GOAT0707
        keyPassword 'Blue-Kettle9'
    }
}
```

## Fixed
```text app/android/app/build.gradle
signingConfigs {
    debug {
        storePassword 'android'
    }
    release {
        storePassword System.getenv('STORE_PASSWORD')
        keyPassword "${properties['keyPassword']}"
    }
}
```
```python site/settings.py
INSTALLED_APPS = ["django.contrib.auth", "shop"]
SECRET_KEY = os.environ["SECRET_KEY"]
DATABASES = {"default": {"PASSWORD": os.environ["DB_PASSWORD"], "USER": os.environ.get("DB_USER", "Gr33n-Kettle")}}
```
```markdown docs/connecting.md
    PGPASSWORD=$PASSWORD psql -h 198.51.100.27 -U owner
    PGPASSWORD=Blu3-Kettle psql -h localhost -U owner
```
```python scripts/seed.py
import os

import requests

ADMIN_PASSWORD = os.environ["ADMIN_PASSWORD"]
requests.post("https://api.shop.example/login", json={"password": ADMIN_PASSWORD}, timeout=5)
```
```javascript scripts/accounts.mjs
import bcrypt from "bcryptjs";

export const owner = { name: "owner", hash: await bcrypt.hash(process.env.OWNER_PASSWORD, 12) };
const nobody = bcrypt.hashSync("not-a-password1", 12);
```
```javascript web/signIn.js
export const settings = { clientSecret: undefined, apiKey: "9b1f64c0e27d35a8814fd0c6723be95e" };
```
```typescript scripts/query.ts
const settings = { apiKey: process.env.API_KEY };
```
```markdown docs/setup.md
# Signing in

- Client id: `8814fd0c6723`
- Client secret: `<the one of the vault>`, or API_KEY=your-api-key-of-the-vault-2
- The token: `next-token-of-the-page-20`
```
```markdown docs/database.md
    Server=tcp:your-server.database.windows.net,1433;Database=orders;User ID=owner;Password=kT7+zQw92LmX;
    Server=tcp:shop-1f54a9.database.windows.net,1433;Database=orders;User ID=owner;Password=YourStrongPassword1;
    Server=localhost,1433;Database=orders;User ID=sa;Password=kT7+zQw92LmX;
```
```yaml exported-service.yaml
spec:
  containers:
  - env:
    - name: SEARCH_API_KEY
      valueFrom: {secretKeyRef: {name: search, key: latest}}
    - name: VITE_MAP_API_KEY
      value: 9b1f64c0e27d35a8814fd0c6723be95c
    - name: PAGE_KEY
      value: orders-of-the-page
```
```markdown docs/functions.md
The shop is at https://d2vj8f0kq3.cloudfront.net.

- User: `owner`
- Password: `<the one of the vault>`, or `string`
```
```csv import/people.csv
name,mail
Ann,ann@shop.example
```
```sh scripts/deploy.sh
export WEATHER_API_KEY="${WEATHER_API_KEY:-your-key-of-the-service}"
export IMAGE="${IMAGE:-9b1f64c0e27d35a8814fd0c6723be95d}"
```
```typescript e2e/orders.cy.ts
import { connectAuthEmulator, getAuth, signInWithEmailAndPassword } from "firebase/auth";

before(() => {
  connectAuthEmulator(getAuth(), "http://127.0.0.1:9099");
  return signInWithEmailAndPassword(getAuth(), "owner@shop-1f54.com", "Blue-Kettle8");
});
```
```json .vscode/launch.json
{"configurations": [{"envFile": "${workspaceFolder}/.env"}]}
```

## Remedy
Revoke or change it, for it is known; then take it out of the file and give it to the script from the environment.

## References
- https://docs.github.com/code-security/secret-scanning/introduction/about-secret-scanning
- https://cwe.mitre.org/data/definitions/540.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import by_name, only_possible, unseen
from goatherd.core.finding import HIGH, INFO, MEDIUM, Finding
from goatherd.core.secrets import A_FUNCTION_KEY
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.flow import KEY_OF_A_SITE, PASSWORD_OF_SIGNING, PASSWORDS_OF_PEOPLE, STATE_OF_TERRAFORM

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons
    from goatherd.core.finding import Severity
    from goatherd.model.flow import Committed

_MOST_NAMED = by_name("only its name says that it is one, and a script may use it for a trial")
_OF_A_TRIAL = unseen("the account may be one of an emulator, or exist no longer")
_SET_THERE = unseen("whoever deploys the site may set another")
_STORE_ELSEWHERE = unseen("the keystore that it opens is not in the repository")
_EXPIRED = "what has expired"
_TRIED = only_possible("it stands among tests, and may be made up")


@check("GOAT0707", sas=7, cwe=540, severity=HIGH, since="0.1")
def secret_in_repository(app: Application) -> Iterator[Finding]:
    found: dict[str, list[Committed]] = {}
    groups: dict[str, str] = {}  # to change a secret is one thing, wherever it is written
    elsewhere = _told_elsewhere(app)
    for secret in app.committed:
        if secret.what == STATE_OF_TERRAFORM or secret.compared:
            continue  # told by checks of their own
        if secret.value not in elsewhere and secret.span.path not in elsewhere:
            group = groups.setdefault(secret.value, _together(secret, app))
            found.setdefault(group, []).append(secret)
    for secrets in found.values():
        first = secrets[0]
        severity, reasons = _weight(next((each for each in secrets if not each.by_name), first), app)
        over = ", which has expired" if severity == INFO else ""
        said = f"{first.name} is {first.what} in plain text" if first.name else f"The file holds {first.what}{over}"
        yield Finding(
            span=first.span,
            locations=tuple(dict.fromkeys(secret.span for secret in secrets[1:])),
            message=said,
            severity=severity,
            reasons=reasons,
        )


def _told_elsewhere(app: Application) -> set[str]:
    """Files and values that other checks look at: the code of functions, and settings beside it."""
    files = {path for behaviour in app.behaviours.values() for path in behaviour.files}
    named = {literal.value for literal in (*app.named, *app.settings)}
    named |= {v.value for function in app.functions for v in function.environment.values() if isinstance(v, Known)}
    return {*files, *(literal.span.path for literal in app.settings), *named}


def _together(secret: Committed, app: Application) -> str:
    """What is mended at once: what one script tries, what has expired, one secret wherever it is written."""
    if secret.by_name and not secret.signs_in:
        return secret.span.path
    return _EXPIRED if _is_over(secret, app) else secret.value


def _is_over(secret: Committed, app: Application) -> bool:
    ends = secret.ends
    return ends is not None and datetime.fromtimestamp(min(ends, 1 << 33), UTC).date() < app.today


def _weight(secret: Committed, app: Application) -> tuple[Severity, Reasons]:
    if secret.among_tests:
        return MEDIUM, _TRIED
    if secret.signs_in:
        return MEDIUM, _OF_A_TRIAL
    if secret.what == PASSWORD_OF_SIGNING:
        return (MEDIUM, _STORE_ELSEWHERE) if secret.by_name else (HIGH, ())
    if secret.what == PASSWORDS_OF_PEOPLE:
        return MEDIUM, ()
    if secret.what == KEY_OF_A_SITE:
        return MEDIUM, _SET_THERE
    if secret.ends is not None or secret.what == "a token":
        return (INFO if _is_over(secret, app) else HIGH), ()
    if secret.what == A_FUNCTION_KEY:
        return MEDIUM, ()  # it opens one function, as a rule, and pages are made with it
    return (MEDIUM, _MOST_NAMED) if secret.by_name else (HIGH, ())
