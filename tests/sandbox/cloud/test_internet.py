"""Every host answers, with a certificate that every client takes, and whatever is sent to it is kept."""

from __future__ import annotations

import pytest

from goatherd.sandbox.cloud import dns
from tests.sandbox.pods import in_pod, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {CodeUri: ., Timeout: 10, MemorySize: 512}
Resources:
  Python: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Handler: app.handler}}
  Node: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs20.x, Handler: node.handler}}
"""
PYTHON = """
def handler(event, context):
    scope = {'out': {}}
    exec(event['code'], scope)
    return scope['out']
"""
NODE = """
const https = require('https');
const http = require('http');
const dns = require('dns').promises;
const net = require('net');
const text = (module, url, options = {}, body = '') => new Promise((resolve, reject) => {
  module.request(url, options, (response) => {
    let said = '';
    response.on('data', (part) => { said += part; }).on('end', () => resolve([response.statusCode, said.length > 10]));
  }).on('error', reject).end(body);
});
exports.handler = async (event) => Function('https', 'http', 'dns', 'net', 'text',
  `return (async () => { ${event.code} })()`)(https, http, dns, net, text);
"""
CODES = {
    "urllib": (
        "Python",
        """
import urllib.request
out['http'] = urllib.request.urlopen('http://Example.COM/a?b=c', timeout=30).status
headers = {'Authorization': 'Bearer x'}
request = urllib.request.Request('https://api.example.com/in', b'body \\xff', headers, method='PATCH')
out['https'] = urllib.request.urlopen(request, timeout=30).status
out['port'] = urllib.request.urlopen('http://example.com:80/port', timeout=30).status
out['address'] = urllib.request.urlopen('http://192.0.2.7/raw', timeout=30).status
""",
    ),
    "urllib3": (
        "Python",
        """
import os, urllib3
manager = urllib3.PoolManager(ca_certs=os.environ['REQUESTS_CA_BUNDLE'], timeout=30, retries=False)
out['post'] = manager.request('POST', 'https://' + 'deep.' * 20 + 'example.org/', fields={'name': 'value'}).status
parts = iter([b'one,', b'two'])
out['chunked'] = manager.request('POST', 'https://chunks.example.org/', body=parts, chunked=True).status
""",
    ),
    "curl": (
        "Python",
        """
import subprocess
for url in ('https://curl.example.com/page', 'https://192.0.2.8/'):
    done = subprocess.run(['curl', '-sS', '-m', '30', '-d', 'sent=by curl', url], capture_output=True, text=True)
    out[url] = [done.returncode, done.stdout[:15], done.stderr]
""",
    ),
    "names": (
        "Python",
        """
import socket
out['a'] = socket.gethostbyname('data-in-a-name.evil.example')
out['again'] = socket.gethostbyname('DATA-in-a-name.evil.example')
out['other'] = socket.gethostbyname('other.evil.example')
out['aws'] = socket.gethostbyname('sqs.us-east-1.amazonaws.com')
out['six'] = len(socket.getaddrinfo('six.evil.example', 443, type=socket.SOCK_STREAM))
""",
    ),
    "raw": (
        "Python",
        """
import socket
with socket.create_connection(('198.51.100.9', 80), timeout=30) as s:
    s.sendall(b'GET http://proxied.example/x?y HTTP/1.1\\r\\nHost: proxied.example\\r\\nConnection: close\\r\\n\\r\\n')
    out['answer'] = s.recv(12).decode()
s = socket.socket(); s.settimeout(30)
out['closed'] = s.connect_ex(('198.51.100.9', 8081)) != 0
s.close()
for junk in (b'\\x00\\xff\\r\\n\\r\\n', b'GET', b'GET / HTTP/1.1\\r\\nContent-Length: -5\\r\\n\\r\\n'):
    with socket.create_connection(('198.51.100.9', 80), timeout=30) as s:
        s.sendall(junk)
with socket.create_connection(('198.51.100.9', 443), timeout=30) as s:
    s.sendall(b'this is no TLS')
import urllib.request
with socket.create_connection(('198.51.100.9', 443), timeout=30), socket.create_connection(('198.51.100.9', 80)):
    out['beside silent ones'] = urllib.request.urlopen('https://beside.example/', timeout=30).status
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    for junk in (b'', b'x' * 17, bytes(12) + b'\\x3f' * 30, bytes(400)):
        s.sendto(junk, ('10.0.0.2', 53))
""",
    ),
    "node": (
        "Node",
        """
const out = {};
out.get = await text(https, 'https://node.example.com/get?x=1');
out.post = await text(https, 'https://node.example.com/post', { method: 'POST', headers: { 'X-A': 'b' } }, 'the body');
out.plain = await text(http, 'http://plain.example.com/');
out.fetch = (await fetch('https://fetch.example.com/f', { method: 'PUT', body: JSON.stringify({ a: 1 }) })).status;
out.address = (await fetch('http://192.0.2.7/')).status;
out.lookup = (await dns.lookup('looked-up.example')).address;
out.resolve = await dns.resolve4('resolved.example');
return out;
""",
    ),
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Name of the code -> what it said, and what was recorded."""
    files = {"template.yaml": TEMPLATE, "app.py": PYTHON, "node.js": NODE}
    folder = written(tmp_path_factory.mktemp("app"), files)

    def work(pod):
        for name, (function, code) in CODES.items():
            done = pod.invoke(function, {"code": code})
            yield name, done.response, done.error, done.records
        done = pod.invoke("Python", {"code": "import urllib.request\nurllib.request.urlopen('http://alive.example/')"})
        yield "after", done.response, done.error, done.records

    found = {name: rest for name, *rest in in_pod(folder, work)}
    assert {name: error for name, (_, error, _) in found.items() if error} == {}
    return found


def outside(outcome, name):
    return [r for r in outcome[name][2] if r["kind"] == "outside"]


def test_urllib(outcome):
    said, _, _ = outcome["urllib"]
    assert said == {"http": 200, "https": 200, "port": 200, "address": 200}
    first, second, third, fourth = outside(outcome, "urllib")
    assert (first["host"], first["method"], first["path"], first["query"]) == ("example.com", "GET", "/a", "b=c")
    assert (second["host"], second["method"], second["headers"]["authorization"]) == (
        "api.example.com",
        "PATCH",
        "Bearer x",
    )
    assert (second["body"], second["body64"]) == ("body �", "Ym9keSD/")
    assert (third["host"], fourth["host"]) == ("example.com:80", "192.0.2.7")


def test_urllib3_and_long_names_and_chunks(outcome):
    assert outcome["urllib3"][0] == {"post": 200, "chunked": 200}
    form, chunks = outside(outcome, "urllib3")
    assert 'name="name"\r\n\r\nvalue' in form["body"]
    assert chunks["body"] == "one,two"


def test_curl(outcome):
    assert outcome["curl"][0] == {
        "https://curl.example.com/page": [0, "<!doctype html>", ""],
        "https://192.0.2.8/": [0, "<!doctype html>", ""],
    }
    assert [r["body"] for r in outside(outcome, "curl")] == ["sent=by curl"] * 2


def test_every_name_has_an_address_and_is_recorded(outcome):
    said, _, records = outcome["names"]
    assert said["a"] == said["again"] != said["other"]
    assert said["a"].startswith("52.")
    assert said["six"] == 1
    looked_up = [r["host"] for r in records if r["kind"] == "lookup"]
    assert {"data-in-a-name.evil.example", "other.evil.example", "six.evil.example"} <= set(looked_up)
    assert not [host for host in looked_up if host.endswith("amazonaws.com")]


def test_addresses_without_a_name_and_junk(outcome):
    assert outcome["raw"][0] == {"answer": "HTTP/1.1 200", "closed": True, "beside silent ones": 200}
    assert (outside(outcome, "raw")[0]["host"], outside(outcome, "raw")[0]["path"]) == ("proxied.example", "/x")
    assert "alive.example" in [r["host"] for r in outside(outcome, "after")]


def test_node(outcome):
    said, _, records = outcome["node"]
    assert (said["get"], said["post"], said["plain"]) == ([200, True], [200, True], [200, True])
    assert (said["fetch"], said["address"]) == (200, 200)
    assert said["lookup"].startswith("52.")
    assert len(said["resolve"]) == 1
    # What a function before it had sent as junk may only be told now.
    own = [r for r in outside(outcome, "node") if r["host"].endswith(".example.com") or r["host"] == "192.0.2.7"]
    get, post, plain, fetched, address = own
    assert (get["host"], get["query"], plain["host"]) == ("node.example.com", "x=1", "plain.example.com")
    assert (post["method"], post["headers"]["x-a"], post["body"]) == ("POST", "b", "the body")
    assert (fetched["method"], fetched["body"], address["host"]) == ("PUT", '{"a":1}', "192.0.2.7")
    assert "resolved.example" in [r["host"] for r in records if r["kind"] == "lookup"]


@pytest.mark.parametrize("query", [b"", b"x" * 16, bytes(12) + b"\x05ab", bytes(12) + b"\xff" * 300, bytes(16)])
def test_what_is_no_question_has_no_answer(query):
    assert dns.answer(query) is None
