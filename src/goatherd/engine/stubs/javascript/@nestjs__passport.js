// @nestjs/passport: a guard asks a strategy who calls, and hands the answer to a method that may be overridden.
const { admitted, first } = require('goatherd_intrinsics');

exports.AuthGuard = (strategy) =>
  class {
    async canActivate(context) {
      this.getRequest(context).user = this.handleRequest(first(), admitted(), undefined, context);
      return true;
    }
    getRequest(context) {
      return context.switchToHttp().getRequest();
    }
    handleRequest(error, user) {
      if (error || !user) {
        throw new Error('Unauthorized');
      }
      return user;
    }
    async logIn(request) {}
  };
