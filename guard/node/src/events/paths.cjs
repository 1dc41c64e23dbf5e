'use strict';
// Paths of fields: `body.name`, `Records[].s3.object.key`, `headers.*`. See the Python runtime's events/paths.py.

const ANY = '*';
const ITEMS = '[]';
const STEP = /\[(\d*)\]|\.?((?:\\.|[^.[\\])+)/g;

/** The steps of a path; an index in brackets is a number. */
function parse(path) {
  const steps = [];
  for (const [, index, key] of path.matchAll(STEP)) {
    if (key) steps.push(key.replaceAll('\\.', '.'));
    else steps.push(index ? Number(index) : ITEMS);
  }
  return steps;
}

/** What stands at a path without ANY and ITEMS; undefined where nothing does. */
function lookUp(value, steps) {
  for (const step of steps) {
    if (typeof step === 'number') {
      if (!Array.isArray(value) || value.length <= step) return undefined;
    } else if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Paths with something kept at each; what is kept at a place holds for all that lies below it. */
class Tree {
  constructor() {
    this.children = new Map();
    this.kept = undefined;
  }

  static of(entries) {
    const tree = new Tree();
    for (const [path, what] of entries) tree.add(parse(path), what);
    return tree;
  }

  add(steps, what) {
    let node = this;
    for (const step of steps) {
      if (!node.children.has(step)) node.children.set(step, new Tree());
      node = node.children.get(step);
    }
    node.kept = what;
  }

  below(step) {
    return this.children.get(step) ?? this.children.get(step === ITEMS ? ITEMS : ANY);
  }
}

module.exports = { ANY, ITEMS, Tree, isObject, lookUp, parse };
