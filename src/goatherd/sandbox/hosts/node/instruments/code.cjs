'use strict';
// The watched text as program text.
//
// eval cannot be replaced without changing what it means. The debugger is told of every script that V8 compiles,
// before it runs, and of those that do not parse; that costs some 15 µs a script and 0.4 µs an await.

const Module = require('node:module');
const v8 = require('node:v8');
const vm = require('node:vm');
const { isTemplates } = require('./packages/sources.cjs');
const { frames, packageOf } = require('./stacks.cjs');
const { textOf } = require('./watched.cjs');

const GENERATED = /^\((?:async )?function\*? anonymous\(/;

exports.install = (reach, inspector) => {
  const { watched } = reach;
  const source = (index) => (args) =>
    watched.holds(args[index]) && typeof args[index] === 'string' && { sink: 'code', text: args[index] };

  for (const name of ['Script', 'runInContext', 'runInNewContext', 'runInThisContext', 'compileFunction']) {
    reach.at(vm, name, `vm.${name}`, source(0));
  }
  if (vm.SourceTextModule) reach.at(vm, 'SourceTextModule', 'vm.SourceTextModule', source(0));
  reach.at(Module.prototype, '_compile', 'module._compile', source(0));
  reach.at(v8, 'deserialize', 'v8.deserialize', ([bytes]) =>
    watched.holds(bytes) && { sink: 'deserialize', text: textOf(bytes) });

  v8.setFlagsFromString('--no-compilation-cache'); // else a text is only compiled, and told of, once
  const compiled = ({ url, hasSourceURL, scriptId }) => reach.looking(() => {
    if (url && !hasSourceURL) return;
    const text = inspector.ask('Debugger.getScriptSource', { scriptId })?.scriptSource;
    if (!watched.holds(text) || isTemplateAgain(reach)) return;
    reach.tell({ sink: 'code', what: GENERATED.test(text) ? 'Function' : 'eval', text });
  });
  inspector.on('Debugger.scriptParsed', compiled);
  inspector.on('Debugger.scriptFailedToParse', compiled);
  inspector.ask('Debugger.enable', { maxScriptsCacheSize: 0 });
  inspector.ask('Debugger.setSkipAllPauses', { skip: true }); // a `debugger` statement would wait for ever
};

/** Some compile the template that was told of only when it is used. */
function isTemplateAgain(reach) {
  return reach.told('template') && isTemplates(packageOf(frames()[0]?.file ?? ''));
}
