/** The `--where` language: text to AST and back, and how a mistake in it is shown. */
export { caret } from './caret.js';
export { parseField, parseWhere } from './parse.js';
export { printWhere } from './print.js';
