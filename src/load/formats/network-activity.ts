/**
 * Network activity events: calls through VPC endpoints, as the endpoint's owner gets them. CloudTrail User Guide,
 * "CloudTrail record contents for management, data, and network activity events".
 */
import type { JsonFormat } from './format.js';
import { isObject } from './json-slice.js';
import { isRecord, itself } from './record.js';

export const networkActivity: JsonFormat = {
  name: 'network-activity',
  title: 'CloudTrail network activity events',
  lists: ['Records'],
  keys: ['vpcEndpointId'],
  read: (item) =>
    isObject(item.value) && item.value.eventCategory === 'NetworkActivity' && isRecord(item.value)
      ? itself(item)
      : undefined,
};
