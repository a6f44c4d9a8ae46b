/** Compliance: packs of controls, and what the events at hand make of each. */
export { type Control, nameOf, type Pack } from './control.js';
export { readPack } from './read-pack.js';
