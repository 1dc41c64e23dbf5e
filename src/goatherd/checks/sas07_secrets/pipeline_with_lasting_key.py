"""A pipeline signs in to the cloud with a key that does not expire.

## Why it matters
A key among the secrets of a repository is good until somebody revokes it. An action that a workflow takes from others,
a dependency's script or a log that shows too much gives it away once, and whoever has it deploys from anywhere. GitHub
signs a token for each run, which the clouds take instead and which is worth nothing an hour later.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}
          aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }} # GOAT0708
          aws-region: eu-west-1
      - run: sam deploy
```

## Fixed
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-west-1
      - run: sam deploy
```

## Vulnerable, in other clouds
```json host.json
{"version": "2.0"}
```
```json orders/function.json
{"bindings": [{"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "function"}]}
```
```javascript orders/index.js
module.exports = async (context) => { context.res = { body: "" }; };
```
```yaml .github/workflows/azure.yml
jobs:
  deploy:
    steps:
      # publish-profile: ${{ secrets.OLD }}
      - uses: Azure/functions-action@v1
        with:
          app-name: orders
          publish-profile: ${{ secrets.PUBLISH_PROFILE }} # GOAT0708
```
```yaml .github/workflows/google.yml
jobs:
  deploy:
    steps:
      - uses: google-github-actions/auth@v2
        with:
          credentials_json: "${{ secrets.GOOGLE_KEY }}" # GOAT0708
```

## Fixed, in other clouds
```yaml .github/workflows/azure.yml
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    steps:
      - uses: azure/login@v2
        with:
          client-id: ${{ secrets.AZURE_CLIENT_ID }}
          tenant-id: ${{ secrets.AZURE_TENANT_ID }}
          subscription-id: ${{ secrets.AZURE_SUBSCRIPTION_ID }}
      - uses: Azure/functions-action@v1
        with: {app-name: orders}
      - uses: Azure/static-web-apps-deploy@v1
        with:
          azure_static_web_apps_api_token: ${{ secrets.PAGES }}
```
```yaml .github/workflows/google.yml
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    steps:
      - uses: google-github-actions/auth@v2
        with:
          workload_identity_provider: projects/1/locations/global/workloadIdentityPools/github/providers/shop
          service_account: deploy@shop.iam.gserviceaccount.com
      - run: aws s3 sync pages s3://pages --endpoint-url https://pages.example
        env:
          AWS_SECRET_ACCESS_KEY: ${{ secrets.R2_SECRET }}
```

## Remedy
Let the workflow sign in by its own token (`permissions: {id-token: write}`): to a role that trusts this repository and
branch, then revoke the key.

## References
- https://docs.github.com/actions/concepts/security/openid-connect
- https://cwe.mitre.org/data/definitions/262.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding, Kind
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.flow import PipelineKey

_INSTEAD = {
    "AWS": "`aws-actions/configure-aws-credentials` with `role-to-assume`, a role for this repository and branch",
    "Azure": "`azure/login` with `client-id`, `tenant-id` and `subscription-id`, and a federated credential",
    "Google Cloud": "`google-github-actions/auth` with `workload_identity_provider`",
}


@check("GOAT0708", sas=7, cwe=262, severity=LOW, since="0.1")
def pipeline_with_lasting_key(app: Application) -> Iterator[Finding]:
    """One finding a workflow, which is changed as a whole."""
    workflows: dict[str, list[PipelineKey]] = {}
    for key in app.pipeline_keys:
        workflows.setdefault(key.span.path, []).append(key)
    for path, keys in workflows.items():
        clouds = sorted({key.cloud for key in keys})
        ways = "; ".join(_INSTEAD[cloud] for cloud in clouds)
        yield Finding(
            span=keys[0].span,
            locations=tuple(key.span for key in keys[1:]),
            message=f"The workflow signs in to {listed(clouds)} with a key that is good until somebody revokes it",
            one_of=Kind(
                f"workflows sign in to {listed(clouds)} with a key that is good until it is revoked",
                path,
                anywhere=True,
            ),
            remedy=f"Sign in by the workflow's own token (`id-token: write`): {ways}. Then revoke the key.",
        )
