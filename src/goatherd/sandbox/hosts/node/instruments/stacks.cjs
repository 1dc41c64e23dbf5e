'use strict';
// Which frames led here, and error stacks as they would be in Lambda, without frames of goatherd.

const path = require('node:path');
const { fileURLToPath } = require('node:url');
const { hasBundle, inSources, isBundle, original } = require('./source_map.cjs');
const { captureStackTrace } = Error;

const OWN = `${path.dirname(__dirname)}/`;
const TASK = `${process.env.LAMBDA_TASK_ROOT}/`;
const DEPTH = 60;
const GUARD = 'framesForTheGuard'; // guard/node/src/hooks/callers.cjs

let capturing = false;

/** [{file, line}] of the frames below /var/task, nearest first; `file` is relative to it. Lines are the sources'. */
function frames() {
  return called(place);
}

/** Whether the function's own code asks, not a package: neither one of its own nor one that the runtime brings. */
function isAskedByTheFunction() {
  const [nearest] = called((frame) => {
    const file = fileOf(frame);
    return file && !file.startsWith('node:') && !file.startsWith(OWN) && { place: place(frame) };
  });
  return Boolean(nearest?.place) && !packageOf(nearest.place.file);
}

/** What `take` makes of the frames that led here, nearest first, without those of which it makes nothing. */
function called(take) {
  const limit = Error.stackTraceLimit;
  const holder = {};
  try {
    capturing = true;
    Error.stackTraceLimit = DEPTH;
    captureStackTrace(holder, called);
    return Array.isArray(holder.stack) ? holder.stack.map(take).filter(Boolean) : [];
  } catch {
    return [];
  } finally {
    capturing = false;
    Error.stackTraceLimit = limit;
  }
}

function fileOf(frame) {
  const name = frame.getFileName();
  return name?.startsWith('file://') ? fileURLToPath(name) : name;
}

function place(frame) {
  const file = fileOf(frame);
  if (!file?.startsWith(TASK)) return null;
  const line = frame.getLineNumber();
  return isBundle(file) ? original(line, frame.getColumnNumber()) : { file: file.slice(TASK.length), line };
}

/** The package whose code a file is, "" for the function's own. */
function packageOf(file) {
  const inside = file.slice(file.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return file.includes('node_modules/') ? /^(?:@[^/]+\/)?[^/]+/.exec(inside)?.[0] ?? '' : '';
}

function where(found = frames()) {
  const nearest = found.find(({ file }) => !packageOf(file));
  return nearest ? `${nearest.file}:${nearest.line}` : '';
}

/** A printed stack without the lines that are goatherd's, with places of the sources. */
function withoutOwnFrames(stack) {
  const theirs = stack.split('\n').filter((line) => !/^\s+at /.test(line) || !line.includes(OWN));
  return inSources(theirs.join('\n'));
}

/** Have errors built without our frames, whoever formats them: V8, or what the function sets (source-map-support). */
function hideOwnFrames() {
  const isNodeError = nodeErrorSymbol();
  const theirs = new WeakMap(); // what we handed out -> what it stands for, so that saving and restoring adds nothing
  let format;

  const asNodeDoes = (error, trace) => {
    const lines = [headline(error, isNodeError), ...trace.map((frame) => `    at ${frame}`)];
    return inSources(lines.join('\n'));
  };
  const filtering = (inner) => {
    const outer = function prepareStackTrace(error, trace) {
      return inner.call(this, error, trace.filter((frame) => !(frame.getFileName() ?? '').includes(OWN)));
    };
    theirs.set(outer, inner === asNodeDoes ? undefined : inner);
    return outer;
  };
  const usual = filtering(asNodeDoes);
  let current = usual;

  Object.defineProperty(Error, 'prepareStackTrace', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      if (capturing) return (_, trace) => trace;
      // Node maps sources only while nobody formats; mapped places are worth more than hidden frames.
      return current === usual && !hasBundle && mapsSources() ? undefined : current;
    },
    set(given) {
      format = theirs.has(given) ? theirs.get(given) : given;
      if (format?.name === GUARD) {
        current = format; // the run-time guard asks whether the platform calls, which these frames are for it
        return;
      }
      current = typeof format === 'function' ? filtering(format) : usual;
    },
  });
}

function mapsSources() {
  const flag = '--enable-source-maps';
  return Boolean(process.sourceMapsEnabled) || process.execArgv.includes(flag)
    || (process.env.NODE_OPTIONS ?? '').includes(flag);
}

function headline(error, isNodeError) {
  try {
    if (isNodeError && isNodeError in error) return `${error.name} [${error.code}]: ${error.message}`;
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}

/** What marks the errors of Node itself, which print their code. */
function nodeErrorSymbol() {
  try {
    Buffer.alloc('');
  } catch (error) {
    for (let holder = error; holder; holder = Object.getPrototypeOf(holder)) {
      const symbols = Object.getOwnPropertySymbols(holder);
      const found = symbols.find((symbol) => symbol.description === 'kIsNodeError');
      if (found) return found;
    }
  }
  return undefined;
}

module.exports = { frames, hideOwnFrames, isAskedByTheFunction, packageOf, where, withoutOwnFrames };
