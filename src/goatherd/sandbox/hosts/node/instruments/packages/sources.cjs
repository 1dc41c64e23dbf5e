'use strict';
// Packages of which the first argument decides: templates, serialized objects, URLs, forms.

const { form } = require('../decoding.cjs');
const { fieldsOf } = require('../reads.cjs');
const { replace } = require('../replacing.cjs');
const { textOf } = require('../watched.cjs');
const { atFunctions, atMethods } = require('./places.cjs');

const TEMPLATES = {
  doT: ['compile', 'template'],
  dot: ['compile', 'template'],
  ejs: ['compile', 'render'],
  eta: ['compile', 'render', 'renderString', 'renderStringAsync'],
  handlebars: ['compile', 'precompile'],
  'hogan.js': ['compile'],
  jade: ['compile', 'compileClient', 'render'],
  liquidjs: ['parse', 'parseAndRender', 'parseAndRenderSync'],
  lodash: ['template'],
  'lodash.template': [],
  mustache: ['parse', 'render'],
  nunjucks: ['compile', 'init', 'precompileString', 'renderString'],
  pug: ['compile', 'compileClient', 'render'],
  squirrelly: ['compile', 'render'],
  swig: ['compile', 'render'],
  underscore: ['template'],
};
const SERIALIZED = {
  cryo: ['parse'],
  funcster: ['deepDeserialize'],
  'node-serialize': ['unserialize'],
  serialijse: ['deserialize'],
  'serialize-to-js': ['deserialize'],
};
const PROGRAMS = { vm2: ['run'] };
const URLS = { undici: ['fetch', 'pipeline', 'request', 'stream'] };
const ITSELF = new Set(['template']); // lodash/template and lodash.template export the function

const inspect = ({ watched }, sink) => ([source]) => {
  // What is no text may be the library's own: a template in parts counts when it came with the event as it is.
  if (sink === 'template' && typeof source === 'object' && !fieldsOf(source)) return undefined;
  return watched.holds(source) && { sink, text: textOf(source), args: [source] };
};

function looking(table, sink) {
  return Object.entries(table).map(([name, names]) => [name, ({ reach, exports }) => {
    if (typeof exports === 'function' && ITSELF.has(exports.name)) {
      return reach.before(exports, `${name}.template`, inspect(reach, sink));
    }
    atFunctions(reach, name, exports, names, inspect(reach, sink));
    atMethods(reach, name, exports, names, inspect(reach, sink));
    return undefined;
  }]);
}

/** Only version 3 makes functions of what it reads, unless it is told a schema. */
const yaml = ['js-yaml', ({ reach, exports }) => {
  if (!exports.DEFAULT_FULL_SCHEMA) return;
  const unsafe = ({ schema = exports.DEFAULT_FULL_SCHEMA } = {}) => schema === exports.DEFAULT_FULL_SCHEMA;
  const full = (args) => {
    const options = args.slice(1).find((each) => typeof each === 'object' && each !== null);
    return unsafe(options) && inspect(reach, 'deserialize')(args);
  };
  atFunctions(reach, 'js-yaml', exports, ['load', 'loadAll'], full);
}];

exports.isTemplates = (name) => Object.hasOwn(TEMPLATES, name);
exports.sources = [
  ...looking(TEMPLATES, 'template'),
  ...looking(SERIALIZED, 'deserialize'),
  ...looking(PROGRAMS, 'code'),
  yaml,
];
exports.urls = looking(URLS, 'request');
exports.forms = [['qs', ({ reads, exports }) => {
  replace(exports, 'parse', form(reads));
}]];
