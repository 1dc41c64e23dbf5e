// @nestjs/mapped-types: classes with the fields of others. One that takes only some of them is taken to have them all.
const derived = (cls) => class extends cls {};

exports.PartialType = derived;
exports.OmitType = derived;
exports.PickType = derived;
