"""Applications of web frameworks without a template: their routes are ways in."""

from __future__ import annotations

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound, FunctionAnalysed
from goatherd.scan import scan

FLASK = """\
import os
from flask import Flask, request
app = Flask(__name__)

@app.route("/list")
def listing():
    os.system("ls " + request.args["folder"])
    return "done"
"""
FLASK_FACTORY = """\
import os
from flask import Flask, request

def create_app(config=None):
    app = Flask(__name__)

    @app.route("/list")
    def listing():
        os.system("ls " + request.args["folder"])
        return "done"

    return app
"""
FLASK_REGISTERS = """\
import os
from flask import request

def init(app):
    @app.route("/list")
    def listing():
        os.system("ls " + request.args["folder"])
        return "done"
"""
FASTAPI = """\
import os
from fastapi import FastAPI
app = FastAPI()

@app.get("/list/{folder}")
async def listing(folder: str):
    os.system("ls " + folder)
"""
FASTAPI_REGISTERS = """\
import os
from fastapi import FastAPI

def routes(app: FastAPI):
    @app.get("/list/{folder}")
    async def listing(folder: str):
        os.system("ls " + folder)
"""
BOTTLE = """\
import os
from bottle import Bottle, request
app = Bottle()

@app.get("/list")
def listing():
    os.system("ls " + request.query.folder)
"""
EXPRESS = """\
const express = require('express');
const { exec } = require('child_process');
const app = express();
app.get('/list', (req, res) => {
  exec('ls ' + req.query.folder);
  res.send('done');
});
app.listen(3000);
"""
FASTIFY = """\
import Fastify from 'fastify';
import { exec } from 'node:child_process';
const server = Fastify({ logger: true });
server.get('/list', async (request, reply) => {
  exec('ls ' + request.query.folder);
  return {};
});
await server.listen({ port: 3000 });
"""
KOA = """\
const Koa = require('koa');
const { exec } = require('child_process');
const app = new Koa();
app.use(async (ctx) => {
  exec('ls ' + ctx.query.folder);
});
app.listen(3000);
"""
HONO = """\
import { Hono } from 'hono';
import { exec } from 'node:child_process';
const app = new Hono<{ Bindings: Env }>();
app.get('/list', (c) => {
  exec('ls ' + c.req.query('folder'));
  return c.text('done');
});
export default app;
"""
NEST = """\
import { NestFactory } from '@nestjs/core';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { exec } from 'node:child_process';
@Controller()
class Api {
  @Get('list')
  list(@Query() query) {
    exec('ls ' + query.folder);
  }
}
@Module({ controllers: [Api] })
class AppModule {}
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(process.env.PORT ?? 3000);
}
bootstrap();
"""
NEST_MODULE = """import { Controller, Get, Module } from '@nestjs/common';
@Controller()
class Api {
  @Get()
  get() {}
}
@Module({ controllers: [Api] })
export class AppModule {}
"""
NEST_MAIN = """import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
bootstrap();
"""
NEST_HANDLER = """import { NestFactory } from '@nestjs/core';
import serverless from 'serverless-http';
import { AppModule } from './app.module';
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  await app.init();
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
"""
BOTTLE_DEFAULT = """\
import os
from bottle import request, route, run

@route("/list")
def listing():
    os.system("ls " + request.query.folder)

run()
"""
BOTTLE_MODULE = (
    BOTTLE_DEFAULT.replace("from bottle import request, route, run", "import bottle")
    .replace("@route", "@bottle.get")
    .replace("run()", "bottle.run()")
    .replace("+ request", "+ bottle.request")
)
BOTTLE_NAMED = BOTTLE_DEFAULT.replace("run\n\n", "run, default_app\n\n").replace("run()", "app = default_app()")
EXPRESS_REQUIRED = EXPRESS.replace("const express = require('express');\n", "").replace(
    "express()", "require('express')()"
)
EXPRESS_FIELD = """\
import express, { Request, Response } from 'express';
import { exec } from 'child_process';
class Server {
  private app: express.Application = express();
  constructor(private port: number) {
    this.routes();
  }
  routes() {
    this.app.get('/list', this.list);
  }
  list(req: Request, res: Response) {
    exec('ls ' + req.query.folder);
    res.send('done');
  }
  start() {
    this.app.listen(this.port);
  }
}
new Server(3000).start();
"""
EXPRESS_CONSTRUCTOR = EXPRESS_FIELD.replace("private app: express.Application = express();", "app;").replace(
    "this.routes();", "this.app = express();\n    this.routes();"
)
FASTIFY_REQUIRED = """\
const fastify = require('fastify')({ logger: true });
const { exec } = require('child_process');
fastify.route({
  method: 'GET',
  url: '/list',
  handler: async (request, reply) => {
    exec('ls ' + request.query.folder);
    return {};
  },
});
fastify.listen({ port: 3000 });
"""
KOA_REQUIRED = KOA.replace("const Koa = require('koa');\n", "").replace("new Koa()", "new (require('koa'))()")
PROGRAMS = {
    "holds.py": FLASK,
    "factory.py": FLASK_FACTORY,
    "registers.py": FLASK_REGISTERS,
    "fast.py": FASTAPI,
    "fast_registers.py": FASTAPI_REGISTERS,
    "bottled.py": BOTTLE,
    "express.js": EXPRESS,
    "fastify.mjs": FASTIFY,
    "koa.js": KOA,
    "hono.ts": HONO,
    "nest.ts": NEST,
    "bottle_default.py": BOTTLE_DEFAULT,
    "bottle_module.py": BOTTLE_MODULE,
    "bottle_named.py": BOTTLE_NAMED,
    "required_express.js": EXPRESS_REQUIRED,
    "field.ts": EXPRESS_FIELD,
    "constructor.ts": EXPRESS_CONSTRUCTOR,
    "required_fastify.js": FASTIFY_REQUIRED,
    "required_koa.js": KOA_REQUIRED,
}
LOOK_ALIKES = {
    "router.js": EXPRESS.replace("express();", "express.Router();").replace("app.listen(3000)", "module.exports = app"),
    "other.js": "const app = require('./express')();\napp.listen(3000); // no 'express'\n",
    "field.ts": EXPRESS_FIELD.replace("= express();", "= made();"),
    "page.py": "from bottle import template\nfrom mine import route\n\n@route('/list')\ndef listing():\n    ...\n",
}


def scanned(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    events = list(scan(str(root), Config()))
    functions = [event.function.id for event in events if isinstance(event, FunctionAnalysed)]
    return functions, [event.finding for event in events if isinstance(event, FindingFound)]


def shells(findings):
    return [(finding.span.path, finding.certainty.label) for finding in findings if finding.id == "GOAT0101"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_a_request_says_reaches_a_shell(tmp_path, name):
    functions, findings = scanned(tmp_path, {name: PROGRAMS[name]})

    assert len(functions) == 1
    assert shells(findings) == [(name, "high")]


@pytest.mark.parametrize("name", PROGRAMS)
def test_constants_in_routes_are_silent(tmp_path, name):
    text = PROGRAMS[name]
    for said in (
        'request.args["folder"]',
        "bottle.request.query.folder",
        "request.query.folder",
        "req.query.folder",
        "ctx.query.folder",
        "query.folder",
        "c.req.query('folder')",
        '"ls " + folder',
    ):
        text = text.replace(said, "'ls docs'" if said.startswith('"ls') else "'docs'")
    functions, findings = scanned(tmp_path, {name: text})

    assert len(functions) == 1
    assert shells(findings) == []


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_what_only_looks_like_an_application_is_none(tmp_path, name):
    functions, _ = scanned(tmp_path, {name: LOOK_ALIKES[name]})

    assert functions == []


def test_no_check_asks_a_web_application_for_an_authorizer(tmp_path):
    _, findings = scanned(tmp_path, {"app.py": FLASK})

    assert {finding.id for finding in findings} & {"GOAT0201", "GOAT0301"} == set()


def test_routes_that_an_application_registers_itself_are_its_own(tmp_path):
    main = "from flask import Flask\nfrom registers import init\napp = Flask(__name__)\ninit(app)\n"
    functions, findings = scanned(tmp_path, {"main.py": main, "registers.py": FLASK_REGISTERS})

    assert functions == ["main.app"]
    assert shells(findings) == [("registers.py", "high")]


def test_an_application_that_a_handler_serves_is_no_second_way_in(tmp_path):
    handler = (
        "const serverless = require('serverless-http');\nmodule.exports.handler = serverless(require('./express'));\n"
    )
    functions, _ = scanned(tmp_path, {"handler.js": handler, "express.js": EXPRESS + "module.exports = app;\n"})

    assert functions == ["handler.handler"]


def test_a_stand_in_for_the_desk_is_no_way_in(tmp_path):
    handler = "exports.handler = async (event) => ({ statusCode: 200 });\n"
    desk = EXPRESS.replace("const app", "const { handler } = require('./handler');\nconst app")
    functions, _ = scanned(tmp_path, {"handler.js": handler, "desk.js": desk})

    assert functions == ["handler.handler"]


def test_an_application_of_nest_that_a_handler_serves_only_listens_at_a_desk(tmp_path):
    files = {"app.module.ts": NEST_MODULE, "main.ts": NEST_MAIN}
    alone, _ = scanned(tmp_path, files)
    both, _ = scanned(tmp_path, {**files, "lambda.ts": NEST_HANDLER})

    assert alone == ["main.bootstrap"]
    assert both == ["lambda.handler"]


@pytest.mark.parametrize("folder", ["tests", "integration-tests", "mocks"])
def test_applications_of_tests_are_none(tmp_path, folder):
    functions, _ = scanned(tmp_path, {f"{folder}/app.py": FLASK})

    assert functions == []
