'use strict';
// The guard in Node.js on events: one a line comes in, its answer goes out as a line.
//
//     node node.cjs RULES POLICY < events > answers

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const source = path.join(__dirname, '..', '..', 'guard', 'node', 'src');
const { Wall } = require(path.join(source, 'firewall', 'wall.cjs'));
const { readPolicy } = require(path.join(source, 'policy.cjs'));

const [rules, policy] = process.argv.slice(2);
const wall = new Wall(JSON.parse(fs.readFileSync(rules, 'utf8')), readPolicy(policy));
readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (line) => {
  const event = JSON.parse(line);
  const started = process.hrtime.bigint();
  const reading = wall.read(event);
  const ns = Number(process.hrtime.bigint() - started);
  const decisions = reading.decisions.map(({ verdict, family, rule, field }) => [verdict, family, rule, field]);
  fs.writeSync(1, `${JSON.stringify({ kind: reading.kind.name, decisions, ns })}\n`);
});
