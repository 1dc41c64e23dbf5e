"""A database port is open to everybody.

## Why it matters
These ports are scanned all day. Behind them are protocols that were made for trusted networks.

## Vulnerable
```yaml template.yaml
Resources:
  Database:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: database
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0}  # GOAT0317
```

## Fixed
```yaml template.yaml
Resources:
  Database:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: database
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/16}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_security_group" "database" {
  description = "database"

  ingress {  # GOAT0317
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["0.0.0.0/0"]
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_security_group" "database" {
  description = "database"

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["10.0.0.0/16"]
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
  Resources:
    Database:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: database
        SecurityGroupIngress:
          - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0}  # GOAT0317
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
  Resources:
    Database:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: database
        SecurityGroupIngress:
          - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/16}
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Port, Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const database = new DatabaseInstance(this, 'Orders', {
      engine: DatabaseInstanceEngine.POSTGRES,
      storageEncrypted: true,
      vpc: new Vpc(this, 'Vpc'),
    });
    database.connections.allowFromAnyIpv4(Port.tcp(5432));  // GOAT0317
    database.connections.allowDefaultPortFromAnyIpv4();  // GOAT0317
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Peer, Port, Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const database = new DatabaseInstance(this, 'Orders', {
      engine: DatabaseInstanceEngine.POSTGRES,
      storageEncrypted: true,
      vpc: new Vpc(this, 'Vpc'),
    });
    database.connections.allowFrom(Peer.ipv4('10.0.0.0/16'), Port.tcp(5432));
    database.connections.allowDefaultPortInternally();
  }
}
```

## Remedy
Let in the security group of the functions (`SourceSecurityGroupId`) or your own network instead of everybody.

## Remedy in Terraform
Let in the security group of the functions (`security_groups` of `ingress`, `source_security_group_id` or
`referenced_security_group_id` of a rule) or your own network instead of everybody.

## Remedy in the CDK
Let in the functions (`connections.allowFrom(fn, port)`) or your own network instead of `ec2.Peer.anyIpv4()`.

## References
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
- https://cwe.mitre.org/data/definitions/668.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.confidence import unseen
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.resource import SecurityGroup

EVERYBODY = frozenset({"0.0.0.0/0", "::/0"})
PORTS = {
    22: "SSH",
    3389: "RDP",
    1433: "SQL Server",
    1521: "Oracle",
    2049: "NFS",
    3306: "MySQL",
    5432: "PostgreSQL",
    5601: "Kibana",
    6379: "Redis",
    9042: "Cassandra",
    9092: "Kafka",
    9200: "OpenSearch",
    11211: "memcached",
    27017: "MongoDB",
}


@check("GOAT0317", sas=3, cwe=668, severity=MEDIUM, since="0.1")
def port_open_to_everybody(group: SecurityGroup) -> Iterator[Finding]:
    for rule in group.ingress:
        names = [name for port, name in PORTS.items() if rule.first_port <= port <= rule.last_port]
        if rule.cidr in EVERYBODY and names:
            what = "every port" if rule.last_port - rule.first_port > 60000 else listed(names, 3)
            yield Finding(
                span=rule.span,
                message=f"Security group {group.id} lets in {what} from anywhere ({rule.cidr})",
                reasons=unseen("what it protects may have no address on the internet"),
            )
