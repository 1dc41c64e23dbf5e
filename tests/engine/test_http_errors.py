"""Errors that a web framework makes a response of: what they were given is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import body, check, trigger

PYTHON = {
    "chalice": """
        from chalice import ChaliceViewError
        try:
            open("/tmp/x")
        except OSError as error:
            raise ChaliceViewError(f"failed: {error}")  #! error-response
    """,
    "chalice, the error itself": """
        import chalice
        try:
            open("/tmp/x")
        except OSError as error:
            raise chalice.NotFoundError(error)  #! error-response
    """,
    "chalice, a text of one's own": """
        from chalice import ChaliceViewError
        try:
            open("/tmp/x")
        except OSError as error:
            print(error)
            raise ChaliceViewError("the file cannot be shown")
    """,
    "flask": """
        from flask import abort
        try:
            open("/tmp/x")
        except OSError as error:
            abort(500, str(error))  #! error-response
    """,
    "fastapi": """
        from fastapi import HTTPException
        try:
            open("/tmp/x")
        except OSError as error:
            raise HTTPException(status_code=500, detail={"reason": str(error)})  #! error-response
    """,
    "powertools": """
        from aws_lambda_powertools.event_handler.exceptions import InternalServerError
        try:
            open("/tmp/x")
        except OSError as error:
            raise InternalServerError(str(error))  #! error-response
    """,
    "powertools, with a status": """
        from aws_lambda_powertools.event_handler.exceptions import ServiceError
        try:
            open("/tmp/x")
        except OSError as error:
            raise ServiceError(503, msg=repr(error))  #! error-response
    """,
    "powertools, the kind of the error": """
        from aws_lambda_powertools.event_handler.exceptions import InternalServerError
        try:
            open("/tmp/x")
        except OSError as error:
            raise InternalServerError("try again") from error
    """,
}

JAVASCRIPT = {
    "nest": """
        const { InternalServerErrorException } = require("@nestjs/common");
        try {
          return { statusCode: 200, body: require("fs").readFileSync("/tmp/x", "utf8") };
        } catch (e) {
          throw new InternalServerErrorException(e.message);  //! error-response
        }
    """,
    "boom": """
        const Boom = require("@hapi/boom");
        try {
          return { statusCode: 200, body: require("fs").readFileSync("/tmp/x", "utf8") };
        } catch (e) {
          throw Boom.badGateway(`upstream: ${e}`);  //! error-response
        }
    """,
    "boom, which hides what failed inside": """
        const Boom = require("@hapi/boom");
        try {
          return { statusCode: 200, body: require("fs").readFileSync("/tmp/x", "utf8") };
        } catch (e) {
          throw Boom.badImplementation(e.message);
        }
    """,
    "http-errors": """
        const createError = require("http-errors");
        try {
          return { statusCode: 200, body: require("fs").readFileSync("/tmp/x", "utf8") };
        } catch (e) {
          if (event.a) throw createError(404, e.message);  //! error-response
          if (event.b) throw new createError.BadRequest(e.message);  //! error-response
          throw createError(500, e.message);
        }
    """,
    "hono": """
        const { HTTPException } = require("hono/http-exception");
        try {
          return { statusCode: 200, body: require("fs").readFileSync("/tmp/x", "utf8") };
        } catch (e) {
          throw new HTTPException(502, { message: e.message });  //! error-response
        }
    """,
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(tmp_path: Path, name: str) -> None:
    check(tmp_path, "python", body("python", PYTHON[name]), trigger(Kind.REST_API))


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript(tmp_path: Path, name: str) -> None:
    check(tmp_path, "javascript", body("javascript", JAVASCRIPT[name]), trigger(Kind.REST_API))
