// Tells subscribers of changed documents. The greeting comes from `index`, which has it from a document's title.
const merge = require("lodash/merge");

const DEFAULTS = { language: "en" };
const GREETINGS = { en: "Changed:", de: "Geändert:" };

exports.handler = async (event) => {
  for (const record of event.Records) {
    const message = JSON.parse(record.Sns.Message);
    const settings = merge({ ...DEFAULTS }, message.labels); // where lodash 4.17.4 fails
    console.log(eval("`" + message.greeting + "`")); // weak: SAS-1 code injection, through stream and topic
    console.log(GREETINGS[settings.language] || GREETINGS.en); // safe: SAS-1 looked up, not evaluated
  }
};
