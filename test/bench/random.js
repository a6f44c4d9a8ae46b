/**
 * Seeded randomness for the generator: the same seed gives the same archive on every machine.
 * Speed matters more than quality here (a gigabyte of records asks for some 10^8 numbers).
 */

/**
 * A generator of numbers from 0 (included) to 1 (excluded), mulberry32 over a hash of the seed.
 * @param {string} seed any text; different texts give unrelated streams
 * @returns {() => number}
 */
export function seeded(seed) {
  let state = 2166136261;
  for (const character of seed) {
    state = Math.imul(state ^ character.charCodeAt(0), 16777619);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number from `low` to `high`, both included. */
export function between(random, low, high) {
  return low + Math.floor(random() * (high - low + 1));
}

/** One element of `list`, all equally likely. */
export function pick(random, list) {
  return list[Math.floor(random() * list.length)];
}

/** Text of `length` characters drawn from `alphabet`. */
export function text(random, alphabet, length) {
  let result = '';
  for (let i = 0; i < length; i++) result += alphabet[Math.floor(random() * alphabet.length)];
  return result;
}

/**
 * A chooser among `entries` by their weights.
 * @param {readonly (readonly [unknown, number])[]} entries value and weight
 * @returns {(random: () => number) => unknown}
 */
export function weighted(entries) {
  const bounds = [];
  let sum = 0;
  for (const [, weight] of entries) {
    sum += weight;
    bounds.push(sum);
  }
  return (random) => {
    const point = random() * sum;
    let low = 0;
    let high = bounds.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bounds[middle] > point) high = middle;
      else low = middle + 1;
    }
    return entries[low][0];
  };
}

/** Weights for `count` ranks that fall off as 1/(rank + 1): a few common, many rare. */
export function zipf(count) {
  return Array.from({ length: count }, (_, rank) => 1 / (rank + 2));
}

const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A random UUID, version 4 in form. */
export function uuid(random) {
  const hex = (length) => text(random, HEX, length);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(random, '89ab')}${hex(3)}-${hex(12)}`;
}

/** `length` hexadecimal digits. */
export function hex(random, length) {
  return text(random, HEX, length);
}

/** `length` characters of base64, without padding. */
export function base64(random, length) {
  return text(random, BASE64, length);
}

/** `length` characters of the alphabet that AWS uses in unique ids and access keys. */
export function upper(random, length) {
  return text(random, UPPER, length);
}
