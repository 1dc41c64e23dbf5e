"""Clients of HTTP in Python: an outsider says where a request goes, or only what is sent there."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import check, trigger
from tests.engine.python.test_sinks import program

PROGRAMS = {
    "requests": """
        import requests
        from requests.adapters import HTTPAdapter
        requests.get(x, timeout=3)  #! ssrf
        requests.get(url=x)  #! ssrf
        requests.options(f"https://{x}.example.com/")  #! ssrf
        requests.request(method="GET", url=x)  #! ssrf
        requests.request("GET", "https://example.com/", params={"q": x}, headers={"X-A": x})
        requests.post("https://example.com/", data=x)
        requests.get("https://example.com/?q=" + x)
        requests.get("https://example.com" + x)  #! ssrf
        with requests.Session() as session:
            session.mount("https://", HTTPAdapter())
            session.headers.update({"X-A": x})
            session.get(x)  #! ssrf
            session.post("https://example.com/", json={"a": x})
            session.request("PUT", x)  #! ssrf
            session.send(requests.Request("GET", x).prepare())  #! ssrf
            session.options(x)  #! ssrf
            session.patch(x)  #! ssrf
    """,
    "addresses that are configured": """
        import boto3, json, requests
        told = boto3.client("secretsmanager").get_secret_value(SecretId="partner")["SecretString"]
        secret = json.loads(told)
        requests.get(secret["url"] + "/" + x, timeout=3)  #! url-path
        requests.get(f"{secret['url']}?q={x}", timeout=3)
        requests.get(x + secret["path"], timeout=3)  #! ssrf
    """,
    "httpx": """
        import asyncio, httpx
        httpx.get(x)  #! ssrf
        httpx.post("https://example.com/", json={"a": x})
        httpx.request("GET", x)  #! ssrf
        httpx.options(x)  #! ssrf
        with httpx.Client(base_url="https://example.com") as client:
            client.get("/items/" + x)  #! url-path
            client.get("/items", params={"q": x})
            client.patch("/items", json=x)
        with httpx.Client() as client:
            client.get(x)  #! ssrf
            client.patch(x)  #! ssrf
            client.head(x)  #! ssrf
            with client.stream("GET", x) as answer:  #! ssrf
                answer.read()
            client.send(client.build_request("GET", x))  #! ssrf
        with httpx.stream("GET", x) as answer:  #! ssrf
            answer.read()
        httpx.Client(base_url=x)  #! ssrf

        async def run():
            async with httpx.AsyncClient() as client:
                await client.get(x)  #! ssrf
                await client.post("https://example.com/", content=x)

        asyncio.run(run())
    """,
    "aiohttp": """
        import aiohttp, asyncio

        async def run():
            async with aiohttp.ClientSession() as session:
                async with session.get(x) as answer:  #! ssrf
                    await answer.text()
                async with session.post("https://example.com/", json={"a": x}) as answer:
                    await answer.json()
                async with session.request("GET", x) as answer:  #! ssrf
                    pass
                await session.get("https://example.com/", params={"q": x})
                await session.patch(x)  #! ssrf
                await session.head(x)  #! ssrf
            async with aiohttp.ClientSession("https://example.com") as session:
                await session.get("/items/" + x)  #! url-path
            async with aiohttp.request("GET", x) as answer:  #! ssrf
                pass

        asyncio.run(run())
    """,
    "urllib3": """
        import urllib3
        http = urllib3.PoolManager(num_pools=3)
        http.request("GET", x)  #! ssrf
        http.request(method="GET", url=x)  #! ssrf
        http.request("GET", "https://example.com/", fields={"q": x})
        http.request("POST", "https://example.com/", body=x)
        http.urlopen("GET", x)  #! ssrf
        http.request_encode_body("POST", x)  #! ssrf
        urllib3.request("GET", x)  #! ssrf
        urllib3.HTTPSConnectionPool("example.com").request("GET", "/" + x)
        urllib3.HTTPSConnectionPool(x)  #! ssrf
        urllib3.ProxyManager("http://proxy:3128").request("GET", x)  #! ssrf
    """,
    "the standard library": """
        import http.client, urllib.request
        from urllib.parse import quote, urlencode
        connection = http.client.HTTPSConnection("example.com", timeout=3)
        connection.request("POST", "/items", body=x)
        http.client.HTTPConnection(host=x)  #! ssrf
        urllib.request.urlopen(url=x)  #! ssrf
        request = urllib.request.Request("https://example.com/", data=x.encode(), method="POST")
        request.add_header("X-A", x)
        urllib.request.urlopen(request)
        urllib.request.urlopen(urllib.request.Request(url=x))  #! ssrf
        urllib.request.urlretrieve(x, "/tmp/a")  #! ssrf
        urllib.request.build_opener().open(x)  #! ssrf
        urllib.request.urlopen("https://example.com/?" + urlencode({"q": x}))
        urllib.request.urlopen("https://example.com/" + quote(x, safe=""))
    """,
    "allowed hosts": """
        import requests
        from urllib.parse import urlparse
        if urlparse(x).hostname in ("a.example.com", "b.example.com"):
            requests.get(x)
        if urlparse(x).scheme == "https":
            requests.get(x)  #! ssrf
    """,
    "GraphQL, SOAP and web sockets": """
        import websocket, websockets, zeep
        from gql.transport.requests import RequestsHTTPTransport
        websocket.create_connection(x)  #! ssrf
        websockets.connect("wss://example.com/" + x)  #! url-path
        zeep.Client(wsdl=x)  #! ssrf
        zeep.Client("https://example.com/a.wsdl")
        RequestsHTTPTransport(url=x)  #! ssrf
        RequestsHTTPTransport(url="https://example.com/", headers={"X-A": x})
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_who_says_where_a_request_goes(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", program(text, 8), trigger(Kind.REST_API_MAPPED))
