/** What is said when no model has anything to say. */
export type FixedReply = 'greeting' | 'no-answer' | 'knowledge-away';

const REPLIES: Record<FixedReply, Record<string, string>> = {
  greeting: {
    en: 'Hello! What would you like to know?',
    it: 'Ciao! Che cosa vorresti sapere?',
    id: 'Halo! Apa yang ingin Anda ketahui?',
  },
  'no-answer': {
    en: 'I found no answer to this in the knowledge base.',
    it: 'Non ho trovato una risposta nella base di conoscenza.',
    id: 'Saya tidak menemukan jawabannya di basis pengetahuan.',
  },
  'knowledge-away': {
    en: 'The knowledge base cannot be reached at the moment. Please try again in a few minutes.',
    it: 'La base di conoscenza al momento non è raggiungibile. Riprova tra qualche minuto.',
    id: 'Basis pengetahuan sedang tidak dapat dihubungi. Silakan coba lagi beberapa menit lagi.',
  },
};

/** The reply in a language; in English where there is none. */
export function fixedReply(reply: FixedReply, language: string | undefined): string {
  return REPLIES[reply][language ?? 'en'] ?? REPLIES[reply].en;
}
