'use strict';
// JavaScript and WebAssembly that run where the guard's hooks are not: threads get hooks of their own, WASI is asked for its folders.

const path = require('node:path');
const threads = require('node:worker_threads');
const { before } = require('./replacing.cjs');

const PRELOAD = path.join(path.dirname(__dirname), 'index.cjs');
const KEY = 'goatherd-guard';
const { setEnvironmentData, getEnvironmentData, isMainThread } = threads;

/** Where policy and rules lie: what a thread is told, whatever its environment was made to say. */
exports.places = () => (isMainThread ? undefined : getEnvironmentData(KEY));

/** `opened` is asked for a folder that is used as a whole, `places` is what a thread is told. */
exports.install = (guard, opened, places) => {
  before(threads, 'Worker', (args) => {
    const options = { ...args[1] };
    const flags = Array.from(options.execArgv ?? process.execArgv, String);
    args[1] = { ...options, execArgv: ['--require', PRELOAD, ...flags] };
    setEnvironmentData(KEY, places);
  });
  if (!guard.policy.files.silent) {
    before(quietly(() => require('node:wasi')) ?? {}, 'WASI', (args) => {
      const preopens = { ...args[0]?.preopens };
      args[0] = { ...args[0], preopens };
      for (const folder of Object.values(preopens)) opened(folder);
    });
  }
};

/** Without the warning that it is experimental, which is for those who use it. */
function quietly(load) {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load();
  } catch {
    return undefined; // there is none
  } finally {
    process.emitWarning = emitWarning;
  }
}
