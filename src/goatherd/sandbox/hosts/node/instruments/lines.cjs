'use strict';
// Lines that have run, from V8's block coverage.
//
// With counts, although without them functions would be optimised further: then V8 drops functions of which every
// block has run since it was last asked, new ones or not.
//
// An answer costs almost 1 ms, and more with the size of the program: it tells of all of Node's own functions too.
// So every invocation is looked at while the last ones ran new lines; after that those that went unlike any before,
// by their notes and their end, and some of the others, the fewer the dearer. What was left out is told with the
// next one that is looked at.

const { readFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');
const { fileURLToPath } = require('node:url');
const { isBundle, segments } = require('./source_map.cjs');

const TASK = `${process.env.LAMBDA_TASK_ROOT}/`;
const CODE = /^(?!.*node_modules\/).*\.[cm]?[jt]sx?$/;
const PATIENCE = 20; // invocations without a new line
const CHEAP = 0.15; // milliseconds an invocation that looking may cost on average after that
const MOST_LEFT_OUT = 20;
const MOST_SHAPES = 2000;

exports.Lines = class Lines {
  #notes;
  #inspector;
  #scripts = new Map(); // URL -> Script, null for what is not the function's own
  #barren = 0; // invocations in a row that were looked at and ran nothing new
  #leaveOut = 0; // the next ones
  #shapes = new Set();

  constructor(notes, inspector) {
    this.#notes = notes;
    this.#inspector = inspector;
    inspector.ask('Profiler.enable');
    inspector.ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** `shape` is equal for invocations that went alike. */
  finish(shape) {
    const alike = this.#shapes.has(shape) || this.#shapes.size > MOST_SHAPES;
    this.#shapes.add(shape);
    if (alike && this.#leaveOut-- > 0) return;
    const started = performance.now();
    const files = this.#take();
    const cost = performance.now() - started;
    const found = Object.keys(files).length > 0;
    this.#barren = found ? 0 : this.#barren + 1;
    this.#leaveOut = this.#barren < PATIENCE ? 0 : Math.min(MOST_LEFT_OUT, Math.ceil(cost / CHEAP));
    if (found) this.#notes.add({ kind: 'lines', files });
  }

  #take() {
    const files = { __proto__: null };
    for (const { url, functions } of this.#inspector.ask('Profiler.takePreciseCoverage')?.result ?? []) {
      const script = this.#script(url);
      for (const { file, line } of script?.ran(functions) ?? []) (files[file] ??= []).push(line);
    }
    return files;
  }

  #script(url) {
    if (!this.#scripts.has(url)) {
      const path = url.startsWith('file://') ? fileURLToPath(url) : url;
      const own = path.startsWith(TASK) && !path.includes('/node_modules/');
      this.#scripts.set(url, own ? new Script(path) : null);
    }
    return this.#scripts.get(url);
  }
};

class Script {
  #starts; // of lines, {file, line, offset of the first character, owner: key of the function around it}
  #functions = new Map(); // key -> [start, end]
  #seen = new Set();

  constructor(path) {
    try {
      this.#starts = isBundle(path) ? sourceStarts(path) : starts(path);
    } catch {
      this.#starts = []; // generated while running, and gone
    }
  }

  /** [{file, line}] of those that have not run before. A line has run when the block that its first character is in has. */
  ran(functions) {
    const fresh = functions.filter(({ ranges }) => {
      const key = ranges.map((range) => keyOf(range) + (range.count ? '' : '!')).join();
      return !this.#seen.has(key) && this.#seen.add(key);
    });
    const known = this.#functions.size;
    for (const { ranges: [first] } of fresh) this.#functions.set(keyOf(first), [first.startOffset, first.endOffset]);
    if (this.#functions.size > known) this.#assignOwners();
    return fresh.flatMap(({ ranges }) => this.#ranIn(ranges));
  }

  #ranIn(ranges) {
    const [first] = ranges;
    if (!first.count) return [];
    const owner = keyOf(first);
    const found = [];
    for (let index = this.#first(first.startOffset); this.#starts[index]?.offset < first.endOffset; index++) {
      const start = this.#starts[index];
      if (start.owner !== owner || start.ran || !innermost(ranges, start.offset).count) continue;
      start.ran = true;
      found.push(start);
    }
    return found;
  }

  /** An inner function tells of its own lines, at another time than the outer one. */
  #assignOwners() {
    const ordered = [...this.#functions].sort(([, a], [, b]) => a[0] - b[0] || b[1] - a[1]);
    const around = [];
    let next = 0;
    for (const start of this.#starts) {
      for (; next < ordered.length && ordered[next][1][0] <= start.offset; next++) {
        while (around.length && around.at(-1)[1][1] <= ordered[next][1][0]) around.pop();
        around.push(ordered[next]);
      }
      while (around.length && around.at(-1)[1][1] <= start.offset) around.pop();
      start.owner = around.at(-1)?.[0] ?? '';
    }
  }

  #first(offset) {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle].offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Of the lines that are not blank. */
function starts(path) {
  return offsets(path).flatMap(({ text, passed }, index) => (
    text.trim() ? [{ file: path.slice(TASK.length), line: index + 1, offset: passed + text.search(/\S/) }] : []
  ));
}

/** Of the lines of the sources, where the bundle has something of them first. What the build adds is the beginning. */
function sourceStarts(path) {
  const known = new Set();
  return offsets(path).flatMap(({ passed }, index) => segments(index).flatMap(({ start, file, line, column }) => {
    const key = `${file}:${line}`;
    if (known.has(key) || (line === 1 && column === 0) || !CODE.test(file)) return [];
    known.add(key);
    return [{ file, line, offset: passed + start }];
  }));
}

function offsets(path) {
  let passed = 0;
  return readFileSync(path, 'utf8').split('\n').map((text) => {
    const line = { text, passed };
    passed += text.length + 1;
    return line;
  });
}

function keyOf({ startOffset, endOffset }) {
  return `${startOffset}-${endOffset}`;
}

function innermost(ranges, offset) {
  return ranges.findLast(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset);
}
