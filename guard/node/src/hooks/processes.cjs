'use strict';
// Programs that are started: the shell's text, the program, what it is handed, and which secrets it would inherit. They are
// asked for where Node hands them to the system, whichever of its functions was called.

const children = require('node:child_process');
const path = require('node:path');
const { programFile } = require('../policy.cjs');
const { isShell, shellText } = require('../sinks/fetching.cjs');
const { before } = require('./replacing.cjs');

const { resolve } = path;

const LOADERS = new Set(
  ('LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH GCONV_PATH BASH_ENV ENV PYTHONPATH PYTHONHOME PYTHONSTARTUP NODE_OPTIONS NODE_PATH' +
    ' PERL5OPT PERL5LIB RUBYOPT RUBYLIB').split(' '),
);

exports.install = (guard) => {
  const { environment, lenient, processes } = guard.policy;

  function started(program, args, pairs, folder) {
    const text = shellText(program, args);
    if (text !== undefined) guard.text('shell', text, 'shell', 'a shell');
    else if (!isShell(program)) guard.text('shell', program, 'shell', 'the program that is started');
    guard.fetching([program, ...args.slice(1)]);
    const file = program.includes('/') && folder ? resolve(folder, program) : program; // the child goes there first
    if (processes.silent) return;
    const place = programFile(file, pathIn(pairs));
    if (processes.allows(place, args)) guard.samples.used('process', place, () => processes.entries(place, args));
    else refuse(`starts ${guard.shown(program)}`, args.join(' '));
    if (mayHaveWritten(place)) return;
    for (const [name, piece] of loaded(pairs ?? [])) {
      const real = programFile(resolve(piece));
      if (mayHaveWritten(real)) refuse(`starts ${guard.shown(program)} so that it loads ${guard.shown(real)} (${guard.shown(name)})`, real);
    }
  }

  const mayHaveWritten = (place) => place.startsWith('/tmp/') || guard.policy.files.mayWrite(place);

  function refuse(what, value) {
    guard.decide(guard.policy.verdict(processes.others), 'confinement', 'processes', what, { value });
  }

  /** Of what Node has made of the arguments of whatever was called; a copy is started, which nothing changes any more. */
  function asked(given) {
    const named = typeof given[0] === 'object' && given[0] !== null; // before Node 24
    const [file, args, cwd, pairs] = given;
    const options = named ? { ...given[0] } : { file, args, cwd, envPairs: pairs };
    options.file = String(options.file ?? '');
    options.args = texts(options.args ?? []);
    options.envPairs &&= texts(options.envPairs);
    if (options.cwd !== undefined && options.cwd !== null) options.cwd = String(options.cwd);
    started(options.file, options.args, options.envPairs, options.cwd);
    if (!lenient && options.envPairs) options.envPairs = environment.left(command(options), options.envPairs);
    if (named) given[0] = options;
    else ['file', 'args', 'cwd', 'envPairs'].forEach((name, place) => (given[place] = options[name]));
  }

  before(Object.getPrototypeOf(new children.ChildProcess()._handle), 'spawn', asked);
  before(waiting(), 'spawn', asked);
  before(process, 'execve', (given) => { // takes the place of this process
    given[0] = String(given[0]);
    given[1] = texts(given[1] ?? []);
    const pairs = Object.entries(given[2] ?? process.env).map(([name, value]) => `${name}=${value}`);
    started(given[0], given[1], pairs);
    if (!lenient) given[2] = Object.fromEntries(environment.left(given[0], pairs).map((pair) => pair.split(/=(.*)/s, 2)));
  });
};

/** What starts programs that are waited for; Node's permission model lets nobody have it, nor start any. */
function waiting() {
  try {
    return process.binding('spawn_sync');
  } catch {
    return {};
  }
}

/** [variable, file or folder] of what programs load code from because their environment says so. */
function loaded(pairs) {
  const found = [];
  for (const pair of pairs) {
    const name = pair.slice(0, pair.indexOf('='));
    if (!LOADERS.has(name)) continue;
    for (const piece of pair.slice(name.length + 1).split(/[\s:;,=]+/)) if (piece.includes('/')) found.push([name, piece]);
  }
  return found;
}

/** Where the system looks a bare name up. */
const pathIn = (pairs) => pairs?.find((pair) => pair.startsWith('PATH='))?.slice('PATH='.length);

const texts = (values) => Array.from(values, String);

/** What was to be started: of a shell the first word of its text. */
const command = ({ file, args }) => shellText(file, args)?.split(' ', 1)[0] ?? file;
