'use strict';
// What becomes of a function whose guard cannot start, or starts late.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');

const INDEX = path.join(__dirname, '../src/index.cjs');
const GUARD = `const { guarded } = require(${JSON.stringify(INDEX)});`;
const CALLED = "guarded(async () => 'ran')({}, {}).then((answer) => console.log('ANSWER ' + answer));";

/** Exit code, findings, counters and the lines of a program in a folder with these files; `policy` undefined: there is none. */
function ran(files, policy, more = {}, flags = []) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'goatherd-guard-')));
  try {
    for (const [name, text] of Object.entries({ ...files, ...(policy === undefined ? {} : { 'policy.json': policy }) })) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    if (!('rules.json' in files)) fs.writeFileSync(path.join(folder, 'rules.json'), JSON.stringify({ ...require('../../cases/table.json'), kinds: require('../../kinds.json') }));
    const env = {
      PATH: process.env.PATH, GOATHERD_GUARD: 'Own', GOATHERD_GUARD_FOLDER: folder, GOATHERD_GUARD_POLICY: path.join(folder, 'policy.json'), ...more,
    };
    const done = spawnSync(process.execPath, [...flags, 'app.cjs'], { cwd: folder, env, encoding: 'utf8' });
    const rows = done.stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    return {
      code: done.status,
      findings: rows.filter((row) => row.class_uid),
      counters: rows.filter((row) => row._aws),
      out: done.stdout.replaceAll(folder, ''),
      errors: done.stderr,
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const BLOCK = { version: 1, mode: 'block', sinks: { others: 'block' }, aws: { allow: [{ service: 's3', operation: 'GetObject' }], others: 'block' } };
const OPEN = JSON.stringify(BLOCK);
const CLOSED = JSON.stringify({ ...BLOCK, failure: 'closed' });
const TAKEN = "const { readFileSync } = require('fs');";
const late = ({ findings }) => findings.filter((row) => row.finding_info.analytic.uid === 'guard-late').map((row) => row.message);

for (const policy of [undefined, '{', '{"version": 1, "mode": "blok"}', '{"version": 1, "files": {"read": 3}}']) {
  test(`a guard that cannot start says so, and the function runs: ${policy}`, () => {
    const { code, findings, counters, out } = ran({ 'app.cjs': GUARD + CALLED }, policy);
    assert.strictEqual(code, 0);
    assert.match(out, /ANSWER ran/);
    assert.strictEqual(findings.length, 1);
    assert.match(findings[0].message, /^guard is off: .*\/policy\.json: /);
    assert.deepStrictEqual([findings[0].action_id, findings[0].finding_info.analytic.uid, findings[0].resources[0].name], [1, 'guard-off', 'Own']);
    assert.deepStrictEqual(counters.map((row) => [row.function, row.off]), [['Own', 1]]);
  });
}

for (const rules of ['{', 'null', '{}', '{"kinds": {}, "rules": 3}']) {
  test(`rules that are none are told, and the function runs: ${rules}`, () => {
    const { code, findings, out } = ran({ 'app.cjs': GUARD + CALLED, 'rules.json': rules }, OPEN);
    assert.match(out, /ANSWER ran/);
    assert.deepStrictEqual([code, findings.length], [0, 1]);
    assert.match(findings[0].message, /^guard is off: .*\/rules\.json/);
  });
}

test('where it has to start, the function does not run without it', () => {
  const { code, findings, counters, out } = ran({ 'app.cjs': GUARD + CALLED }, undefined, { GOATHERD_GUARD_FAILURE: 'closed' });
  assert.deepStrictEqual([code, findings.map((row) => row.action_id), counters.length, out.includes('ANSWER')], [1, [2], 1, false]);
});

// The SDK as its clients are: classes of a package that inherit from that of another.
const SDK = {
  'node_modules/@smithy/smithy-client/index.js': "exports.Client = class Client { constructor() { this.config = { serviceId: 'S3' }; } send() { return 'sent'; } };",
  'node_modules/@aws-sdk/client-s3/index.js': `
    exports.S3Client = class S3Client extends require('@smithy/smithy-client').Client {};
    exports.GetObjectCommand = class GetObjectCommand {};
    exports.DeleteObjectCommand = class DeleteObjectCommand {};
  `,
};

test('what was loaded before the guard is told, and what a file takes afterwards is not', () => {
  const before = ran({ 'app.cjs': `${TAKEN}${GUARD}${CALLED}` }, OPEN);
  assert.deepStrictEqual(late(before), ['loaded before the guard: fs, which it cannot watch there']);
  assert.match(before.out, /ANSWER ran/);
  assert.deepStrictEqual(late(ran({ 'app.cjs': `${GUARD}${TAKEN}${CALLED}` }, OPEN)), []);
  const apart = { 'app.cjs': `require('./own.cjs');${GUARD}${CALLED}`, 'own.cjs': "const { execSync } = require('node:child_process');" };
  assert.deepStrictEqual(late(ran(apart, OPEN)), ['loaded before the guard: child_process, which it cannot watch there']);
});

test('where a policy that blocks fails closed, a function that loads the guard late does not start', () => {
  const { code, findings, out } = ran({ 'app.cjs': `${TAKEN}${GUARD}${CALLED}` }, CLOSED);
  assert.deepStrictEqual([code, findings.map((row) => row.action_id), out.includes('ANSWER')], [1, [2], false]);
  const first = ran({ 'app.cjs': `${GUARD}${TAKEN}${CALLED}` }, CLOSED);
  assert.deepStrictEqual([first.code, first.findings], [0, []], first.errors);
});

test('loaded by NODE_OPTIONS it comes first, wherever the code loads it', () => {
  const preload = path.join(__dirname, '../src/preload.cjs');
  const { code, findings } = ran({ 'app.cjs': `${TAKEN}${GUARD}${CALLED}` }, CLOSED, { NODE_OPTIONS: `--require ${preload}` });
  assert.deepStrictEqual([code, findings], [0, []]);
});

test("calls of AWS's SDK are asked about whichever of the two is loaded first", () => {
  const sdk = "const { S3Client, GetObjectCommand, DeleteObjectCommand } = require('@aws-sdk/client-s3'); const client = new S3Client();";
  const called = `guarded(async () => {
    console.log('SAID ' + client.send(new GetObjectCommand()));
    client.send(new DeleteObjectCommand());
    console.log('SAID deleted');
  })({}, {}).catch(() => {});`;
  for (const head of [`${sdk}${GUARD}`, `${GUARD}${sdk}`]) {
    const { findings, out } = ran({ ...SDK, 'app.cjs': head + called }, OPEN);
    assert.ok(findings.some((row) => row.message === 'calls s3:DeleteObject'));
    assert.ok(out.includes('SAID sent') && !out.includes('SAID deleted'));
  }
});

test('what is no function is refused when it is loaded', () => {
  for (const what of ['undefined', '{ http() {} }', 'Promise.resolve(() => 1)']) {
    const { code, errors } = ran({ 'app.cjs': `${GUARD}guarded(${what});` }, OPEN);
    assert.strictEqual(code, 1);
    assert.match(errors, /TypeError: guarded takes a function, not (undefined|object)/);
  }
});
