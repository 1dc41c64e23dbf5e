"""Processes, connections, pollution, lines, time, and what a caller sees of an error."""

import base64

import pytest


def test_processes(run):
    code = """
        const { execSync, exec, spawn } = require('child_process');
        exports.handler = async () => {
          execSync('echo one');
          await new Promise((done) => exec('echo two', done));
          await new Promise((done) => spawn('echo', ['three']).on('close', done));
        };
    """
    assert run(code).kind("spawn") == [
        {"kind": "spawn", "argv": ["/bin/sh", "-c", "echo one"], "shell": True},
        {"kind": "spawn", "argv": ["/bin/sh", "-c", "echo two"], "shell": True},
        {"kind": "spawn", "argv": ["echo", "three"], "shell": False},
    ]


def test_many_processes_are_told_of_up_to_fifty(run):
    code = """
        const { spawn } = require('child_process');
        exports.handler = async () => {
          for (let n = 0; n < 60; n++) spawn('nothing-of-this-name').on('error', () => {});
        };
    """
    assert len(run(code).kind("spawn")) == 50


def test_an_invocation_waits_for_the_processes_that_it_has_started(run):
    code = """
        const { exec, spawn } = require('child_process');
        exports.handler = async () => {
          exec('sleep 0.2; echo later', (error, out) => console.log(out.trim()));
          spawn('sh', ['-c', 'exit 3']);
          spawn('nothing-of-this-name').on('error', () => {});
          return 1;
        };
    """
    ran = run(code)
    assert (ran.response, "later" in ran[-1]["log"]) == (1, True)


def test_a_process_that_goes_on_is_not_waited_for_twice(run):
    code = """
        const { spawn } = require('child_process');
        let service;
        exports.handler = async () => {
          service ??= spawn('sleep', ['30']);
          return service.pid !== undefined;
        };
    """
    assert [each["response"] for each in run(code, {}, {})] == [True, True]


@pytest.mark.parametrize(
    ("body", "host", "port"),
    [
        ("require('net').connect(9, '10.1.2.3').on('error', () => {})", "10.1.2.3", 9),
        ("require('net').connect({ port: '9' }).on('error', () => {})", "localhost", 9),
        ("require('net').connect('/tmp/socket').on('error', () => {})", "/tmp/socket", 0),
        ("await fetch('http://127.0.0.1:8081/').catch(() => {})", "127.0.0.1", 8081),
        ("require('tls').connect(9, '10.1.2.3').on('error', () => {})", "10.1.2.3", 9),
        ("require('https').get('https://10.1.2.3/').on('error', () => {})", "10.1.2.3", 443),
    ],
)
def test_connections(run, body, host, port):
    ran = run(f"exports.handler = async () => {{ {body} }}")
    assert ran.error is None, ran.error
    assert ran.kind("connect") == [{"kind": "connect", "host": host, "port": port}]


POLLUTE = """
    const merge = (into, from) => {
      for (const key of Object.keys(from)) {
        if (typeof from[key] === 'object') merge(into[key] ??= {}, from[key]); else into[key] = from[key];
      }
    };
    exports.handler = async (event) => {
      merge({}, JSON.parse(event.body));
      return [{}.isAdmin, [].first].map(String);
    };
"""


def test_pollution(run):
    polluting = {"body": '{"__proto__": {"isAdmin": "gh7f3a9c", "get": "x", "set": "y", "has": 1}}'}
    ran = run(POLLUTE, polluting, {"body": "{}"})
    assert ran[0]["response"] == ["gh7f3a9c", "undefined"]
    assert [note for note in ran[0]["notes"] if note["kind"] == "polluted"] == [
        {"kind": "polluted", "property": key, "on": "Object.prototype", "text": text}
        for key, text in (("isAdmin", "gh7f3a9c"), ("get", "x"), ("set", "y"), ("has", "1"))
    ]
    assert ran[1]["response"] == ["undefined", "undefined"]
    assert ran.kind("polluted") == []


def test_a_polyfill_is_no_pollution(run):
    code = (
        "exports.handler = async () => { Array.prototype.first ??= function () { return this[0] }; return [7].first() }"
    )
    ran = run(code, {}, {})
    assert (ran.response, ran[0]["response"], ran.kind("polluted")) == (7, 7, [])


def test_lines_are_told_of_once(run):
    code = """
        const double = (n) => {
          return n * 2;
        };
        function never() {
          return 1;
        }
        exports.handler = async (event) => {
          if (event.a) {
            return double(event.a);
          }
          return [1].map((n) => {
            return n + 1;
          });
        };
    """
    ran = run(code, {}, {}, {"a": 1}, {"a": 1})
    lines = [[note["files"] for note in each["notes"] if note["kind"] == "lines"] for each in ran]
    first, second, third, fourth = ({n for files in each for n in files["index.js"]} for each in lines)
    assert first >= {1, 7, 8, 11, 12}
    assert not first & {2, 5, 9}
    assert third == {2, 3, 9, 10} - first
    assert second == fourth == set()


def test_lines_of_packages_are_left_out_and_those_of_es_modules_not(run):
    files = {"node_modules/p/index.js": "exports.p = () => 1", "lib.mjs": "export const lib = () =>\n  1;\n"}
    code = "import { p } from 'p';\nimport { lib } from './lib.mjs';\nexport const handler = async () => p() + lib();\n"
    ran = run(code, name="index.mjs", files=files)
    (note,) = ran.kind("lines")
    assert set(note["files"]) == {"index.mjs", "lib.mjs"}
    assert 2 in note["files"]["lib.mjs"]


def test_a_new_line_is_found_after_many_without(run):
    code = """
        exports.handler = async (event) => {
          if (event.a === 2) {
            return {
              b: 1 };
          }
          return {};
        };
    """
    ran = run(code, *[{"a": 1}] * 100, {"a": 2})
    assert {3, 4} <= set(ran.kind("lines")[0]["files"]["index.js"])


def test_time_and_memory(run):
    (note,) = run("exports.handler = async () => { for (let n = 0; n < 1e7; n++); }").kind("cpu")
    assert 0 < note["seconds"] < 10
    assert note["peak"] > 1 << 20


def test_what_was_seen_before_an_exit_is_told(run):
    ran = run("exports.handler = async (event) => { event.a; process.exit(3) }")
    assert ran[0]["ended"] == "exit"
    assert ran.reads() == ["a?"]
    assert ran.kind("cpu")


def test_a_module_that_is_missing(run):
    ran = run("require('not-there'); exports.handler = async () => 1")
    assert ran[0]["ended"] == "init-error"
    assert ran.kind("missing-module") == [{"kind": "missing-module", "name": "not-there"}]
    ran = run("import 'not-there/v4'; export const handler = async () => 1", name="index.mjs")
    assert ran.kind("missing-module") == [{"kind": "missing-module", "name": "not-there"}]


FAILS = "exports.handler = async (event) => { require('fs').readFileSync('/none' + event.a); }"


def test_stacks_show_nothing_of_goatherd(run, value):
    ran = run(FAILS)
    assert "goatherd" not in str(ran.error)
    assert "goatherd" not in ran[0]["log"]
    assert any("/var/task/index.js:1" in line for line in ran.error["trace"])
    body = "try { Buffer.alloc('') } catch (error) { return error.stack.split('\\n')[0] }"
    assert value(body, {}).startswith("TypeError [ERR_INVALID_ARG_TYPE]: ")


def test_the_function_may_format_stacks(value):
    body = """
        const before = Error.prepareStackTrace;
        Error.prepareStackTrace = (error, frames) => frames.map((frame) => frame.getFileName());
        let files;
        try { require('fs').readFileSync('/none'); } catch (error) { files = error.stack; }
        Error.prepareStackTrace = before;
        return [files.filter((each) => each.includes('goatherd')), files.includes('/var/task/index.js'),
          typeof new Error('x').stack, Error.prepareStackTrace === before];
    """
    assert value(body, {}) == [[], True, "string", True]


def test_sources_are_mapped_where_the_function_asks_for_it(run):
    source_map = b'{"version":3,"sources":["app.ts"],"names":[],"mappings":"AAEA"}'
    url = f"data:application/json;base64,{base64.b64encode(source_map).decode()}"
    code = f"exports.handler = async () => {{ throw new Error('x') }}\n//# sourceMappingURL={url}\n"
    ran = run(code, environment={"NODE_OPTIONS": "--enable-source-maps"})
    assert any("app.ts" in line for line in ran.error["trace"])
    assert "goatherd" not in str(ran.error)


def test_instruments_do_not_show(value):
    body = """
        const { exec, execFile } = require('child_process');
        const { promisify } = require('util');
        const fs = require('fs');
        return [exec.name, exec.length, fs.readFile.name, fs.readFile.length, typeof exec[promisify.custom],
          (await promisify(exec)('echo hi')).stdout, fs.readFile === require('fs').readFile,
          /a/ instanceof RegExp, new RegExp('b') instanceof RegExp, class extends RegExp {}.name,
          new (class Own extends RegExp { more() { return 1 } })('a').more(), 'a-b'.split(/-/).length];
    """
    expected = ["exec", 3, "readFile", 3, "function", "hi\n", True, True, True, "", 1, 2]
    assert value(body, {}) == expected


def test_a_debugger_statement_does_not_wait(value):
    assert value("debugger; return 1", {}) == 1


def test_hooks_of_a_package_are_called_once_for_each_call(run):
    files = {
        "node_modules/pg/index.js": "exports.calls = 0; exports.Client = class { query() { return ++exports.calls } }"
    }
    code = "const { Client } = require('pg'); exports.handler = async (event) => new Client().query(event.v)"
    assert run(code, {"v": "gh7f3a9c"}, files=files).response == 1
