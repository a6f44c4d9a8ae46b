/**
 * Text in UTF-16, as `aws ... > events.json` leaves it in Windows PowerShell 5 (PowerShell documentation,
 * "about_Character_Encoding": redirection writes UTF-16LE with a byte order mark). It is read as the same text in UTF-8.
 */
import type { ByteSource } from '../inflate.js';

const pieceSize = 32 * 1024;

/** Only with a byte order mark, and not UTF-32, the mark of which begins alike. */
export function isUtf16(head: Buffer): boolean {
  return byteOrder(head) !== undefined && (head.length < 4 || head[2] !== 0 || head[3] !== 0);
}

function byteOrder(head: Buffer): 'little' | 'big' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'little';
  return head[0] === 0xfe && head[1] === 0xff ? 'big' : undefined;
}

/** What is no character becomes U+FFFD. */
export function utf16AsUtf8(source: ByteSource): ByteSource {
  const input = Buffer.allocUnsafe(pieceSize);
  const decoder = new TextDecoder('utf-16le');
  let order: ReturnType<typeof byteOrder>;
  /** A byte whose other half was not read yet. */
  let held = 0;
  let ended = false;
  let output = Buffer.alloc(0);
  let isCut = false;

  const refill = (): void => {
    const count = source.pull(input, held, input.length - held);
    ended = count === 0;
    isCut = ended && held > 0;
    const filled = held + count;
    const whole = input.subarray(0, filled - (filled % 2));
    if (whole.length > 0) order ??= byteOrder(whole);
    if (order === 'big') whole.swap16();
    output = Buffer.from(decoder.decode(whole, { stream: !ended }));
    held = filled % 2;
    if (held > 0) input[0] = input[filled - 1] ?? 0;
  };

  return {
    pull(target, offset, length) {
      while (output.length === 0 && !ended) refill();
      const count = Math.min(length, output.length);
      target.set(output.subarray(0, count), offset);
      output = output.subarray(count);
      return count;
    },
    damage: () =>
      source.damage() ?? (isCut ? { kind: 'truncated', message: 'ends within a character' } : undefined),
    close: () => source.close(),
  };
}
