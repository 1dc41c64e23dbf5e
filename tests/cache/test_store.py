"""The file of earlier results: it may be missing, damaged, another's or full, and is never believed blindly."""

from __future__ import annotations

import os

import pytest

from goatherd.cache import store
from goatherd.cache.store import Cache


def written(folder, **entries):
    cache = Cache(str(folder))
    for key, value in entries.items():
        cache.put(key.encode(), value)
    cache.close()


def read(folder, key):
    cache = Cache(str(folder))
    try:
        return cache.get(key.encode())
    finally:
        cache.close()


def test_what_was_put_is_there_for_the_next_run(tmp_path):
    written(tmp_path / "new" / "folder", a=b"one")

    assert read(tmp_path / "new" / "folder", "a") == b"one"
    assert read(tmp_path / "new" / "folder", "b") is None


def test_without_a_folder_nothing_is_kept():
    cache = Cache("")
    cache.put(b"a", b"one")

    assert not cache.keeps
    assert cache.get(b"a") is None


def test_a_damaged_file_is_made_anew(tmp_path):
    written(tmp_path, a=b"one")
    (file,) = tmp_path.glob("*.sqlite3")
    file.write_bytes(b"this is no database" * 100)

    assert read(tmp_path, "a") is None
    written(tmp_path, a=b"two")
    assert read(tmp_path, "a") == b"two"


def test_a_folder_that_others_may_write_to_is_not_believed(tmp_path):
    written(tmp_path, a=b"one")
    tmp_path.chmod(0o777)

    assert read(tmp_path, "a") is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_keeps_nothing(tmp_path):
    tmp_path.chmod(0o500)

    assert not Cache(str(tmp_path / "below")).keeps


def test_what_was_not_used_for_the_longest_goes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MAX_BYTES", 1_000)
    now = iter(range(1, 100))
    monkeypatch.setattr(store.time, "time", lambda: next(now))
    written(tmp_path, old=os.urandom(300), used=os.urandom(300))
    assert read(tmp_path, "used")

    written(tmp_path, new=os.urandom(410))

    assert read(tmp_path, "old") is None
    assert read(tmp_path, "used")
    assert read(tmp_path, "new")


def test_what_is_too_large_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MAX_ENTRY_BYTES", 1_000)
    written(tmp_path, small=b"one", large=os.urandom(2_000))

    assert read(tmp_path, "small") == b"one"
    assert read(tmp_path, "large") is None
