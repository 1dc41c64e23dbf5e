'use strict';
// Files that are opened, listed, changed or removed.

const fs = require('node:fs');
const path = require('node:path');
const { fileURLToPath } = require('node:url');
const { isTrusted } = require('./callers.cjs');
const { before } = require('./replacing.cjs');

const READ = ['access', 'createReadStream', 'exists', 'lstat', 'opendir', 'readFile', 'readdir', 'readlink', 'realpath', 'stat', 'statfs', 'watch', 'watchFile', 'openAsBlob'];
const WRITTEN = ['appendFile', 'chmod', 'chown', 'createWriteStream', 'lchown', 'lutimes', 'mkdir', 'mkdtemp', 'rm', 'rmdir', 'truncate', 'unlink', 'utimes', 'writeFile'];
const FROM_TO = ['copyFile', 'cp', 'link', 'rename', 'symlink'];
const ALWAYS = new Set(['/dev/null', '/dev/urandom', '/dev/random']);
const SOURCE = /\.(?:[cm]?js|ts|json|node|map)$/;

exports.install = (guard) => {
  const { files } = guard.policy;
  const task = path.resolve(process.env.LAMBDA_TASK_ROOT ?? process.cwd());
  const open = [task, '/opt', '/var/runtime', '/var/lang', path.dirname(path.dirname(process.execPath)), __dirname];
  const isSource = (place) => place.startsWith(`${task}/`) && SOURCE.test(place) && !place.includes('/node_modules/');
  const isOpen = (place) => open.some((folder) => place === folder || place.startsWith(`${folder}/`));

  function read(given) {
    const place = asked(given);
    if (place === undefined || files.silent || ALWAYS.has(place) || files.mayRead(place)) return;
    if ((isOpen(place) && !isSource(place)) || isTrusted()) return;
    refuse(`reads ${place}`, place);
  }

  function written(given) {
    const place = asked(given);
    if (place === undefined || files.silent || ALWAYS.has(place) || files.mayWrite(place)) return;
    refuse(`writes ${place}`, place);
  }

  /** Where it is; undefined for descriptors. Throws Blocked for what an event led out of the code's folder. */
  function asked(given) {
    const name = nameOf(given);
    if (name === undefined) return undefined;
    guard.path(name);
    return path.resolve(name);
  }

  function refuse(what, place) {
    guard.decide(guard.policy.verdict(files.others), 'confinement', 'files', what, { value: place });
  }

  const opened = ([name, flags]) => guard.asking(() => (writes(flags) ? written(name) : read(name)));
  for (const module of [fs, fs.promises]) {
    for (const suffix of module === fs ? ['', 'Sync'] : ['']) {
      before(module, `open${suffix}`, opened);
      for (const name of READ) before(module, name + suffix, ([first]) => guard.asking(() => read(first)));
      for (const name of WRITTEN) before(module, name + suffix, ([first]) => guard.asking(() => written(first)));
      for (const name of FROM_TO) {
        before(module, name + suffix, ([first, second]) => guard.asking(() => {
          if (name !== 'symlink') read(first);
          written(second);
        }));
      }
    }
  }
};

function writes(flags) {
  if (typeof flags === 'number') return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT)) !== 0;
  return typeof flags === 'string' && /[wa+]/.test(flags);
}

function nameOf(given) {
  if (typeof given === 'string') return given;
  if (Buffer.isBuffer(given)) return given.toString();
  return given instanceof URL && given.protocol === 'file:' ? fileURLToPath(given) : undefined;
}
