"""What a function gives back to its caller: pages, redirections, headers, errors, secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import body, check, trigger

PYTHON = {
    "a page": """
        page = "<p>" + event["queryStringParameters"]["q"]
        return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": page}  #! html
    """,
    "a page whose name is escaped": """
        import html
        page = "<p>" + html.escape(event["queryStringParameters"]["q"])
        return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": page}
    """,
    "other content": """
        page = "<p>" + event["queryStringParameters"]["q"]
        return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": page}
    """,
    "no content type": """
        return {"statusCode": 200, "body": event["queryStringParameters"]["q"]}
    """,
    "a content type of many values": """
        response = {"statusCode": 200}
        response["multiValueHeaders"] = {"content-type": ["text/html; charset=utf-8"]}
        response["body"] = event["queryStringParameters"]["q"]  #! html
        return response
    """,
    "a redirection": """
        if event["queryStringParameters"]["a"]:
            return {"statusCode": 302, "headers": {"Location": event["queryStringParameters"]["to"]}}  #! redirect
        return {"statusCode": 302, "headers": {"Location": "/search?q=" + event["queryStringParameters"]["q"]}}
    """,
    "a redirection to a fixed host": """
        to = "https://example.org/" + event["queryStringParameters"]["to"]
        return {"statusCode": 302, "headers": {"Location": to}}
    """,
    "a header": """
        return {"statusCode": 200, "headers": {"X-Name": json.loads(event["body"])["x"]}, "body": ""}  #! header
    """,
    "a header of many values": """
        return {"statusCode": 200, "multiValueHeaders": {"X": [json.loads(event["body"])["x"]]}}  #! header
    """,
    "an error": """
        try:
            open("/tmp/x")
        except Exception as e:
            return {"statusCode": 500, "body": str(e)}  #! error-response
    """,
    "a stack trace": """
        import traceback
        try:
            open("/tmp/x")
        except Exception:
            return {"statusCode": 500, "body": json.dumps({"trace": traceback.format_exc()})}  #! error-response
    """,
    "its own error": """
        class Refused(Exception):
            pass
        try:
            raise Refused("no such item")
        except Refused as e:
            return {"statusCode": 400, "body": str(e)}
    """,
    "a secret": """
        import boto3
        key = boto3.client("secretsmanager").get_secret_value(SecretId="a")["SecretString"]
        return {"statusCode": 200, "body": json.dumps({"key": key})}  #! secret-response
    """,
    "what is not secret of a secret": """
        import boto3
        key = boto3.client("secretsmanager").get_secret_value(SecretId="a")
        return {"statusCode": 200, "body": key["VersionId"]}
    """,
    "a plain text": """
        return "hello " + event["queryStringParameters"]["q"]
    """,
}

JAVASCRIPT = {
    "a page": """
        const body = `<p>${event.queryStringParameters.q}`;
        return { statusCode: 200, headers: { "Content-Type": "text/html" }, body };  //! html
    """,
    "a page by callback": """
        const body = `<p>${event.queryStringParameters.q}`;
        callback(null, { statusCode: 200, headers: { "Content-Type": "text/html" }, body });  //! html
    """,
    "a page by the context": """
        const body = `<p>${event.queryStringParameters.q}`;
        context.succeed({ statusCode: 200, headers: { "Content-Type": "text/html" }, body });  //! html
    """,
    "a page by a function that was given the callback": """
        const done = (error, body) => callback(null, {
          statusCode: 200,
          headers: { "Content-Type": "text/html" },
          body,  //! html
        });
        done(null, event.queryStringParameters.q);
    """,
    "what was checked when it was answered": """
        const q = event.queryStringParameters.q;
        if (["a", "b"].includes(q)) {
          callback(null, { statusCode: 200, headers: { "Content-Type": "text/html" }, body: q });
        }
    """,
    "an error": """
        try {
          return { statusCode: 200, body: require("fs").readFileSync("/tmp/x", "utf8") };
        } catch (e) {
          return { statusCode: 500, body: e.stack };  //! error-response
        }
    """,
    "an error of the program's own": """
        class Taken extends Error {}
        const answer = (error) => {
          if (error instanceof Taken) return { statusCode: 409, body: error.message };
          return { statusCode: 500, body: error.message };  //! error-response
        };
        try {
          return { statusCode: 200, body: require("fs").readFileSync("/tmp/x", "utf8") };
        } catch (e) {
          return answer(e);
        }
    """,
    "an error instead of a secret": """
        const read = () => {
          try { return { value: process.env.DB_PASSWORD }.value; } catch (e) { return e; }
        };
        const found = read();
        if (found instanceof Error) return { statusCode: 500, body: `failed: ${found}` };  //! error-response
        return { statusCode: 200, body: found };  //! secret-response
    """,
    "an error of the language tells nothing but its stack trace": """
        try { console.log("begins"); return { statusCode: 200, body: JSON.stringify(JSON.parse(event.body).a) }; }
        catch (e) {
          if (event.a) return { statusCode: 500, body: JSON.stringify(e) };
          if (event.b) return { statusCode: 500, body: JSON.stringify({ error: e }) };
          if (event.c) return { statusCode: 500, body: JSON.stringify({ error: e.message }) };
          if (event.d) return { statusCode: 500, body: e.stack };  //! error-response
          return { statusCode: 500, body: e.toString() };
        }
    """,
    "an error of a library has fields of its own": """
        try { return { statusCode: 200, body: await require("axios").get("https://example.org") }; }
        catch (e) { return { statusCode: 500, body: JSON.stringify(e) }; }  //! error-response
    """,
    "a response that is thrown": """
        const check = (given) => { if (!given.type) throw { statusCode: 406, body: "'type' is missing" }; };
        try { check(event.body); return { statusCode: 200 }; } catch (e) { return e; }
    """,
    "a secret in an error": """
        const found = event.x ? process.env.DB_PASSWORD : new Error("not " + process.env.DB_PASSWORD);
        if (found instanceof Error) return { statusCode: 500, body: found.message };  //! secret-response
    """,
    "a redirection": """
        return { statusCode: 301, headers: { Location: event.queryStringParameters.to } };  //! redirect
    """,
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(tmp_path: Path, name: str) -> None:
    check(tmp_path, "python", body("python", PYTHON[name]), trigger(Kind.REST_API))


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript(tmp_path: Path, name: str) -> None:
    check(tmp_path, "javascript", body("javascript", JAVASCRIPT[name]), trigger(Kind.REST_API))


def test_who_is_no_browser_gets_no_page(tmp_path: Path) -> None:
    page = PYTHON["a page"].replace("  #! html", "")
    check(tmp_path, "python", body("python", page), trigger(Kind.SQS))
