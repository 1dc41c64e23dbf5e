'use strict';
// MongoDB's operators where the function meant a value, and code for the database.

const { fieldsOf, operator } = require('../reads.cjs');
const { atFunctions, atMethods } = require('./places.cjs');

const METHODS = `aggregate count countDocuments deleteMany deleteOne distinct exists find findOne findOneAndDelete
  findOneAndRemove findOneAndReplace findOneAndUpdate findByIdAndUpdate replaceOne update updateMany
  updateOne where`.split(/\s+/);
const CODE = new Set(['$where', '$function', '$accumulator']);
const DEEP = 8;

const inspect = ({ watched }, reads) => (args) => {
  const filters = args.filter((each) => typeof each === 'object' && each !== null);
  const sink = filters.map((each) => danger(each, watched, reads, DEEP)).find(Boolean);
  return sink && { sink, text: JSON.stringify(watched.shown(filters[0], DEEP)), args: filters };
};

/** "nosql" or "regex"; undefined for a filter in which what was sent is only compared with. */
function danger(filter, watched, reads, depth) {
  if (typeof filter !== 'object' || filter === null || depth === 0) return undefined;
  const sent = fieldsOf(filter) !== undefined;
  for (const key of Object.keys(filter)) {
    const value = Object.getOwnPropertyDescriptor(filter, key)?.value;
    if (key[0] === '$') {
      // A library may have copied the object: then it is known by what it says.
      if (sent || reads.operators.has(operator(key, value))) return 'nosql';
      if (CODE.has(key) && watched.holds(value)) return 'nosql';
      if (key === '$regex' && typeof value === 'string' && watched.holds(value)) return 'regex';
    }
    const found = danger(value, watched, reads, depth - 1);
    if (found) return found;
  }
  return undefined;
}

exports.nosql = ['mongodb', 'mongoose'].map((name) => [name, ({ reach, reads, exports }) => {
  atMethods(reach, name, exports, METHODS, inspect(reach, reads));
  atFunctions(reach, name, exports, METHODS, inspect(reach, reads)); // of models, which inherit them
}]);
