'use strict';
// Who calls a built-in: the function's code, or the platform, which loads modules and the handler.

const path = require('node:path');

const OWN = `${path.dirname(__dirname)}/`;
const TASK = process.env.LAMBDA_TASK_ROOT ?? '/var/task';
// What Lambda starts is its runtime's own program, which then loads the function.
const PLATFORM = [process.env.LAMBDA_RUNTIME_DIR ?? '/var/runtime', path.dirname(process.argv[1] ?? '/var/runtime/index.mjs')]
  .filter((folder) => !folder.startsWith(TASK))
  .map((folder) => `${folder}/`);
const LOADING = 'node:internal/modules/';

/**
 * Whether the nearest frame that is neither the guard's nor a built-in's own is the platform's, or loads a module. Code can be
 * given any name: what this decides must do no harm.
 */
exports.isTrusted = () => {
  for (const file of files()) {
    if (file.startsWith(LOADING)) return true;
    if (file === '' || file.startsWith('node:') || file.startsWith(OWN)) continue;
    return PLATFORM.some((folder) => file.startsWith(folder));
  }
  return false;
};

/** Whether it is the loader of modules itself that calls. */
exports.isLoading = () => {
  for (const file of files()) {
    if (file !== '' && !file.startsWith(OWN)) return file.startsWith(LOADING);
  }
  return false;
};

/** File -> {line, column} where it waits for what it called, both from one. */
exports.positions = () => {
  const found = new Map();
  for (const site of frames()) {
    const file = fileOf(site);
    if (!found.has(file)) found.set(file, { line: site.getLineNumber(), column: site.getColumnNumber() }); // the innermost frame
  }
  return found;
};

const fileOf = (site) => (site.getFileName() ?? '').replace('file://', '');

const files = () => frames().map(fileOf);

/** None where the function's code keeps them from being told. */
function frames() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  let found = [];
  function framesForTheGuard(_, sites) {
    found = sites;
    return '';
  }
  try {
    Error.stackTraceLimit = 30;
    Error.prepareStackTrace = framesForTheGuard;
    void new Error().stack;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
  return found;
}
