"""The files that every function sees: a small /etc, the runtime with its SDK, interpreters that lie elsewhere."""

from __future__ import annotations

import os
import re
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from goatherd.sandbox.interpreters import node_parts, private_parts, python_parts
from goatherd.sandbox.launch import HOSTS, IN_HOSTS, RUNTIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.sandbox.isolation import Isolation

RUNTIME_PACKAGES = ("awslambdaric", "boto3")  # what Lambda's Python runtime brings
AUTHORITIES = "/etc/pki/tls/certs/ca-bundle.crt"
_SEPARATORS = re.compile(r"[-_.]+")
ETC = {
    "hosts": "127.0.0.1 localhost\n",
    "resolv.conf": "nameserver 10.0.0.2\noptions timeout:1 attempts:1\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "group": "root:x:0:\nsbx_user1051:x:990:\n",
    "passwd": "root:x:0:0:root:/root:/bin/bash\nsbx_user1051:x:993:990:{canary}:/home/sbx_user1051:/sbin/nologin\n",
}


def lay_out(
    folder: Path, authority: str, canary: str, isolation: Isolation, private: Iterable[str] = ()
) -> dict[str, str]:
    """Make what all functions share below `folder`, which is the pod's own; place outside -> place inside.

    `authority` is the certificate, as PEM, that stands for every other; `canary` a text that only a reader
    of /etc/passwd knows; `private` are folders that no function may see, wherever they are.
    """
    shared: dict[str, str] = {}
    etc = folder / "etc"
    etc.mkdir()
    for name, text in ETC.items():
        (etc / name).write_text(text.format(canary=canary))
        shared[str(etc / name)] = f"/etc/{name}"
    certificates = etc / "authorities.pem"
    certificates.write_text(authority)
    shared[str(certificates)] = AUTHORITIES
    shared |= {path: path for path in ("/etc/alternatives", "/etc/ld.so.cache") if os.path.exists(path)}
    hosts = folder / "hosts"  # goatherd may lie where the functions' user cannot go, such as in root's home
    isolation.show_code(HOSTS, hosts)
    shared[str(hosts)] = IN_HOSTS
    runtime = folder / "runtime"
    runtime.mkdir()
    for source in runtime_files():
        isolation.show(source, runtime / source.name)
    shared[str(runtime)] = RUNTIME
    shared |= _interpreters(folder, private, isolation)
    return shared


def _interpreters(folder: Path, private: Iterable[str], isolation: Isolation) -> dict[str, str]:
    """What runs the functions, shown through the pod's folder: the functions' user need not be able to go there."""
    nothing = folder / "nothing"
    nothing.mkdir()
    hidden = private_parts(private)
    shown: dict[str, str] = {}
    for number, place in enumerate(hidden):
        shown |= _at(folder / f"hidden{number}", nothing, place, isolation)
    for number, path in enumerate((*python_parts(hidden), *node_parts(hidden))):
        shown |= _at(folder / f"interpreter{number}", Path(path), path, isolation)
        if os.path.isdir(packages := os.path.join(path, "site-packages")):
            shown |= _at(folder / f"packages{number}", nothing, packages, isolation)
    return shown


def _at(copy: Path, source: Path, target: str, isolation: Isolation) -> dict[str, str]:
    isolation.show(source, copy)
    return {str(copy): target}


@cache
def runtime_files() -> tuple[Path, ...]:
    """Modules and packages of the distributions that the runtime needs, whatever else is installed beside them."""
    return tuple(_runtime_files())


def _runtime_files() -> Iterator[Path]:
    seen: set[str] = set()
    pending = list(RUNTIME_PACKAGES)
    while pending:
        name = _SEPARATORS.sub("-", pending.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        distribution = metadata.distribution(name)
        for text in distribution.requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                pending.append(requirement.name)
        tops = dict.fromkeys(file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", ""))
        for top in tops:
            path = Path(str(distribution.locate_file(top)))
            if path.exists() and top != "__pycache__":
                yield path
