/** Where an archive is blind: its gaps, and what it could see when. */
export {
  type DeliveryRhythm,
  deliveryRhythm,
  type LateDelivery,
  lateAfter,
  lateCounter,
} from './delivery.js';
export { findGaps } from './gaps.js';
export { type Span, spanOf } from './presence.js';
export { type NamedObject, namedObject, type Reconciliation, reconciler } from './reconcile.js';
export { type Beat, type HeartbeatSilence, heartbeatSilences } from './rhythm.js';
export type { EventClass, Extent, Selection } from './selection.js';
export { type IsSeen, type Sight, type SightPeriod, sightPeriods } from './sight.js';
export { type TrailChange, type TrailSettings, trailCalls, trailChangeOf } from './trail-change.js';
export { inOrder, type TrailPeriod, trailPeriods } from './trail-state.js';
export { type AccountVerdict, explaining, type Ground, judgeAccount } from './verdict.js';
