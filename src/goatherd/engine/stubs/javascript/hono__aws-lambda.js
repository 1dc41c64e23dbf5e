// hono/aws-lambda.
exports.handle = (application) => async (event, context) => {
  application.serve(event, context);
};
exports.streamHandle = exports.handle;
