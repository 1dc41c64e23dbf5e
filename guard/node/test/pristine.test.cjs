'use strict';
// What the guard uses of the language is what it keeps from being changed.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { USED } = require('../src/pristine.cjs');

const SOURCE = path.join(__dirname, '../src');
const files = fs.readdirSync(SOURCE, { recursive: true }).filter((name) => name.endsWith('.cjs'));
const text = files.map((name) => fs.readFileSync(path.join(SOURCE, name), 'utf8')).join('\n');
const kept = (owner) => USED.filter(([each]) => each === owner).flatMap(([, names]) => names.split(' '));

for (const [name, owner] of Object.entries({ Array, Buffer, Number, Object, String })) {
  test(`${name}: the functions that are used are kept`, () => {
    const used = Object.getOwnPropertyNames(owner).filter((each) => text.includes(`${name}.${each}(`));
    assert.deepStrictEqual(used.filter((each) => !kept(owner).includes(each) && each !== 'freeze'), []);
  });
}
for (const { name, prototype } of [Array, Map, Set, String, RegExp]) {
  test(`${name}: the methods that are used are kept`, () => {
    const used = Object.getOwnPropertyNames(prototype).filter((each) => each !== 'toString' && text.includes(`.${each}(`));
    assert.deepStrictEqual(used.filter((each) => !USED.some(([, names]) => names.split(' ').includes(each))), []);
  });
}
