"""What pip and npm need of this machine beside the system's folders: never a folder that may be somebody's home."""

from __future__ import annotations

import json
import os
import ssl
from importlib.util import find_spec
from pathlib import Path

from goatherd.core.programs import find_program
from goatherd.sandbox.interpreters import node

# Where systems keep the certificates of all authorities that they trust in one file.
_AUTHORITIES = (
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


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


def authorities() -> str | None:
    """The file with the certificates of authorities that this machine trusts, or its user has named."""
    named = os.environ.get("SSL_CERT_FILE"), ssl.get_default_verify_paths().cafile, *_AUTHORITIES
    return next((os.path.realpath(file) for file in named if file and os.path.isfile(file)), None)


def place_of_authorities() -> str:
    """Where this system keeps them: pip as it comes with a system looks there whatever it is told."""
    return next(filter(os.path.isfile, _AUTHORITIES), _AUTHORITIES[0])


def _is_npm(manifest: Path) -> bool:
    try:
        return bool(json.loads(manifest.read_bytes()).get("name") == "npm")
    except (OSError, ValueError, AttributeError):
        return False
