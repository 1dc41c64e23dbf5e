'use strict';
// What of known packages is looked at: name of the package -> what to do with each of its files' exports.
//
// An installer gets {reach, reads, exports} and may return what to export instead.

const { sql, installSqlite } = require('./sql.cjs');
const { nosql } = require('./nosql.cjs');
const { forms, sources, urls } = require('./sources.cjs');
const { xml } = require('./xml.cjs');

const PACKAGES = new Map([...sql, ...nosql, ...sources, ...urls, ...xml, ...forms]);

module.exports = { PACKAGES, installSqlite };
