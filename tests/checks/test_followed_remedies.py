"""Who does what a remedy says is not told it again, in Python and in JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding

# (slug, imports, wrong, right); `given` is the event's, "…" of a remedy is left to the program.
PYTHON = [
    ("event-data-as-pattern", "import re", "re.search(given, page)", "re.search(re.escape(given), page)"),
    ("event-data-as-template", "from jinja2 import Template", "Template('Dear ' + given).render()",
     "Template('Dear {{ name }}').render(name=given)"),
    ("event-data-deserialized", "import yaml", "yaml.load(given, yaml.Loader)", "yaml.safe_load(given)"),
    ("event-data-in-file-path", "import os", "open('/tmp/' + given).read()",
     "open('/tmp/' + os.path.basename(given)).read()"),
    ("event-data-in-html", "import html", "page_of('<p>' + given)", "page_of('<p>' + html.escape(given))"),
    ("event-data-in-ldap", "from ldap3 import Connection\nfrom ldap3.utils.conv import escape_filter_chars",
     "Connection('a').search('dc=a', '(uid=' + given + ')')",
     "Connection('a').search('dc=a', '(uid=' + escape_filter_chars(given) + ')')"),
    ("event-data-in-xpath", "from lxml import etree", "etree.parse('a.xml').xpath('//user[@id=' + given + ']')",
     "etree.parse('a.xml').xpath('//user[@id=$id]', id=given)"),
    ("event-data-in-shell", "import shlex, subprocess", "subprocess.run('ls ' + given, shell=True)",
     "subprocess.run(['ls', '--', given])"),
    ("event-data-in-shell", "import shlex, subprocess", "subprocess.run('ls ' + given, shell=True)",
     "subprocess.run('ls ' + shlex.quote(given), shell=True)"),
    ("event-data-in-sql", "import pymysql\ndb = pymysql.connect(host='db').cursor()",
     "db.execute('SELECT * FROM a WHERE id = ' + given)", "db.execute('SELECT * FROM a WHERE id = %s', (given,))"),
    ("event-data-in-xml-parser", "from lxml import etree",
     "etree.fromstring(given, etree.XMLParser(resolve_entities=True))",
     "etree.fromstring(given, etree.XMLParser(resolve_entities=False, no_network=True))"),
    ("caller-decides-how-long", "import time", "time.sleep(int(given))", "time.sleep(min(int(given), 100))"),
    ("fast-password-hash", "import hashlib\nfrom argon2 import PasswordHasher",
     "hashlib.sha256(password.encode()).hexdigest()", "PasswordHasher().hash(password)"),
    ("predictable-token", "import random, secrets", "set_token(random.random())",
     "set_token(secrets.token_urlsafe(32))"),
    ("weak-cipher", "import os\nfrom Crypto.Cipher import DES\n"
     "from cryptography.hazmat.primitives.ciphers.aead import AESGCM\nkey = os.urandom(32)",
     "DES.new(key, DES.MODE_ECB).encrypt(given.encode())", "AESGCM(key).encrypt(os.urandom(12), given.encode(), None)"),
    ("certificate-not-verified", "import requests", "requests.get('https://a.example', verify=False, timeout=3)",
     "requests.get('https://a.example', verify='/opt/ca.pem', timeout=3)"),
    ("event-data-as-redirect", "from urllib.parse import urlsplit", "moved(given)",
     "moved(given) if urlsplit(given).hostname in ('a.example',) and chr(92) not in given else {}"),
    ("event-data-as-request-target", "import requests\nfrom urllib.parse import urlsplit", "requests.get(given)",
     "requests.get(given, allow_redirects=False) if urlsplit(given).hostname in ('a.example',) else {}"),
    ("event-data-in-header", "import re", "named(given)", "named(given) if re.fullmatch('[a-z]+', given) else {}"),
    ("event-data-in-speech", "import boto3\nfrom xml.sax.saxutils import escape\npolly = boto3.client('polly')",
     "polly.synthesize_speech(TextType='ssml', OutputFormat='mp3', VoiceId='Joanna', Text='<speak>' + given)",
     "polly.synthesize_speech(TextType='ssml', OutputFormat='mp3', VoiceId='Joanna', Text='<speak>' + escape(given))"),
    ("event-data-in-mail", "import boto3, html\nses = boto3.client('ses')\n"
     "def mail(text):\n    return ses.send_email(Source='a@b.example', Destination={'ToAddresses': ['a@b.example']},\n"
     "        Message={'Subject': {'Data': 'News'}, 'Body': {'Html': {'Data': text}}})",
     "mail('<p>' + given)", "mail('<p>' + html.escape(given))"),
    ("request-without-timeout", "import requests", "requests.get('https://a.example')",
     "requests.get('https://a.example', timeout=3)"),
]  # fmt: skip
JAVASCRIPT = [
    ("event-data-as-code", "", "eval(given)", "JSON.parse(given)"),
    ("event-data-as-pattern", "const _ = require('lodash')", "new RegExp(given).test(page)", "page.includes(given)"),
    ("event-data-as-pattern", "const _ = require('lodash')", "new RegExp(given).test(page)",
     "new RegExp(_.escapeRegExp(given)).test(page)"),
    ("event-data-as-pattern", "", "new RegExp(given).test(page)", "new RegExp(RegExp.escape(given)).test(page)"),
    ("event-data-as-template", "const ejs = require('ejs')", "ejs.render('Dear ' + given)",
     "ejs.render('Dear <%= name %>', { name: given })"),
    ("event-data-deserialized", "const s = require('node-serialize')", "s.unserialize(given)", "JSON.parse(given)"),
    ("event-data-in-file-path", "const fs = require('fs'), path = require('path')", "fs.readFileSync('/tmp/' + given)",
     "fs.readFileSync('/tmp/' + path.basename(given))"),
    ("event-data-in-html", "const _ = require('lodash')", "pageOf('<p>' + given)", "pageOf('<p>' + _.escape(given))"),
    ("event-data-in-ldap", "const { Client, EqualityFilter } = require('ldapts')",
     "new Client({ url: 'ldap://a' }).search('dc=a', { filter: '(uid=' + given + ')' })",
     "new Client({ url: 'ldap://a' }).search('dc=a', "
     "{ filter: new EqualityFilter({ attribute: 'uid', value: given }) })"),
    ("event-data-in-xpath", "const xpath = require('xpath')",
     "xpath.select('//user[@id=' + given + ']', page)",
     "xpath.parse('//user[@id=$id]').select({ node: page, variables: { id: given } })"),
    ("event-data-in-nosql-query", "const { MongoClient } = require('mongodb')\n"
     "const users = new MongoClient('mongodb://db').db('a').collection('users')",
     "await users.findOne(JSON.parse(given))", "await users.findOne({ name: String(JSON.parse(given).name) })"),
    ("event-data-in-prototype", "", "((o) => { o[given][given] = 1 })({})", "((o) => { o.set(given, 1) })(new Map())"),
    ("event-data-in-shell", "const { exec, execFile } = require('node:child_process')", "exec('ls ' + given)",
     "execFile('ls', ['--', given])"),
    ("event-data-in-sql", "const { Client } = require('pg')\nconst client = new Client()",
     "await client.query('SELECT * FROM a WHERE id = ' + given)",
     "await client.query('SELECT * FROM a WHERE id = $1', [given])"),
    ("event-data-in-sql", "const mysql = require('mysql2/promise')\nconst client = mysql.createPool({})",
     "await client.query('SELECT * FROM a WHERE id = ' + given)",
     "await client.execute('SELECT * FROM a WHERE id = ?', [given])"),
    ("event-data-in-xml-parser",
     "const libxmljs = require('libxmljs2')\nconst { XMLParser } = require('fast-xml-parser')",
     "libxmljs.parseXml(given, { noent: true })", "new XMLParser().parse(given)"),
    ("event-data-as-redirect", "", "moved(given)",
     "['a.example'].includes(new URL(given, 'https://a.example').host) ? moved(given) : {}"),
    ("event-data-as-request-target", "", "await fetch(given)",
     "['a.example'].includes(new URL(given).hostname) ? await fetch(given, { redirect: 'error' }) : {}"),
    ("event-data-in-header", "", "named(given)", "/^[A-Za-z0-9.-]+$/.test(given) ? named(given) : {}"),
    ("event-data-in-header", "", "named(given)", "named(encodeURIComponent(given))"),
    ("caller-decides-how-long", "", "await new Promise((done) => setTimeout(done, Number(given)))",
     "await new Promise((done) => setTimeout(done, Math.min(Number(given), 100)))"),
    ("fast-password-hash", "const crypto = require('crypto')",
     "crypto.createHash('sha256').update(password).digest('hex')",
     "crypto.scryptSync(password, crypto.randomBytes(16), 32)"),
    ("predictable-token", "const crypto = require('crypto')", "setToken(Math.random())",
     "setToken(crypto.randomBytes(32).toString('hex'))"),
    ("weak-cipher", "const crypto = require('crypto')\nconst key = crypto.randomBytes(32)",
     "crypto.createCipheriv('des-ecb', key, null)",
     "crypto.createCipheriv('aes-256-gcm', key, crypto.randomBytes(12))"),
    ("certificate-not-verified", "const https = require('https'), fs = require('fs')",
     "new https.Agent({ rejectUnauthorized: false })", "new https.Agent({ ca: fs.readFileSync('/opt/ca.pem') })"),
]  # fmt: skip
CASES = [
    *(pytest.param("python3.13", "app.py", *case, id=f"python-{case[0]}-{at}") for at, case in enumerate(PYTHON)),
    *(pytest.param("nodejs22.x", "app.js", *case, id=f"js-{case[0]}-{at}") for at, case in enumerate(JAVASCRIPT)),
]
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: app.handler
      Timeout: 120
      Events: {{Get: {{Type: HttpApi, Properties: {{Path: /, Method: get}}}}}}
"""
CODE = {
    "app.py": """{imports}

def page_of(text):
    return {{"statusCode": 200, "headers": {{"Content-Type": "text/html"}}, "body": text}}

def moved(target):
    return {{"statusCode": 302, "headers": {{"Location": target}}}}

def named(name):
    return {{"statusCode": 200, "headers": {{"X-Name": name}}}}

def set_token(token):
    return {{"statusCode": 200, "body": str(token)}}

def handler(event, context):
    given = event["queryStringParameters"]["given"]
    password = event["queryStringParameters"]["password"]
    page = "all of it"
    result = {code}
    return result
""",
    "app.js": """{imports}

const pageOf = (body) => ({{ statusCode: 200, headers: {{ 'Content-Type': 'text/html' }}, body }})
const moved = (target) => ({{ statusCode: 302, headers: {{ Location: target }} }})
const named = (name) => ({{ statusCode: 200, headers: {{ 'X-Name': name }} }})
const setToken = (token) => ({{ statusCode: 200, body: String(token) }})

exports.handler = async (event) => {{
  const given = event.queryStringParameters.given
  const password = event.queryStringParameters.password
  const page = 'all of it'
  const result = {code}
  return result
}}
""",
}


def found(folder: Path, slug: str, runtime: str, file: str, imports: str, code: str) -> list[Finding]:
    (folder / "template.yaml").write_text(TEMPLATE.format(runtime=runtime))
    (folder / file).write_text(CODE[file].format(imports=imports, code=code))
    config = Config(select=(slug,))
    return list(review(scan(str(folder), config), config).findings)


@pytest.mark.parametrize(("runtime", "file", "slug", "imports", "wrong", "right"), CASES)
def test_what_a_remedy_says_ends_the_finding(
    tmp_path: Path, runtime: str, file: str, slug: str, imports: str, wrong: str, right: str
) -> None:
    assert found(tmp_path, slug, runtime, file, imports, wrong)
    assert found(tmp_path, slug, runtime, file, imports, right) == []
