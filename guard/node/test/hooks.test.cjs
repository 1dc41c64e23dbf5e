'use strict';
// Hooks in a process of their own: what is replaced once stays so.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');

const INDEX = path.join(__dirname, '../src/index.cjs');
const FUNCTION = `
const { guarded } = require(${JSON.stringify(INDEX)});
const { execFileSync, execSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const doings = {
  shell: (value) => execSync('echo ' + value),
  fetch: (value) => execFileSync('curl', ['-s', value]),
  path: (value) => fs.readFileSync(path.join(process.cwd(), 'files') + '/' + value),
  eval: (value) => new Function('return ' + value)(),
  address: (value) => new Promise((resolve, reject) => http.get('http://' + value + '/', resolve).on('error', reject)),
  again: async (value) => {
    for (;;) {
      try {
        return http.get('http://' + value + '/');
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  },
};

const handler = guarded(async (event) => {
  for (const { body, swallow } of event.Records ?? []) {
    if (!body.startsWith('shell ')) continue;
    try {
      doings.shell(body);
    } catch (error) {
      if (!swallow) throw error;
    }
  }
  if (event.Records) return { seen: event.Records.map(({ body }) => body) };
  const { what, value, swallow } = event.queryStringParameters;
  try {
    await doings[what](value);
  } catch (error) {
    if (swallow) return { statusCode: 200 };
    throw error;
  }
  return { statusCode: 200 };
});

handler(JSON.parse(process.argv[2]), {}).then((answer) => {
  console.log('ANSWER ' + JSON.stringify(answer ?? null));
  process.exit(0);
});
`;
const POLICY = {
  version: 1,
  mode: 'block',
  sinks: { others: 'block' },
  events: { kinds: [{ kind: 'sqs' }], fields: [{ path: 'Records[].body', families: ['shell'] }], record: 'partial' },
};

/** The answer, the rules that decided, and whether a file called `made` is there; `events` changes that section of the policy. */
function ran(event, events = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'goatherd-guard-'));
  try {
    const table = { ...require('../../cases/table.json'), kinds: require('../../kinds.json'), fetching: require('../../fetching.json') };
    fs.writeFileSync(path.join(folder, 'rules.json'), JSON.stringify(table));
    fs.writeFileSync(path.join(folder, 'policy.json'), JSON.stringify({ ...POLICY, events: { ...POLICY.events, ...events } }));
    fs.writeFileSync(path.join(folder, 'app.cjs'), FUNCTION);
    fs.mkdirSync(path.join(folder, 'files'));
    fs.writeFileSync(path.join(folder, 'files/a.txt'), 'a');
    const env = { PATH: process.env.PATH, GOATHERD_GUARD_FOLDER: folder, GOATHERD_GUARD_POLICY: path.join(folder, 'policy.json') };
    const done = spawnSync(process.execPath, ['app.cjs', JSON.stringify(event)], { cwd: folder, env, encoding: 'utf8' });
    assert.strictEqual(done.status, 0, done.stderr);
    const lines = done.stdout.split('\n');
    const rows = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    return {
      answer: JSON.parse(lines.find((line) => line.startsWith('ANSWER ')).slice('ANSWER '.length)),
      rules: rows.filter((row) => row.class_uid === 2004).map((row) => row.finding_info.analytic.uid),
      made: fs.existsSync(path.join(folder, 'made')),
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const call = (what, value, more = {}) => ({
  version: '2.0', rawPath: '/', headers: {}, queryStringParameters: { what, value, ...more },
  requestContext: { http: { method: 'GET', path: '/' }, requestId: 'r-1' },
});

for (const [what, value, rule] of [
  ['shell', 'a; touch made', 'sink-shell'],
  ['path', '../../../etc/passwd', 'sink-path'],
  ['eval', 'process.exit(3)', 'sink-code'],
  ['shell', 'http://evil.example/a', 'sink-ssrf'],
  ['fetch', '127.0.0.1:9/a', 'sink-ssrf'],
  ['address', '127.0.0.1:9', 'sink-ssrf'],
  ['path', '../../../{place}/{0}', 'sink-path'],
]) {
  for (const more of [{}, { swallow: 'yes' }]) {
    test(`${what} ${value}: what changes the structure is answered by 403 ${Object.keys(more)}`, () => {
      const { answer, rules, made } = ran(call(what, value, more));
      assert.deepStrictEqual([answer.statusCode, [...new Set(rules)], made], [403, [rule], false]);
    });
  }
}

for (const [what, value] of [['shell', 'a'], ['path', 'a.txt'], ['eval', '12']]) {
  test(`${what}: what is one literal is not`, () => {
    assert.deepStrictEqual(ran(call(what, value)), { answer: { statusCode: 200 }, rules: [], made: false });
  });
}

test('code that tries again and again what was stopped is not waited for', () => {
  assert.strictEqual(ran(call('again', '127.0.0.1:9')).answer.statusCode, 403);
});

test('a refused record is named, and the others are handed on', () => {
  const Records = ['a', 'b; cat x'].map((body, number) => ({ messageId: `m-${number}`, eventSource: 'aws:sqs', body }));
  const { answer, rules } = ran({ Records });
  assert.deepStrictEqual(answer, { seen: ['a'], batchItemFailures: [{ itemIdentifier: 'm-1' }] });
  assert.deepStrictEqual(rules, ['T1']);
});

const batch = (bodies, more = {}) => ({
  Records: bodies.map((body, number) => ({ messageId: `m-${number}`, eventSource: 'aws:sqs', body, ...more })),
});

for (const [bodies, answer] of [[['a', 'b; cat x'], { seen: ['a'] }], [['b; cat x'], null]]) {
  test(`where records are dropped no batch fails: ${bodies}`, () => {
    assert.deepStrictEqual(ran(batch(bodies), { record: 'drop' }), { answer, rules: ['T1'], made: false });
  });
}

const UNSEEN = { fields: [{ path: 'Records[].body', families: [] }] }; // nothing is asked of them before the handler runs
for (const [record, more] of [['drop', {}], ['partial', { batchItemFailures: [{ itemIdentifier: 'm-1' }] }]]) {
  test(`a record of which something is stopped is refused alone: ${record}`, () => {
    const found = ran(batch(['a', 'shell b; touch made', 'c']), { record, ...UNSEEN });
    assert.deepStrictEqual(found, { answer: { seen: ['a', 'c'], ...more }, rules: ['sink-shell'], made: false });
  });
}

test('a batch whose function goes on after what was stopped does not fail', () => {
  const found = ran(batch(['shell b; touch made', 'c'], { swallow: true }), { record: 'drop', ...UNSEEN });
  assert.deepStrictEqual(found, { answer: { seen: ['shell b; touch made', 'c'] }, rules: ['sink-shell'], made: false });
});

test('what packages beside the folder of the function need is loaded', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'goatherd-guard-'));
  try {
    const put = (name, text) => {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    };
    put('node_modules/one/index.js', "module.exports = require('./data.json').a;");
    put('node_modules/one/data.json', '{"a": 3}');
    put('layer/rules.json', JSON.stringify({ ...require('../../cases/table.json'), kinds: require('../../kinds.json') }));
    put('layer/policy.json', JSON.stringify({ version: 1, mode: 'block', files: { others: 'block' }, code: { native: 'block' } }));
    put('task/app.cjs', `
      const handler = require(${JSON.stringify(INDEX)}).guarded(async () => require('one'));
      handler({}, {}).then((answer) => console.log('ANSWER ' + answer));
    `);
    const env = {
      PATH: process.env.PATH, LAMBDA_TASK_ROOT: path.join(folder, 'task'), GOATHERD_GUARD_FOLDER: path.join(folder, 'layer'),
      GOATHERD_GUARD_POLICY: path.join(folder, 'layer/policy.json'),
    };
    const done = spawnSync(process.execPath, ['app.cjs'], { cwd: path.join(folder, 'task'), env, encoding: 'utf8' });
    assert.strictEqual(done.stdout, 'ANSWER 3\n', done.stderr);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
