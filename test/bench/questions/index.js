/** The questions of the benchmark, in the order they are asked. */

import { controls } from './check.js';
import { countHours, countNames } from './count.js';
import { detections } from './detect.js';
import { events } from './events.js';
import { startUp } from './start-up.js';
import { summary } from './summary.js';
import { whoDeleted, whoDeletedSmall } from './who-deleted.js';

export const QUESTIONS = [
  whoDeleted,
  whoDeletedSmall,
  events,
  countNames,
  countHours,
  detections,
  controls,
  summary,
  startUp,
];
