// Apollo on Lambda.
exports.startServerAndCreateLambdaHandler = (server, handler, options) => async (event, context) => {
  server.serve(event, context);
};
exports.handlers = {
  createAPIGatewayProxyEventRequestHandler: () => undefined,
  createAPIGatewayProxyEventV2RequestHandler: () => undefined,
  createALBEventRequestHandler: () => undefined,
};
