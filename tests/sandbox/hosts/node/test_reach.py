"""Where the watched text is seen to arrive."""

import pytest

EVENT = {"v": "gh7f3a9c-1", "list": ["gh7f3a9c-1"], "ast": {"type": "gh7f3a9c-1"}}


def reached(run, body, event=EVENT, **more):
    code = f"exports.handler = async (event) => {{\n  {body}\n}};"
    ran = run(code, event, **more)
    assert ran.error is None, ran.error
    return ran.places()


SOME = "try { %s } catch {}"


@pytest.mark.parametrize(
    ("body", "sink", "what"),
    [
        ("cp.execSync(`echo ${event.v}`)", "shell", "child_process.execSync"),
        ("await new Promise((done) => cp.exec(`echo ${event.v}`, done))", "shell", "child_process.exec"),
        ("await util.promisify(cp.exec)(`echo ${event.v}`)", "shell", "child_process.exec"),
        ("cp.spawnSync('echo', [event.v], { shell: true })", "shell", "child_process.spawnSync"),
        ("cp.spawn('sh', ['-c', `echo ${event.v}`])", "shell", "child_process.spawn"),
        ("cp.spawnSync('echo', [event.v])", "command", "child_process.spawnSync"),
        ("cp.execFileSync('echo', [event.v])", "command", "child_process.execFileSync"),
        ("await util.promisify(cp.execFile)('echo', [event.v])", "command", "child_process.spawn"),
        ("eval(`'${event.v}'`)", "code", "eval"),
        ("(0, eval)(`'${event.v}'`)", "code", "eval"),
        ("try { eval(event.v + ' is no code') } catch {}", "code", "eval"),
        ("new Function(`return '${event.v}'`)()", "code", "Function"),
        ("(async () => {}).constructor(`return '${event.v}'`)", "code", "Function"),
        ("vm.runInNewContext(`'${event.v}'`)", "code", "vm.runInNewContext"),
        ("new vm.Script(`'${event.v}'`, { filename: 'x.js' }).runInThisContext()", "code", "vm.Script"),
        ("v8.deserialize(v8.serialize(`${event.v}`))", "deserialize", "v8.deserialize"),
        ("try { fs.readFileSync(`/tmp/${event.v}`) } catch {}", "path", "fs.readFileSync"),
        ("fs.existsSync(Buffer.from(event.v))", "path", "fs.existsSync"),
        ("fs.existsSync(new URL(`file:///tmp/${event.v}`))", "path", "fs.existsSync"),
        ("await fs.promises.readFile(event.v).catch(() => {})", "path", "fs.promises.readFile"),
        ("await require('fs/promises').stat(event.v).catch(() => {})", "path", "fs.promises.stat"),
        ("fs.writeFileSync(`/tmp/${event.v}`, '')", "path", "fs.writeFileSync"),
        ("try { fs.renameSync('/tmp/none', event.v) } catch {}", "path", "fs.renameSync"),
        ("await new Promise((done) => fs.createReadStream(event.v).on('error', done))", "path", "fs.createReadStream"),
        ("http.get({ host: '127.0.0.1', port: 1, path: `/${event.v}` }).on('error', () => {})", "request", "http.get"),
        ("http.request(`http://127.0.0.1:1/${event.v}`).on('error', () => {})", "request", "http.request"),
        ("await fetch(`http://127.0.0.1:1/${event.v}`).catch(() => {})", "request", "fetch"),
        ("net.connect(1, event.v).on('error', () => {})", "request", "net.connect"),
        ("new RegExp(event.v)", "regex", "RegExp"),
        ("RegExp(event.v, 'i')", "regex", "RegExp"),
        ("try { require(`./${event.v}`) } catch {}", "import", "require"),
    ],
)
def test_builtins(run, body, sink, what):
    modules = "const [cp, fs, http, net, util, v8, vm] = ['child_process', 'fs', 'http', 'net', 'util', 'v8', 'vm']"
    code = f"{modules}.map((each) => require(each));\nexports.handler = async (event) => {{\n  {body}\n}};"
    ran = run(code, EVENT)
    assert ran.error is None, ran.error
    assert ran.places() == [(sink, what, "index.js:3")]
    assert "gh7f3a9c-1" in ran.kind("reach")[0]["text"]


@pytest.mark.parametrize(
    "body",
    [
        "require('child_process').execSync('echo hi', { env: { V: event.v } })",
        "eval('event.v')",
        "require('fs').writeFileSync('/tmp/x', event.v)",
        "/a/.test(event.v); new RegExp('a').test(event.v)",
        "console.log(event.v)",
    ],
)
def test_the_text_elsewhere_is_no_news(run, body):
    assert reached(run, body) == []


def test_every_evaluation_is_seen_again(run):
    ran = run("exports.handler = async (event) => eval(event.v)", *[{"v": "'gh7f3a9c'"}] * 3)
    assert [[note["kind"] for note in each["notes"]].count("reach") for each in ran] == [1, 1, 1]


def test_named_imports_of_builtins(run):
    code = """
        import { readFileSync } from 'node:fs';
        import { execSync } from 'child_process';
        export const handler = async (event) => {
          try { readFileSync(event.v); } catch {}
          return execSync(`echo ${event.v}`).toString();
        };
    """
    ran = run(code, EVENT, name="index.mjs")
    assert ran.places() == [
        ("path", "fs.readFileSync", "index.mjs:4"),
        ("shell", "child_process.execSync", "index.mjs:5"),
    ]
    assert ran.response == "gh7f3a9c-1\n"


def test_dynamic_imports_where_node_tells_of_them(run):
    body = "await import(`./${event.v}`).catch(() => {}); return Boolean(require('module').registerHooks)"
    ran = run(f"exports.handler = async (event) => {{ {body} }};", EVENT)
    assert ran.places() == [("import", "import", "index.js:1")] * ran.response


def test_long_texts_keep_what_is_watched(run):
    ran = run("exports.handler = async (event) => eval(event.v)", {"v": f"'{'a' * 5000}gh7f3a9c{'b' * 5000}'"})
    (note,) = ran.kind("reach")
    assert len(note["text"]) == 2000
    assert "agh7f3a9cb" in note["text"]


def test_arguments_are_shown(run):
    ran = run("exports.handler = async (e) => require('child_process').spawnSync('echo', ['-n', e.v])", EVENT)
    assert ran.kind("reach")[0]["args"] == ["echo", "-n", "gh7f3a9c-1"]
    assert ran.kind("spawn") == [{"kind": "spawn", "argv": ["echo", "-n", "gh7f3a9c-1"], "shell": False}]


def test_nothing_is_watched_without_a_text(run):
    ran = run("exports.handler = async (event) => eval(`'${event.v}'`)", EVENT, watch="")
    assert ran.places() == []
    assert ran.reads() == ["v"]


def test_the_place_is_the_functions_own_file(run):
    files = {
        "node_modules/reader/index.js": "module.exports = (path) => require('fs').existsSync(path)",
        "lib/help.js": "const reader = require('reader');\nexports.help = (path) => reader(path)",
    }
    assert reached(run, "require('./lib/help').help(event.v)", files=files) == [
        ("path", "fs.existsSync", "lib/help.js:2")
    ]


def package(name, code):
    return {f"node_modules/{name}/index.js": code}


CLASS = "class Db { %s(...args) { return this } }; exports.Db = Db; exports.open = () => new Db()"


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("mysql", "query"),
        ("mysql2", "execute"),
        ("pg", "query"),
        ("sqlite3", "all"),
        ("better-sqlite3", "prepare"),
        ("mssql", "query"),
        ("knex", "raw"),
        ("sequelize", "query"),
    ],
)
def test_sql(run, name, method):
    files = package(name, CLASS % method)
    start = f"const db = require('{name}').open(); "
    bound = f"{start} db.{method}('select ?', [event.v]); db.{method}(['select ', ''], event.v)"
    assert reached(run, bound, files=files) == []
    texts = f"{start} db.{method}(`select '${{event.v}}'`); db.{method}({{ sql: `select ${{event.v}}` }})"
    assert reached(run, texts, files=files) == [("sql", f"{name}.{method}", "index.js:2")] * 2


def test_sql_of_a_class_that_a_file_of_the_package_exports(run):
    files = {
        "node_modules/mysql2/index.js": "const Connection = require('./lib/connection.js');\n"
        "exports.createConnection = () => new Connection()",
        "node_modules/mysql2/lib/connection.js": "module.exports = class Connection { query() {} }",
        "node_modules/mysql2/promise.js": "module.exports = require('./index.js')",
    }
    body = "require('mysql2/promise').createConnection().query(`select ${event.v}`)"
    assert reached(run, body, files=files) == [("sql", "mysql2.query", "index.js:2")]


def test_what_sequelize_escapes_is_bound(run):
    files = {
        **package("pg", "exports.Client = class { query() {} }"),
        **package("sequelize", "const { Client } = require('pg');\nexports.Sequelize = class { find(value) "
                  "{ this.query(`where a = '${value}'`) }\n query(text) { new Client().query(text) } }"),
    }  # fmt: skip
    start = "const { Sequelize } = require('sequelize'); const db = new Sequelize();"
    assert reached(run, f"{start} db.find(event.v)", files=files) == []
    assert reached(run, f"{start} db.query(event.v)", files=files) == [("sql", "sequelize.query", "index.js:2")]


def test_sql_keeps_more_text(run):
    code = "exports.handler = async (event) => { require('pg').open().query('a'.repeat(9000) + event.v) }"
    ran = run(code, EVENT, files=package("pg", CLASS % "query"))
    assert len(ran.kind("reach")[0]["text"]) == 8000


@pytest.mark.parametrize("name", ["mongodb", "mongoose"])
@pytest.mark.parametrize(
    ("filter", "event", "sinks"),
    [
        ("{ name: event.v }", {"v": "gh7f3a9c"}, []),
        ("{ name: event.v }", {"v": {"$ne": "gh7f3a9c"}}, ["nosql"]),
        ("{ name: { ...event.v } }", {"v": {"$gt": ""}}, ["nosql"]),
        ("JSON.parse(event.body)", {"body": '{"name": {"$ne": null}}'}, ["nosql"]),
        ("{ name: { $eq: event.v } }", {"v": "gh7f3a9c"}, []),
        ("{ $where: `this.name == '${event.v}'` }", {"v": "gh7f3a9c"}, ["nosql"]),
        ("{ name: { $regex: event.v } }", {"v": "gh7f3a9c"}, ["regex"]),
    ],
)
def test_nosql(run, name, filter, event, sinks):
    files = package(name, CLASS % "findOne")
    found = reached(run, f"require('{name}').open().findOne({filter})", event, files=files)
    assert [sink for sink, _, _ in found] == sinks


@pytest.mark.parametrize(
    ("name", "code", "call", "sink", "what"),
    [
        ("ejs", "exports.render = (text) => new Function('return `' + text + '`')()", "ejs.render(event.v)", "template",
         "ejs.render"),
        ("pug", "exports.compile = (text) => text", "pug.compile(event.v)", "template", "pug.compile"),
        ("handlebars", "exports.compile = (text) => text", "handlebars.compile(event.ast)", "template",
         "handlebars.compile"),
        ("nunjucks", "exports.renderString = () => 1", "nunjucks.renderString(event.v)", "template",
         "nunjucks.renderString"),
        ("lodash", "module.exports = function lodash() {}; module.exports.template = () => 1",
         "lodash.template(event.v)", "template", "lodash.template"),
        ("lodash.template", "module.exports = function template() {}", "lodash_template(event.v)", "template",
         "lodash.template.template"),
        ("node-serialize", "exports.unserialize = (text) => eval(`'${text}'`)", "node_serialize.unserialize(event.v)",
         "deserialize", "node-serialize.unserialize"),
        ("js-yaml", "exports.DEFAULT_FULL_SCHEMA = {}; exports.load = () => 1", "js_yaml.load(event.v)", "deserialize",
         "js-yaml.load"),
        ("libxmljs", "exports.parseXml = () => 1", "libxmljs.parseXml(event.v, { noent: true })", "xml",
         "libxmljs.parseXml"),
        ("xml2js", "exports.parseString = () => 1", "xml2js.parseString(event.v)", "xml", "xml2js.parseString"),
        ("fast-xml-parser", "exports.XMLParser = class { parse() {} }",
         "new fast_xml_parser.XMLParser().parse(event.v)", "xml", "fast-xml-parser.parse"),
        ("vm2", "exports.VM = class { run(code) { return eval(`'${code}'`) } }", "new vm2.VM().run(event.v)", "code",
         "vm2.run"),
        ("undici", "exports.request = async () => 1", "undici.request(`http://${event.v}`)", "request",
         "undici.request"),
    ],
)  # fmt: skip
def test_packages(run, name, code, call, sink, what):
    body = f"const {name.replace('-', '_').replace('.', '_')} = require('{name}'); {call}"
    assert reached(run, body, files=package(name, code)) == [(sink, what, "index.js:2")]


@pytest.mark.parametrize(
    ("name", "code", "call"),
    [
        ("js-yaml", "exports.load = () => 1", "load(event.v)"),
        ("js-yaml", "exports.DEFAULT_FULL_SCHEMA = {}; exports.load = () => 1", "load(event.v, { schema: {} })"),
        ("libxmljs", "exports.parseXml = () => 1", "parseXml(event.v)"),
        ("ejs", "exports.render = () => 1", "render('<%= v %>', { v: event.v })"),
    ],
)
def test_safe_use_of_packages(run, name, code, call):
    assert reached(run, f"require('{name}').{call}", files=package(name, code)) == []


def test_packages_imported_by_an_es_module(run):
    code = """
        import ejs, { compile } from 'ejs';
        export const handler = async (event) => [ejs.compile(event.v), compile(event.v)];
    """
    ran = run(code, EVENT, name="index.mjs", files=package("ejs", "exports.compile = () => 1"))
    assert ran.error is None, ran.error
    assert ran.places() == [("template", "ejs.compile", "index.mjs:2")]


def test_a_template_that_is_compiled_when_it_is_used_is_told_of_once(run):
    files = package("handlebars", "exports.compile = (text) => () => new Function(`return '${text}'`)()")
    found = reached(run, "return require('handlebars').compile(event.v)()", files=files)
    assert found == [("template", "handlebars.compile", "index.js:2")]


def test_a_template_that_starts_a_process_tells_of_both(run):
    files = package("ejs", "exports.render = (text) => new Function('require', text)(require)")
    event = {"v": "return require('child_process').execSync('echo gh7f3a9c').toString()"}
    found = reached(run, "return require('ejs').render(event.v)", event, files=files)
    assert [sink for sink, _, _ in found] == ["template", "shell"]
