"""The front page: what Goat Paper does, and a form to search the catalogue."""

PAGE = """<!doctype html>
<html lang="en">
<title>Goat Paper</title>
<h1>Goat Paper</h1>
<p>Herd books, milk records, movement certificates: upload the paper, find the words.</p>
<form action="/search"><label>Search the public catalogue <input name="q"></label> <button>Search</button></form>
"""


def handler(event, context):
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'"},
        "body": PAGE,
    }
