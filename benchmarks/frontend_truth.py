"""What was written by hand of a repository's functions (frontends/truth), and how it compares with what was found."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ANALYSED = (".py", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
UNSAID = {"direct", "unknown"}  # found without a template saying so: never superfluous
_SAID = re.compile(r"(\?)?\s*(\S+)\s*(.*?)\s*(?:\(([\w-]+)\))?$")
_INDEX = re.compile(r"\[[^\]]*\]")
_NOISE = {"module", "awslambdafunction", "this", "resource", ""}
_SAME_KIND = {
    "rest-api-mapped": "rest-api",
    "http-api-v1": "http-api",
    "authorizer-token": "authorizer",
    "authorizer-request": "authorizer",
}
_SAME_ACCESS = {"jwt": "cognito"}
_HTTP = {"rest-api", "http-api"}


@frozen
class SaidTrigger:
    """`access` is "" where it does not matter or nobody can know; `optional` ones are not scored."""

    kind: str
    detail: str
    access: str
    optional: bool
    text: str

    @classmethod
    def of(cls, text: str) -> SaidTrigger:
        match = _SAID.match(text)
        assert match, text
        optional, kind, detail, access = match.groups()
        return cls(_kind(kind), detail, "" if access == "unknown" else access or "", bool(optional), text)

    def is_event(self, found: dict[str, Any]) -> bool:
        """Whether a found trigger is this one, who may cause it aside."""
        if _kind(found["kind"]) != self.kind:
            return False
        if self.kind in _HTTP:
            return _endpoint(f"{found['method']} {found['path']}") == _endpoint(self.detail)
        name = plain(self.detail)
        return not name or any(name in plain(found[key]) for key in ("source", "detail"))

    def allows(self, found: dict[str, Any]) -> bool:
        """Whether the same callers are let in."""
        same = [_SAME_ACCESS.get(access, access) for access in (self.access, found["access"])]
        return not self.access or same[0] == same[1]


@define(eq=False)
class SaidFunction:
    """`handler` is "file:symbol", or says why no file is to be found ("outside", "unknown", a language)."""

    name: str
    file: str
    line: int
    handler: str
    triggers: list[SaidTrigger] | None
    kind: str
    app: str = ""  # folder of its application, where a repository holds alike ones
    optional: bool = False

    @property
    def resolvable(self) -> bool:
        return self.handler.rpartition(":")[0].endswith(ANALYSED) or self.handler_is_inline

    @property
    def handler_is_inline(self) -> bool:
        return self.handler.rpartition(":")[0] == self.file

    def is_handler(self, found: str) -> bool:
        file, _, symbol = found.rpartition(":")
        said, _, name = self.handler.rpartition(":")
        return file == said and (self.handler_is_inline or symbol.rpartition(".")[2] == name.rpartition(".")[2])


@define
class Repository:
    """`partial`: more functions are declared than are said."""

    name: str
    functions: list[SaidFunction]
    partial: bool = False


def load(path: Path) -> Repository:
    data = tomllib.loads(path.read_text("utf-8"))
    functions = [
        _function(entry, data["kind"]) for entry in data["functions"] for _ in range(entry.get("instances", 1))
    ]
    return Repository(path.stem.replace("+", "/", 1), functions, data.get("partial", False))


def _function(entry: dict[str, Any], kind: str) -> SaidFunction:
    file, _, line = entry["template"].rpartition(":")
    triggers = [SaidTrigger.of(text) for text in entry["triggers"]] if "triggers" in entry else None
    return SaidFunction(
        name=entry["name"],
        file=file,
        line=int(line),
        handler=entry["handler"],
        triggers=triggers,
        kind=entry.get("kind", kind),
        app=entry.get("app", ""),
        optional=entry.get("optional", False),
    )


def plain(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]", "", (text or "").lower())


def parts(name: str) -> list[str]:
    """The words of an address, a construct's path or a logical id that tell functions apart."""
    words = [plain(word) for word in re.split(r"[./]", _INDEX.sub("", name))]
    shorter = [word.removesuffix("lambdafunction") or word for word in words]
    return [word for word in shorter if word not in _NOISE]


def likeness(said: SaidFunction, found: dict[str, Any]) -> int:
    """How sure it is that both are the same function; 0 says that they are not."""
    if _language(said.file) != _language(found["file"]) or not _within(found["file"], said.app):
        return 0
    here = said.file == found["file"]
    same_line = here and said.line == found["line"]
    same_handler = said.is_handler(found["handler"])
    wanted, got = parts(said.name), parts(found["id"])
    named = bool(wanted and got and wanted[-1] == got[-1]) or plain(said.name) == plain(found["id"])
    if not (same_line or named or (here and same_handler)):
        return 0
    shared = sum(any(word.startswith(want) for word in got) for want in set(wanted))  # a stack's id ends in its stage
    return 8 * int(named) + 6 * int(same_line) + 3 * shared + 2 * int(same_handler) + 2 * int(here)


def pair(said: Sequence[SaidFunction], found: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Index of what was said -> index of what was found, the surest pairs first."""
    scores = [(likeness(s, f), -i, -j) for i, s in enumerate(said) for j, f in enumerate(found)]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in sorted(scores, reverse=True):
        if score and -i not in pairs and -j not in taken:
            pairs[-i] = -j
            taken.add(-j)
    return pairs


@define
class Score:
    """Counts of one repository or of all, and the misses in words."""

    functions: int = 0
    found: int = 0
    handlers: int = 0
    right: int = 0
    triggers: int = 0
    triggers_right: int = 0
    superfluous: int = 0
    misses: list[str] = field(factory=list)

    def add(self, other: Score) -> None:
        for name in ("functions", "found", "handlers", "right", "triggers", "triggers_right", "superfluous"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def function(self, said: SaidFunction, found: dict[str, Any] | None) -> None:
        if said.optional:
            return
        where = f"{said.file}:{said.line}: {said.name}"
        self.functions += 1
        self.handlers += said.resolvable
        if found is None:
            self.misses.append(f"{where}: not found")
            self.triggers += sum(not trigger.optional for trigger in said.triggers or ())
            return
        self.found += 1
        if said.resolvable and said.is_handler(found["handler"]):
            self.right += 1
        elif said.resolvable:
            self.misses.append(f"{where}: handler {said.handler}, found {found['handler'] or found['why']}")
        if said.triggers is not None:
            self._triggers(said.triggers, found["triggers"], where)

    def _triggers(self, said: Sequence[SaidTrigger], found: Sequence[dict[str, Any]], where: str) -> None:
        free = list(found)
        for trigger in sorted(said, key=lambda t: -len(t.detail)):
            same = [f for f in free if trigger.is_event(f)]
            best = next((f for f in same if trigger.allows(f)), None) or next(iter(same), None)
            if best is not None:
                free.remove(best)
            if trigger.optional:
                continue
            self.triggers += 1
            if best is None:
                self.misses.append(f"{where}: trigger {trigger.text}: not found")
            elif not trigger.allows(best):
                self.misses.append(f"{where}: trigger {trigger.text}: found as {best['access']}")
            else:
                self.triggers_right += 1
        for other in free:
            # one state machine calls a function from several states: said once
            if other["kind"] not in UNSAID and not any(trigger.is_event(other) for trigger in said):
                self.superfluous += 1
                self.misses.append(f"{where}: superfluous trigger {other['kind']} {other['detail']}")


def score(repository: Repository, found: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Score]]:
    """Kind of front end -> score; found functions that nobody said are listed, not counted."""
    said = repository.functions
    pairs = pair(said, found)
    scores: dict[str, Score] = defaultdict(Score)
    for index, function in enumerate(said):
        scores[function.kind].function(function, found[pairs[index]] if index in pairs else None)
    if not repository.partial:
        main = next(iter(scores.values()))
        for index in sorted(set(range(len(found))) - set(pairs.values())):
            other = found[index]
            main.misses.append(f"{other['file']}:{other['line']}: {other['id']}: found, but not said")
    yield from scores.items()


def _within(file: str, folder: str) -> bool:
    return not folder or file.startswith(f"{folder}/")


def _language(file: str) -> str:
    """Code, Terraform or data: what the same function cannot be declared in twice."""
    return "code" if file.endswith(ANALYSED) else "terraform" if file.endswith((".tf", ".tf.json")) else "data"


def _kind(kind: str) -> str:
    return _SAME_KIND.get(kind, kind)


def _endpoint(text: str) -> tuple[str, str]:
    method, _, path = text.partition(" ")
    return ("ANY" if method in ("", "*", "X-AMAZON-APIGATEWAY-ANY-METHOD") else method.upper(), path.strip("/"))
