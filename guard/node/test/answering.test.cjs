'use strict';
// What goes out where a function does not simply return it: through a stream of Lambda's, or from a callback.

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
  events: { fields: [{ path: 'queryStringParameters.refused', families: ['shell'] }] },
};
// What Lambda's runtime does: it marks the handler, and hands a stream to what is marked.
const RUNTIME = `
const { PassThrough } = require('node:stream');
const MARK = Symbol.for('aws.lambda.runtime.handler.streaming');
globalThis.awslambda = {
  streamifyResponse: (handler, { highWaterMark } = {}) => Object.assign(handler, { [MARK]: 'response', [HIGH]: highWaterMark }),
  HttpResponseStream: { from: (stream, prelude) => (stream.write(JSON.stringify(prelude)), stream) },
};
const HIGH = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
(async () => {
  const { handler } = await import(process.env.ENTRY);
  const event = JSON.parse(process.argv[2]);
  if (handler[MARK] !== 'response') {
    return console.log('ANSWER ' + JSON.stringify(await handler(event, { awsRequestId: 'r-1' }, () => {})));
  }
  const stream = new PassThrough();
  let out = '';
  stream.on('data', (data) => (out += data));
  const done = new Promise((resolve) => stream.on('end', () => resolve('whole')).on('error', (error) => resolve(error.name)));
  const error = await handler(event, stream, { awsRequestId: 'r-1' }).then(() => undefined, ({ name }) => name);
  const end = error ?? (await done);
  console.log('ANSWER ' + JSON.stringify({ out, end, high: handler[HIGH] }));
})();
`;
const FUNCTION = `
const { execSync } = require('node:child_process');
const run = (event) => execSync('echo ' + event.queryStringParameters.value).toString();
const ways = {
  async plain(event, stream) {
    stream.end(run(event));
  },
  async swallowed(event, stream) {
    try {
      run(event);
    } catch {
      stream.end('swallowed');
    }
  },
  async begun(event, stream) {
    stream.write('begun ');
    stream.end(run(event));
  },
  async later(event, stream) {
    setTimeout(() => stream.end(run(event)));
  },
  async laterBegun(event, stream) {
    stream.write('begun ');
    setTimeout(() => stream.end(run(event)));
  },
  async swallowedLater(event, stream) {
    setTimeout(() => ways.swallowed(event, stream));
  },
};
exports.streamed = awslambda.streamifyResponse(async (event, stream, context) => {
  console.log('RAN ' + context.awsRequestId);
  return ways[event.queryStringParameters.way](event, stream);
}, { highWaterMark: 7 });
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

/** The answer, the rules that decided, whether the handler ran, and the exit code. */
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
      hasRun: lines.includes('RAN r-1'),
      rules: lines.filter((line) => line.includes('"class_uid"')).map((line) => JSON.parse(line).finding_info.analytic.uid),
      errors: done.stderr,
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const FORBIDDEN = '{"statusCode":403,"headers":{"content-type":"application/json"}}{"message":"Forbidden"}';
const STOPPED = 'a; echo injected';

test('a handler that streams still does, and its marks are those that it had', () => {
  for (const mode of ['block', 'monitor']) {
    const { answer, rules } = ran('streamed', { way: 'begun', value: 'a' }, { mode });
    assert.deepStrictEqual([answer, rules], [{ out: 'begun a\n', end: 'whole', high: 7 }, []]);
  }
});

test('where it only watches, what is streamed goes out', () => {
  const { answer, rules } = ran('streamed', { way: 'begun', value: STOPPED }, { mode: 'monitor' });
  assert.deepStrictEqual([answer.out, rules], ['begun a\ninjected\n', ['sink-shell']]);
});

test('an event that is refused is answered by 403 through the stream before the handler runs', () => {
  const { answer, hasRun } = ran('streamed', { way: 'plain', value: 'a', refused: 'a; cat /etc/passwd' });
  assert.deepStrictEqual([answer.out, answer.end, hasRun], [FORBIDDEN, 'whole', false]);
});

for (const way of ['plain', 'swallowed', 'later', 'swallowedLater']) {
  test(`what is stopped before anything went out is answered by 403 through the stream: ${way}`, () => {
    const { answer, code, rules } = ran('streamed', { way, value: STOPPED });
    assert.deepStrictEqual([answer.out, answer.end, code, rules], [FORBIDDEN, 'whole', 0, ['sink-shell']]);
  });
}

for (const way of ['begun', 'laterBegun']) {
  test(`what has begun is broken off: ${way}`, () => {
    const { answer, code } = ran('streamed', { way, value: STOPPED });
    assert.deepStrictEqual([answer.out, answer.end, code], ['begun ', 'Blocked', 0]);
  });
}

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
