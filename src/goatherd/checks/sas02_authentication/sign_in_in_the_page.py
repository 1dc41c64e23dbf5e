"""A page decides by itself who is signed in.

## Why it matters
What a page is made of goes to everybody who opens it: the password stands there to be read, and the test can be left
out in the browser. It keeps nobody away from anything.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: app.handler, CodeUri: src/}
```
```javascript src/app.js
exports.handler = async () => ({ statusCode: 204 });
```
```typescript dashboard/src/SignIn.tsx
export function SignIn({ email, password, open }) {
  const tried = () => {
    if (email === 'shop@example.org' && password === 'shop2024') { // GOAT0230
      open();
    }
    if (password === 'required') {
      return;
    }
  };
  return <button onClick={tried}>Sign in</button>;
}
```

## Fixed
```typescript dashboard/src/SignIn.tsx
import { signIn } from 'aws-amplify/auth';

export function SignIn({ email, password, open }) {
  const tried = () => signIn({ username: email, password }).then(open);
  return <button onClick={tried}>Sign in</button>;
}
```

## Remedy
Let a server check the password and give out a token, which every call of the API is asked for; change the password.

## References
- https://cwe.mitre.org/data/definitions/603.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application


@check("GOAT0230", sas=2, cwe=603, severity=HIGH, since="0.1")
def sign_in_in_the_page(app: Application) -> Iterator[Finding]:
    """One finding for all pages: they are mended by the same server."""
    ours = {path for behaviour in app.behaviours.values() for path in behaviour.files}
    spans = [secret.span for secret in app.committed if secret.compared and secret.span.path not in ours]
    if spans:
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message="A page compares what somebody types with a password that stands in it",
        )
