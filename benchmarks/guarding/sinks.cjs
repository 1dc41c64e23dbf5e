'use strict';
// The guard in Node.js at sinks: lines of texts about to be executed in, lines of answers out.

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const source = path.join(__dirname, '..', '..', 'guard', 'node', 'src', 'sinks');
const { leavesFolder } = require(path.join(source, 'places.cjs'));
const { Structures } = require(path.join(source, 'structure.cjs'));
const { Values } = require(path.join(source, 'values.cjs'));

readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (line) => {
  const { family, text, value } = JSON.parse(line);
  const started = process.hrtime.bigint();
  const values = new Values({ value });
  const found = family === 'path' ? leavesFolder(text, values) : new Structures().changed(text, family, values);
  fs.writeSync(1, `${JSON.stringify({ hit: Boolean(found), ns: Number(process.hrtime.bigint() - started) })}\n`);
});
