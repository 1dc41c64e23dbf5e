"""A function: one deployable handler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.value import Known, Unknown, Value, known

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.role import Role
    from goatherd.model.trigger import Exposure, Trigger

NOT_WRITTEN = Known("", explicit=False)


@frozen
class CodeSource:
    """What the template says of the code. Paths are relative to the scanned root, POSIX.

    `base` is the folder of the template; `uri` the local path or remote location as written;
    `inline` the text of a ZipFile, which starts at `inline_span` and is deployed as the module
    `inline_module`, and `inline_unknown` why there is such a text which cannot be known; `build` holds Metadata of the
    builder (esbuild entry points, Dockerfile, DockerContext, build target …), flattened to text.
    """

    base: str
    uri: Value[str] = NOT_WRITTEN
    inline: str | None = None
    inline_span: Span | None = None
    image: bool = False
    image_command: tuple[str, ...] = ()
    build: dict[str, str] = field(factory=dict, eq=False)
    inline_module: str = "index"
    inline_unknown: str = ""


@frozen
class Entry:
    """Where a handler's code is: `file` relative to the scanned root, `symbol` as exported.

    `root` is the folder that is deployed (imports resolve from it); `search` further folders
    (layers, shared code). `inline` entries read their text from the template itself.
    """

    file: str
    symbol: str
    language: str  # "python" or "javascript" (TypeScript included)
    line: int
    root: str
    search: tuple[str, ...] = ()
    inline: bool = False


@frozen
class Unresolved:
    """Why no handler was found; `candidates` are the files it might have been.

    `foreign`: it is a program in a language that is not analysed, so that nothing was to be found. `missing`: the file
    that should hold it was read, and holds none, so that whoever calls the function gets an error.
    """

    why: str
    candidates: tuple[str, ...] = ()
    code_in_tree: bool = True  # False: the code is not part of the scanned tree at all
    foreign: bool = False
    missing: bool = False
    pending: bool = False  # nobody has looked yet


@define(eq=False)
class Function:
    id: str
    span: Span
    code: CodeSource
    runtime: Value[str] = NOT_WRITTEN
    handler: Value[str] = NOT_WRITTEN
    environment: dict[str, Value[str]] = field(factory=dict)
    timeout: Value[int] = Known(3, explicit=False)
    memory: Value[int] = Known(128, explicit=False)
    reserved_concurrency: Value[int] | None = None
    tracing: Value[str] = Known("PassThrough", explicit=False)
    dead_letter: Value[bool] = Known(False, explicit=False)  # DLQ or on-failure destination
    success_destination: Value[bool] = Known(False, explicit=False)  # what it answers is handed on
    in_vpc: Value[bool] = Known(False, explicit=False)
    kms_key: Value[bool] = Known(False, explicit=False)
    code_signing: Value[bool] = Known(False, explicit=False)
    log_group: str | None = (
        None  # id of the log group that the application declares for it, else its name if it has one
    )
    log_format: Value[str] = Known("Text", explicit=False)
    physical_name: Value[str] = NOT_WRITTEN
    layers: list[Value[str]] = field(factory=list)
    role: Role | None = None
    default_identity: Value[bool] = Known(False, explicit=False)  # it runs as what the platform gives to all alike
    triggers: list[Trigger] = field(factory=list)
    entry: Entry | Unresolved = Unresolved("handler resolution has not run", pending=True)
    condition: str = ""  # name of the template condition it exists under
    guessed: bool = False  # nothing declares it: that it is a function is told by what handlers look like
    passed_over: bool = False  # guessed, where a template above, in the same package, declares others

    @property
    def language(self) -> str:
        """ "python", "javascript" or "" for every other runtime."""
        if isinstance(self.entry, Entry):
            return self.entry.language
        runtime = known(self.runtime) or ""
        if runtime.startswith("python"):
            return "python"
        return "javascript" if runtime.startswith("nodejs") else ""

    @property
    def exposure(self) -> Exposure | None:
        return max((t.exposure for t in self.triggers), default=None)

    @property
    def unresolved(self) -> str:
        return self.entry.why if isinstance(self.entry, Unresolved) else ""


__all__ = ["CodeSource", "Entry", "Function", "Known", "Unknown", "Unresolved"]
