'use strict';
exports.isMarkup = () => false;
