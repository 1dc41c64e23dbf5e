//// merge_helper
function merge(target, source) {
  for (const key in source) {
    if (typeof source[key] === 'object') {
      merge(target[key], source[key]);
    } else {
      target[key] = source[key]; //! prototype event.body
    }
  }
  return target;
}
exports.handler = async (event) => merge({}, JSON.parse(event.body)).a;
//// merge_helper_with_callbacks
const isObject = (x) => x && typeof x === 'object' && !Array.isArray(x);
const merge = (target, ...sources) => {
  for (const source of sources) {
    Object.keys(source).forEach((key) => {
      if (isObject(source[key])) {
        if (!target[key]) Object.assign(target, { [key]: {} });
        merge(target[key], source[key]);
      } else {
        target[key] = source[key]; //! prototype event.body
      }
    });
  }
  return target;
};
exports.handler = async (event) => merge({ a: 1 }, JSON.parse(event.body)).a;
//// merge_helper_that_looks
function merge(target, source) {
  for (const key in source) {
    if (key === '__proto__' || key === 'constructor') continue;
    if (typeof source[key] === 'object') {
      merge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
  return target;
}
exports.handler = async (event) => merge({}, JSON.parse(event.body)).a;
//// keys
exports.handler = async (event) => {
  const { a, b, c } = JSON.parse(event.body);
  const target = { x: {} };
  target[a] = c;
  target[a].count = 1;
  target[a][b] = c; //! prototype event.body.a
  target.x[b] = c;
};
//// libraries
const _ = require('lodash');
const merge = require('lodash/merge');
const deepmerge = require('deepmerge');
exports.handler = async (event) => {
  const data = JSON.parse(event.body);
  _.merge({}, data); //! prototype event.body
  merge({}, data); //! prototype event.body
  deepmerge({}, data); //! prototype event.body
  _.set({}, data.path, 1); //! prototype event.body.path
  _.set({}, 'a.b', data);
  _.merge({}, { a: 1 });
  _.assign({}, data);
};
//// methods_by_name
const library = require('some-library');
const table = { a: () => 1, b: () => 2 };
class Service { a() {} }
exports.handler = async (event) => {
  const { name } = JSON.parse(event.body);
  table[name](1);
  library[name](1); //! dispatch event.body.name
  new Service()[name](1); //! dispatch event.body.name
};
//// path_of_a_query
exports.handler = async (event) => {
  const options = {};
  for (const [key, value] of new URLSearchParams(event.body)) {
    const parts = key.split('.');
    let node = options;
    for (const part of parts.slice(0, -1)) node = node[part] ??= {}; //! prototype event.body
    node[parts.at(-1)] = value; //! prototype event.body
  }
  return options;
};
//// cleaning_in_place
const clean = (object) => {
  for (const name in object) {
    if (typeof object[name] === 'object') clean(object[name]);
    else if (object[name] === undefined) object[name] = '';
  }
  return object;
};
exports.handler = async (event) => clean(JSON.parse(event.body)).a;
