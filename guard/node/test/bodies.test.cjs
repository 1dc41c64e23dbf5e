'use strict';
// What is read of bodies of HTTP. guard/python/tests/test_bodies.py asks the same.

const assert = require('node:assert');
const test = require('node:test');

const { Kinds } = require('../src/events/kinds.cjs');
const { Fields, Walk } = require('../src/events/leaves.cjs');
const { asGraphql } = require('../src/events/texts.cjs');

const kinds = new Kinds(require('../../kinds.json'));

function texts(event, limits = {}) {
  const walk = new Walk(kinds, kinds.of(event), new Fields([['body', ['sql']]], []), limits).run(event);
  return { found: walk.leaves.map(({ place, text }) => [place, text]).sort(), excess: walk.excess };
}

const http = (headers, body) => ({ version: '2.0', rawPath: '/', requestContext: { http: {} }, headers, body });

for (const { about, headers, body, texts: expected } of require('../../cases/bodies.json')) {
  test(about, () => assert.deepStrictEqual(texts(http(headers, body)).found, expected.sort()));
}

const LONG = {
  'a letter': 'a'.repeat(400_000),
  'blanks within base64': `${'a'.repeat(16)}${' '.repeat(400_000)}!`,
  'a token without an end': `${'a'.repeat(8)}${'.'.repeat(400_000)}!`,
  'parts of XML that never end': `<?xml?>${'<![CDATA['.repeat(50_000)}`,
};
for (const [about, text] of Object.entries(LONG)) {
  test(`what a long text holds is told in linear time: ${about}`, () => {
    const { found, excess } = texts(http({ 'content-type': 'application/json' }, JSON.stringify({ a: text })));
    assert.ok(found.some(([place, each]) => place === 'name' && each === 'a'));
    assert.deepStrictEqual(excess, []);
  });
}

test('a query of GraphQL whose quotes never end is read in linear time', () => {
  const [, ...literals] = asGraphql(`{"${'\\"'.repeat(400_000)}`);
  assert.deepStrictEqual(literals.map((each) => each.length), [800_000]);
});

test("a dot in a key does not make it another field's", () => {
  for (const body of [{ 'a.b': '1', a: { b: '2' } }, { a: { b: '2' }, 'a.b': '1' }]) {
    const { found } = texts(http({ 'content-type': 'application/json' }, JSON.stringify({ x: body })));
    assert.deepStrictEqual(found.filter(([place]) => place === 'name').map(([, text]) => text), ['a', 'a.b', 'b', 'x']);
  }
});

test('a key that comes again and again is asked about once', () => {
  const { found } = texts(http({ 'content-type': 'application/json' }, JSON.stringify([{ $where: '1' }, { $where: '2' }])));
  assert.deepStrictEqual(found, [['name', '$where'], ['value', '1'], ['value', '2']]);
});
