/** The one order of texts: by UTF-16 units, the same on every machine and in every language. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
