import { z } from 'zod';
import { type ModelRequest, type ModelSource, type ModelTurn, UNANSWERABLE } from './language-model.ts';

/** The whole system prompt: the request's instructions, the language or the object's shape, and the sources with how to use them. */
export function instructionsOf({ instructions, language, sources, schema }: ModelRequest): string {
  const parts = [instructions, schema ? objectInstructions(schema) : languageInstructions(language)];
  if (sources) {
    parts.push(
      `Answer only from the sources below. If they do not hold the answer, reply with the single word ${UNANSWERABLE}.`,
      ...sources.map(quoteSource),
    );
  }
  return parts.join('\n\n');
}

/** Some providers refuse a turn without text, and a conversation that the user did not begin. */
export function turnsFor(history: readonly ModelTurn[]): readonly ModelTurn[] {
  const said = history.filter(({ content }) => content.trim() !== '');
  const begin = said.findIndex(({ role }) => role === 'user');
  return begin < 0 ? [] : said.slice(begin);
}

function languageInstructions(language: string | undefined): string {
  const name = language && new Intl.DisplayNames(['en'], { type: 'language' }).of(language);
  return name ? `Answer in ${name}.` : "Answer in the question's language.";
}

/** Said in words too: many servers of the openai kind take the schema of a request and pass it over. */
function objectInstructions(schema: z.ZodType): string {
  const shape = JSON.stringify(z.toJSONSchema(schema));
  return `Reply with one JSON object that fits this JSON schema, and with nothing else: ${shape}`;
}

function quoteSource(source: ModelSource, index: number): string {
  const name = [source.title, ...source.headings].join(' > ');
  return `<source number="${index + 1}" name=${JSON.stringify(name)}>\n${source.text}\n</source>`;
}
