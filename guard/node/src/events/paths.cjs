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
  constructor(kept) {
    this.children = new Map();
    this.kept = kept;
    this.headers = undefined;
  }

  static of(entries) {
    return Tree.ofSteps([...entries].map(([path, what]) => [parse(path), what]));
  }

  /** The same of parsed paths. */
  static ofSteps(entries) {
    const tree = new Tree();
    for (const [steps, what] of entries) tree.add(steps, what);
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

  /** That at a header by its name in lower case, however it is spelled here; undefined where none is named so. What is kept are sets. */
  ofHeader(name) {
    if (!this.headers) {
      const spelled = new Map();
      for (const [key, tree] of this.children) {
        const lower = String(key).toLowerCase();
        spelled.set(lower, [...(spelled.get(lower) ?? []), tree]);
      }
      this.headers = new Map([...spelled].filter(([key]) => key !== ANY && key !== ITEMS).map(([key, trees]) => [key, merged(trees)]));
    }
    return this.headers.get(name);
  }
}

function merged(trees) {
  if (trees.length === 1) return trees[0];
  const tree = new Tree();
  const kept = trees.filter((each) => each.kept !== undefined).flatMap((each) => [...each.kept]);
  if (kept.length) tree.kept = new Set(kept);
  for (const step of new Set(trees.flatMap((each) => [...each.children.keys()]))) {
    tree.children.set(step, merged(trees.map((each) => each.children.get(step) ?? new Tree(each.kept))));
  }
  return tree;
}

module.exports = { ANY, ITEMS, Tree, isObject, lookUp, parse };
