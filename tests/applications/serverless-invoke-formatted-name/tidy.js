module.exports.handler = async ({ picture }) => ({ tidied: typeof picture });
