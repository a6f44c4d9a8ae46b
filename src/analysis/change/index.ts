/** What a call changed, and whom it let in. */
export { type Change, changeOf, isUnrecorded } from './change-of.js';
export { type LifeLine, type LifeStep, lifeLine, type Phase } from './life-line.js';
export { type Sharing, sharingOf } from './sharing.js';
