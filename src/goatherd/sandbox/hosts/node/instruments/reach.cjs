'use strict';
// Tells of the watched text having reached something dangerous.

const { frames, where } = require('./stacks.cjs');
const { replace, standIn } = require('./replacing.cjs');

// While a call of the first is under way, the others are how it does its work.
const IMPLIED = {
  template: ['template', 'code'],
  deserialize: ['deserialize', 'code'],
  shell: ['shell', 'command'],
  command: ['shell', 'command'],
  import: ['import', 'path', 'code'],
};

exports.Reach = class Reach {
  #notes;
  #reads;
  #known = new Map(); // sink -> texts
  #keys = new Set();
  #under = new Map(); // sink -> calls under way that imply it

  constructor(notes, watched, reads) {
    this.#notes = notes;
    this.watched = watched;
    this.#reads = reads;
  }

  begin() {
    this.#known.clear();
    this.#keys.clear();
  }

  /**
   * Look at every call of `object[name]`. `inspect(args, self)` gives {sink, text, args} when the watched text is
   * where it does harm; it may throw.
   */
  at(object, name, what, inspect) {
    return replace(object, name, this.around(what, inspect));
  }

  /** A stand-in for a function that is looked at. */
  before(original, what, inspect) {
    return standIn(original, this.around(what, inspect));
  }

  /** Tell of it, once per place and text. `most` bounds the text. */
  tell({ sink, what, text, args = [], most }) {
    if (this.#under.get(sink)) return;
    const stack = frames();
    const place = where(stack);
    const texts = this.#known.get(sink) ?? [];
    // Work that goes on after the call has no frame left that says whose it is.
    if (!place && texts.some((each) => each.includes(text))) return;
    const key = `${sink}\0${place}\0${text}`;
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#known.set(sink, [...texts, text]);
    const shown = args.map((each) => this.watched.shown(each));
    this.#notes.urgent({ kind: 'reach', sink, what, text: this.watched.cut(text, most), where: place, args: shown });
  }

  /** Whether this sink was told of in this invocation. */
  told(sink) {
    return this.#known.has(sink);
  }

  /** Run `look`, whose reading of the event is ours and not the function's; what it throws is ours too. */
  looking(look) {
    try {
      return this.#reads.quietly(look);
    } catch {
      return undefined;
    }
  }

  /** For `replace`: as above. */
  around(what, inspect) {
    return (call, args, self) => {
      const found = this.looking(() => {
        const seen = inspect(args, self);
        if (seen) this.tell({ what, ...seen });
        return seen;
      });
      if (!found) return call();
      const implied = IMPLIED[found.sink] ?? [found.sink];
      this.#count(implied, 1);
      try {
        return call();
      } finally {
        this.#count(implied, -1);
      }
    };
  }

  #count(sinks, by) {
    for (const sink of sinks) this.#under.set(sink, (this.#under.get(sink) ?? 0) + by);
  }
};
