'use strict';
// What the function does with what it was sent, told in notes: JSON objects, which notes.cjs seals. Those of another
// form are not read (sandbox/notes.py).
//
// path:  keys from the event down, numbers in lists; "@json", "@form" and "@base64" stand for decoding a text.
//        A decoded text whose field is not known for certain is not followed.
// text, args: cut to 2,000 characters around the watched text (8,000 for sql), args also in depth and number.
// where: "file:line" below /var/task of the nearest frame outside node_modules; "" when no such frame is left.
//        Files and lines of a function that was built are those of its sources: see source_map.cjs.
//
//   {"kind":"read","path":[…],"missing":bool}       a field was read or asked for; once per invocation
//   {"kind":"iterate","path":[…]}                   all fields of it were taken: spread, keys(), JSON.stringify …
//   {"kind":"object","path":[…]}                    a text, which is no JSON, was taken for an object; "list": for a list
//   {"kind":"reach","sink":…,"what":"fs.readFile","text":…,"where":…,"args":[…]}
//                                                   the watched text got there; at most 200 an invocation. Sinks:
//        shell        a command line that a shell reads              processes.cjs
//        command      the arguments or the name of a program         processes.cjs
//        code         source of eval, Function, vm                   code.cjs
//        path         a path of fs                                   files.cjs
//        request      URL or host of a request                       network.cjs
//        regex        the pattern of a RegExp, MongoDB's $regex      regexps.cjs, packages/nosql.cjs
//        import       the name of a module                           modules.cjs
//        sql, nosql, template, deserialize, xml                      packages/ and modules.cjs
//   {"kind":"spawn","argv":[…],"shell":bool}        a process is about to start; at most 50 an invocation
//   {"kind":"connect","host":…,"port":…}            a connection is about to be opened, port 0 for a socket file,
//                                                   at most 50 an invocation
//   {"kind":"polluted","property":…,"on":"Object.prototype","text":…}
//                                                   a prototype has gained a property (which is taken away again)
//   {"kind":"lines","files":{"index.js":[1,2]}}     lines that ran for the first time, also while loading
//   {"kind":"cpu","seconds":…,"peak":bytes}         of the invocation; peak is the process's so far
//   {"kind":"missing-module","name":…}              the handler could not be loaded for want of it
//
// Not seen: threads (Worker), code of native ES modules in node_modules and of packages bundled into the function,
// the name in import() before Node 22.15, text that was upper-cased, split or encrypted on the way.

const { Notes, sealing } = require('./notes.cjs');
const { Watched } = require('./watched.cjs');
const { Reach } = require('./reach.cjs');
const { Reads } = require('./reads.cjs');
const { Lines } = require('./lines.cjs');
const { Pollution } = require('./pollution.cjs');
const { Inspector } = require('./inspector.cjs');
const { hideOwnFrames, withoutOwnFrames } = require('./stacks.cjs');
const { syncBuiltinESMExports } = require('node:module');

const NOT_FOUND = /^Cannot find (?:module|package) '([^']+)'/;

exports.instruments = ({ notes: descriptor, key, watch, ports }) => {
  const notes = new Notes(descriptor, sealing(Buffer.from(key, 'hex')));
  const reads = new Reads(notes, watch);
  const watched = new Watched(watch);
  const reach = new Reach(notes, watched, reads);
  const inspector = new Inspector();
  const lines = new Lines(notes, inspector);
  const pollution = new Pollution(notes);

  hideOwnFrames();
  require('./redirecting.cjs').install(ports);
  require('./decoding.cjs').install(reads);
  require('./copying.cjs').install(reads);
  require('./texts.cjs').install(reads);
  const ended = require('./processes.cjs').install(reach, notes);
  require('./network.cjs').install(reach, notes);
  require('./modules.cjs').install(reach, reads);
  if (watch) {
    require('./files.cjs').install(reach);
    require('./code.cjs').install(reach, inspector);
    require('./regexps.cjs').install(reach);
  }
  syncBuiltinESMExports();

  const { cpuUsage, resourceUsage } = process;
  let started = cpuUsage();
  let running = true; // loading the handler counts as part of the first invocation

  function event(value) {
    notes.begin();
    reach.begin();
    pollution.begin();
    started = cpuUsage();
    running = true;
    return reads.begin(value);
  }

  /** `outcome` is what the handler has returned or thrown. */
  function finish(outcome) {
    if (!running) return;
    running = false;
    const used = cpuUsage(started);
    pollution.finish();
    lines.finish(notes.shape + reads.quietly(() => shapeOf(outcome)));
    notes.add({ kind: 'cpu', seconds: (used.user + used.system) / 1e6, peak: resourceUsage().maxRSS * 1024 });
    notes.flush();
  }

  function missing(error) {
    const name = NOT_FOUND.exec(error?.message)?.[1];
    if (name && /MODULE_NOT_FOUND$/.test(error.code)) notes.add({ kind: 'missing-module', name });
  }

  process.on('exit', () => finish());
  const quietly = (work) => reads.quietly(work);
  const members = (path) => reads.members(path);
  return { ended, event, finish, members, missing, quietly, withoutOwnFrames };
};

/** What tells one way for the function to end from another, whatever the values. */
function shapeOf(outcome) {
  if (outcome instanceof Error) return `${outcome.name} ${/\/task\/.*/.exec(String(outcome.stack))?.[0]}`;
  if (typeof outcome !== 'object' || outcome === null) return typeof outcome;
  return `${outcome.statusCode} ${Object.keys(outcome)}`;
}
