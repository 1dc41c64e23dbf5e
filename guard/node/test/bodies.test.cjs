'use strict';
// What is read of bodies of HTTP. guard/python/tests/test_bodies.py asks the same.

const assert = require('node:assert');
const test = require('node:test');

const { Kinds } = require('../src/events/kinds.cjs');
const { Fields, Walk } = require('../src/events/leaves.cjs');

const kinds = new Kinds(require('../../kinds.json'));

function texts(event, limits = {}) {
  const walk = new Walk(kinds, kinds.of(event), new Fields([['body', ['sql']]], []), limits).run(event);
  return { found: walk.leaves.map(({ place, text }) => [place, text]).sort(), excess: walk.excess };
}

const http = (headers, body) => ({ version: '2.0', rawPath: '/', requestContext: { http: {} }, headers, body });

for (const { about, headers, body, texts: expected } of require('../../cases/bodies.json')) {
  test(about, () => assert.deepStrictEqual(texts(http(headers, body)).found, expected.sort()));
}
