/** Fields of something, such as its text and its status. */
type Fields = Record<string, unknown>;

/** A longer text is folded up, with so much of it in sight. */
const LONG = 300;
const IN_SIGHT = 120;

/**
 * Every field that a change has changed, how it was and how it is, and what tells what it was done to. Where nothing differs, what was
 * given is told as it is.
 */
export function ChangedFields({ before, after }: { before: unknown; after: unknown }) {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const different = names.filter((name) => textOf(old[name]) !== textOf(now[name]));
  // That its version rises says nothing beside what has changed.
  const changed = different.length > 1 ? different.filter((name) => name !== 'version') : different;
  const shown = changed.length > 0 ? names.filter((name) => changed.includes(name) || isAbout(name, now[name])) : names;
  if (shown.length === 0) return '–';
  return (
    <dl className="changed">
      {shown.map((name) => (
        <div key={name}>
          <dt>{inWords(name)}</dt>
          <dd>
            <Change old={textOf(old[name])} now={textOf(now[name])} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The words of the phrasing, and the number of the answer, of a change that is about something of an answer. */
function isAbout(name: string, value: unknown): boolean {
  return name === 'phrasing' || (name === 'answer' && typeof value === 'number');
}

function Change({ old, now }: { old: string; now: string }) {
  if (old === now) return <Value text={now} />;
  return (
    <>
      {old !== '' && (
        <del>
          <Value text={old} />
        </del>
      )}
      {now !== '' && (
        <ins>
          <Value text={now} />
        </ins>
      )}
    </>
  );
}

function Value({ text }: { text: string }) {
  if (text.length <= LONG) return <bdi>{text}</bdi>;
  return (
    <details>
      <summary>
        <bdi>{text.slice(0, IN_SIGHT)} …</bdi>
      </summary>
      <bdi>{text}</bdi>
    </details>
  );
}

function fieldsOf(value: unknown): Fields {
  if (value === null || value === undefined) return {};
  return typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : { value };
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** stale reason, for `staleReason` and `stale_reason`. */
function inWords(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
}
