// @nestjs/graphql: resolvers are providers; what a caller gives to a field stands in the variables of the request.
const { note } = require('goatherd_intrinsics');

const field = (...said) => (method) => {
  note(method, 'route', true);
};
const args = (name, ...pipes) => {
  if (name === undefined || typeof name === 'string') {
    return { of: 'args', name, pipes };
  }
  const isPipe = name.transform !== undefined;
  return isPipe ? { of: 'args', pipes: [name, ...pipes] } : { of: 'args', name: name.name, pipes };
};

module.exports = { ...require('@nestjs/mapped-types') };
module.exports.Resolver = (...said) => (cls) => {
  note(cls, 'resolver', true);
};
module.exports.Query = field;
module.exports.Mutation = field;
module.exports.ResolveField = field;
module.exports.Args = args;
module.exports.Context = (name) => ({ of: 'context', name });
module.exports.GqlExecutionContext = { create: (execution) => execution };
