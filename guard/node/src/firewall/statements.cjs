'use strict';
exports.isSql = () => false;
