'use strict';
// Ways to call a handler that are not Lambda's: each takes the event of a function URL and answers as a function does.
//
// A convention is a file that exports `convention(options, tools)`, called before the function is loaded. It gives
// `handler(module, members)`: what to call with events, of what the module exports and the handler's name says.
// `tools`: `require`, as the function's own modules have it, and of the instruments `quietly`, for reading what the
// function does not, and `members`, for what is copied before the function reads it.

const CONVENTIONS = { web: './web.cjs', google: './google.cjs', azure: './azure.cjs' };

/** Undefined for Lambda's own. */
exports.conventionOf = (told, tools) => told && require(CONVENTIONS[told.name]).convention(told.options, tools);

/** What a dotted name stands for in what a module exports. */
exports.exported = (module, members) =>
  members.reduce((value, member) => value?.[member] ?? value?.default?.[member], module);

exports.notFound = (name) =>
  Object.assign(new Error(`${name} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
