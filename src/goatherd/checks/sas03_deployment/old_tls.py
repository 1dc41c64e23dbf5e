"""An endpoint still speaks an old version of TLS.

## Why it matters
TLS 1.0 and 1.1 have known weaknesses and were withdrawn in 2021; an attacker in the middle makes both sides
fall back to them.

## Vulnerable
```yaml template.yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.org
      SecurityPolicy: TLS_1_0  # GOAT0312
```

## Fixed
```yaml template.yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.org
      SecurityPolicy: TLS_1_2
```

## Remedy
Set `SecurityPolicy: TLS_1_2` (CloudFront: `MinimumProtocolVersion: TLSv1.2_2021`, load balancers: a `TLS13` policy).

## References
- https://www.rfc-editor.org/rfc/rfc8996
- https://cwe.mitre.org/data/definitions/326.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.resource import Api, Distribution, DomainName, Listener

OLD = re.compile(
    r"TLS_1_[01]|TLSv1(_2016|\.1_2016)?|SSLv3|ELBSecurityPolicy-(2016-08|2015-05|TLS-1-[01]-.*|FS-2018-06)"
)


@check("GOAT0312", sas=3, cwe=326, severity=MEDIUM, since="0.1")
def old_tls(app: Application) -> Iterator[Finding]:
    endpoints = [
        *((api, api.minimum_tls) for api in app.of(Api)),
        *((domain, domain.minimum_tls) for domain in app.of(DomainName)),
        *((distribution, distribution.minimum_tls) for distribution in app.of(Distribution)),
        *((listener, listener.tls_policy) for listener in app.of(Listener)),
    ]
    for endpoint, version in endpoints:
        # the default of a distribution without a certificate of its own cannot be changed
        if isinstance(version, Known) and version.explicit and OLD.fullmatch(version.value):
            yield Finding(
                span=version.span or endpoint.span,
                message=f"{endpoint.id} accepts connections with an old version of TLS ({version.value})",
            )
