"""An output of the stack shows a secret.

## Why it matters
Everybody who may describe the stack reads its outputs, in the console, in the logs of the deployment and of whatever
builds on it. `NoEcho` hides what a parameter is given, not an output that repeats it.

## Vulnerable
```yaml template.yaml
Parameters:
  MailPassword: {Type: String, NoEcho: true}
Resources:
  Mailer:
    Type: AWS::IAM::User
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Mailer}
Outputs:
  KeyId:
    Value: !Ref Key
  KeySecret:  # GOAT0725
    Value: !GetAtt Key.SecretAccessKey
  Password:  # GOAT0725
    Value: !Ref MailPassword
```

## Fixed
```yaml template.yaml
Parameters:
  MailPassword: {Type: String, NoEcho: true}
Resources:
  Mailer:
    Type: AWS::IAM::User
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Mailer}
  KeySecret:
    Type: AWS::SecretsManager::Secret
    Properties: {SecretString: !GetAtt Key.SecretAccessKey}
Outputs:
  KeyId:
    Value: !Ref Key
  KeySecret:
    Value: !Ref KeySecret
```

## Vulnerable in Bicep
```bicep infra/main.bicep
resource files 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'orders'
  properties: { minimumTlsVersion: 'TLS1_2', allowBlobPublicAccess: false }
}

output account string = files.name
output key string = files.listKeys().keys[0].value // GOAT0725
```
```json api/host.json
{}
```
```javascript api/index.js
const { app } = require('@azure/functions');
app.http('orders', { authLevel: 'function', handler: async () => ({ body: '[]' }) });
```

## Fixed in Bicep
```bicep infra/main.bicep
resource files 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'orders'
  properties: { minimumTlsVersion: 'TLS1_2', allowBlobPublicAccess: false }
}

output account string = files.name
```

## Remedy
Put it into `AWS::SecretsManager::Secret` and give out that one's name or ARN; change the secret that was shown.

## Remedy in Azure Functions
Leave it out: whoever needs it asks the account for it, or better is given a role. Renew the key that was shown.

## References
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
- https://cwe.mitre.org/data/definitions/200.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.provided import is_client_key, is_secret_by_origin
from goatherd.core import secrets
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import Known, placeholders
from goatherd.model.application import Application
from goatherd.model.resource import ACCOUNT_KEY

if TYPE_CHECKING:
    from goatherd.model.resource import Output


@check("GOAT0725", sas=7, cwe=200, severity=MEDIUM, since="0.1")
def secret_in_output(app: Application) -> Iterator[Finding]:
    # Terraform shows no output that a provider marks as secret
    for output in app.outputs if app.framework != "terraform" else ():
        if _is_secret(output):
            yield Finding(
                span=output.span, message=f"Output {output.name} shows a secret to who may describe the stack"
            )


def _is_secret(output: Output) -> bool:
    if isinstance(output.value, Known) and secrets.revealed(output.value.value):
        return True
    if isinstance(output.value, Known) and any(given == ACCOUNT_KEY for _, given in placeholders(output.value.value)):
        return True
    # what web pages are given to call an API with is no secret, and outputs are how they are told
    return is_secret_by_origin(output.name, output.value) and not is_client_key(output.value)
