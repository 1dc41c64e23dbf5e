"""CloudTrail of made-up accounts, with incidents planted in it: the same bytes for the same seed.

    python benchmarks/hunt_lake.py OUT --events 1000000 [--days 30] [--accounts 3] [--seed 1] [--format json|parquet]

Functions work day and night, more by day; people look around in office hours; deployments come on weekdays, by
CloudFormation. `OUT.labels.jsonl` says what was planted: its name, account, principal, first and last time. With
`json`, OUT holds files as a trail writes them; with `parquet`, the tables that `goatherd hunt convert` makes of them.
"""

from __future__ import annotations

import gzip
import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from attrs import asdict, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
REGION = "eu-west-1"
FUNCTIONS = ("create", "list", "pay", "refund", "notify", "resize", "export", "search", "import", "audit")
PEOPLE = ("erin", "bob", "maria", "chen", "ola")
BY_HOUR = (2, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 9, 8, 9, 9, 8, 8, 7, 6, 6, 5, 4, 3, 2)
# What functions do: service, call, parameters, how often.
WORK = (
    ("dynamodb", "GetItem", '{"tableName":"%s","key":{"id":"%x"}}', 30),
    ("dynamodb", "PutItem", '{"tableName":"%s","key":{"id":"%x"}}', 15),
    ("dynamodb", "Query", '{"tableName":"%s","limit":%d}', 12),
    ("s3", "GetObject", '{"bucketName":"%s-files","key":"in/%x.json"}', 14),
    ("s3", "PutObject", '{"bucketName":"%s-files","key":"out/%x.json"}', 9),
    ("kms", "Decrypt", '{"encryptionContext":{"table":"%s"},"keyId":"key-%x"}', 8),
    ("sqs", "SendMessage", '{"queueUrl":"https://sqs/%s","delaySeconds":%d}', 8),
    ("secretsmanager", "GetSecretValue", '{"secretId":"prod/%s/db","versionId":"%x"}', 2),
    ("logs", "CreateLogStream", '{"logGroupName":"/aws/lambda/%s","logStreamName":"%x"}', 2),
)
LOOKING = (
    ("lambda", "ListFunctions20150331", "null"),
    ("lambda", "GetFunction20150331v2", '{"functionName":"create"}'),
    ("logs", "FilterLogEvents", '{"logGroupName":"/aws/lambda/create"}'),
    ("cloudwatch", "GetMetricData", "null"),
    ("dynamodb", "DescribeTable", '{"tableName":"orders"}'),
    ("health", "DescribeEvents", "null"),
)
DEPLOYED = (
    ("cloudformation", "UpdateStack", '{"stackName":"orders"}'),
    ("lambda", "UpdateFunctionCode20150331v2", '{"functionName":"create","s3Bucket":"packages","s3Key":"a.zip"}'),
    ("lambda", "UpdateFunctionConfiguration20150331v2", '{"functionName":"create","timeout":30}'),
    ("lambda", "PublishVersion20150331", '{"functionName":"create"}'),
)
# What is planted: name, calls, how often they are repeated ("%d" is the number), seconds apart.
INCIDENTS = (
    ("code replaced by hand", (("lambda", "UpdateFunctionCode20150331v2", '{"functionName":"pay"}'),), 1, 1),
    ("secrets read in bulk", (("secretsmanager", "GetSecretValue", '{"secretId":"prod/%d"}'),), 15, 4),
    ("environments read in bulk", (("lambda", "GetFunctionConfiguration20150331v2", '{"functionName":"f%d"}'),), 14, 3),
    ("trail stopped", (("cloudtrail", "StopLogging", '{"name":"main"}'),), 1, 1),
    ("logs deleted", (("logs", "DeleteLogGroup", '{"logGroupName":"/aws/lambda/pay"}'),), 1, 1),
    (
        "policy of administrators",
        (
            (
                "iam",
                "AttachRolePolicy",
                '{"roleName":"orders-pay","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}',
            ),
        ),
        1,
        1,
    ),
    ("second factor off", (("iam", "DeactivateMFADevice", '{"userName":"erin","serialNumber":"m"}'),), 1, 1),
)


@frozen
class Principal:
    identity: str  # JSON
    arn: str
    agent: str
    address: str


@frozen
class Planted:
    what: str
    account: str
    principal: str
    first: str
    last: str


def function(account: str, name: str) -> Principal:
    arn = f"arn:aws:sts::{account}:assumed-role/orders-{name}/orders-{name}"
    identity = (
        f'{{"type":"AssumedRole","principalId":"AROA{name}:orders-{name}","arn":"{arn}","accountId":"{account}",'
        f'"accessKeyId":"ASIA{name.upper()}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":'
        f'"AROA{name}","arn":"arn:aws:iam::{account}:role/orders-{name}","accountId":"{account}","userName":'
        f'"orders-{name}"}},"attributes":{{"mfaAuthenticated":"false"}}}},"inScopeOf":{{"issuerType":'
        f'"AWS::Lambda::Function","credentialsIssuedTo":"arn:aws:lambda:{REGION}:{account}:function:{name}"}}}}'
    )
    agent = "Boto3/1.35.0 md/Botocore#1.35.0 ua/2.0 os/linux md/arch#x86_64 exec-env/AWS_Lambda_python3.12"
    return Principal(identity, arn, agent, f"10.0.{len(name)}.{ord(name[0])}")


def person(account: str, name: str, *, agent: str) -> Principal:
    arn = f"arn:aws:iam::{account}:user/{name}"
    identity = (
        f'{{"type":"IAMUser","principalId":"AIDA{name}","arn":"{arn}","accountId":"{account}","userName":"{name}"}}'
    )
    return Principal(identity, arn, agent, f"203.0.113.{len(name)}")


def deployment(account: str) -> Principal:
    arn = f"arn:aws:sts::{account}:assumed-role/deploy/AWSCloudFormation"
    identity = (
        f'{{"type":"AssumedRole","arn":"{arn}","accountId":"{account}","invokedBy":"cloudformation.amazonaws.com",'
        f'"sessionContext":{{"sessionIssuer":{{"type":"Role","arn":"arn:aws:iam::{account}:role/deploy"}}}}}}'
    )
    return Principal(identity, arn, "cloudformation.amazonaws.com", "cloudformation.amazonaws.com")


class Account:
    """Its events, a day at a time."""

    def __init__(self, number: str, rng: Random) -> None:
        self.number = number
        self._rng = rng
        self._functions = [function(number, name) for name in FUNCTIONS]
        console = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"
        self._people = [person(number, name, agent=console) for name in PEOPLE]
        self._deployment = deployment(number)
        self._weights = [often for *_, often in WORK]

    def day(self, day: datetime, count: int, planted: list[Planted]) -> list[tuple[str, bytes]]:
        """Times and records, in order of time; about `count` of them."""
        rng, office = self._rng, day.weekday() < 5
        found = []
        hours = rng.choices(range(24), BY_HOUR, k=count)
        for hour, call in zip(hours, rng.choices(WORK, self._weights, k=count), strict=True):
            source, name, parameters, _ = call
            by = self._functions[rng.getrandbits(16) % len(FUNCTIONS)]
            found.append(
                self._event(self._at(day, hour), source, name, parameters % ("orders", rng.getrandbits(24)), by)
            )
        for _ in range(count // 50 if office else 0):
            source, name, parameters = rng.choice(LOOKING)
            found.append(
                self._event(self._at(day, rng.randint(8, 17)), source, name, parameters, rng.choice(self._people))
            )
        if office:
            for source, name, parameters in DEPLOYED:
                found.append(self._event(self._at(day, 14), source, name, parameters, self._deployment))
        if rng.random() < 0.5:
            found += self._incident(day, planted)
        return sorted(found)

    def _incident(self, day: datetime, planted: list[Planted]) -> Iterator[tuple[str, bytes]]:
        what, calls, times, apart = self._rng.choice(INCIDENTS)
        who = person(self.number, f"{self._rng.choice(PEOPLE)}-old", agent="aws-cli/2.17.0 md/Botocore#1.35.0")
        start = day + timedelta(hours=self._rng.randint(0, 22))
        written = []
        for number in range(times):
            for source, name, parameters in calls:
                time = f"{start + timedelta(seconds=number * apart):%Y-%m-%dT%H:%M:%SZ}"
                written.append(time)
                yield self._event(time, source, name, parameters.replace("%d", str(number)), who)
        planted.append(Planted(what, self.number, who.arn, written[0], written[-1]))

    def _at(self, day: datetime, hour: int) -> str:
        bits = self._rng.getrandbits(12)
        return f"{day:%Y-%m-%d}T{hour:02}:{bits % 60:02}:{(bits >> 6) % 60:02}Z"

    def _event(self, time: str, source: str, name: str, parameters: str, by: Principal) -> tuple[str, bytes]:
        bits = f"{self._rng.getrandbits(128):032x}"
        kind = "Data" if source in ("dynamodb", "s3", "sqs") else "Management"
        return time, (
            f'{{"eventVersion":"1.11","userIdentity":{by.identity},"eventTime":"{time}","eventSource":'
            f'"{source}.amazonaws.com","eventName":"{name}","awsRegion":"{REGION}","sourceIPAddress":"{by.address}",'
            f'"userAgent":"{by.agent}","requestParameters":{parameters},"responseElements":null,"requestID":'
            f'"{bits[:16]}","eventID":"{bits[:8]}-{bits[8:12]}-{bits[12:16]}-{bits[16:20]}-{bits[20:]}","readOnly":true,'
            f'"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"{self.number}","eventCategory":'
            f'"{kind}","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",'
            f'"clientProvidedHostHeader":"{source}.{REGION}.amazonaws.com"}}}}'
        ).encode()


def days(events: int, days: int, accounts: int, seed: int, planted: list[Planted]) -> Iterator[tuple[str, list[bytes]]]:
    """The name of a file, and its records: one an account and day, of 2,000 at most."""
    rng = Random(seed)
    each = max(events // (days * accounts), 1)
    for number in range(accounts):
        account = Account(f"{111122223333 + number}", rng)
        for day in range(days):
            time = START + timedelta(days=day)
            records = [record for _, record in account.day(time, each, planted)]
            for part, begin in enumerate(range(0, len(records), 2_000)):
                yield f"{account.number}/{time:%Y/%m/%d}/{part}.json.gz", records[begin : begin + 2_000]


def write_json(out: Path, files: Iterator[tuple[str, list[bytes]]]) -> int:
    count = 0
    for name, records in files:
        file = out / "AWSLogs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(b'{"Records":[%b]}' % b",".join(records), 1, mtime=0))
        count += len(records)
    return count


def write_parquet(out: Path, files: Iterator[tuple[str, list[bytes]]]) -> int:
    from goatherd.hunt.lake.mark import Lake, mark
    from goatherd.hunt.lake.table import Rows
    from goatherd.hunt.lake.write import Writer
    from goatherd.hunt.telemetry.batch import Batch
    from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL

    rows, writer, lake = Rows(CLOUDTRAIL), Writer(CLOUDTRAIL, out), Lake()
    for name, records in files:
        for found in rows.of([Batch(CLOUDTRAIL, name, range(1, len(records) + 1), records)], lake.records):
            assert isinstance(found, tuple), "nothing here is damaged"
            writer.add(*found)
        lake.files += 1
        lake.records += len(records)
    writer.flush()
    mark(out, lake)
    return lake.records


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--accounts", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=["json", "parquet"], default="json")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True)
    planted: list[Planted] = []
    files = days(chosen.events, chosen.days, chosen.accounts, chosen.seed, planted)
    count = (write_json if chosen.format == "json" else write_parquet)(chosen.out, files)
    lines = "".join(f"{json.dumps(asdict(each))}\n" for each in planted)
    chosen.out.with_name(f"{chosen.out.name}.labels.jsonl").write_text(lines)
    print(f"{count:,} events, {len(planted)} incidents")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
