"""Where an outsider's data does harm in Python's libraries, each case beside its harmless twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import check, trigger, whole

PROGRAMS: dict[str, dict[str, str]] = {
    "processes": {
        "a shell": """
            subprocess.run(f"ls {x}", shell=True)  #!
            subprocess.check_output("ls " + x, shell=True)  #!
            os.popen("ls %s" % x)  #!
            subprocess.getoutput(x)  #!
        """,
        "no shell": """
            subprocess.run(["ls", x])
            subprocess.run(["ls", "-l", x], shell=False)
            subprocess.Popen(args=["git", "clone", x])
        """,
        "a shell by name": """
            subprocess.run(["sh", "-c", x])  #!
            subprocess.call(["/bin/bash", "-c", "ls " + x])  #!
            subprocess.call(["bash", "-c", "ls $1", "ls", x])
        """,
        "an interpreter by name": """
            subprocess.run(["python3.12", "-c", x])  #! code
            subprocess.run(["python3", "tool.py", x])
        """,
        "the program itself": """
            subprocess.run([x, "--version"])  #! command
            subprocess.run(x)  #! command
            subprocess.run(["/opt/tools/" + x])
            os.execvp(x, ["a"])  #! command
        """,
        "a shell that is decided by a variable": """
            shell = os.name == "nt"
            subprocess.run("ls " + x, shell=shell)  #!
        """,
        "words of a line": """
            import shlex
            subprocess.run(shlex.split(f"ls -l {x}"))
            subprocess.run(shlex.split(x))  #! command
        """,
        "asyncio": """
            import asyncio
            asyncio.create_subprocess_shell("ls " + x)  #!
            asyncio.create_subprocess_exec("ls", x)
        """,
        "other machines": """
            import paramiko, pexpect
            client = paramiko.SSHClient()
            client.exec_command("ls " + x)  #!
            pexpect.spawn("ls " + x)  #!
        """,
        "quoted": """
            import shlex
            os.system("ls " + shlex.quote(x))
        """,
    },
    "code": {
        "code that was a syntax tree": """
            import ast
            exec(ast.unparse(ast.parse(x)))  #! code
            exec(compile(ast.fix_missing_locations(ast.parse(x)), "", "exec"))  #! code
            for node in ast.parse(x).body:
                exec(ast.unparse(node))  #! code
            exec(compile(ast.parse("a = 1"), "", "exec"))
        """,
        "evaluation": """
            eval(x)  #! code
            exec("a = " + x)  #! code
            compile(x, "f", "exec")  #! code
        """,
        "literals": """
            import ast
            ast.literal_eval(x)
        """,
        "imports": """
            import importlib
            importlib.import_module(x)  #! code
            importlib.import_module("plugins.mine")
        """,
        "data frames": """
            import pandas
            pandas.eval(x)  #! code
            pandas.DataFrame({}).query("a == 1")
        """,
        "attributes of a module": """
            import math
            getattr(math, x)  #! dispatch
            getattr(math, "sqrt")
        """,
    },
    "deserialization": {
        "pickle and its kin": """
            import pickle, marshal, dill, jsonpickle
            pickle.loads(x)  #! deserialization
            marshal.loads(x)  #! deserialization
            dill.loads(x)  #! deserialization
            jsonpickle.decode(x)  #! deserialization
            json.loads(x)
        """,
        "decoded first": """
            import base64, pickle
            pickle.loads(base64.b64decode(x))  #! deserialization
        """,
        "YAML": """
            import yaml
            yaml.load(x)  #! deserialization
            yaml.load(x, Loader=yaml.Loader)  #! deserialization
            yaml.load(x, yaml.UnsafeLoader)  #! deserialization
            yaml.unsafe_load(x)  #! deserialization
            yaml.load(x, Loader=yaml.SafeLoader)
            yaml.load(x, yaml.CSafeLoader)
            yaml.safe_load(x)
        """,
        "a loader by another name": """
            from yaml import load, SafeLoader as L, Loader
            load(x, Loader=L)
            load(x, Loader=Loader)  #! deserialization
        """,
        "arrays": """
            import numpy, torch, io
            numpy.load(io.BytesIO(x), allow_pickle=True)  #! deserialization
            numpy.load(io.BytesIO(x))
            torch.load(x)  #! deserialization
            torch.load(x, weights_only=True)
        """,
    },
    "sql": {
        "a statement made of text": """
            import sqlite3
            c = sqlite3.connect("db").cursor()
            c.execute("SELECT * FROM t WHERE a = '" + x + "'")  #! sql
            c.execute(f"SELECT * FROM t WHERE a = {x}")  #! sql
            c.executescript("DROP TABLE " + x)  #! sql
        """,
        "parameters": """
            import sqlite3
            c = sqlite3.connect("db").cursor()
            c.execute("SELECT * FROM t WHERE a = ?", (x,))
            c.execute("SELECT * FROM t WHERE a = :a", {"a": x})
            c.executemany("INSERT INTO t VALUES (?)", [(x,)])
        """,
        "every driver": """
            import psycopg2, pymysql, mysql.connector, pyodbc, snowflake.connector
            for connection in (psycopg2.connect(""), pymysql.connect(), mysql.connector.connect(), pyodbc.connect("")):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT " + x)  #! sql
            snowflake.connector.connect().cursor().execute("SELECT " + x)  #! sql
        """,
        "composed": """
            import psycopg2
            from psycopg2 import sql
            c = psycopg2.connect("").cursor()
            c.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(x)))
            c.execute(sql.SQL("SELECT * FROM " + x))  #! sql
        """,
        "SQLAlchemy": """
            import sqlalchemy
            from sqlalchemy import text
            connection = sqlalchemy.create_engine("").connect()
            connection.execute(text("SELECT " + x))  #! sql
            connection.execute("SELECT " + x)  #! sql
            connection.execute(text("SELECT :a"), {"a": x})
            connection.execute(sqlalchemy.select(t).where(t.c.a == x))
        """,
        "data frames": """
            import pandas
            pandas.read_sql("SELECT " + x, None)  #! sql
            pandas.read_sql("SELECT ?", None, params=[x])
        """,
        "an unknown receiver": """
            from store import connection
            connection.execute("SELECT * FROM t WHERE a = " + x)  #! sql
            connection.execute("SELECT * FROM t WHERE a = ?", [x])
        """,
        "asyncpg": """
            import asyncpg
            connection = asyncpg.connect()
            connection.fetch("SELECT " + x)  #! sql
            connection.fetch("SELECT $1", x)
        """,
        "inside quotes that cannot be closed": """
            import sqlite3
            c = sqlite3.connect("db").cursor()
            y = re.sub(r"['\\\\\\\\]", "", x)
            c.execute(f"SELECT * FROM t WHERE a = '{y}'")
            c.execute(f"SELECT * FROM t WHERE a = {y}")  #! sql
        """,
    },
    "documents": {
        "structures": """
            import pymongo
            users = pymongo.MongoClient().shop.users
            users.find_one({"name": x})  #! nosql
            users.find(json.loads(x))  #! nosql
            users.find({"$where": f"this.name == '{x}'"})  #! code
            users.find_one({"name": str(x)})
            users.update_one({"_id": 1}, {"$set": {"a": x}})
        """,
        "directories": """
            import ldap3, ldap
            from ldap3.utils.conv import escape_filter_chars
            c = ldap3.Connection("s")
            c.search("ou=users", f"(uid={x})")  #! ldap
            c.search("ou=users", f"(uid={escape_filter_chars(x)})")
            ldap.initialize("s").search_s("o", 2, "(uid=%s)" % x)  #! ldap
        """,
        "XPath": """
            import lxml.etree
            tree = lxml.etree.parse("a.xml")
            tree.xpath(f"//user[@name='{x}']")  #! xpath
            tree.xpath("//user[@name=$name]", name=x)
        """,
    },
    "files": {
        "paths": """
            open("/tmp/" + x)  #! path
            os.remove(os.path.join("/tmp", x))  #! path
            os.listdir(x)  #! path
            import shutil
            shutil.copy("a", x)  #! path
        """,
        "names only": """
            open("/tmp/" + os.path.basename(x))
            from werkzeug.utils import secure_filename
            open("/tmp/" + secure_filename(x))
        """,
        "in the middle of a name": """
            import uuid
            open(f"/tmp/{uuid.uuid4()}_{x}")
            open(f"/tmp/{uuid.uuid4()}/{x}")  #! path
            open(f"/tmp/upload_{x}")  #! path
            open(os.environ["FOLDER"] + x)  #! path
            open(os.path.normpath(f"/tmp/{uuid.uuid4()}_{x}"))  #! path
        """,
        "path objects": """
            from pathlib import Path
            Path("/tmp", x).read_text()  #! path
            (Path("/tmp") / x).unlink()  #! path
            open(Path("/tmp") / x)  #! path
            open(Path("/tmp") / Path(x).name)
        """,
        "archives": """
            import tarfile, zipfile, io
            tarfile.open(fileobj=io.BytesIO(x)).extractall("/tmp")  #! archive
            tarfile.open(fileobj=io.BytesIO(x)).extractall("/tmp", filter="data")
            zipfile.ZipFile(io.BytesIO(x)).extractall("/tmp")
        """,
    },
    "network": {
        "addresses": """
            import requests
            requests.get(x)  #! ssrf
            requests.post(f"http://{x}/a", json={})  #! ssrf
            requests.get("https://api.example.com/" + x)  #! url-path
            requests.get("https://api.example.com/", params={"q": x})
        """,
        "programs that fetch": """
            import os, shlex, subprocess
            os.system(f"curl -s {shlex.quote(x)} -o /tmp/page")  #! ssrf
            os.system(f"curl -s https://example.com/{shlex.quote(x)}")
            os.system(f"grep -- {shlex.quote(x)} /tmp/page")
            subprocess.run(["wget", x])  #! ssrf
            subprocess.run(["wc", x])
        """,
        "clients": """
            import httpx, aiohttp, urllib3, requests
            requests.Session().get(x)  #! ssrf
            httpx.Client().get(x)  #! ssrf
            urllib3.PoolManager().request("GET", x)  #! ssrf
            urllib3.PoolManager().request(x, "https://example.com/")
            requests.request("GET", x)  #! ssrf
        """,
        "the standard library": """
            import urllib.request, http.client, socket
            urllib.request.urlopen(x)  #! ssrf
            urllib.request.urlopen(urllib.request.Request(x))  #! ssrf
            urllib.request.urlopen(urllib.request.Request("https://example.com/?q=" + x))
            http.client.HTTPSConnection(x)  #! ssrf
            http.client.HTTPSConnection("example.com").request("GET", x)
            socket.create_connection((x, 80))  #! ssrf
        """,
        "an endpoint": """
            import boto3
            boto3.client("s3", endpoint_url=x)  #! ssrf
            boto3.client("s3", endpoint_url="https://example.com")
        """,
        "sleep": """
            import time
            time.sleep(int(x))  #! sleep
            time.sleep(3)
        """,
    },
    "pages": {
        "template sources": """
            import jinja2, string
            jinja2.Template(x)  #! template
            jinja2.Environment().from_string("Hi " + x)  #! template
            jinja2.Template("Hi {{ name }}").render(name=x)
            string.Template(x).substitute(a=1)
        """,
        "format strings": """
            x.format(request=context)  #! template
            "{}".format(x)
        """,
        "declared safe": """
            import markupsafe
            markupsafe.Markup("<b>" + x)  #! html
            markupsafe.escape(x)
        """,
        "mail": """
            from email.mime.text import MIMEText
            MIMEText("<b>" + x, "html")  #! mail-html
            MIMEText(x, "plain")
            import html
            MIMEText(html.escape(x), "html")
        """,
        "services that send mail": """
            import html
            import requests
            from sendgrid.helpers.mail import Content, Mail
            Mail("a@example.com", "b@example.com", "Thanks", html_content="<b>" + x)  #! mail-html
            Mail("a@example.com", "b@example.com", "Thanks", plain_text_content="<b>" + x)
            Content("text/html", "<b>" + x)  #! mail-html
            Content("text/plain", "<b>" + x)
            requests.post("https://api.mailgun.net/v3/shop/messages", data={"html": "<b>" + x})  #! mail-html
            requests.post("https://api.mailgun.net/v3/shop/messages", data={"html": html.escape(x)})
            requests.post("https://api.example.com/v3/shop/messages", data={"html": "<b>" + x})
        """,
        "an HTML response": """
            return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": "<b>" + x}  #! html
        """,
        "a JSON response": """
            return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps({"a": x})}
        """,
    },
    "XML": {
        "lxml": """
            import lxml.etree
            lxml.etree.fromstring(x)  #! xxe
            safe = lxml.etree.XMLParser(resolve_entities=False)
            lxml.etree.fromstring(x, parser=safe)
        """,
        "the standard library": """
            import xml.dom.minidom, xml.etree.ElementTree, xml.sax
            xml.dom.minidom.parseString(x)
            xml.etree.ElementTree.fromstring(x)
            parser = xml.sax.make_parser()
            parser.parse(x)
            parser.setFeature(xml.sax.handler.feature_external_ges, True)
            parser.parse(x)  #! xxe
        """,
    },
    "logs": {
        "loggers": """
            import logging
            logger = logging.getLogger(__name__)
            logger.info("got " + x)  #! log
            logger.error("got %s", x)  #! log
            logging.warning(x)  #! log
            print(x)  #! log
            logger.info("done")
        """,
        "Powertools": """
            from aws_lambda_powertools import Logger
            logger = Logger()
            logger.info(x)  # written as JSON, line breaks and all
        """,
    },
    "tokens": {
        "unverified": """
            import jwt
            if not jwt.decode(x, options={"verify_signature": False}): return  #! jwt
            if not jwt.decode(x, verify=False): return  #! jwt
            jwt.decode(event["y"], "key", algorithms=["HS256"])
        """,
        "jose": """
            from jose import jwt
            if jwt.get_unverified_claims(x)["role"] != "admin": return  #! jwt
        """,
        "verified by hand": """
            from jose import jwk, jwt
            message, signature = x.rsplit(".", 1)
            if jwk.construct({"kty": "RSA"}).verify(message.encode(), signature):
                jwt.get_unverified_claims(x)
        """,
    },
}
CASES = [
    pytest.param(text, id=f"{family}: {name}")
    for family, programs in PROGRAMS.items()
    for name, text in programs.items()
]


def program(text: str, indented: int = 12) -> str:
    """A handler with these lines, to which `x` is what an outsider sends."""
    lines = [line.removeprefix(" " * indented) for line in text.strip("\n").splitlines()]
    return whole("python", "def handler(event, context):\n    x = event['x']\n" + "\n".join(f"    {s}" for s in lines))


@pytest.mark.parametrize("text", CASES)
def test_what_is_dangerous(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", program(text), trigger(Kind.REST_API_MAPPED))
