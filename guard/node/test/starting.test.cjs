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
    fs.writeFileSync(path.join(folder, 'rules.json'), JSON.stringify({ ...require('../../cases/table.json'), kinds: require('../../kinds.json') }));
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

test('where it has to start, the function does not run without it', () => {
  const { code, findings, counters, out } = ran({ 'app.cjs': GUARD + CALLED }, undefined, { GOATHERD_GUARD_FAILURE: 'closed' });
  assert.deepStrictEqual([code, findings.map((row) => row.action_id), counters.length, out.includes('ANSWER')], [1, [2], 1, false]);
});
