/** What people say when they meet, or part, in English, Italian and Indonesian; longer ones before those they begin with. */
export const SALUTATIONS = [
  'good (?:morning|afternoon|evening|night|day)|buon ?giorno|buona ?sera|buona ?notte|buona (?:giornata|serata)|buon (?:pomeriggio|weekend|lavoro)',
  'selamat (?:pagi|siang|sore|malam|datang)|met (?:pagi|siang|sore|malam)|pagi|siang|sore|malam|apa kabar(?:nya)?(?: hari ini)?',
  "how are you(?: doing)?(?: today)?|how'?s it going|what'?s up|come (?:stai|va|state)(?: oggi)?|tutto bene",
  "hello+|helo|hallo|hi+|hey+|ehi|yo|halo+|hai|ciao+|salve|pronto|assalamu'?alaikum|om swastiastu|permisi",
  '(?:nice|pleased|great) to meet you|piacere(?: di conoscer(?:ti|vi|la))?|molto lieto|salam kenal',
];

/** Those and thanks. */
export const GREETINGS = [
  ...SALUTATIONS,
  'thanks?(?: you)?(?: (?:so|very) much| a lot| a million)?|thx|tks|ty|tysm|cheers|awesome|grazie(?: mille| tante)?|mille grazie|ti ringrazio',
  '(?:te)?rima ?kasih(?: banyak)?|makasih(?: banyak)?|makasi|trims|suwun|matur suksma|suksma|infonya',
];

/** One at the place where the last one ended; taken from the front and never given back, so time is linear. */
const GREETING = new RegExp(`[^\\p{L}\\p{N}]*(?:${GREETINGS.join('|')})(?![\\p{L}\\p{N}])[^\\p{L}\\p{N}]*`, 'iuy');

/** What only one language says. */
const SAID_IN: Record<string, RegExp> = {
  en: spoken(
    "hello+|hi+|hey+|good (?:morning|afternoon|evening|night|day)|how are you|how'?s it going|what'?s up|thanks?|thx|cheers",
  ),
  it: spoken(
    'ciao+|salve|buon ?giorno|buona ?(?:sera|notte|giornata|serata)|come (?:stai|va|state)|tutto bene|grazie|piacere',
  ),
  id: spoken(
    'halo+|selamat (?:pagi|siang|sore|malam|datang)|pagi|siang|sore|malam|apa kabar|(?:te)?rima ?kasih|makasih|makasi|permisi|salam kenal',
  ),
};

function spoken(words: string): RegExp {
  return new RegExp(`^[^\\p{L}\\p{N}]*(?:${words})(?![\\p{L}\\p{N}])`, 'iu');
}

/** The language that a message greets in, two-letter code: one word ("Ciao!") is too little for a detector, but not for this. */
export function greetingLanguage(message: string): string | undefined {
  return Object.keys(SAID_IN).find((language) => SAID_IN[language].test(message));
}

/** A message without the greetings and thanks that it begins with: people greet in one language and ask in another. */
export function withoutGreeting(message: string): string {
  const text = message.replace(/[\u2018\u2019]/g, "'");
  let at = 0;
  while (at < text.length) {
    GREETING.lastIndex = at;
    if (!GREETING.test(text)) break;
    at = GREETING.lastIndex;
  }
  return text.slice(at);
}
