import { expect, it } from 'vitest';
import { omittedFields } from '../../src/analysis/omitted.js';

it.each([
  { name: 'a field that was left out', value: { omitted: true, originalSize: 149893 }, bytes: 149893 },
  { name: 'the same written as text', value: { omitted: 'true', originalSize: '149893' }, bytes: 149893 },
  { name: 'without a number', value: { omitted: true, originalSize: 'large' }, bytes: null },
])('$name', ({ value, bytes }) =>
  expect(omittedFields({ requestParameters: value })).toEqual([{ field: 'requestParameters', bytes }]),
);

it.each([
  { name: 'null', value: null },
  { name: 'nothing', value: {} },
  { name: 'a parameter of this name', value: { omitted: true, other: 1 } },
  { name: 'false', value: { omitted: false, originalSize: 1 } },
])('$name is not left out', ({ value }) => expect(omittedFields({ responseElements: value })).toEqual([]));
