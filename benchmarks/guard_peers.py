"""The guard beside libddwaf, libmodsecurity and Aikido's firewalls, on the same events in the same run.

    python benchmarks/guard_peers.py CRS EVENTS … [--python VENV] [--node FOLDER] [--every 5]

CRS is a checkout of coreruleset: what its tests at paranoia level 1 say must match are the attacks, in HTTP events and
in messages; EVENTS are folders of sample events, which are none. VENV has ddtrace, libmodsecurity and aikido_zen,
FOLDER is a node_modules with @datadog/native-appsec and @aikidosec/firewall. Those that look at HTTP alone are given
what a message holds as the body of a request. The guard is asked for every family of every outside field. Aikido's look
at texts about to be executed: they and the guard are asked of the attacks' values in a statement, a command and a path,
and of the same with values that are quoted as they should be. "Hidden" are attacks behind 5,000 characters, behind 300
values and 25 objects deep, of three each.
"""

from __future__ import annotations

import base64
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guard_crs import carried
from guarding.events import http_api, sqs
from guarding.requests import Request, cases
from guarding.running import FOLDER, answers, policy, runtimes
from guarding.samples import sample_events
from measure import table

from goatherd.guard.rules import compiled_rules, written

if TYPE_CHECKING:
    from collections.abc import Iterator

Event = dict[str, Any]
_HIDDEN = (
    "1' or '1'='1' union select password from users --",
    "<script>alert(document.cookie)</script>",
    "; cat /etc/passwd",
)
_JSON = (("Content-Type", "application/json"), ("Host", "localhost"), ("User-Agent", "Mozilla/5.0"))
_SINKS = {"sql": "SELECT id FROM t WHERE name = '{}'", "shell": "ls {}", "path": "/srv/data/{}"}


def attacks(crs: Path, rules: dict[str, Any], every: int) -> Iterator[tuple[str, str, Event, Request]]:
    """(what, family, event, the request that a peer is given)."""
    known = {rule["id"]: rule for rule in rules["rules"] if rule["paranoia"] == 1}
    wanted = [case for case in cases(crs, Counter()) if case.expected and case.rule in known]
    for case in wanted[::every]:
        rule = known[case.rule]
        yield "HTTP", rule["family"], http_api(case.request), case.request
        values = {name: texts if len(texts) > 1 else texts[0] for name, texts in carried(case, rule).items()}
        if values:
            event = sqs(values)
            yield "message", rule["family"], event, posted(event)


def hidden() -> Iterator[tuple[str, str, Event, Request]]:
    for text in _HIDDEN:
        deep: Any = text
        for _ in range(25):
            deep = {"a": deep}
        for body in ({"a": "x " * 2500 + text}, {f"a{n}": "x" for n in range(300)} | {"z": text}, deep):
            request = Request("POST", "/", _JSON, json.dumps(body).encode())
            yield "hidden", "", http_api(request), request


def posted(event: Event) -> Request:
    return Request("POST", "/", _JSON, json.dumps(event).encode())


def line(event: Event, request: Request) -> Event:
    """What the peers are given of an event."""
    path, _query = request.split
    arguments: dict[str, list[str]] = {}
    for name, value in request.arguments():
        arguments.setdefault(name, []).append(value)
    try:
        body = json.loads(request.text)
    except ValueError:
        body = arguments if request.body else None
    headers = {name.lower(): value for name, value in request.headers if name.lower() != "cookie"}
    cookies: dict[str, list[str]] = {}
    for name, value in request.cookies():
        cookies.setdefault(name, []).append(value)
    addresses = {
        "server.request.uri.raw": request.uri, "server.request.method": request.method, "server.request.query":
        arguments, "server.request.headers.no_cookies": headers, "server.request.cookies": cookies,
        "server.request.body": body, "server.request.path_params": {"proxy": path},
    }  # fmt: skip
    sent = {"method": request.method, "uri": request.uri, "headers": request.headers}
    return {
        "event": event,
        "addresses": addresses,
        "request": {**sent, "body": base64.b64encode(request.body).decode()},
    }


def peers(chosen: Any) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Those that look at events, and those that look at sinks, each as a command."""
    walls, sinks = {}, {"guard, python": [sys.executable, str(FOLDER / "sinks.py")]}
    node = shutil.which("node")
    if node:
        sinks["guard, node"] = [node, str(FOLDER / "sinks.cjs")]
    if chosen.python:
        python = str(chosen.python / "bin" / "python")
        walls["libddwaf (ddtrace)"] = [python, str(FOLDER / "peer_ddwaf.py")]
        walls["libmodsecurity with CRS"] = [python, str(FOLDER / "peer_modsecurity.py"), str(chosen.crs)]
        sinks["aikido_zen"] = [python, str(FOLDER / "peer_zen.py")]
        found = [*chosen.python.rglob("appsec/rules.json")]
        if node and chosen.node and found:
            walls["libddwaf (native-appsec)"] = [node, str(FOLDER / "peer_ddwaf.cjs"), str(found[0])]
    if node and chosen.node:
        sinks["@aikidosec/firewall"] = [node, str(FOLDER / "peer_zen.cjs")]
    return walls, sinks


def asked(commands: dict[str, list[str]], lines: list[Event]) -> dict[str, list[Event]]:
    """The answers of each that runs; of the others the reason is printed."""
    found = {}
    for name, command in commands.items():
        try:
            found[name] = answers(command, lines)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"{name} cannot run: {error}")
    return found


def walls(chosen: Any, commands: dict[str, list[str]], work: Path) -> None:
    rules = compiled_rules(chosen.crs)
    rows = [*attacks(chosen.crs, rules, chosen.every), *hidden()]
    rows += [("sample", "", event, posted(event)) for _, event in sample_events(chosen.events)]
    (work / "rules.json").write_text(written(rules), "utf-8")
    (work / "policy.json").write_text(json.dumps(policy()), "utf-8")
    found = asked(commands, [line(event, request) for _, _, event, request in rows])
    for name, command in runtimes(work / "rules.json", work / "policy.json").items():
        found[f"guard, {name}"] = [
            {"hit": any(verdict == "block" for verdict, *_ in each["decisions"]), "ns": each["ns"], "cut": False}
            for each in answers(command, (event for _, _, event, _ in rows))
        ]
    kinds = Counter(what for what, *_ in rows)
    print(", ".join(f"{count} {what}" for what, count in kinds.items()) + "\n")
    lines = [["", *(f"{what} found" for what in kinds), "µs (median)", "cut"]]
    for name, verdicts in found.items():
        hits = Counter(row[0] for row, each in zip(rows, verdicts, strict=True) if each["hit"])
        shares = [f"{100 * hits[what] / count:.1f} %" for what, count in kinds.items()]
        times = statistics.median(each["ns"] for each in verdicts) / 1000
        lines.append([name, *shares, f"{times:,.0f}", str(sum(each["cut"] for each in verdicts))])
    print(table(lines))


def sinks(chosen: Any, commands: dict[str, list[str]]) -> None:
    known = {rule["id"]: rule for rule in compiled_rules(chosen.crs)["rules"] if rule["paranoia"] == 1}
    rows = []
    for case in list(cases(chosen.crs, Counter()))[:: chosen.every]:
        rule = known.get(case.rule)
        if not case.expected or rule is None or rule["family"] not in _SINKS:
            continue
        value = max((text for texts in carried(case, rule).values() for text in texts), key=len, default="")
        if len(value) > 2:
            family = rule["family"]
            rows.append({"family": family, "what": family, "value": value, "text": _SINKS[family].format(value)})
            if family == "shell":
                rows.append({**rows[-1], "what": "quoted", "text": f"ls {shlex.quote(value)}"})
            if family == "sql":
                quoted = value.replace("\\", "\\\\").replace("'", "''")
                rows.append({**rows[-1], "what": "quoted", "text": _SINKS["sql"].format(quoted)})
    found = asked(commands, rows)
    kinds = Counter(row["what"] for row in rows)
    print("\n" + ", ".join(f"{count} {what}" for what, count in kinds.items()) + "\n")
    lines = [["at sinks", *(f"{what} stopped" for what in kinds), "µs (median)"]]
    for name, verdicts in found.items():
        hits = Counter(row["what"] for row, each in zip(rows, verdicts, strict=True) if each["hit"])
        times = statistics.median(each["ns"] for each in verdicts) / 1000
        lines.append([name, *(f"{100 * hits[what] / count:.1f} %" for what, count in kinds.items()), f"{times:,.0f}"])
    print(table(lines))


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("crs", type=Path)
    parser.add_argument("events", type=Path, nargs="+")
    parser.add_argument("--python", type=Path, metavar="VENV")
    parser.add_argument("--node", type=Path, metavar="FOLDER")
    parser.add_argument("--every", type=int, default=5, metavar="N")
    chosen = parser.parse_args(arguments)
    if chosen.node:
        os.environ["NODE_PATH"] = str(chosen.node.resolve())
    at_events, at_sinks = peers(chosen)
    with tempfile.TemporaryDirectory() as folder:
        walls(chosen, at_events, Path(folder))
    sinks(chosen, at_sinks)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
