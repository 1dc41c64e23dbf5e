'use strict';
// npm's @aikidosec/firewall at sinks: lines of texts about to be executed in, lines of answers out. NODE_PATH says where it is.

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const source = path.join(path.dirname(require.resolve('@aikidosec/firewall')), 'vulnerabilities');
const { detectPathTraversal } = require(path.join(source, 'path-traversal', 'detectPathTraversal'));
const { detectShellInjection } = require(path.join(source, 'shell-injection', 'detectShellInjection'));
const { detectSQLInjection, SQLInjectionDetectionResult } = require(path.join(source, 'sql-injection', 'detectSQLInjection'));
const { SQLDialectMySQL } = require(path.join(source, 'sql-injection', 'dialects', 'SQLDialectMySQL'));

const dialect = new SQLDialectMySQL();
const ASK = {
  sql: (text, value) => detectSQLInjection(text.toLowerCase(), value.toLowerCase(), dialect) === SQLInjectionDetectionResult.INJECTION_DETECTED,
  shell: detectShellInjection,
  path: detectPathTraversal,
};

readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (line) => {
  const { family, text, value } = JSON.parse(line);
  const started = process.hrtime.bigint();
  const hit = Boolean(ASK[family](text, value));
  fs.writeSync(1, `${JSON.stringify({ hit, ns: Number(process.hrtime.bigint() - started) })}\n`);
});
