"""The policy of what pages may run lets in scripts from anywhere.

## Why it matters
`Content-Security-Policy` is what still holds when somebody gets markup of theirs into a page. With
`'unsafe-inline'` (and no nonce or hash, which make browsers pass over it), `https:` or `*` for scripts, whatever is
written into the page runs, with the tokens that the page keeps.

## Vulnerable
```yaml template.yaml
Resources:
  Headers:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        Name: headers
        SecurityHeadersConfig:
          ContentSecurityPolicy:
            ContentSecurityPolicy: "default-src 'self' https: 'unsafe-inline' 'unsafe-eval'"  # GOAT0319
            Override: true
```

## Fixed
```yaml template.yaml
Resources:
  Headers:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        Name: headers
        SecurityHeadersConfig:
          ContentSecurityPolicy:
            ContentSecurityPolicy: "default-src 'self'; img-src https:; style-src 'self' 'unsafe-inline'"
            Override: true
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_cloudfront_response_headers_policy" "headers" {
  name = "headers"

  security_headers_config {
    content_security_policy {
      content_security_policy = "default-src 'none'; script-src * 'unsafe-inline'"  # GOAT0319
      override                = true
    }
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cloudfront_response_headers_policy" "headers" {
  name = "headers"

  security_headers_config {
    content_security_policy {
      content_security_policy = "default-src 'none'; script-src 'self' https://cdn.example; connect-src https:"
      override                = true
    }
  }
}
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: "script-src 'self' 'unsafe-inline'",  // GOAT0319
          override: true,
        },
      },
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: "script-src 'self' 'unsafe-inline' 'nonce-R4nd0m'",
          override: true,
        },
      },
    });
  }
}
```

## Remedy
Name where scripts come from (`script-src 'self' https://cdn.example`), and give inline ones a hash or a nonce instead
of `'unsafe-inline'`.

## References
- https://www.w3.org/TR/CSP3/
- https://cheatsheetseries.owasp.org/cheatsheets/Content_Security_Policy_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/693.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import Known
from goatherd.model.resource import ResponseHeaders

ANYWHERE = frozenset({"*", "https:", "http:", "data:"})
# With one of these, browsers pass over 'unsafe-inline'; with the last, over hosts too.
NAMED = ("'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-dynamic'")


@check("GOAT0319", sas=3, cwe=693, severity=LOW, since="0.1")
def weak_content_policy(headers: ResponseHeaders) -> Iterator[Finding]:
    policy = headers.content_policy
    if not isinstance(policy, Known) or not policy.value:
        return
    directives = _directives(policy.value)
    sources = directives.get("script-src", directives.get("default-src"))
    allowed = _what_is_let_in(sources) if sources is not None else ""  # it is about frames, not about scripts
    if allowed:
        yield Finding(
            span=policy.span or headers.span,
            message=f"Content-Security-Policy of {headers.id} lets pages run {allowed}",
        )


def _directives(policy: str) -> dict[str, list[str]]:
    parts = (part.lower().split() for part in policy.split(";"))
    found: dict[str, list[str]] = {}
    for part in parts:
        if part:
            found.setdefault(part[0], part[1:])  # browsers take the first of two
    return found


def _what_is_let_in(sources: list[str]) -> str:
    named = any(source.startswith(NAMED) for source in sources)
    anywhere = not ANYWHERE.isdisjoint(sources) and "'strict-dynamic'" not in sources
    inline = "'unsafe-inline'" in sources and not named
    return " and ".join([*(["scripts from anywhere"] if anywhere else []), *(["inline scripts"] if inline else [])])
