'use strict';
// Programs that are started: the shell's text, the program, what it is handed, and which secrets it would inherit.

const children = require('node:child_process');
const path = require('node:path');
const { programFile } = require('../policy.cjs');
const { before } = require('./replacing.cjs');

const SHELL = /^(?:ash|bash|busybox|dash|ksh|sh|zsh)$/;

const ADDRESS = /\b[a-z][a-z\d+.-]*:\/\/[^\s'"`|;&<>()]+/gi;

exports.install = (guard) => {
  const { processes } = guard.policy;

  function started(program, args) {
    const shell = SHELL.test(path.basename(program));
    const at = args.indexOf('-c');
    if (shell && at >= 0 && at + 1 < args.length) guard.text('shell', args[at + 1], 'shell', 'a shell');
    else if (!shell) guard.text('shell', program, 'shell', 'the program that is started');
    for (const [url] of args.join(' ').matchAll(ADDRESS)) guard.host(url); // what a program is to fetch
    if (processes.silent || processes.allows(programFile(program), args)) return;
    guard.decide(guard.policy.verdict(processes.others), 'confinement', 'processes', `starts ${program}`, { value: args.join(' ') });
  }

  // Whatever is started in the background comes by here.
  before(children.ChildProcess.prototype, 'spawn', ([options]) => {
    guard.asking(() => started(String(options?.file ?? ''), (options?.args ?? []).map(String)));
  });
  // These wait for the process and start it on their own.
  before(children, 'execSync', ([command]) => guard.asking(() => started('/bin/sh', ['/bin/sh', '-c', String(command)])));
  for (const name of ['execFileSync', 'spawnSync']) {
    before(children, name, ([file, second, third]) => {
      const args = Array.isArray(second) ? second.map(String) : [];
      const options = Array.isArray(second) ? third : second;
      const all = options?.shell
        ? [typeof options.shell === 'string' ? options.shell : '/bin/sh', '-c', [file, ...args].join(' ')]
        : [String(file), ...args];
      guard.asking(() => started(all[0], all));
    });
  }
};
