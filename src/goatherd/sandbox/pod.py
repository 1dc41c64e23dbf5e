"""A pod: the application's functions and the cloud around them, in namespaces of their own.

Everything here runs inside the namespaces (see `namespaces.spawn`), in their first process: when it ends, for
whatever reason, the kernel ends everything in the pod.
"""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define

from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.core.value import known
from goatherd.guard.wrapping import WRAPPER
from goatherd.sandbox.canaries import Canaries
from goatherd.sandbox.cloud.certificates import Authority
from goatherd.sandbox.cloud.channel import Channel
from goatherd.sandbox.cloud.gateway import Gateway
from goatherd.sandbox.cloud.keys import MOST, OWNER_KEY, Keys, looks_like_a_key
from goatherd.sandbox.cloud.permissions import Permissions
from goatherd.sandbox.cloud.server import Listeners, Recorder, run_and_exit, serve_forks
from goatherd.sandbox.cloud.sql.data_api import DataApi
from goatherd.sandbox.cloud.sql.keeper import Keeper
from goatherd.sandbox.conventions import MEMORY
from goatherd.sandbox.deployment import NotDeployable, Shown, deploy
from goatherd.sandbox.enclosure import ENCLOSED
from goatherd.sandbox.environment import access_key, environment
from goatherd.sandbox.guarding import decisions_in, without_stopped
from goatherd.sandbox.host import Host
from goatherd.sandbox.interpreters import node, node_runtime
from goatherd.sandbox.invocation import Invocation
from goatherd.sandbox.launch import Launch
from goatherd.sandbox.layout import lay_out
from goatherd.sandbox.limits import MEGABYTE, Limits
from goatherd.sandbox.loop import Loop
from goatherd.sandbox.naming import Naming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.sandbox.dependencies import Dependencies
    from goatherd.sandbox.deployment import Deployment
    from goatherd.sandbox.guarding import Guarding
    from goatherd.sandbox.isolation import Isolation

MAX_RECORDS = 2_000  # of an invocation
MAX_DEPTH = 8  # functions that call functions
_SIZE = 1 << 30
_NO_JSON = object()
_Result = TypeVar("_Result")
_READING = ("BatchGet", "Describe", "Get", "Head", "Invoke", "List", "Query", "Scan", "Select")
_TEMPORARY = 256 * MEGABYTE
_RUNTIME = 160 * MEGABYTE  # interpreters here are larger than Lambda's, and instruments come on top


@define
class Options:
    """`seed` makes a run repeatable; `watch` is the text that marks what an outsider sent. `guarding` puts the run-time
    guard in front of every function. Times are in seconds."""

    seed: int = 0
    watch: str = ""
    max_timeout: float = 10.0
    isolation: Isolation = ENCLOSED
    guarding: Guarding | None = None


class Pod:
    """`problems` is what could not be set up, and why; `undeployable` maps functions to why they cannot run,
    `broken` those that ended while they started to what they said, `failed` those that failed since the last
    `restore`. `suspicious` is what functions have said that no function of theirs should, in order. `cloud` is where
    the simulated cloud answers HTTP, (host, port).
    """

    def __init__(
        self, application: Application, root: str, folder: Path, dependencies: Dependencies, options: Options
    ) -> None:
        self.application, self.root, self.folder = application, root, folder
        self.options, self._isolation = options, options.isolation
        self.naming = Naming(application)
        self.canaries = Canaries.seeded(options.seed)
        self.problems: list[str] = [*dependencies.problems]
        self.undeployable: dict[str, str] = {}
        self.broken: dict[str, str] = {}
        self.failed: dict[str, str] = {}
        self.suspicious: dict[str, None] = {}
        self._dependencies = dependencies
        self._loop = Loop()
        self._launches: dict[str, Launch] = {}
        self._hosts: dict[str, list[Host]] = {}
        self._stack: list[Invocation] = []
        self._channel: Channel | None = None
        self._issued: dict[str, None] = {}
        self._instances = 0
        self._touched = False

    def start(self) -> None:
        """Bring up the cloud and lay out the functions; none is started before it is invoked."""
        self._isolation.make_room(self.folder, _SIZE)
        self._numbers = {function.id: number for number, function in enumerate(self.application.functions)}
        authority = Authority()
        told = self.options.watch, self.canaries, self._noted
        self._databases = Keeper(self._isolation, self.folder, authority, self._loop, *told)
        self._start_cloud(authority)
        passwd = self.canaries.plant("file", "/etc/passwd")
        private = os.path.expanduser("~"), os.getcwd(), self.root
        shared = lay_out(self.folder, authority.certificate, passwd, self._isolation, private)
        shown = Shown(self.folder / "shown", self.root, self._isolation)
        for function in self.application.functions:
            try:
                self._launches[function.id] = self._launch(function.id, shared, shown)
            except (NotDeployable, OSError, ValueError) as error:  # what cannot be shown, odd names
                self.undeployable[function.id] = str(error)
            except Exception as error:  # a failure of ours: the others run
                self.undeployable[function.id] = f"{type(error).__name__}: {error}"
        self._held = self._held_keys()
        self.restore()

    @property
    def runnable(self) -> list[str]:
        return list(self._launches)

    def invoke(self, function: str, event: Any) -> Invocation:
        """Run a function once. Functions that it calls and waits for run inside; those it only starts, in
        `Invocation.started`, are left to the caller."""
        host = self._host(function)
        invocation = Invocation(function, event)
        self._stack.append(invocation)
        try:
            host.invoke(invocation)
            self._loop.drain()
        finally:
            self._stack.pop()
        self._suspect(invocation)
        if self._launches[function].wrapper == WRAPPER:
            invocation.decisions = decisions_in(invocation.log)
            invocation.notes = without_stopped(invocation.notes, invocation.decisions)
        if not invocation.ok:
            self.failed[function] = invocation.why or str(invocation.document.get("errorMessage", ""))
        if invocation.ended == "init-error":
            self.broken[function] = str((invocation.error or {}).get("errorMessage", ""))
        return invocation

    def _suspect(self, done: Invocation) -> None:
        if done.forged:
            text = f"{done.function} wrote in the place of its instruments, which is not believed"
            self.suspicious[text] = None
        if done.unread:
            self.suspicious[f"an answer of {done.function} {done.unread}, and was taken for a text"] = None

    def meanwhile(self, work: Callable[[], _Result]) -> _Result:
        """What `work` gives, which asks the cloud something from outside of the functions."""
        return self._loop.meanwhile(work)

    def touch(self) -> None:
        """Say that the state of the cloud was changed from outside of the functions."""
        self._touched = True
        self._loop.drain()  # what the cloud tells of it is not what the next function does

    @contextmanager
    def overhearing(self) -> Iterator[list[dict[str, Any]]]:
        """What the cloud tells of calls that are made from outside of the functions meanwhile."""
        self._loop.drain()
        outside = Invocation("", None)
        self._stack.append(outside)
        try:
            yield outside.records
            self._loop.drain()
        finally:
            self._stack.pop()

    def restore(self, *, cold: bool = False) -> None:
        """Put the cloud and every /tmp back to where they were; with `cold`, end the functions' processes too."""
        self.failed.clear()
        if cold:
            self._stop_functions()
        self.tidy()
        self._databases.forget()
        if self._channel and not self._touched:
            return
        self._touched = False
        if self._channel:
            self._loop.forget(self._channel.socket.fileno())
            self._channel.socket.close()
        self._control.sendall(json.dumps([*self._held, *self._issued]).encode() + b"\n")
        _, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
        connection = socket.socket(fileno=descriptors[0])
        self._channel = Channel(connection)
        self._loop.watch(connection.fileno(), self._heard)

    def tidy(self) -> None:
        """Empty the /tmp of every function."""
        for hosts in self._hosts.values():
            for host in hosts:
                host.clean()

    def temporary_folders(self) -> list[str]:
        """The /tmp of every function that has run."""
        return [host.temporary for hosts in self._hosts.values() for host in hosts]

    def _stop_functions(self) -> None:
        for hosts in self._hosts.values():
            for host in hosts:
                host.stop()

    def _host(self, function: str) -> Host:
        hosts = self._hosts.setdefault(function, [])
        idle = next((host for host in hosts if not host.busy), None)
        if idle is None:
            temporary = self.folder / f"instance{self._instances}" / "tmp"
            self._instances += 1
            temporary.mkdir(parents=True)
            self._isolation.make_room(temporary, _TEMPORARY, for_function=True)
            idle = Host(self._launches[function].in_folder(str(temporary)), self._loop, self._isolation)
            hosts.append(idle)
        return idle

    def _launch(self, id: str, shared: dict[str, str], shown: Shown) -> Launch:
        function = self.application.function(id)
        assert function is not None
        number = self._numbers[id]
        folder = self.folder / f"function{number}"
        deployed = deploy(function, self.application, self.naming, self.root, folder, self._dependencies, shown)
        if deployed.language == "javascript" and node() is None:
            raise NotDeployable("Node.js is not installed")
        given = function, number, self.application, self.naming, self.canaries
        variables = environment(*given, deployed.convention)
        if deployed.language == "javascript":
            variables["AWS_EXECUTION_ENV"] = f"AWS_Lambda_{node_runtime()}"
        mounts, guarding = deployed.mounts, self.options.guarding
        if guarding is not None and id in guarding.policies and deployed.convention is None:
            mounts += tuple((shown.place(source), target) for source, target in guarding.mounts(deployed.language))
            variables |= guarding.environment(id)
        return Launch(
            id,
            self.naming.arn(id),
            deployed.language,
            deployed.handler,
            variables,
            mounts,
            shared,
            "",
            timeout=min(float(known(function.timeout) or 3), self.options.max_timeout),
            limits=Limits(memory=_memory(function, deployed) * MEGABYTE + _RUNTIME, temporary=_TEMPORARY),
            watch=self.options.watch,
            node=node() or "node",
            ports=self._ports,
            convention=deployed.convention,
        )

    def _start_cloud(self, authority: Authority) -> None:
        listeners = Listeners(self._isolation.cloud)
        self._ports = listeners.elsewhere() | self._databases.elsewhere
        self.cloud = "127.0.0.1", self._ports.get(80, 80)
        self._control, theirs = socket.socketpair()
        self._metadata = self._planted_metadata()
        room = self.folder / "cloud"
        room.mkdir()
        if os.fork() == 0:
            self._control.close()

            def confined() -> None:
                keep = (theirs.fileno(), *listeners.descriptors())
                try:
                    self._isolation.confine_itself(room, (self._databases.path,), keep)
                    serve_forks(theirs, listeners, self._seed, authority)
                except Exception as error:
                    theirs.sendall(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode() + b"\n")

            run_and_exit(confined)
        theirs.close()
        listeners.close()
        seeded = json.loads(_line(self._control))
        if "failed" in seeded:
            raise RuntimeError(f"the simulated cloud did not start: {seeded['failed']}")
        self.naming.assigned |= seeded["assigned"]
        self.problems += seeded["problems"]
        for planted in seeded["canaries"]:
            self.canaries.add(**planted)

    def _seed(self) -> tuple[dict[str, Any], Callable[[Recorder, list[str]], Gateway]]:
        """In the cloud's process."""
        from goatherd.sandbox.cloud.comparing import compare_as_dynamodb
        from goatherd.sandbox.cloud.seed import seed
        from goatherd.sandbox.cloud.simulated import simulated_aws, start
        from goatherd.sandbox.cloud.warm import warm

        start()
        compare_as_dynamodb()
        made = seed(self.application, self.naming, self.canaries)
        self.naming.assigned |= made.assigned
        warm(self.application)
        permissions = Permissions(self.application, self.naming)
        permissions.prepare()
        functions = {access_key(number): id for id, number in self._numbers.items()}
        data = {"assigned": made.assigned, "problems": made.problems, "canaries": self.canaries.as_data()}
        databases = DataApi.of(self._databases.path, self.application, self.naming)

        def gateway(recorder: Recorder, others: list[str]) -> Gateway:
            keys = Keys(functions, {*others})
            return Gateway(simulated_aws(), permissions, keys, recorder, self._metadata, databases)

        return data, gateway

    def _held_keys(self) -> set[str]:
        """Access keys that the application has without having been given them, and goatherd's own."""
        settings = {value for launch in self._launches.values() for value in launch.environment.values()}
        planted = {canary["text"] for canary in self.canaries.as_data()}
        literals = {each.value for behaviour in self.application.behaviours.values() for each in behaviour.literals}
        found = filter(looks_like_a_key, settings | planted | literals)
        return {OWNER_KEY, self._metadata["AccessKeyId"], *found}

    def _planted_metadata(self) -> dict[str, str]:
        text = self.canaries.plant("metadata", "the credentials of the instance metadata service")
        return {
            "Code": "Success",
            "Type": "AWS-HMAC",
            "AccessKeyId": access_key(1 << 19),
            "SecretAccessKey": text,
            "Token": text,
            "Expiration": "2036-01-01T00:00:00Z",
        }

    def _heard(self) -> None:
        """The cloud speaks: something happened, or a function wants another to run."""
        assert self._channel is not None
        try:
            messages = list(self._channel.receive())
        except EOFError:
            self._loop.forget(self._channel.socket.fileno())
            return
        for message in messages:
            if message["kind"] == "invoke":
                self._called(message)
                continue
            if message["kind"] == "issued":
                self._issued[message["key"]] = None
                if len(self._issued) > MOST:
                    del self._issued[next(iter(self._issued))]
                continue
            self._touched = self._touched or _changes(message)
            self._noted(message)

    def _noted(self, message: dict[str, Any]) -> None:
        if not self._stack:
            return
        done = self._stack[-1]
        if len(done.records) < MAX_RECORDS:
            done.records.append(message)
        else:
            text = f"{done.function} made more than {MAX_RECORDS:,} calls at once; the rest was not looked at"
            self.suspicious[text] = None

    def _called(self, message: dict[str, Any]) -> None:
        answer = self._answer(message["function"], message["payload"], message["how"])
        assert self._channel is not None
        self._channel.send({"number": message["number"], **answer})

    def _answer(self, name: str, payload: str, how: str) -> dict[str, Any]:
        """What Lambda says: a code and a message, or a body and whether it tells of an error of the function."""
        id, event = self._known(name), _json(payload)
        if id is None:
            return _refused("ResourceNotFound", 404, f"Function not found: {name}")
        if event is _NO_JSON:
            return _refused("InvalidRequestContent", 400, "Could not parse request body into json")
        if how == "Event" and self._stack:
            self._stack[-1].started.append((id, payload))
        if how in ("Event", "DryRun"):
            return {}
        if len(self._stack) >= MAX_DEPTH:
            return _refused("RecursiveInvocation", 400, "Lambda has detected a recursive loop")
        if id in self.undeployable:
            return {"body": "null"}
        inner = self.invoke(id, event)
        if self._stack:
            self._stack[-1].nested.append(inner)
        if inner.ok:
            return {"body": inner.raw.decode("utf-8", "replace")}
        return {"error": True, "body": json.dumps(inner.document)}

    def _known(self, name: str) -> str | None:
        """The function that a name, an ARN or a part of one means."""
        parts = name.split(":")
        bare = parts[6] if name.startswith("arn:") and len(parts) > 6 else parts[2] if len(parts) == 3 else parts[0]
        return next((f.id for f in self.application.functions if self.naming.name(f.id) == bare), None)


def _memory(function: Function, deployed: Deployment) -> int:
    """In megabytes."""
    return max(known(function.memory) or 128, MEMORY if deployed.convention else 0)


def _changes(message: dict[str, Any]) -> bool:
    """Whether the cloud is another after what it tells of."""
    return message["kind"] == "call" and not message["denied"] and not message["operation"].startswith(_READING)


def _refused(code: str, status: int, message: str) -> dict[str, Any]:
    return {"code": code, "status": status, "message": message}


def _json(text: str) -> Any:
    try:
        return read_json(text)
    except Unreadable:
        return _NO_JSON


def _line(connection: socket.socket) -> bytes:
    received = bytearray()
    while not received.endswith(b"\n"):
        data = connection.recv(1 << 16)
        if not data:
            raise RuntimeError("the simulated cloud did not start")
        received += data
    return bytes(received)
