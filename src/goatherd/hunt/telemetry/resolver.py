"""Query logs of Route 53's resolver: the names that a VPC's functions ask for.

A record has the log's own fields, and as Sigma's rules for DNS name them `query` (without the dot at the end),
`record_type`, `answer` (a list), `src_ip`, `src_port`; `length` is the name's, `domain` its last two labels, or three
where the last two are as short as "co.uk".

Source: "Values that appear in VPC Resolver query logs" of the Route 53 developer guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.access import number_of
from goatherd.hunt.telemetry.form import Objects, has, object_in
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.form import Carrier, Row
    from goatherd.hunt.telemetry.kind import Column

_TEXTS = (
    *("query", "record_type", "src_ip", "domain", "rcode", "account_id", "region", "vpc_id", "query_class"),
    *("transport", "version", "firewall_rule_action", "firewall_rule_group_id", "firewall_domain_list_id"),
)
_COLUMNS: dict[str, Column] = {
    "eventTime": "time",
    **dict.fromkeys(_TEXTS, "text"),
    **dict.fromkeys(("src_port", "length"), "number"),
    "answer": "list",
    **dict.fromkeys(("answers", "srcids"), "json"),
}
_CALLED = {"query_name": "query", "query_type": "record_type", "srcaddr": "src_ip", "srcport": "src_port"}


def _evidence(record: dict[str, Any], path: str, number: int) -> Evidence:
    return Evidence(
        time=text_in(record, "eventTime"),
        actor=text_in(record, "vpc_id") or "a network",
        address=text_in(record, "src_ip"),
        what=f"{text_in(record, 'record_type')} {text_in(record, 'query')}".strip(),
        region=text_in(record, "region"),
        path=path,
        number=number,
        error="" if text_in(record, "rcode") == "NOERROR" else text_in(record, "rcode"),
        account=text_in(record, "account_id"),
        id=text_in(record, "eventID"),
    )


RESOLVER = Kind(
    Telemetry("aws", "route53resolver", "dns"),
    "query",
    str,
    _evidence,
    columns=_COLUMNS,
    account="account_id",
    called=lambda name: _CALLED.get(name, name),
)


def _row(line: bytes, by: Carrier) -> Row:
    said = object_in(line)
    record = {_CALLED.get(name, name): value for name, value in said.items() if name != "query_timestamp"}
    name = text_in(record, "query").rstrip(".")
    answers = said.get("answers")
    record |= {
        "eventTime": text_in(said, "query_timestamp") or by.time,
        "query": name,
        "domain": domain_of(name),
        "length": len(name),
        "src_port": number_of(record.get("src_port")),
        "answer": [text_in(each, "Rdata") for each in answers if isinstance(each, dict)]
        if isinstance(answers, list)
        else None,
    }
    return RESOLVER.row({**by.known, **record})


def domain_of(name: str) -> str:
    labels = name.lower().split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if short else labels[-2:])


KINDS = (RESOLVER,)
FORMS = (Objects(lambda fields: has(fields, "query_name", "query_timestamp"), _row),)
