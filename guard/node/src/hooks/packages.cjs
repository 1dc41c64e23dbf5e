'use strict';
// What packages do with texts and objects of an event: SQL, queries of MongoDB, templates, serialised objects. A package is
// known by the folder that its file lies in, whichever of its files is loaded first.

const Module = require('node:module');
const { install: watching } = require('./modules.cjs');
const { before } = require('./replacing.cjs');

const PACKAGE = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g;

exports.install = (guard, calls) => {
  /** Of every class of a package: connections, pools and what they inherit from have files of their own. */
  const statements = (lexer) => ({ prototype = {} }) => {
    const ask = ([given]) => {
      const text = typeof given === 'string' ? given : given?.text ?? given?.sql;
      if (typeof text === 'string') guard.text('sql', text, lexer, 'a database');
    };
    for (const name of ['query', 'execute']) before(prototype, name, ask);
  };
  const first = (ask) => ([given]) => ask(given);
  const known = {
    pg: statements('sql-standard'),
    'pg-pool': statements('sql-standard'),
    mysql: statements('sql'),
    mysql2: statements('sql'),
    'aws-sdk': (AWS) => AWS.Service && calls.v2(AWS),
    '@smithy/core': ({ Client }) => Client && calls.v3(Client), // since 2026; before that
    '@smithy/smithy-client': ({ Client }) => Client && calls.v3(Client),
    '@aws-sdk/smithy-client': ({ Client }) => Client && calls.v3(Client),
    mongodb: ({ Collection }) => {
      for (const name of ['find', 'findOne', 'findOneAndDelete', 'findOneAndReplace', 'findOneAndUpdate', 'deleteOne', 'deleteMany', 'updateOne', 'updateMany', 'countDocuments', 'distinct']) {
        before(Collection?.prototype ?? {}, name, ([filter, second]) => guard.filter(name === 'distinct' ? second : filter));
      }
    },
    'node-serialize': (exports) => before(exports, 'unserialize', ([text]) => guard.serialised(text, /_\$\$ND_FUNC\$\$_/)),
    funcster: (exports) => {
      for (const name of ['deepDeserialize', 'deserialize']) before(exports, name, ([given]) => guard.serialised(given, /__js_function/));
    },
    'js-yaml': (exports) => {
      for (const name of ['load', 'loadAll']) before(exports, name, ([text]) => guard.serialised(text, /!!js\/(?:function|regexp|undefined)/));
    },
    ejs: (exports) => ['render', 'compile'].forEach((name) => before(exports, name, first(template))),
    pug: (exports) => ['render', 'compile'].forEach((name) => before(exports, name, first(template))),
    handlebars: (exports) => ['compile', 'precompile'].forEach((name) => before(exports, name, first(template))),
    nunjucks: (exports) => ['renderString', 'compile'].forEach((name) => before(exports, name, first(template))),
    mustache: (exports) => before(exports, 'render', first(template)),
    lodash: (exports) => before(exports, 'template', first(template)),
    'lodash-es': (exports) => before(exports, 'default', first(template)),
    undici: (exports) => {
      if (!exports.Dispatcher) return;
      for (const name of ['request', 'fetch', 'stream', 'pipeline', 'connect', 'upgrade', 'Client', 'Pool', 'H2CClient']) before(exports, name, first(requested));
      // Agents are asked by each request for its origin.
      before(Object.getPrototypeOf(exports.Agent.prototype), 'dispatch', ([{ origin } = {}]) => origin && requested(origin));
    },
  };

  function requested(given) {
    guard.host(String(given?.origin ?? given?.url ?? given));
  }

  function template(text) {
    if (typeof text === 'string') guard.template(text);
  }

  /** Of a package of ES modules: what stands in front of it exports these, and those of its default. */
  watching((name, exports) => {
    known[name]?.(exports);
    if (typeof exports.default === 'object' && exports.default !== null) known[name]?.(exports.default);
    return exports;
  });

  const done = new WeakSet();
  function watch(file, exports) {
    const install = known[[...String(file).matchAll(PACKAGE)].at(-1)?.[1]];
    const patchable = (typeof exports === 'object' && exports !== null) || typeof exports === 'function';
    if (install && patchable && !done.has(exports)) {
      done.add(exports);
      try {
        install(exports);
      } catch (error) {
        guard.failed(`watching ${file}`, error);
      }
    }
  }

  for (const { filename, exports } of Object.values(Module._cache)) watch(filename, exports); // what came before the guard
  const { load } = Module.prototype;
  Module.prototype.load = function (file) {
    const result = Reflect.apply(load, this, [file]);
    watch(file, this.exports);
    return result;
  };
};
