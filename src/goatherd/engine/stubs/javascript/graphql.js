// graphql: every resolver of a schema may be asked for, with any arguments.
const { each, structured } = require('goatherd_intrinsics');

class Type {
  constructor(config) {
    this.config = config;
  }
}

const fieldsOf = (type) => (typeof type.config.fields === 'function' ? type.config.fields() : type.config.fields);

const run = (schema, source, root, context) => {
  const given = structured(source);
  if (schema.config) {
    for (const type of [schema.config.query, schema.config.mutation]) {
      if (type) {
        each(fieldsOf(type), (field) => field.resolve(root, given, context, {}));
      }
    }
  }
  if (schema.resolvers) {
    each(schema.resolvers, (fields) => each(fields, (resolve) => resolve(root, given, context, {})));
  }
  each(root, (resolve) => resolve(given, context));
  return {};
};

exports.GraphQLSchema = Type;
exports.GraphQLObjectType = Type;
exports.GraphQLInputObjectType = Type;
exports.buildSchema = (text) => ({});
exports.graphql = async (schema, source, root, context) => {
  if (schema.schema) {
    return run(schema.schema, schema.source, schema.rootValue, schema.contextValue);
  }
  return run(schema, source, root, context);
};
