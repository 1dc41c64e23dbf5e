'use strict';
// The watched text in statements, not in what is bound to them.

const { frames, packageOf } = require('../stacks.cjs');
const { atFunctions, atMethods } = require('./places.cjs');

const LONG = 8000;
const ESCAPE = ['sequelize']; // writes values into the statement, escaped; what is raw in it is looked at there
const METHODS = {
  'better-sqlite3': ['exec', 'prepare'],
  knex: ['raw'],
  mariadb: ['batch', 'execute', 'query'],
  mssql: ['batch', 'query'],
  mysql: ['query'],
  mysql2: ['execute', 'query'],
  oracledb: ['execute', 'executeMany'],
  pg: ['query'],
  'pg-pool': ['query'],
  sequelize: ['query'],
  sqlite3: ['all', 'each', 'exec', 'get', 'prepare', 'run'],
};
const FUNCTIONS = { sequelize: ['literal'] };

const inspect = ({ watched }) => ([statement]) => {
  const text = textOf(statement);
  if (!watched.holds(text) || isEscaped()) return undefined;
  return { sink: 'sql', text, args: [text], most: LONG };
};

/** A text, {sql}, {text} or {query} of the drivers. The list of a tagged template is the program's own. */
function textOf(statement) {
  if (typeof statement === 'string') return statement;
  const text = Array.isArray(statement) ? undefined : statement?.sql ?? statement?.text ?? statement?.query;
  return typeof text === 'string' ? text : '';
}

function isEscaped() {
  const [nearest] = frames();
  return nearest !== undefined && ESCAPE.includes(packageOf(nearest.file));
}

exports.sql = Object.entries(METHODS).map(([name, methods]) => [name, ({ reach, exports }) => {
  atMethods(reach, name, exports, methods, inspect(reach));
  atFunctions(reach, name, exports, FUNCTIONS[name] ?? [], inspect(reach));
}]);

exports.installSqlite = (reach, { DatabaseSync }) => {
  for (const method of ['exec', 'prepare']) {
    reach.at(DatabaseSync.prototype, method, `node:sqlite.${method}`, inspect(reach));
  }
};
