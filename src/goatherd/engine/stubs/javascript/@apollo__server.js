// Apollo: every resolver may be asked for, with any arguments.
const { each, structured, answer } = require('goatherd_intrinsics');

class ApolloServer {
  constructor(options) {
    this.options = options;
  }
  start() {}
  applyMiddleware({ app, path }) {
    app.use(path || '/graphql', this.getMiddleware());
  }
  getMiddleware() {
    return (req) => {
      this.serve(req, {});
    };
  }
  installSubscriptionHandlers() {}
  serve(event, context, options) {
    const { resolvers, context: make } = { ...this.options, ...options };
    const made = typeof make === 'function' ? make({ event, context, req: event, express: { req: event } }) : {};
    each(resolvers, (fields) => {
      each(fields, (resolve) => {
        answer({ headers: { 'content-type': 'application/json' }, body: resolve({}, structured(event.body), made, {}) });
      });
    });
  }
  createHandler(options) {
    return async (event, context) => {
      this.serve(event, context);
    };
  }
}

exports.ApolloServer = ApolloServer;
exports.gql = (strings) => strings;
