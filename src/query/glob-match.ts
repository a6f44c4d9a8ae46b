/**
 * Does a whole text match a glob? The glob is cut at its stars into segments; the first is held to the text's start,
 * the last to its end, and those between are looked for from left to right, which never needs to go back: where
 * some later place fits, the earliest one does too. No regular expression, so no pattern can make it explode.
 */
import type { GlobPart } from './ast.js';

/** What stands between two stars: texts, and `null` for exactly one character. */
type Segment = readonly (string | null)[];

/** Compiles a glob; the returned function holds for texts that match as a whole. */
export function globMatcher(glob: readonly GlobPart[]): (text: string) => boolean {
  const segments = splitAtStars(glob);
  const first = segments[0] ?? [];
  const last = segments.at(-1) ?? [];
  const between = segments.slice(1, -1);
  if (segments.length === 1) return (text) => matchAt(first, text, 0) === text.length;
  return (text) => {
    let position = matchAt(first, text, 0);
    for (const segment of between) {
      if (position < 0) return false;
      position = findFrom(segment, text, position);
    }
    return position >= 0 && startOfEnd(last, text) >= position;
  };
}

function splitAtStars(glob: readonly GlobPart[]): readonly Segment[] {
  const segments: (string | null)[][] = [[]];
  for (const part of glob) {
    if (typeof part === 'string') segments.at(-1)?.push(part);
    else if (part.any === 'one') segments.at(-1)?.push(null);
    else segments.push([]);
  }
  return segments;
}

/** Where the segment ends if it matches at this position, else -1. */
function matchAt(segment: Segment, text: string, start: number): number {
  let position = start;
  for (const part of segment) {
    if (part === null) {
      if (position >= text.length) return -1;
      position += (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
    } else {
      if (!text.startsWith(part, position)) return -1;
      position += part.length;
    }
  }
  return position;
}

/** Where the earliest match of the segment from this position on ends, else -1. */
function findFrom(segment: Segment, text: string, start: number): number {
  const [head] = segment;
  for (let position = start; position <= text.length; position++) {
    if (typeof head === 'string') {
      position = text.indexOf(head, position);
      if (position < 0) return -1;
    }
    const end = matchAt(segment, text, position);
    if (end >= 0) return end;
  }
  return -1;
}

/** Where the segment begins if it matches at the text's end, else -1. */
function startOfEnd(segment: Segment, text: string): number {
  let position = text.length;
  for (const part of segment.toReversed()) {
    if (part === null) {
      if (position === 0) return -1;
      const pair = position > 1 && (text.codePointAt(position - 2) ?? 0) > 0xffff;
      position -= pair ? 2 : 1;
    } else {
      position -= part.length;
      if (position < 0 || !text.startsWith(part, position)) return -1;
    }
  }
  return position;
}
