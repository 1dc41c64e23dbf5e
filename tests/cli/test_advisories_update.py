"""A copy of all advisories: made of what the user names, used by scans that fetch nothing, told with its age."""

from __future__ import annotations

import json
import os
import re
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from goatherd.code.advisories import index
from goatherd.code.advisories.archives import MAX_DOCUMENT_BYTES


def document(id: str, package: str, ecosystem: str = "PyPI", published: str = "2026-11-20") -> dict[str, Any]:
    affected = {"package": {"ecosystem": ecosystem, "name": package}, "versions": ["1.0.0"]}
    return {"id": id, "published": f"{published}T00:00:00Z", "summary": "bad", "affected": [affected]}


def archive(path: Path, *documents: dict[str, Any], names: tuple[str, ...] = ()) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for number, each in enumerate(documents):
            opened.writestr(names[number] if names else f"{each['id']}.json", json.dumps(each))
    return path


@pytest.fixture
def osv(tmp_path: Path) -> Path:
    archive(tmp_path / "osv" / "PyPI" / "all.zip", document("PYSEC-1", "shears"))
    archive(tmp_path / "osv" / "npm" / "all.zip", document("MAL-1", "wool", "npm"))
    return tmp_path / "osv"


@pytest.fixture
def shop(root: Path) -> Path:
    (root / "src" / "requirements.txt").write_text("shears==1.0.0\n")
    return root


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "data" / "advisories" / "index.sqlite"


def messages(goatherd: Any, *options: str) -> list[str]:
    """The packages that are told, which are one finding where nothing imports them."""
    told = json.loads(goatherd("scan", "--select", "GOAT0610", "--format", "json", *options).out)
    found = [re.findall(r"\b(?:shears|crook|jinja2) [\d.]+\d", finding["message"]) for finding in told["findings"]]
    return [package for packages in found for package in packages]


@pytest.mark.parametrize("place", ["", "PyPI/all.zip"])
def test_scans_use_the_copy(goatherd, shop, osv, place):
    assert messages(goatherd) == []
    run = goatherd("advisories", "update", "--from", str(osv / place))
    assert run.code == 0
    assert "PyPI  1 advisory up to 2026-11-20, your own copy\n" in run.out
    assert "index.sqlite, made today (" in run.out
    assert ") from @TMP@/osv" in run.out
    assert messages(goatherd) == ["shears 1.0.0"]
    age = " ".join(goatherd("scan", "--select", "GOAT0610").out.split())
    assert "advisories of your own, up to 2026-11-20 (PyPI)" in age


def test_the_last_place_is_asked_again_and_remembered_scans_see_what_is_new(goatherd, shop, osv):
    goatherd("advisories", "update", "--from", str(osv))
    (shop / "src" / "requirements.txt").write_text("shears==1.0.0\ncrook==1.0.0\n")
    assert messages(goatherd) == ["shears 1.0.0"]
    archive(osv / "PyPI" / "all.zip", document("PYSEC-1", "shears"), document("PYSEC-2", "crook"))
    assert goatherd("advisories", "update").code == 0
    assert messages(goatherd) == ["shears 1.0.0", "crook 1.0.0"]


def test_what_the_copy_lacks_comes_from_goatherd(goatherd, shop, osv):
    (shop / "src" / "requirements.txt").write_text("jinja2==2.10\nshears==1.0.0\n")
    goatherd("advisories", "update", "--from", str(osv / "npm"))
    assert messages(goatherd) == ["jinja2 2.10"]  # no copy of PyPI's at all
    archive(osv / "PyPI" / "all.zip", document("PYSEC-1", "shears", published="2020-01-01"))
    goatherd("advisories", "update", "--from", str(osv))
    assert messages(goatherd) == ["jinja2 2.10", "shears 1.0.0"]  # one that is older
    archive(osv / "PyPI" / "all.zip", document("PYSEC-1", "shears", published="2999-01-01"))
    goatherd("advisories", "update", "--from", str(osv))
    assert messages(goatherd) == ["shears 1.0.0"]  # one that is newer knows better


def test_nothing_is_built_in(goatherd, copy):
    run = goatherd("advisories", "update")
    assert run.code == 2
    assert "nothing says where one is to come from" in run.err
    assert "that come with goatherd" in goatherd("advisories").out
    assert not copy.exists()


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("missing", "does not exist"),
        ("http://192.0.2.1/all.zip", "is no https address"),
        ("file:///etc/passwd", "is no https address"),
        ("http://127.0.0.1:1/all.zip", "cannot be fetched"),
    ],
)
def test_places_that_are_none(goatherd, copy, place, why):
    run = goatherd("advisories", "update", "--from", place)
    assert run.code == 2
    assert why in run.err
    assert list(copy.parent.glob("*")) == []


@pytest.fixture
def server(osv):
    """Serves the archives on loopback; what is asked for below /away/ is elsewhere."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/away/"):
                self.send_response(302)
                self.send_header("Location", "http://192.0.2.1/all.zip")
                self.end_headers()
                return
            data = (osv / self.path.lstrip("/")).read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["", "/PyPI/all.zip"])
def test_an_address_that_the_user_names(goatherd, shop, server, copy, path):
    run = goatherd("advisories", "update", "--from", server + path)
    assert (run.code, run.err) == (0, "")
    assert messages(goatherd) == ["shears 1.0.0"]
    assert [file.name for file in copy.parent.iterdir()] == ["index.sqlite"]


def test_a_redirect_to_an_address_that_is_not_secure_is_refused(goatherd, server, copy):
    run = goatherd("advisories", "update", "--from", f"{server}/away/all.zip")
    assert run.code == 2
    assert "http://192.0.2.1/all.zip is no https address" in run.err
    assert list(copy.parent.glob("*")) == []


def test_names_in_an_archive_lead_nowhere(goatherd, shop, tmp_path, copy):
    hostile = ("../../escaped.json", str(tmp_path / "absolute.json"))
    place = archive(tmp_path / "in" / "all.zip", document("A", "shears"), document("B", "shears"), names=hostile)
    before = sorted(tmp_path.rglob("*"))
    assert goatherd("advisories", "update", "--from", str(place)).code == 0
    assert set(tmp_path.rglob("*")) - set(before) == {tmp_path / "data", copy.parent, copy}
    assert messages(goatherd) == ["shears 1.0.0"]


def test_what_unpacks_to_too_much_is_refused_and_the_copy_stays(goatherd, shop, osv, tmp_path, copy, monkeypatch):
    goatherd("advisories", "update", "--from", str(osv))
    monkeypatch.setattr(index, "MAX_BYTES", 50_000)
    padded = [{**document(f"A{n}", "crook"), "details": "0" * 20_000} for n in range(3)]
    bomb = archive(tmp_path / "bomb.zip", *padded)
    run = goatherd("advisories", "update", "--from", str(bomb))
    assert run.code == 2
    assert "holds more than all of OSV's advisories can be" in run.err
    assert [file.name for file in copy.parent.iterdir()] == ["index.sqlite"]
    assert messages(goatherd) == ["shears 1.0.0"]


def test_what_cannot_be_read_is_told_and_the_rest_is_taken(goatherd, shop, tmp_path):
    folder = tmp_path / "odd"
    archive(
        folder / "all.zip", document("A", "shears"), {**document("B", "crook"), "details": "0" * MAX_DOCUMENT_BYTES}
    )
    (folder / "broken.zip").write_bytes(b"PK")
    (folder / "broken.json").write_text('{"ecosystem": "PyPI"')
    os.mkfifo(folder / "pipe.json")
    run = goatherd("advisories", "update", "--from", str(folder))
    assert run.code == 0
    assert [line.rpartition("/")[2].partition(" ")[0] for line in run.err.splitlines()] == [
        "all.zip!B.json",
        "broken.json",
        "broken.zip",
    ]
    assert messages(goatherd) == ["shears 1.0.0"]


def test_a_place_without_advisories_is_none(goatherd, tmp_path, copy):
    (tmp_path / "empty").mkdir()
    run = goatherd("advisories", "update", "--from", str(tmp_path / "empty"))
    assert run.code == 2
    assert "no advisories in" in run.err
    assert not copy.exists()


def test_a_copy_that_is_broken_says_what_to_do(goatherd, shop, osv, copy):
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"no database" * 100)
    run = goatherd("scan")
    assert run.code == 2
    assert "goatherd advisories update makes it anew" in run.err
    assert goatherd("advisories", "update", "--from", str(osv)).code == 0
    assert messages(goatherd) == ["shears 1.0.0"]
