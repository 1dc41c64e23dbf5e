// util: promises out of callbacks and back.
exports.promisify = function (original) {
  return function (...args) {
    const self = this;
    return new Promise((resolve, reject) => {
      original.call(self, ...args, (error, value) => (error ? reject(error) : resolve(value)));
    });
  };
};

exports.callbackify = function (original) {
  return function (...args) {
    const callback = args.pop();
    original(...args).then((value) => callback(null, value), (error) => callback(error));
  };
};

exports.format = (...args) => args.join(' ');
exports.inspect = (value) => JSON.stringify(value);
