// graphql-tools: a schema that knows its resolvers.
exports.makeExecutableSchema = (options) => ({ resolvers: options.resolvers });
