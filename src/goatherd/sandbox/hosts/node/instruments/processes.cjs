'use strict';
// Processes that start, the watched text in their command lines, and waiting for those that nobody waits for.

const children = require('node:child_process');
const path = require('node:path');

const { setTimeout: pause } = require('node:timers/promises');

const LONGEST = 1000; // milliseconds that an invocation waits for what it has started
const FLUSHING = 50; // for what an ended process has written, where somebody reads it
const STEP = 2;
const SHELL = /^(?:ash|bash|csh|dash|fish|ksh|sh|zsh|cmd\.exe|powershell|pwsh)$/;

/**
 * Installs the instruments; gives a function that waits until the processes of the invocation have ended, at the
 * latest at `deadline` (milliseconds since 1970). Lambda would freeze them there and let them go on in the next
 * invocation, so that what they do would depend on how fast they are. What outlives the waiting is a service of the
 * function's own, and not waited for again.
 */
exports.install = (reach, notes) => {
  let started = [];
  const starting = (argv, shell) =>
    notes.urgent({ kind: 'spawn', argv: argv.slice(0, 100).map((each) => reach.watched.cut(`${each}`)), shell });
  const found = (argv, options) => {
    const words = argv.map(String);
    if (!reach.watched.holds(words)) return undefined;
    const shell = Boolean(options?.shell) || (SHELL.test(path.basename(words[0])) && /^[-/]\w*[cC]/.test(words[1]));
    return { sink: shell ? 'shell' : 'command', text: words.join(' '), args: words };
  };
  const line = ([command]) =>
    reach.watched.holds(command) && { sink: 'shell', text: command, args: [command] };
  const program = (args) => found(...called(args));

  reach.at(children, 'exec', 'child_process.exec', line);
  reach.at(children, 'execFile', 'child_process.execFile', (args) => {
    const seen = program(args);
    // promisify(exec) calls the original of exec, which calls this.
    return seen && (called(args)[1]?.shell ? { ...seen, what: 'child_process.exec' } : seen);
  });
  for (const name of ['spawn', 'fork']) reach.at(children, name, `child_process.${name}`, program);
  // Whatever is started in the background comes by here, also promisify(execFile), which calls none of the above.
  const { prototype } = children.ChildProcess;
  reach.at(prototype, 'spawn', 'child_process.spawn', ([options], child) => {
    started.push(child);
    const argv = options.args ?? [options.file];
    starting(argv, Boolean(options.shell));
    return options.shell ? found(argv.slice(2), options) : found(argv, options);
  });

  // These wait for the process and start it on their own.
  reach.at(children, 'execSync', 'child_process.execSync', (args) => {
    starting(['/bin/sh', '-c', args[0]], true);
    return line(args);
  });
  for (const name of ['execFileSync', 'spawnSync']) {
    reach.at(children, name, `child_process.${name}`, (args) => {
      const [argv, options] = called(args);
      starting(options?.shell ? ['/bin/sh', '-c', argv.join(' ')] : argv, Boolean(options?.shell));
      return found(argv, options);
    });
  }

  return async (deadline) => {
    const end = Math.min(Date.now() + LONGEST, deadline);
    while (started.some(runs) && Date.now() < end) await pause(STEP);
    const flushed = Math.min(Date.now() + FLUSHING, end);
    while (started.some(writes) && Date.now() < flushed) await pause(STEP);
    started = [];
  };
};

const runs = (child) => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
const writes = (child) => child.stdio?.some((stream) => stream?.readableFlowing && !stream.destroyed);

/** [argv, options] of a call of (file, args?, options?, callback?). */
function called([file, second, third]) {
  const listed = Array.isArray(second);
  return [[file, ...(listed ? second : [])], listed ? third : second];
}
