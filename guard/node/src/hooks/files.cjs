'use strict';
// Files that are opened, listed, changed or removed, wherever links lead.

const fs = require('node:fs');
const path = require('node:path');
const { fileURLToPath } = require('node:url');
const { isProxy, isUint8Array } = require('node:util').types;
const v8 = require('node:v8');
const { isTrusted } = require('./callers.cjs');
const { before } = require('./replacing.cjs');

const { dirname, join, resolve } = path;
const realpath = fs.realpathSync.native;

const READ = ['access', 'createReadStream', 'exists', 'opendir', 'readFile', 'readdir', 'realpath', 'stat', 'statfs', 'watch', 'watchFile', 'openAsBlob'];
const READ_ENTRY = ['lstat', 'readlink'];
const WRITTEN = ['appendFile', 'chmod', 'chown', 'createWriteStream', 'truncate', 'utimes', 'writeFile'];
const ENTRY = ['lchmod', 'lchown', 'lutimes', 'mkdir', 'mkdtemp', 'mkdtempDisposable', 'rm', 'rmdir', 'unlink']; // of a folder itself
const FROM_TO = ['copyFile', 'cp', 'link', 'rename', 'symlink'];
const ALWAYS = new Set(['/dev/null', '/dev/urandom', '/dev/random']);
const SOURCE = /\.(?:[cm]?js|ts|json|node|map)$/;
const LOADED = /\.(?:[cm]?js|ts|node|map)$|\/package\.json$|\/node_modules\/.*\.json$/; // from anywhere, by what loads modules

exports.install = (guard) => {
  const { files } = guard.policy;
  const task = real(process.env.LAMBDA_TASK_ROOT ?? process.cwd());
  const shared = (process.env.NODE_PATH ?? '').split(':').filter(Boolean);
  const open = [task, '/opt', '/var/runtime', '/var/lang', dirname(dirname(process.execPath)), __dirname, ...shared].map((each) => real(each));
  const isSource = (place) => place.startsWith(`${task}/`) && SOURCE.test(place) && !place.includes('/node_modules/');
  const isOpen = (place) => open.some((folder) => place === folder || place.startsWith(`${folder}/`));

  function read(given, at, where = real) {
    const place = asked(given, at, where);
    if (place === undefined || files.silent || ALWAYS.has(place)) return;
    if (files.mayRead(place)) return void used('read', place);
    const opened = isOpen(place);
    if (opened && !isSource(place)) return;
    if ((opened || LOADED.test(place)) && isTrusted()) return;
    refuse(`reads ${guard.shown(place)}`, place);
  }

  function written(given, at, where = real) {
    const place = asked(given, at, where);
    if (place === undefined || files.silent || ALWAYS.has(place)) return;
    if (files.mayWrite(place)) return void used('write', place);
    refuse(`writes ${guard.shown(place)}`, place);
  }

  /** Where it is; undefined for descriptors. Throws Blocked for what an event led out of the code's folder. */
  function asked(given, at, where) {
    given[at] = own(given[at]);
    const name = typeof given[at] === 'string' ? given[at] : given[at]?.utf8Slice?.();
    if (name === undefined) return undefined;
    guard.path(name);
    return where(name);
  }

  const used = (how, place) => guard.samples.used(how, place, () => files.entries(how, place));

  function refuse(what, place) {
    guard.decide(guard.policy.verdict(files.others), 'confinement', 'files', what, { value: place });
  }

  for (const module of [fs, fs.promises]) {
    for (const suffix of module === fs ? ['', 'Sync'] : ['']) {
      const ask = (names, question) => names.forEach((name) => before(module, name + suffix, question));
      ask(['open'], (given) => (writes(given[1]) ? written(given, 0) : read(given, 0)));
      ask(READ, (given) => read(given, 0));
      ask(READ_ENTRY, (given) => read(given, 0, entry));
      ask(WRITTEN, (given) => written(given, 0));
      ask(ENTRY, (given) => written(given, 0, entry));
      for (const name of FROM_TO) {
        ask([name], (given) => {
          if (name !== 'symlink') read(given, 0);
          if (name === 'rename') written(given, 0, entry);
          written(given, 1, entry);
        });
      }
    }
  }
  // What writes or reads files beside the module for them.
  before(process, 'loadEnvFile', (given) => {
    given[0] ??= '.env';
    read(given, 0);
  });
  before(process.report ?? {}, 'writeReport', (given) => {
    if (typeof given[0] === 'string') given[0] = resolve(process.report.directory || '.', given[0]);
    written([typeof given[0] === 'string' ? given[0] : process.report.directory || '.'], 0);
  });
  before(v8, 'writeHeapSnapshot', (given) => {
    given[0] ??= `Heap.${process.pid}.heapsnapshot`;
    written(given, 0);
  });

  /** A folder is opened for reading and writing all that lies below it. */
  return (folder) => {
    read([folder], 0);
    written([folder], 0);
  };
};

/** The path that Node will use, of a text or bytes of the guard's own: what was given may be another one the next time. */
function own(given) {
  if (isUint8Array(given)) return Buffer.from(given);
  if (typeof given !== 'object' || given === null || !(isProxy(given) || 'href' in given)) return given;
  try {
    return fileURLToPath(given);
  } catch {
    return undefined; // no path of a file, as Node will say
  }
}

/** Where it lies, whichever links lead there; of what does not exist, where it would lie. */
function real(name) {
  try {
    return realpath(name);
  } catch {
    return name.includes('\0') ? name : entry(name);
  }
}

/** The name in its folder, wherever it leads if it is a link. */
function entry(given) {
  const name = given.replace(/(?<=.)\/+$/, '');
  const last = name.lastIndexOf('/');
  if (name === '/' || name === '.') return realpath(name);
  return join(last < 0 ? realpath('.') : real(name.slice(0, last) || '/'), name.slice(last + 1));
}

function writes(flags) {
  if (typeof flags === 'number') return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT)) !== 0;
  return typeof flags === 'string' && /[wa+]/.test(flags);
}
