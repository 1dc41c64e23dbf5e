"""What somebody saw of what they sent, and what happened behind it."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.learn.logbook import NOT_LOGGED

if TYPE_CHECKING:
    from goatherd.attack.reply import Reply
    from goatherd.attack.telemetry.entry import Entry
    from goatherd.attack.trace import Trace
    from goatherd.learn.logbook import Logged
    from goatherd.sandbox.canaries import Canary
    from goatherd.sandbox.pod import Pod


class Seen:
    """`status`, `headers` and `body` are the answer, 0, {} and "" where nobody answers."""

    def __init__(self, trace: Trace, pod: Pod, logged: Logged = NOT_LOGGED) -> None:
        self.trace = trace
        self._logged = logged
        self._pod = pod
        reply: Reply | None = trace.reply
        self.status = reply.status if reply else 0
        self.headers = dict(reply.headers) if reply else {}
        self.body = reply.body if reply else ""

    @property
    def json(self) -> Any:
        """The body as a document; None where it is none."""
        try:
            return read_json(self.body)
        except Unreadable:
            return None

    @property
    def ran(self) -> list[str]:
        """The functions that ran, in their order."""
        return [link.function for link in self.trace.links]

    @property
    def failed(self) -> dict[str, str]:
        """The functions that failed -> why."""
        links = [link for link in self.trace.links if not link.invocation.ok]
        return {link.function: str(link.invocation.document.get("errorMessage", "")) for link in links}

    @property
    def vias(self) -> list[str]:
        """What made each of them run, for people; "stolen credentials" of a call with a function's credentials."""
        return [link.via for link in self.trace.links]

    @property
    def number(self) -> int:
        """Of everything that was sent since the beginning, the how manieth this is; -1 where no log could have it."""
        return self._logged.number

    @property
    def logged(self) -> tuple[Entry, ...]:
        """What logs have of it: `log`, `content`, and whether it is `configured` by the template."""
        return self._logged.entries

    @property
    def log(self) -> str:
        return self.trace.log

    @property
    def files(self) -> dict[str, str]:
        """What lies in /tmp of the functions: name -> beginning of its text."""
        return self.trace.files

    @property
    def public(self) -> dict[str, str]:
        """What anybody can read afterwards of what the functions stored: address -> text."""
        return self.trace.fetched

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Calls of AWS: `service`, `operation`, `parameters`, `function`, `status`, and `denied`, the missing right."""
        return [record for _, record in self.trace.records("call")]

    @property
    def statements(self) -> list[str]:
        """What databases were sent to run."""
        return [str(record["text"]) for _, record in self.trace.records("sql")]

    @property
    def event(self) -> dict[str, Any]:
        """What the first function was given; {} where none ran."""
        event = self.trace.links[0].invocation.event if self.trace.links else None
        return event if isinstance(event, dict) else {}

    @property
    def requests(self) -> list[str]:
        """Requests to the internet: "GET host/path"."""
        records = (record for _, record in self.trace.records("outside"))
        return [f"{each['method']} {each['host']}{each['path']}" for each in records]

    @property
    def metadata(self) -> bool:
        """Whether a function asked the address of the machine's own credentials."""
        return any(True for _ in self.trace.records("metadata"))

    @property
    def polluted(self) -> list[str]:
        """What every object of a function has had since: "Object.prototype.admin"."""
        return [f"{note['on']}.{note['property']}" for _, note in self.trace.notes("polluted")]

    @cached_property
    def got(self) -> list[Canary]:
        """Secrets and other people's data that came to the sender: in the answer, in public objects, at a server."""
        texts = [self.body, *map(str, self.headers.values()), *self.public.values()]
        texts += [json.dumps(record) for _, record in self.trace.records("outside")]
        return list({canary.text: canary for text in texts for canary in self._pod.canaries.in_text(text)}.values())

    def has_got(self, *kinds: str) -> str:
        """The place of the first secret of these kinds (see canaries.py) that came to the sender, "" for none."""
        return next((canary.place for canary in self.got if canary.kind in kinds), "")

    def command(self, program: str) -> bool:
        """Whether a function started a program of this name."""
        return any(program in note["argv"][0] for _, note in self.trace.notes("spawn"))

    def as_data(self) -> dict[str, Any]:
        """For the page and the terminal."""
        return {
            "status": self.status,
            "headers": self.headers,
            "body": self.body[: 1 << 16],
            "ran": [
                {
                    "function": link.function,
                    "via": link.via,
                    "ok": link.invocation.ok,
                    "log": link.invocation.log[:8000],
                }
                for link in self.trace.links
            ],
            "failed": self.failed,
            "calls": [
                {name: call[name] for name in ("service", "operation", "function", "status", "denied")}
                for call in self.calls
            ],
            "requests": self.requests,
            "statements": self.statements,
            "public": {url: text[:2000] for url, text in self.public.items()},
            "files": self.files,
            "got": [canary.place for canary in self.got],
            "logged": self._logged.as_data(),
        }
