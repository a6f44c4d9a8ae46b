/**
 * Records as CloudTrail delivers them to S3, in `{"Records":[...]}`, or bare: in an array, one a line, one alone.
 * CloudTrail User Guide, "CloudTrail log file examples". Whole trail files are read by the kernel (`load/split/`); this
 * reads records met elsewhere, and those of organisation trails, which differ in their path only.
 */
import type { JsonFormat } from './format.js';
import { isRecord, itself } from './record.js';

export const trail: JsonFormat = {
  name: 'trail',
  title: 'CloudTrail records',
  lists: ['Records'],
  keys: ['eventVersion', 'eventID', 'eventName', 'eventSource', 'userIdentity'],
  read: (item) => (isRecord(item.value) ? itself(item) : undefined),
};
