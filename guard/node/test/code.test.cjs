'use strict';
// Template literals of JavaScript: a value within one is text, until it opens a substitution or ends it.

const assert = require('node:assert');
const test = require('node:test');

const { Structures } = require('../src/sinks/structure.cjs');
const { Values } = require('../src/sinks/values.cjs');

for (const [title, isCode] of [
  ['Herd book 2026', false],
  ['for 5 $ and {more}, "quoted"', false],
  ['Milk ${process.exit()}', true],
  ['Milk ` + process.exit() + `', true],
]) {
  test(`${title} in a template literal`, () => {
    const found = new Structures().changed('`' + title + '`', 'code', new Values({ title }));
    assert.strictEqual(found !== undefined, isCode);
  });
}
