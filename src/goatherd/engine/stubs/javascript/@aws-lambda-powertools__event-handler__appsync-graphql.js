// GraphQL resolvers by name.
const { each } = require('goatherd_intrinsics');

class AppSyncGraphQLResolver {
  constructor(options) {
    this.resolvers = [];
  }
  resolver(handler, options) {
    this.resolvers.push(handler);
  }
  onQuery(name, handler) {
    this.resolvers.push(handler);
  }
  onMutation(name, handler) {
    this.resolvers.push(handler);
  }
  resolve(event, context) {
    each(this.resolvers, (resolver) => resolver(event.arguments, { event, context }));
  }
}

exports.AppSyncGraphQLResolver = AppSyncGraphQLResolver;
