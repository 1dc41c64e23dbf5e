"""Third-party packages that an application depends on, and what is known against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis, Severity
    from goatherd.core.source import Span

Ecosystem = Literal["PyPI", "npm"]


@frozen
class Advisory:
    """One published advisory that holds for a package.

    `certain` is False when the requirement admits affected and unaffected versions alike. `severity` is
    None where the advisory has no score; `fixed` is the lowest version that ends it, "" if none does. `functions` are
    what code has to use of the package for it to matter, and `reached` whether code that imports the package names one
    of them; None where that is not known.
    """

    id: str
    summary: str
    aliases: tuple[str, ...] = ()
    severity: Severity | None = None
    fixed: str = ""
    malicious: bool = False
    certain: bool = True
    functions: tuple[str, ...] = ()
    reached: bool | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is known by, the `name` first."""
        return tuple(dict.fromkeys((self.name, self.id, *self.aliases)))

    @property
    def name(self) -> str:
        """The CVE number where there is one, else the advisory's own id."""
        return next((alias for alias in self.aliases if alias.startswith("CVE-")), self.id)


@frozen
class Package:
    """`version` is exact where a lock file or a pin says it, else "" with the `requirement` as written.

    `pinning` says how far a fresh installation may differ: "exact" (one version, commit or hash),
    "range" (bounded above), "any" (every newer version), "mutable" (an address or branch whose content
    can change). `direct` dependencies are declared by the application itself; `locked` ones come from
    a lock file. `advisories` hold for the version, or for the lowest that the requirement admits; `safe` is the lowest
    newer version for which none is known, "" where they name none. `imported`: whether code of the functions that
    deploy it imports it; None where nobody has looked, as for what another package brings in.
    """

    ecosystem: Ecosystem
    name: str  # normalised: PEP 503 for PyPI, as is for npm
    version: str
    span: Span
    requirement: str = ""
    development: bool = False
    direct: bool = True
    locked: bool = False
    pinning: Literal["exact", "range", "any", "mutable"] = "exact"
    advisories: tuple[Advisory, ...] = ()
    safe: str = ""
    imported: bool | None = None

    @property
    def by_address(self) -> bool:
        """Whether it comes from a repository or an archive of somebody's own, not from a registry."""
        return self.pinning == "mutable" or "://" in self.requirement or "#" in self.requirement


@frozen
class Manifest:
    """One manifest or lock file; `locked_by` is the path of the lock file that pins it, "" if none.

    `functions` are ids of the functions that deploy it, empty for a layer's that no function uses.
    `format` is the file's kind ("package.json", "requirements.txt" …). `problems` is what could not be read.
    """

    path: str
    ecosystem: Ecosystem
    packages: tuple[Package, ...]
    is_lock: bool = False
    locked_by: str = ""
    functions: tuple[str, ...] = ()
    format: str = ""
    problems: tuple[Diagnosis, ...] = ()

    @property
    def language(self) -> str:
        """ "python" or "javascript"."""
        return "python" if self.ecosystem == "PyPI" else "javascript"
