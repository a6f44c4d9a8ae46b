/**
 * JSON text laid out for reading, a member a line. Made from the text and not from the parsed value, which would lose
 * what the text says: digits of long numbers, keys that occur twice.
 */
/**
 * As `JSON.stringify` with an indent of two, but for numbers, which stay as they are written. The text must be JSON.
 * `shownAs` tells what stands for the text value of a key.
 */
export function indentedJson(text: string, shownAs: (key: string, value: string) => string): string {
  const parts: string[] = [];
  let depth = 0;
  let before = '';
  /** The text before a colon. */
  let key = '';
  const newLine = (): string => `\n${'  '.repeat(depth)}`;
  for (const found of tokens(text)) {
    const isEnd = found === '}' || found === ']';
    const isFirst = before === '{' || before === '[';
    if (isEnd) depth--;
    if (before === ',' || isFirst !== isEnd) parts.push(newLine());
    if (found === '{' || found === '[') depth++;
    if (found === ':') {
      parts.push(': ');
    } else if (found.startsWith('"')) {
      const value = JSON.parse(found) as string;
      parts.push(JSON.stringify(before === ':' ? shownAs(key, value) : value));
      key = value;
    } else parts.push(found);
    before = found;
  }
  return parts.join('');
}

/** A token, or the quote that begins one. */
const tokenBegins = /[{}[\],:]|[^\s{}[\],:"]+|"/g;

function* tokens(text: string): Generator<string> {
  let end = 0;
  for (;;) {
    tokenBegins.lastIndex = end;
    const found = tokenBegins.exec(text);
    if (!found) return;
    end = found[0] === '"' ? stringEnd(text, found.index) : found.index + found[0].length;
    yield text.slice(found.index, end);
  }
}

/** Behind the quote that ends the string. By hand, for a string may be longer than a pattern can go back. */
function stringEnd(text: string, start: number): number {
  let end = start + 1;
  for (; end < text.length && text[end] !== '"'; end++) if (text[end] === '\\') end++;
  return end + 1;
}
