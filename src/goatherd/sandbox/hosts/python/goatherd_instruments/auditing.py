"""One hook for what the interpreter itself tells of."""

import sys

from . import code, files, network, processes


def install(session):
    watched = session.watch
    handlers = {**processes.events(session), **network.events(session)}
    if watched:
        handlers.update({**files.events(session), **code.events(session)})
    find = handlers.get

    def hook(event, arguments):
        handle = find(event)
        if handle is not None:
            try:
                handle(*arguments)
            except Exception:
                pass

    sys.addaudithook(hook)
