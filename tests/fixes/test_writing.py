"""Files are replaced whole, where they are, and by no way through a link."""

from __future__ import annotations

import codecs
import os
import stat

import pytest

from goatherd.core import plain_files
from goatherd.core.errors import UsageError
from goatherd.fixes import write, writing


@pytest.fixture(autouse=True, params=["below open folders", "by paths"])
def system(request, monkeypatch):
    if request.param == "by paths":
        monkeypatch.setattr(writing, "_BELOW_OPEN_FOLDERS", False)
        monkeypatch.setattr(writing, "_NO_LINK", 0)
        monkeypatch.setattr(plain_files, "REFUSES_LINKS", False)
        monkeypatch.setattr(plain_files, "_READ", os.O_RDONLY)


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path):
    target = tmp_path / "app" / "template.yaml"
    target.parent.mkdir()
    target.write_text("old\n")
    target.chmod(0o640)
    write(str(tmp_path), {"app/template.yaml": ("old\n", "new\n")})
    assert target.read_text() == "new\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert os.listdir(target.parent) == ["template.yaml"]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_the_encoding_stays(tmp_path, mark, encoding):
    target = tmp_path / "template.yaml"
    target.write_bytes(mark + "é: 1\r\n".encode(encoding))
    write(str(tmp_path), {"template.yaml": ("é: 1\r\n", "é: 2\r\n")})
    assert target.read_bytes() == mark + "é: 2\r\n".encode(encoding)


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path):
    target = tmp_path / "template.yaml"
    target.write_text("newer\n")
    with pytest.raises(UsageError, match=r"template\.yaml changed while it was read"):
        write(str(tmp_path), {"template.yaml": ("old\n", "new\n")})
    assert target.read_text() == "newer\n"


@pytest.mark.parametrize("part", ["app", "app/template.yaml"])
def test_no_link_is_followed(tmp_path, part):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "template.yaml").write_text("old\n")
    tree = tmp_path / "tree"
    (tree / "app").mkdir(parents=True)
    if part == "app":
        (tree / "app").rmdir()
        (tree / "app").symlink_to(outside)
    else:
        (tree / "app" / "template.yaml").symlink_to(outside / "template.yaml")
    with pytest.raises(UsageError, match="cannot be written"):
        write(str(tree), {"app/template.yaml": ("old\n", "new\n")})
    assert (outside / "template.yaml").read_text() == "old\n"


def test_a_folder_that_cannot_be_written_leaves_the_file(tmp_path, monkeypatch):
    (tmp_path / "template.yaml").write_text("old\n")

    def refused(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(UsageError, match="No space left"):
        write(str(tmp_path), {"template.yaml": ("old\n", "new\n")})
    assert os.listdir(tmp_path) == ["template.yaml"]
    assert (tmp_path / "template.yaml").read_text() == "old\n"
