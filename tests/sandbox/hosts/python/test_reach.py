"""What the watched text is seen to reach. Each case: code in which `a` is the watched text, and the note."""

import pytest

from ..conftest import WATCH

CASES = {
    "os.system": ("os.system('true ' + a)", {"sink": "shell", "text": f"true {WATCH}"}),
    "popen": ("os.popen('echo ' + a).read()", {"sink": "shell", "text": f"echo {WATCH}"}),
    "shell": ("subprocess.run('true ' + a, shell=True)", {"sink": "shell", "what": "subprocess.Popen"}),
    "sh -c": ("subprocess.run(['sh', '-c', 'true ' + a])", {"sink": "shell", "args": ["sh", "-c", f"true {WATCH}"]}),
    "argument of a shell": ("subprocess.run(['sh', '-c', 'true', a])", {"sink": "command"}),
    "argv": ("subprocess.run(['true', '--x=' + a])", {"sink": "command", "text": f"--x={WATCH}"}),
    "exec": ("os.spawnv(os.P_WAIT, '/bin/true', ['true', a])", {"sink": "command", "what": "os.exec"}),
    "asyncio": (
        "asyncio.run((lambda: asyncio.create_subprocess_shell('true ' + a))())",
        {"sink": "shell", "text": f"true {WATCH}"},
    ),
    "upper case": ("os.system('true ' + a.upper())", {"sink": "shell", "text": f"true {WATCH.upper()}"}),
    "eval": ("eval(repr(a))", {"sink": "code", "text": f"'{WATCH}'"}),
    "compile": ("compile(repr(a), 'x', 'eval')", {"sink": "code", "what": "compile"}),
    "literal": ("ast.literal_eval(repr(a))", None),
    "open": ("open('/tmp/' + a)", {"sink": "path", "text": f"/tmp/{WATCH}", "write": False}),
    "write": ("open('/tmp/' + a, 'w').close()", {"sink": "path", "write": True}),
    "exists": ("os.path.exists('/x/' + a)", {"sink": "path", "what": "os.stat"}),
    "is_file": ("pathlib.Path('/x', a).is_file()", {"sink": "path", "what": "os.stat"}),
    "listdir": ("os.listdir('/x/' + a)", {"sink": "path", "what": "os.listdir"}),
    "glob": ("glob.glob('/x/' + a)", {"sink": "path", "what": "glob.glob"}),
    "rename": ("os.rename('/x', '/y/' + a)", {"sink": "path", "text": f"/y/{WATCH}", "write": True}),
    "temporary": ("tempfile.mkdtemp(prefix=a)", None),
    "sql": (
        'sqlite3.connect(":memory:").execute(f"select \'{a}\'")',
        {"sink": "sql", "text": f"select '{WATCH}'", "parameters": False},
    ),
    "cursor": (
        'sqlite3.connect(":memory:").cursor().execute(f"select \'{a}\', ?", (a,))',
        {"sink": "sql", "parameters": True},
    ),
    "parameters": ("sqlite3.connect(':memory:').execute('select ?', (a,))", None),
    "etree": ("ElementTree.fromstring(f'<a>{a}</a>')", {"sink": "xml", "entities": "internal"}),
    "minidom": ("xml.dom.minidom.parseString(f'<a>{a}</a>')", {"sink": "xml", "entities": "internal"}),
    "sax": ("xml.sax.parseString(f'<a>{a}</a>', xml.sax.ContentHandler())", {"sink": "xml", "entities": "internal"}),
    "find": ("ElementTree.fromstring('<a/>').find(f'.//b[@c=\"{a}\"]')", {"sink": "xpath"}),
    "pickle": ("pickle.loads(pickle.dumps(a))", {"sink": "pickle", "what": "pickle"}),
    "unpickler": ("pickle.Unpickler(io.BytesIO(pickle.dumps(a))).load()", {"sink": "pickle"}),
    "marshal": ("marshal.loads(marshal.dumps(a))", {"sink": "pickle", "what": "marshal"}),
    "urlopen": ("urllib.request.urlopen('file:///' + a)", {"sink": "request", "host": False}),
    "host": ("socket.getaddrinfo(a + '.example', 80)", {"sink": "request", "host": True}),
    "pattern": ("re.search(a, 'x')", {"sink": "regex", "what": "re.compile", "pattern": WATCH}),
    "subject": ("re.sub('x+$', 'y', a)", {"sink": "regex", "what": "re.sub", "text": WATCH, "pattern": "x+$"}),
    "compiled": ("re.compile('x+$').match(a)", {"sink": "regex", "what": "re.match", "pattern": "x+$"}),
    "import": ("importlib.import_module(a)", {"sink": "import", "text": WATCH}),
    "tar": ("unpack(a)", {"sink": "archive", "what": "tarfile", "text": f"../{WATCH}"}),
    "mail": (
        "smtplib.SMTP.sendmail(smtplib.SMTP(), 'a@b', [a], '')",
        {"sink": "mail", "recipients": True},
    ),
    "printing": ("print(a)", None),
}
LIBRARY_CASES = {
    "yaml": ("yaml.safe_load(a)", {"sink": "yaml", "loader": "SafeLoader", "safe": True}),
    "unsafe yaml": ("yaml.load(a, Loader=yaml.UnsafeLoader)", {"sink": "yaml", "safe": False}),
    "template": ("jinja2.Template('x' + a)", {"sink": "template", "what": "jinja2", "sandboxed": False}),
    "filled in": ("jinja2.Template('{{ x }}').render(x=a)", None),
    "requests": ("requests.get('nowhere://x/' + a)", {"sink": "request", "what": "requests.sessions", "host": False}),
    "xmltodict": ("xmltodict.parse(f'<a>{a}</a>')", {"sink": "xml", "entities": "none"}),
}
PREAMBLE = """
import ast, asyncio, glob, importlib, io, marshal, os, pathlib, pickle, re, smtplib, socket, sqlite3, subprocess
import tarfile, tempfile, urllib.request, xml.dom.minidom, xml.sax
from xml.etree import ElementTree
def unpack(name):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../" + name))
    buffer.seek(0)
    tarfile.open(fileobj=buffer).extractall("/tmp/x")
"""
HANDLER = """
def handler(event, context):
    try:
        CASES[event["case"]](event["a"])
    except Exception as error:
        print(repr(error))
"""


def _ran(run, preamble, cases, **options):
    code = preamble + "CASES = {\n" + "".join(f"{name!r}: lambda a: {case},\n" for name, (case, _) in cases.items())
    events = [{"case": name, "a": WATCH} for name in cases]
    ran = run(code + "}\n" + HANDLER, *events, **options)
    assert {each["ended"] for each in ran} == {"response"}
    return dict(zip(cases, ran, strict=True))


@pytest.fixture(scope="module")
def ran(run):
    return {
        **_ran(run, PREAMBLE, CASES),
        **_ran(run, "import jinja2, requests, xmltodict, yaml\n", LIBRARY_CASES, libraries=True),
    }


@pytest.mark.parametrize("name", [*CASES, *LIBRARY_CASES])
def test_reaches(name, ran):
    _, expected = {**CASES, **LIBRARY_CASES}[name]
    reached = [note for note in ran[name]["notes"] if note["kind"] == "reach"]
    if expected is None:
        assert not reached
    else:
        assert any(expected.items() <= note.items() for note in reached), (reached, ran[name]["log"])
        assert all(note["where"].startswith("app.py:") for note in reached)


def test_long_texts_are_cut_around_what_is_watched(run):
    ran = run("import os\ndef handler(event, context):\n    os.listdir('x' * 3000 + event['a'])\n", {"a": WATCH})
    (note,) = ran.reached("path")
    assert len(note["text"]) <= 2000
    assert WATCH in note["text"]


def test_lxml(run):
    pytest.importorskip("lxml")
    ran = run(
        """
        from lxml import etree
        def handler(event, context):
            root = etree.fromstring(f"<a>{event['a']}</a>", etree.XMLParser(resolve_entities=True))
            assert isinstance(root, etree._Element)
            root.xpath(f"//b[.='{event['a']}']")
        """,
        {"a": WATCH},
        libraries=True,
    )
    assert [(note["sink"], note.get("entities")) for note in ran.reached()] == [("xml", "external"), ("xpath", None)]


def test_whole_documents_of_lxml(run):
    pytest.importorskip("lxml")
    ran = run(
        """
        import io
        from lxml import etree
        def handler(event, context):
            tree = etree.parse(io.BytesIO(b"<!-- x --><a><b>1</b></a>"))
            tree.xpath(f"//b[.='{event['a']}']")
            tree.getroot().getroottree().xpath(f"//c[.='{event['a']}']")
            tree.find(f"d[.='{event['a']}']")
            return [isinstance(tree, etree._ElementTree), etree.tostring(tree).decode()]
        """,
        {"a": WATCH},
        libraries=True,
    )
    assert ran.response == [True, "<!-- x --><a><b>1</b></a>"]
    assert [note["text"][:3] for note in ran.reached("xpath")] == ["//b", "//c", "d[."]


def test_programs_and_connections_are_noted_whatever_they_are_given(run):
    ran = run(
        """
        import socket, subprocess
        def handler(event, context):
            subprocess.run(["true"])
            try:
                socket.create_connection(("127.0.0.1", 9))
            except OSError:
                pass
        """,
        {},
    )
    assert [note["argv"] for note in ran.kind("spawn")] == [["true"]]
    assert {(note["host"], note["port"]) for note in ran.kind("connect")} == {("127.0.0.1", 9)}


def test_operators_of_the_event_are_noted_in_filters(run):
    ran = run(
        """
        from pymongo.collection import Collection
        def handler(event, context):
            users = Collection()
            users.find_one({"name": event["name"], "age": {"$gt": event["age"]}})
            users.find_one({"$where": "this.name == '%s'" % event["name"]})
            users.find({"$or": [{"name": event["sent"]}]})
            users.find(filter={"name": str(event["sent"])})
        """,
        {"name": WATCH, "age": 1, "sent": {"$ne": WATCH}},
        files={
            "pymongo/__init__.py": "",
            "pymongo/collection.py": "class Collection:\n    def find_one(self, *a): 0\n    def find(self, **k): 0\n",
        },
    )
    assert [(note["what"], note["where"]) for note in ran.reached("nosql")] == [
        ("pymongo.find_one", "app.py:6"),
        ("pymongo.find", "app.py:7"),
    ]
