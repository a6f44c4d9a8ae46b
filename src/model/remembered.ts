/**
 * A function of a text that keeps what it said of texts it was asked about: the same few callers, programs and addresses
 * come again and again in a trail. What it returns must not be changed by whoever asks. Once it keeps `most`, it forgets
 * them all and begins anew; long texts, which might fill the memory, are never kept.
 */
export function remembered<Value>(of: (text: string) => Value, most = 10_000): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = of(text);
    if (value === undefined || text.length > longest) return value;
    if (known.size >= most) known.clear();
    known.set(text, value);
    return value;
  };
}

const longest = 1024;
