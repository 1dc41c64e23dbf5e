'use strict';
// detectSQLi and detectXSS. guard/python/tests/test_detection.py asks the same of the same texts.

const assert = require('node:assert');
const test = require('node:test');

const cases = require('../../cases/detection.json');
const { isMarkup } = require('../src/firewall/markup.cjs');
const { isSql } = require('../src/firewall/statements.cjs');

const LENGTH = 100_000; // characters of a text that repeats itself
const asBytes = (text) => Buffer.from(text, 'utf8').toString('latin1');

for (const [name, holds] of [['detectSQLi', isSql], ['detectXSS', isMarkup]]) {
  const { attacks, harmless, repeated } = cases[name];

  test(`${name}: attacks are detected as text and as bytes`, () => {
    assert.deepStrictEqual(attacks.filter((text) => !holds(text) || !holds(asBytes(text))), []);
  });

  test(`${name}: what people write is not`, () => {
    assert.deepStrictEqual(harmless.filter((text) => holds(text) || holds(asBytes(text))), []);
  });

  test(`${name}: a long text is answered`, () => {
    const wrong = repeated.filter(([beginning, piece, verdict]) => (
      holds(beginning + piece.repeat(Math.floor(LENGTH / piece.length))) !== verdict
    ));
    assert.deepStrictEqual(wrong, []);
  });

  test(`${name}: there are enough of both kinds`, () => {
    assert.ok(new Set(attacks).size >= 150);
    assert.ok(new Set(harmless).size >= 300);
  });
}
