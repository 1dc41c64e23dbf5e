"""What goatherd sees of a Python function while it runs, from inside its process.

`install` is called once, before the function's code is imported. Everything below is written as notes: JSON objects,
which `notes` seals. Those of another form are not read (sandbox/notes.py). Long texts are cut to 2,000 characters
around the watched text.

`{"kind": "read", "path": ["queryStringParameters", "cmd"], "missing": false}`
    The code asked for this field of the event, each once an invocation, in order; list indexes are numbers.
    What is decoded out of a text goes on with "@json", "@form", "@base64", "@url" or "@gzip" after the
    text's path, the last three without a field behind, too, also when the text cannot be decoded; a text that
    is not a value of the event, but holds the watched text, has the path ["?"].
    A field whose name the sender is free to choose has the step "@name", and "@value" for what it holds: the
    code goes over an object's or a form's members by name.
`{"kind": "iterate", "path": []}`
    The code went over all members of this object or list (loops, items(), `**`), or over the pairs of a form.
`{"kind": "object", "path": []}`, also "list", "number", "closed"
    The code would have liked an object, a list or a number here, where a text is; it takes no members of this object
    but those that it was seen to ask for ("closed"). What is no JSON but was taken for it is no "object" at "@json".
`{"kind": "reach", "sink": "shell", "what": "subprocess.Popen", "text": "...", "where": "app.py:12"}`
    The watched text reached something dangerous, noted before it happens. `where` is the nearest line of the
    function's own code, else of what is vendored beside it, else "". Each (sink, text, where) once an invocation.
    Sinks and what they add:
    - shell, command: `args`, the argument vector; text is the script or the argument
    - code: text is the source; not for ast.parse or the compilers of template engines
    - path: `write`, whether the file or folder would be changed; `exists`, whether it is there before. Paths that
      end in /etc/passwd are noted without the watched text, too
    - sql: text is the whole statement (8,000 characters); `parameters`, whether they hold the text too
    - xml: `entities`, "none", "internal" or "external": which the parser resolves
    - xpath, code, template (`sandboxed`), import, mail (`recipients`: whether these hold it)
    - ldap: `part`, "filter" or "base"
    - yaml: `loader`, its name, and `safe`, whether it makes plain data only
    - pickle
    - nosql: text is the filter as JSON; an operator in it was sent, or code for the database holds the text
    - request: `host`, whether the host holds the text; not for what botocore sends
    - regex: `pattern`, and what is "re.compile" when the pattern holds it, else the subject does
    - archive: text is the member's name, `target` where it goes
`{"kind": "spawn", "argv": ["sh", "-c", "ls"], "shell": true}`
    A process is started, at most 50 an invocation.
`{"kind": "connect", "what": "socket.connect", "host": "10.0.0.1", "port": 443}`
    A connection or a look-up, at most 50 an invocation; not those to the runtime API or to DNS. A UNIX socket has
    its path as host and port 0.
`{"kind": "lines", "files": {"app.py": [1, 2, 5]}}`
    Lines of the function's own code that ran for the first time, after the import and after each invocation.
`{"kind": "cpu", "seconds": 0.01, "peak": 41943040}`
    After each invocation: its CPU time, and the largest resident size of the process so far in bytes.
`{"kind": "missing-module", "name": "foo"}`
    The handler could not be imported because this module is not there.
"""

from . import auditing, decoding, events, files, handlers, lines, mistakes, redirecting, regexes, stacks
from .families import FAMILIES, UNWATCHED, load
from .imports import Importing
from .notes import Notes, sealing
from .session import Session


def install(notes, key, watch, ports):
    """Put every instrument in place. `notes` is the descriptor to write to, `watch` the text to follow or "".

    `key` is what notes are sealed with; `ports` are those that are elsewhere on this machine, see `redirecting`.
    """
    redirecting.install(ports)
    session = Session(Notes(notes, sealing(bytes.fromhex(key))), watch)
    coverage = lines.coverage()
    handlers.install(session, coverage, events.Recorder(session))
    stacks.install()
    auditing.install(session)
    decoding.install(session)
    mistakes.install(session, coverage)
    if watch:
        files.install(session)
        regexes.install(session)
    importing = Importing(session)
    for family, modules in FAMILIES.items():
        for module in modules:
            if watch or family in UNWATCHED:
                importing.after(module, load(family, session))
    importing.install()
