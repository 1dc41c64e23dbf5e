"""What pip and npm need of this machine beside the system's folders: never a folder that may be somebody's home."""

from __future__ import annotations

import json
import os
import ssl
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from goatherd.core.programs import find_program
from goatherd.sandbox.launch import python
from goatherd.sandbox.layout import node

# Where systems keep the certificates of all authorities that they trust in one file.
_AUTHORITIES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def interpreter() -> list[str]:
    """The program that runs goatherd, its libraries and its standard library."""
    return [python(), *_libraries_beside(python()), standard_library()]


def standard_library() -> str:
    """Its folder, which may hold one of what is installed for this Python."""
    return sysconfig.get_path("stdlib", vars={"base": sys.base_prefix, "installed_base": sys.base_prefix})


def pip() -> str | None:
    """Its folder; None where this Python has none."""
    found = find_spec("pip")
    return os.path.dirname(os.path.realpath(found.origin)) if found and found.origin else None


def npm() -> tuple[str, str] | None:
    """Node.js and the folder of npm's package; None where one of both is missing."""
    program, script = node(), find_program("npm")
    if program is None:
        return None
    # What stands on the PATH is a link into the package, or a program that looks for it beside Node.js.
    beside = Path(program).parent.parent / "lib/node_modules/npm"
    folders = [Path(os.path.realpath(script)).parent.parent] if script else []
    for folder in (*folders, beside):
        if (folder / "bin/npm-cli.js").is_file() and _is_npm(folder / "package.json"):
            return program, os.path.realpath(folder)
    return None


def node_parts(program: str) -> list[str]:
    return [program, *_libraries_beside(program)]


def authorities() -> str | None:
    """The file with the certificates of authorities that this machine trusts, or its user has named."""
    named = os.environ.get("SSL_CERT_FILE"), ssl.get_default_verify_paths().cafile, *_AUTHORITIES
    return next((os.path.realpath(file) for file in named if file and os.path.isfile(file)), None)


def _libraries_beside(program: str) -> list[str]:
    folder = os.path.join(os.path.dirname(os.path.dirname(program)), "lib")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) and folder not in ("/usr/lib", "/lib") else []
    return [os.path.join(folder, name) for name in names if name.startswith("lib") and ".so" in name]


def _is_npm(manifest: Path) -> bool:
    try:
        return bool(json.loads(manifest.read_bytes()).get("name") == "npm")
    except (OSError, ValueError, AttributeError):
        return False
