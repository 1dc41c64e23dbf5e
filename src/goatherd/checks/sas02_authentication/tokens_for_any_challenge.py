"""A user pool gives tokens to whoever passed any challenge.

## Why it matters
The trigger that defines challenges decides when somebody is signed in. Who begins with SRP gets a session whose first
challenge, `SRP_A`, counts as passed before any password was asked for: a trigger that looks only at `challengeResult`
gives tokens of any user to whoever knows the name.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Users: {Type: AWS::Cognito::UserPool}
  Define:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: define.handler
      CodeUri: src/
      Events:
        Asked: {Type: Cognito, Properties: {UserPool: !Ref Users, Trigger: DefineAuthChallenge}}
```
```javascript src/define.js
exports.handler = async (event) => {
  const last = event.request.session.at(-1);
  if (last && last.challengeResult) {
    event.response.issueTokens = true; // GOAT0248
  } else {
    event.response.issueTokens = false;
    event.response.challengeName = 'CUSTOM_CHALLENGE';
  }
  return event;
};
```

## Fixed
```javascript src/define.js
exports.handler = async (event) => {
  const last = event.request.session.at(-1);
  if (last && last.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult) {
    event.response.issueTokens = true;
  } else {
    event.response.issueTokens = false;
    event.response.challengeName = 'CUSTOM_CHALLENGE';
  }
  return event;
};
```

## Remedy
Give tokens only where the last entry of the session has the `challengeName` that you ask for (`CUSTOM_CHALLENGE`) and
was passed, and fail authentication for every other name.

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
- https://cwe.mitre.org/data/definitions/287.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application


@check("GOAT0248", sas=2, cwe=287, severity=HIGH, since="0.1")
def tokens_for_any_challenge(app: Application) -> Iterator[Finding]:
    answers = (answer for behaviour in app.behaviours.values() for answer in behaviour.answers_to_all)
    for span in sorted({answer.span for answer in answers if answer.kind == "tokens"}):
        yield Finding(
            span=span, message="Tokens are given for any challenge that was passed, SRP's first step included"
        )
