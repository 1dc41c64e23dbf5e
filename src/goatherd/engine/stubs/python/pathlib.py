"""Paths: a text with operations on files."""

import os


class Path:
    def __init__(self, *parts):
        self._text = os.path.join(*parts) if parts else "."

    def __str__(self):
        return str(self._text)

    def __fspath__(self):
        return str(self._text)

    def __truediv__(self, other):
        return Path(self._text, other)

    def joinpath(self, *others):
        return Path(self._text, *others)

    def with_name(self, name):
        return Path(os.path.dirname(self._text), name)

    def with_suffix(self, suffix):
        return Path(str(self._text) + suffix)

    @property
    def name(self):
        return os.path.basename(self._text)

    @property
    def stem(self):
        return os.path.basename(self._text)

    @property
    def suffix(self):
        return os.path.splitext(os.path.basename(self._text))[1]

    @property
    def parent(self):
        return Path(os.path.dirname(self._text))

    @property
    def parts(self):
        return str(self._text).split("/")

    def resolve(self, strict=False):
        return Path(os.path.realpath(self._text))

    def absolute(self):
        return Path(self._text)

    def expanduser(self):
        return Path(self._text)

    def as_posix(self):
        return str(self._text)

    def is_relative_to(self, other):
        return str(self._text).startswith(str(other))

    def relative_to(self, other):
        if not str(self._text).startswith(str(other)):
            raise ValueError(other)
        return Path(self._text)

    def open(self, mode="r", *rest, **options):
        return open(self._text, mode)

    def read_text(self, encoding=None, errors=None):
        return open(self._text).read()

    def read_bytes(self):
        return open(self._text).read()

    def write_text(self, data, *rest, **options):
        open(self._text, "w").write(data)

    def write_bytes(self, data):
        open(self._text, "w").write(data)

    def exists(self):
        return os.path.exists(self._text)

    def is_file(self):
        return os.path.isfile(self._text)

    def is_dir(self):
        return os.path.isdir(self._text)

    def unlink(self, missing_ok=False):
        os.remove(self._text)

    def rmdir(self):
        os.rmdir(self._text)

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        os.makedirs(self._text)

    def touch(self, mode=0o666, exist_ok=True):
        open(self._text, "w")

    def rename(self, target):
        os.rename(self._text, target)

    replace = rename

    def symlink_to(self, target):
        os.symlink(target, self._text)

    def iterdir(self):
        return [Path(self._text, name) for name in os.listdir(self._text)]

    def glob(self, pattern):
        return [Path(self._text, name) for name in os.listdir(self._text)]

    rglob = glob


PosixPath = Path


class PurePath(Path):
    pass


PurePosixPath = PurePath
