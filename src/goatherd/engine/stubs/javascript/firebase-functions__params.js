// Settings that a deployment asks for: functions find them among the variables of the environment.
const setting = (name) => ({ value: () => process.env[name], equals: () => setting(name), toString: () => process.env[name] });

exports.defineString = setting;
exports.defineInt = setting;
exports.defineBoolean = setting;
