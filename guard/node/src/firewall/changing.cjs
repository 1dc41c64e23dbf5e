'use strict';
// The ways to transform that rules have.

const { add } = require('./gate.cjs');
const { TRANSFORMATIONS } = require('./transformations.cjs');

/** Those of some rules as a tree: what several begin with is done once. */
class Pipelines {
  /** `numbered` are [number, rule]. */
  constructor(numbered) {
    this.program = []; // [which result it takes, transformation] of each further result
    this.groups = []; // of rules that transform alike: their numbers, and the results that they ask
    const known = new Map();
    const grouped = new Map();
    for (const [number, { tests: [first] }] of numbered) add(grouped, `${first.multi} ${first.steps.join()}`, { number, first });
    for (const rows of grouped.values()) {
      const [{ first: { steps, multi } }] = rows;
      const results = [0];
      steps.forEach((step, place) => {
        const way = steps.slice(0, place + 1).join();
        if (!known.has(way)) known.set(way, this.program.push([results.at(-1), TRANSFORMATIONS[step]]));
        results.push(known.get(way));
      });
      this.groups.push({ numbers: rows.map(({ number }) => number), ends: multi ? results : results.slice(-1) });
    }
  }

  /** [numbers, the texts that these rules ask] of each group; of texts that are the same one. */
  asking(text) {
    const results = [text];
    for (const [source, transform] of this.program) results.push(transform(results[source]));
    return this.groups.map(({ numbers, ends }) => [numbers, ends.length > 1 ? new Set(ends.map((end) => results[end])) : [results[ends[0]]]]);
  }
}

module.exports = { Pipelines };
