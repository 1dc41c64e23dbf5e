// Middlewares of middy that leave the event and the response as they are.
module.exports = (options) => ({});
