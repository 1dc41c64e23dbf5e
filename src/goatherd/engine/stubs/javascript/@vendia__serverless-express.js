// serverless-express: takes the application, or options with it.
const serverlessExpress = (options) => {
  const application = options.app || options;
  return async (event, context) => {
    application.serve(event, context);
  };
};

module.exports = serverlessExpress;
module.exports.configure = serverlessExpress;
