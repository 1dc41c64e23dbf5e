// aws-serverless-express and its successors.
exports.createServer = (application) => application;
exports.proxy = (application, event, context) => {
  application.serve(event, context);
};
exports.handler = (application) => async (event, context) => {
  application.serve(event, context);
};
