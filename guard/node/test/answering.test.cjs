'use strict';
// What goes out where a function does not simply return it: from a callback.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');

const SRC = path.join(__dirname, '../src');
const POLICY = {
  version: 1,
  mode: 'block',
  sinks: { others: 'block' },
  events: { fields: [] },
};
const RUNTIME = `
import(process.env.ENTRY).then(async ({ handler }) => {
  console.log('ANSWER ' + JSON.stringify(await handler(JSON.parse(process.argv[2]), { awsRequestId: 'r-1' }, () => {})));
});
`;
const FUNCTION = `
const { execSync } = require('node:child_process');
const run = (event) => execSync('echo ' + event.queryStringParameters.value).toString();
const callbacks = {
  timer: (event, callback) => setTimeout(() => callback(null, run(event))),
  twice: (event, callback) => [1, 2].forEach(() => callbacks.timer(event, callback)),
  promise: (event, callback) => void Promise.resolve().then(() => callback(null, run(event))),
  failing: () => setTimeout(() => JSON.parse('{')),
};
exports.called = (event, context, callback) => {
  callbacks[event.queryStringParameters.way](event, callback);
};
`;

/** The answer, the rules that decided, and the exit code. */
function ran(handler, query, more = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'goatherd-guard-'));
  try {
    const table = { ...require('../../cases/table.json'), kinds: require('../../kinds.json'), fetching: require('../../fetching.json') };
    const files = { 'rules.json': JSON.stringify(table), 'policy.json': JSON.stringify({ ...POLICY, ...more }), 'app.js': FUNCTION, 'main.cjs': RUNTIME };
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
    const env = {
      PATH: process.env.PATH, GOATHERD_GUARD_FOLDER: folder, GOATHERD_GUARD_POLICY: path.join(folder, 'policy.json'), LAMBDA_TASK_ROOT: folder,
      GOATHERD_HANDLER: `app.${handler}`, ENTRY: path.join(SRC, 'entry.mjs'), NODE_OPTIONS: `--require ${path.join(SRC, 'preload.cjs')}`,
    };
    const event = {
      version: '2.0', rawPath: '/', headers: {}, queryStringParameters: query, requestContext: { http: { method: 'GET', path: '/' }, requestId: 'r-1' },
    };
    const done = spawnSync(process.execPath, ['main.cjs', JSON.stringify(event)], { cwd: folder, env, encoding: 'utf8' });
    const lines = done.stdout.split('\n');
    const said = lines.find((line) => line.startsWith('ANSWER '));
    return {
      code: done.status,
      answer: said && JSON.parse(said.slice('ANSWER '.length)),
      rules: lines.filter((line) => line.includes('"class_uid"')).map((line) => JSON.parse(line).finding_info.analytic.uid),
      errors: done.stderr,
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const STOPPED = 'a; echo injected';

for (const way of ['timer', 'twice', 'promise']) {
  test(`what is stopped in a callback settles the answer, and ends no process: ${way}`, () => {
    assert.strictEqual(ran('called', { way, value: 'a' }).answer, 'a\n');
    const { answer, code, rules } = ran('called', { way, value: STOPPED });
    assert.deepStrictEqual([answer?.statusCode, code, new Set(rules)], [403, 0, new Set(['sink-shell'])]);
  });
}

test("an error of the function's own still ends it", () => {
  const { answer, code, errors } = ran('called', { way: 'failing', value: 'a' });
  assert.deepStrictEqual([answer, code], [undefined, 1]);
  assert.match(errors, /SyntaxError/);
});
