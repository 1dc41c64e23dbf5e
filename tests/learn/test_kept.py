"""What the pages show after a restart."""

from __future__ import annotations

import pytest

from goatherd.learn.kept import MAX_KEPT, Kept


def kept(folder, **values):
    one = Kept(folder)
    for name, value in values.items():
        setattr(one.of("lesson"), name, value)
    one.keep("lesson")
    return folder / "last" / "lesson.json"


def test_what_was_last_is_kept_and_forgotten(tmp_path):
    path = kept(tmp_path, sent={"door": "http"}, seen={"status": 200}, drafts={"a.py": "mine"})
    assert path.stat().st_mode & 0o777 == 0o600
    other = Kept(tmp_path)
    assert other.of("lesson").seen == {"status": 200} and other.of("lesson").drafts == {"a.py": "mine"}
    assert other.of("another").seen == {}
    other.forget("lesson")
    assert Kept(tmp_path).of("lesson").sent == {}
    assert list((tmp_path / "last").iterdir()) == []


@pytest.mark.parametrize("broken", [b"", b"{}", b"\xff\x00", b"[" * 100_000])
def test_a_broken_file_counts_as_none(tmp_path, broken):
    path = kept(tmp_path, sent={"door": "http"})
    whole = path.read_bytes()
    for data in (broken, whole[:-1], whole.replace(b"http", b"htt4"), whole[: whole.index(b"\n") + 1] + broken):
        path.write_bytes(data)
        assert Kept(tmp_path).of("lesson").sent == {}


def test_what_is_kept_is_bounded_and_drafts_come_first(tmp_path):
    path = kept(tmp_path, seen={"body": "x" * MAX_KEPT}, drafts={"a.py": "mine"})
    assert path.stat().st_size < 1000
    assert Kept(tmp_path).of("lesson").drafts == {"a.py": "mine"}
    (tmp_path / "other").mkdir()
    assert kept(tmp_path / "other", drafts={"a.py": "x" * MAX_KEPT}).exists() is False


def test_a_disk_that_refuses_does_not_lose_what_is_shown(tmp_path):
    (tmp_path / "last").write_text("in the way")
    one = Kept(tmp_path)
    one.of("lesson").sent = {"door": "http"}
    one.keep("lesson")
    assert one.of("lesson").sent == {"door": "http"}
