"""A policy, read. The format: guard/README.md and guard/schema/policy.schema.json."""

import json
import os
import re

from goatherd_guard.words import unknown_word

ALLOW, REPORT, BLOCK = "allow", "report", "block"
_ACTIONS = {"allow": ALLOW, "monitor": REPORT, "block": BLOCK, "internal": BLOCK}


class PolicyError(Exception):
    """The policy cannot be used; says why."""


def read_policy(path):
    """Raises PolicyError."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        return Policy(json.loads(data), data)
    except (OSError, ValueError, PolicyError) as error:
        raise PolicyError(f"{path}: {error}") from error
    except Exception as error:  # of what stands where a list, a text or an object has to be
        raise PolicyError(f"{path}: it has not the form of a policy: {type(error).__name__}: {error}") from error


class Policy:
    """`lenient` policies (mode `monitor`) report what they would block; `data` are the bytes of the file."""

    def __init__(self, row, data=b""):
        if not isinstance(row, dict) or row.get("version") != 1:
            raise PolicyError("it is not a policy of version 1")
        wrong = unknown_word(row)
        if wrong is not None:
            raise PolicyError(wrong)
        self._data = data
        self.function = str(row.get("function", ""))
        self.lenient = row.get("mode", "monitor") != "block"
        self.fails_closed = row.get("failure", "open") == "closed"
        self.events = Events(row.get("events") or {})
        self.sinks = row.get("sinks") or {"others": "allow"}
        self.processes = Programs(row.get("processes"))
        self.files = Files(row.get("files"))
        self.network = Hosts(row.get("network"))
        self.aws = Calls(row.get("aws"))
        self.environment = Environment(row.get("environment"))
        self.code = row.get("code") or {}
        self.telemetry = row.get("telemetry") or {}

    @property
    def digest(self):
        """The SHA-256 of the file, in hex."""
        import hashlib

        return hashlib.sha256(self._data).hexdigest()

    def verdict(self, action):
        """Of an action of the policy (`block`, `monitor`, `allow`), in its mode."""
        verdict = _ACTIONS.get(action, REPORT)
        return REPORT if verdict == BLOCK and self.lenient else verdict

    def sink(self, family):
        return self.verdict(self.sinks.get(family, self.sinks.get("others", "block")))

    @property
    def public_may_be_chosen(self):
        """Whether an event may choose a host, as long as it is one of the internet."""
        return self.sinks.get("ssrf") == "internal"


class Events:
    def __init__(self, row):
        self.kinds = tuple(each["kind"] for each in row.get("kinds", ()))
        self.named = {each["path"]: each["families"] for each in row.get("fields", ())}
        self.others = frozenset(row.get("others", ()))
        self.record = row.get("record", "raise")
        self.level, self.threshold = row.get("paranoia", 1), row.get("threshold", 5)
        self.excluded = frozenset(row.get("exclude", ()))
        self.limits = row.get("limits") or {}

    def singly(self, kind):
        """Whether records of such an event are refused by themselves, and the rest of the batch is not."""
        return bool(kind.identifier) and self.record in ("partial", "drop")

    @property
    def families(self):
        return self.others.union(*self.named.values())


class _Section:
    """What a section does not allow: `others`, or nothing at all where the policy does not have it."""

    def __init__(self, row):
        self.others = row.get("others", "block") if row is not None else "allow"

    @property
    def silent(self):
        return self.others == "allow"

    @property
    def blocks(self):
        return self.others == "block"


CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")


class Environment:
    """Which variables programs inherit: never the role's credentials, and secrets only those in `children`."""

    def __init__(self, row):
        row = row or {}
        self._credentials = frozenset(CREDENTIALS if row else ())
        self.hidden = self._credentials.union(row.get("secrets", ()))
        self._trusted = frozenset(row.get("children", ()))

    def left(self, program, names):
        """Of the names, those that this program may see."""
        hidden = self._credentials if program in self._trusted else self.hidden
        return [name for name in names if name not in hidden]


class Programs(_Section):
    def __init__(self, row):
        super().__init__(row)
        self._allowed = [
            (_on_path(each["program"]), each.get("arguments"), each["program"]) for each in (row or {}).get("allow", ())
        ]

    @property
    def forbids_all(self):
        return self.blocks and not self._allowed

    @property
    def files(self):
        """Of those that are allowed."""
        return [file for file, *_ in self._allowed]

    def allows(self, program, arguments):
        return next(self.entries(program, arguments), None) is not None

    def entries(self, program, arguments):
        for path, wanted, written in self._allowed:
            if program == path and (wanted is None or _same(arguments[1:], wanted)):
                yield "process", written, ()


def _same(arguments, wanted):
    return len(arguments) == len(wanted) and all(
        pattern in ("*", argument) for argument, pattern in zip(arguments, wanted)
    )


_PATH = os.environ.get("PATH", os.defpath)  # what the function started with, not what it may make of it


def _on_path(program, path=_PATH):
    """The file that a bare name means."""
    if "/" in program:
        return os.path.realpath(program)
    for folder in path.split(":"):
        place = os.path.join(folder, program)
        if os.path.isfile(place):
            return os.path.realpath(place)
    return program


program_file = _on_path


class Files(_Section):
    def __init__(self, row):
        super().__init__(row)
        self.readable = _paths(row, "read")
        self.writable = _paths(row, "write")
        self._written = [(how, each["path"]) for how in ("read", "write") for each in (row or {}).get(how, ())]

    def may_read(self, path):
        return bool(self.readable.match(path) or self.writable.match(path))

    def may_write(self, path):
        return bool(self.writable.match(path))

    def entries(self, how, path):
        for written, pattern in self._written:
            if how in ("read", written) and any(re.match(_glob(form), path) for form in _resolved(pattern)):
                yield written, pattern, ()


class _Paths:
    """Patterns of files, compiled with the first question."""

    def __init__(self, patterns):
        self.patterns, self._compiled = patterns, None

    def match(self, path):
        if self._compiled is None:
            self._compiled = re.compile("|".join(map(_glob, self.patterns)) or r"(?!)")
        return self._compiled.match(path)


def _paths(row, key):
    return _Paths([form for each in (row or {}).get(key, ()) for form in sorted(_resolved(each["path"]))])


def _resolved(pattern):
    """As it is written and as links lead, since it is asked where a file really lies."""
    fixed, star, rest = pattern.partition("*")
    folder, slash, name = fixed.rpartition("/") if star else (fixed, "", "")
    return {pattern, os.path.realpath(folder) + slash + name + star + rest} if folder else {pattern}


def _glob(pattern):
    """`*` within a name, `**` across folders; a folder itself belongs to `folder/**`."""
    text = re.escape(pattern).replace(r"/\*\*", r"(?:/.*)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return text + r"\Z"


class Hosts(_Section):
    def __init__(self, row):
        super().__init__(row)
        self._allowed = [(str(each["host"]).lower(), each.get("ports")) for each in (row or {}).get("allow", ())]

    def allows(self, host, port=None):
        return next(self.entries(host, port), None) is not None

    def entries(self, host, port=None):
        host = host.lower().rstrip(".")
        for pattern, ports in self._allowed:
            if _host_fits(host, pattern) and (ports is None or port is None or port in ports):
                yield "connect", pattern, ()

    @property
    def ports(self):
        """Those of all allowed hosts; None where one has any."""
        named = [ports for _, ports in self._allowed]
        return None if None in named else {port for ports in named for port in ports}

    def named(self, host):
        """Whether the policy names this host itself: then an event may choose it."""
        return any(host == pattern for pattern, _ in self._allowed)


def _host_fits(host, pattern):
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    if "/" in pattern:
        import ipaddress

        try:
            return ipaddress.ip_address(host) in ipaddress.ip_network(pattern, strict=False)
        except ValueError:
            return False
    return host == pattern


class Calls(_Section):
    """`resources` are compared with whatever of a call's parameters names a resource."""

    def __init__(self, row):
        super().__init__(row)
        self._allowed = {}
        for each in (row or {}).get("allow", ()):
            key = (each["service"], each["operation"])
            self._allowed.setdefault(key, []).append(each.get("resources"))

    def allows(self, service, operation, resources):
        """`resources`: names and ARNs of the call's parameters; a call that names none is allowed by any entry."""
        return next(self.entries(service, operation, resources), None) is not None

    def entries(self, service, operation, resources):
        """Each with those of its resources that the call names."""
        key = (service, operation) if (service, operation) in self._allowed else (service, "*")
        for wanted in self._allowed.get(key, ()):
            if wanted is None or not resources:
                yield "aws", ":".join(key), ()
            elif all(_named(each, wanted) for each in resources):
                used = (pattern for pattern in wanted if any(_named(each, [pattern]) for each in resources))
                yield "aws", ":".join(key), tuple(used)


def _named(resource, wanted):
    import fnmatch

    short = resource.rpartition(":")[2]
    return any(
        fnmatch.fnmatchcase(resource, pattern) or fnmatch.fnmatchcase(short, pattern.rpartition(":")[2])
        for pattern in wanted
    )
