"""Members of archives that are unpacked where their names say."""

from .patching import precede

_NAMES = ("filename", "name", "linkname")


def patch(session, module):
    def look(what):
        def extract(self, member, target, *_, **__):
            for name in (member, *(getattr(member, each, None) for each in _NAMES)):
                if session.holds(name):
                    session.reach("archive", what, name, target=session.cut(target))

        return extract

    if module.__name__ == "zipfile":
        precede(module.ZipFile, "_extract_member", look("zipfile"))
    else:
        precede(module.TarFile, "_extract_member", look("tarfile"))
