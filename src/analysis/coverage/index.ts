/** Where an archive is blind: its gaps, and what it could see when. */
export { findGaps, type Gap } from './gaps.js';
export { type Span, spanOf } from './presence.js';
