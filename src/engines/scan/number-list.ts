/** Lists of numbers, as workers gather them and hand them over. */
const empty = new Int32Array();

/** A list of 32-bit numbers that grows, held as what a message hands over. A class, for there are several for each file. */
export class NumberList {
  /** Only so many of them as `size` tells count. It is another one when the list has grown. */
  numbers: Int32Array = empty;
  size = 0;

  /** Makes room for `count` more, zeros, and returns where they stand. */
  add(count: number): number {
    const at = this.size;
    this.size += count;
    if (this.size > this.numbers.length) {
      const larger = new Int32Array(Math.max(64, 2 * this.size));
      larger.set(this.numbers);
      this.numbers = larger;
    }
    return at;
  }

  push(number: number): void {
    const at = this.add(1);
    this.numbers[at] = number;
  }
}

/** The numbers of all lists, one list behind the other; a copy. */
export function joined(lists: readonly NumberList[]): Int32Array<ArrayBuffer> {
  const [only] = lists;
  if (only && lists.length === 1) return only.numbers.slice(0, only.size);
  const all = new Int32Array(lists.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const { numbers, size } of lists) {
    all.set(numbers.subarray(0, size), at);
    at += size;
  }
  return all;
}

/** The same numbers, with room for as many more. */
export function longer(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const all = new Int32Array(2 * numbers.length);
  all.set(numbers);
  return all;
}
