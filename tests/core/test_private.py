"""Folders that are believed: nobody but their user can have put there what they hold."""

from __future__ import annotations

import os
import stat

import pytest

from goatherd.core.private import make_private, why_not_private

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make something another user's")
STRANGER = 65534


@pytest.fixture
def folder(tmp_path):
    make_private(str(tmp_path / "above" / "own"))
    return tmp_path / "above" / "own"


def test_what_is_made_is_this_users_alone_whatever_the_mask(tmp_path):
    before = os.umask(0)
    try:
        make_private(str(tmp_path / "one" / "two"))
    finally:
        os.umask(before)
    assert [stat.S_IMODE(os.stat(tmp_path / each).st_mode) for each in ("one", "one/two")] == [0o700, 0o700]
    assert why_not_private(str(tmp_path / "one" / "two")) == ""


@pytest.mark.parametrize("mode", [0o777, 0o702, 0o722])
@pytest.mark.parametrize("place", ["", ".."])
def test_others_may_write_to_it_or_above(folder, place, mode):
    (folder / place).resolve().chmod(mode)
    assert why_not_private(str(folder)) == f"others may write to {(folder / place).resolve()}"


def test_others_may_write_above_where_each_keeps_what_is_theirs(folder):
    folder.parent.chmod(0o1777)
    assert why_not_private(str(folder)) == ""


@AS_ROOT
@pytest.mark.parametrize("place", ["", ".."])
def test_it_is_another_users_or_below_one(folder, place):
    other = (folder / place).resolve()
    os.chown(other, STRANGER, STRANGER)
    assert why_not_private(str(folder)) == f"{other} is another user's"


@AS_ROOT
def test_a_group_of_others_may_write_to_it(folder):
    os.chown(folder, -1, STRANGER)
    folder.chmod(0o770)
    assert why_not_private(str(folder)) == f"others may write to {folder}"


def test_a_way_that_others_can_turn_elsewhere(tmp_path, folder):
    """Two links: where the second one stands others may write, and neither end shows it."""
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "second").symlink_to(folder)
    (tmp_path / "first").symlink_to("open/second")
    assert why_not_private(str(tmp_path / "first")) == ""
    (tmp_path / "open").chmod(0o777)
    assert why_not_private(str(tmp_path / "first")) == f"others may write to {tmp_path / 'open'}"


def test_what_is_no_folder(tmp_path):
    (tmp_path / "file").touch()
    assert why_not_private(str(tmp_path / "file")) == f"{tmp_path / 'file'} is no folder"
    with pytest.raises(NotADirectoryError):
        make_private(str(tmp_path / "file" / "below"))
