import type { RecordedRequest, ScriptedReply } from './scripted-model-server.ts';

/** What a sensible model says of any document. */
export const CLASSIFICATION = {
  topic: 'tax',
  priority: 'high',
  target_audience: 'business-owners',
  actionability: 'act',
  summary: 'A summary of the model.',
  confidence: 'high',
};

/** Says it as a model does. */
export function classified(changes: Partial<typeof CLASSIFICATION> = {}): ScriptedReply {
  return { text: JSON.stringify({ ...CLASSIFICATION, ...changes }), inputTokens: 100, outputTokens: 20 };
}

/** Documents as JSON lines: `Title 1` and so on, each with words of its own. */
export function documentLines(count: number): string {
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      title: `Title ${i + 1}`,
      content: `The tax office said something new. It is case ${i + 1}.`,
      url: `https://news.example/${i + 1}`,
      source: 'news.example',
      published_at: '2026-10-12T03:00:00Z',
    }),
  ).join('\n');
}

/** The title of the document that a model is asked about. */
export function titleIn(request: RecordedRequest): string | undefined {
  return /^title: (.*)$/m.exec(request.turns.at(-1)?.content ?? '')?.[1];
}
