'use strict';
// Programs that are started: the shell's text, the program, what it is handed, and which secrets it would inherit. They are
// asked for where Node hands them to the system, whichever of its functions was called.

const children = require('node:child_process');
const path = require('node:path');
const { programFile } = require('../policy.cjs');
const { before } = require('./replacing.cjs');

const { basename, resolve } = path;
const SHELL = /^(?:ash|bash|busybox|dash|ksh|sh|zsh)$/;
const ADDRESS = /\b[a-z][a-z\d+.-]*:\/\/[^\s'"`|;&<>()]+/gi;

exports.install = (guard) => {
  const { environment, lenient, processes } = guard.policy;

  function started(program, args, pairs, folder) {
    const shell = SHELL.test(basename(program));
    const at = args.indexOf('-c');
    if (shell && at >= 0 && at + 1 < args.length) guard.text('shell', args[at + 1], 'shell', 'a shell');
    else if (!shell) guard.text('shell', program, 'shell', 'the program that is started');
    for (const [url] of args.join(' ').matchAll(ADDRESS)) guard.host(url); // what a program is to fetch
    const file = program.includes('/') && folder ? resolve(folder, program) : program; // the child goes there first
    if (processes.silent || processes.allows(programFile(file, pathIn(pairs)), args)) return;
    guard.decide(guard.policy.verdict(processes.others), 'confinement', 'processes', `starts ${program}`, { value: args.join(' ') });
  }

  /** Of what Node has made of the arguments of whatever was called; a copy is started, which nothing changes any more. */
  function asked(given) {
    const options = { ...given[0] };
    options.file = String(options.file ?? '');
    options.args = texts(options.args ?? []);
    options.envPairs &&= texts(options.envPairs);
    if (options.cwd !== undefined) options.cwd = String(options.cwd);
    started(options.file, options.args, options.envPairs, options.cwd);
    if (!lenient && options.envPairs) options.envPairs = environment.left(command(options), options.envPairs);
    given[0] = options;
  }

  before(Object.getPrototypeOf(new children.ChildProcess()._handle), 'spawn', asked);
  before(process.binding('spawn_sync'), 'spawn', asked); // these are waited for
  before(process, 'execve', (given) => { // takes the place of this process
    given[0] = String(given[0]);
    given[1] = texts(given[1] ?? []);
    const pairs = Object.entries(given[2] ?? process.env).map(([name, value]) => `${name}=${value}`);
    started(given[0], given[1], pairs);
    if (!lenient) given[2] = Object.fromEntries(environment.left(given[0], pairs).map((pair) => pair.split(/=(.*)/s, 2)));
  });
};

/** Where the system looks a bare name up. */
const pathIn = (pairs) => pairs?.find((pair) => pair.startsWith('PATH='))?.slice('PATH='.length);

const texts = (values) => Array.from(values, String);

/** What was to be started: of a shell the first word of its text. */
function command({ file, args }) {
  const at = args.indexOf('-c');
  return SHELL.test(basename(file)) && at >= 0 && at + 1 < args.length ? args[at + 1].split(' ', 1)[0] : file;
}
