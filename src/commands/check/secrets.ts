/**
 * What looks like a secret in a configuration, which is a file that is shared. Only its place is told, never the text:
 * what a pipeline prints is shared as well.
 */

/** Access key ids (IAM User Guide, "IAM identifiers", unique id prefixes), secret access keys, private keys. */
const shapes: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'an access key id', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  {
    what: 'a secret access key',
    pattern:
      /(?<![A-Za-z0-9/+=:._-])(?=[A-Za-z0-9/+]*[a-z])(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*\d)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=._-])/g,
  },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/g },
];

/** One sentence for each, with its place as `.trailscan.yml:12:5`. */
export function secretsIn(file: string, text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, i) =>
      shapes.flatMap(({ what, pattern }) =>
        Array.from(
          line.matchAll(pattern),
          ({ index }) =>
            `${file}:${i + 1}:${index + 1}: this looks like ${what}: a configuration is shared and needs none`,
        ),
      ),
    );
}
