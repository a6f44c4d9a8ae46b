/** Text for XML 1.0, between tags or in a quoted attribute. */
import { forTerminal } from './escape.js';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * A line of text. What cannot be seen is written out as on a terminal, which leaves nothing that XML 1.0 has no way to
 * say: most controls, lone surrogates, U+FFFE and U+FFFF (section 2.2, "Characters").
 */
export function forXml(text: string): string {
  return forTerminal(text).replace(/[&<>"']/g, (found) => entities[found] ?? found);
}
