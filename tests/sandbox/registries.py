"""A network that can only be left through a proxy, which plays every registry and notes what is asked of it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from goatherd.sandbox.cloud.certificates import Authority


class Registries:
    """`connected` are the hosts that were asked for, `asked` the paths; `plain` is an address without TLS."""

    def __init__(self) -> None:
        self.authority = Authority()
        self.files: dict[str, bytes] = {}
        self.connected: set[str] = set()
        self.asked: list[str] = []
        self.credentials: set[str] = set()
        self.plain = ""
        self.reachable = True

    def add_wheel(self, name: str, files: dict[str, str], *metadata: str, version: str = "1") -> None:
        file = f"{name}-{version}-py3-none-any.whl"
        self.files[f"/files/{file}"] = wheel(name, files, *metadata, version=version)
        self._list(name, file)

    def add_sources(self, name: str, data: bytes) -> None:
        self.files[f"/files/{name}-1.tar.gz"] = data
        self._list(name, f"{name}-1.tar.gz")

    def _list(self, name: str, file: str) -> None:
        listed = self.files.get(f"/simple/{name}/", b"<!DOCTYPE html><body>")
        self.files[f"/simple/{name}/"] = listed + f'<a href="/files/{file}">{file}</a>'.encode()

    def add_module(self, name: str, files: dict[str, str], version: str = "1.0.0", **manifest: object) -> str:
        """Gives its hash as lock files have it."""
        about = {"name": name, "version": version, "main": "index.js", **manifest}
        data = archive({f"package/{path}": text for path, text in {**files, "package.json": json.dumps(about)}.items()})
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
        path = f"/tarballs/{name}-{version}.tgz"
        self.files[path] = data
        document = json.loads(self.files.get(f"/{name}", b'{"versions": {}}'))
        document |= {"name": name, "dist-tags": {"latest": version}}
        document["versions"][version] = {**about, "dist": {"tarball": f"https://HOST{path}", "integrity": integrity}}
        self.files[f"/{name}"] = json.dumps(document).encode()
        return integrity


def wheel(name: str, files: dict[str, str], *metadata: str, version: str = "1") -> bytes:
    """A package to install, as files by path; `metadata` are further lines of what it says of itself."""
    about = {
        "METADATA": "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata, ""]),
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for path, text in {
            **files,
            **{f"{name}-{version}.dist-info/{path}": text for path, text in about.items()},
        }.items():
            made.writestr(path, text)
    return data.getvalue()


def archive(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as made:
        for path, text in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(text.encode())
            made.addfile(member, io.BytesIO(text.encode()))
    return data.getvalue()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    played: Registries

    def do_CONNECT(self) -> None:
        self.played.connected.add(self.path)
        self.played.credentials.add(self.headers.get("Proxy-Authorization", ""))
        if not self.played.reachable:
            self.send_error(502)
            return
        self.send_response(200)
        self.end_headers()
        try:
            self.connection = self.request = self.played.authority.server_context().wrap_socket(
                self.connection, server_side=True
            )
        except OSError:  # the client does not trust us
            self.close_connection = True
            return
        self.rfile = self.connection.makefile("rb", -1)
        self.wfile = self.connection.makefile("wb", 0)
        self.close_connection = False

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].replace("%2f", "/")
        self.played.asked.append(path)
        data = self.played.files.get(path)
        self.send_response(404 if data is None else 200)
        kind = "text/html" if path.startswith("/simple/") else "application/json"
        data = (data or b"").replace(b"https://HOST", f"https://{self.headers['Host']}".encode())
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_PUT = do_GET

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass  # clients hang up when they have seen enough


@contextmanager
def registries(folder: Path, patch):
    """All that a test sets of the machine is set with `patch`: the proxy, whom to trust, an empty cache and home."""
    played = Registries()
    handler = type("Handler", (_Handler,), {"played": played})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        played.plain = f"http://127.0.0.1:{server.server_port}"
        (folder / "authority.pem").write_text(played.authority.certificate)
        for name in ("HTTPS_PROXY", "https_proxy"):
            patch.setenv(name, f"http://user:word@127.0.0.1:{server.server_port}")
        for name in ("NO_PROXY", "no_proxy"):
            patch.setenv(name, "")
        patch.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv("HOME", str(folder / "home"))
        (folder / "home").mkdir()
        try:
            yield played
        finally:
            server.shutdown()
            thread.join()
