// @nestjs/swagger: its classes are those of @nestjs/mapped-types.
module.exports = { ...require('@nestjs/mapped-types') };
