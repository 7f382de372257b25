import { isSmallTalk } from './small-talk.ts';

/** Why a question may not be answered from the cache, whatever it resembles. */
export type Ineligibility = 'empty' | 'small-talk' | 'follow-up' | 'personal' | 'time-bound';

/** Any of the words, whole, without regard to case. */
function words(...alternatives: string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
}

const PAPER = String.raw`(?:applications?|visas?|kitas|kitap|passports?|documents?|papers|permits?|cases?|files?|payments?|invoices?|orders?|accounts?|compan(?:y|ies)|npwp|nib|refunds?|appointments?|certificates?|status)`;
const PAPER_IT = String.raw`(?:domanda|richiesta|pratica|visto|kitas|kitap|passaporto|document[oi]|permesso|pagamento|fattura|ordine|conto|societ[aà]|azienda|npwp|nib|rimborso|appuntamento|certificato)`;
const PAPER_ID = String.raw`(?:permohonan|pengajuan|berkas|dokumen|visa|kitas|kitap|paspor|izin|pembayaran|invoice|pesanan|akun|rekening|perusahaan|pt|npwp|nib|refund|janji|sertifikat|aplikasi)`;

/** The asker's own matter: its state, its date, its papers; not a general question in the first person ("how do I ..."). */
const PERSONAL = [
  words(String.raw`(?:has|have|is|are|was|were|did|will|when|where|why|what(?:'s| is)|any)\b[^.?!]{0,40}\bmy(?: \p{L}+){0,2} ${PAPER}`),
  words(String.raw`(?:status|update|news|progress) (?:of|on|about|for) (?:my|our)`),
  words(String.raw`my(?: \p{L}+){0,2} ${PAPER}(?: \p{L}+)? (?:has|have|is|are|was|were|got|expired?s?|still|arrived|ready)`),
  words(String.raw`(?:check|track|see|look up|confirm|cancel|change|resend) (?:my|our)(?: \p{L}+){0,2} ${PAPER}`),
  words(String.raw`(?:i|we) (?:have )?(?:already )?(?:paid|sent|submitted|applied|uploaded|booked|e-?mailed|received)`),
  words(String.raw`(?:(?:il|la|i|le) )?(?:mi[oae]|miei|nostr[oaie])(?: \p{L}+)? ${PAPER_IT}`),
  words(String.raw`ho (?:gi[aà] )?(?:pagato|inviato|mandato|spedito|caricato|prenotato|ricevuto|fatto domanda)`),
  words(String.raw`${PAPER_ID}(?: \p{L}+)? (?:saya|aku|gue|gw|kami|ku|sy)`),
  words(String.raw`(?:saya|aku|kami|sy|gue|gw) (?:sudah|udah|telah) (?:\p{L}+ )?(?:bayar|membayar|kirim|mengirim|transfer|upload|daftar|mendaftar|ajukan|mengajukan|submit|booking|terima)`),
];

/** About this moment: an answer written last night may be wrong today. */
const TIME_BOUND = [
  words('today|tonight|tomorrow|yesterday|right now|at the moment|currently open|this (?:week|weekend|morning|afternoon|evening)|now open|open now'),
  words('oggi|stasera|stamattina|domani|ieri|adesso|in questo momento|questa settimana'),
  words('hari ini|malam ini|besok|kemarin|sekarang|saat ini|minggu ini|pagi ini|sore ini'),
];

/** Leans on what was said before: opens like a continuation, or points at something unnamed. */
const FOLLOW_UP = [
  /^\W*(?:and|or|but|also|then|so|e|ed|ma|o|oppure|allora|dan|atau|tapi|terus|lalu|trus)\W+(?:how|what|when|where|who|which|if|is|can|does|do|for|in|about|the|my|per|quanto|quando|dove|come|cosa|se|il|la|i|gli|le|in|con|kalau|kalo|berapa|bagaimana|gimana|apa|untuk|buat|yang)\b/iu,
  words('(?:how|what) about (?:it|that|this|those|them|the other|for)', '(?:that|this) one', 'the (?:first|second|third|last|other|same) one', 'the latter|the former'),
  words('quell[oaie]|quest[oaie](?= ?$|\\?)', 'l.altr[oa]|il primo|il secondo', '(?:yang|kalau|kalo) (?:itu|ini|tadi|satunya|lain|kedua|pertama)', '(?:itu|ini) (?:berapa|apa|gimana|bagaimana)'),
  /^\W*(?:why|how so|really|are you sure|perch[eé]|davvero|sicuro|kenapa|masa|yakin|serius|how much|how long|when|where|quanto|quando|dove|berapa|berapa lama|kapan|di mana|dimana)\W*$/iu,
  /^\W*(?:what about|how about|e (?:per|se|quanto|quando|dove|come)|kalau|kalo|gimana kalau|bagaimana kalau|bagaimana dengan|terus|trus)\b(?!\W*(?:i|you|we|someone|foreigners|saya|orang|mau)\b)/iu,
  words('(?:does|is|can|will|was) (?:it|that|this|he|she|they)(?= |\\?|$)', '(?:for|with|about|of|to|extend|renew|get|cost) (?:it|that|them)(?= ?\\?|$)'),
];

/** Opens with a preposition or an article and is short: a fragment, when something went before it. */
const FRAGMENT = /^\W*(?:for|with|without|in|at|by|per|con|senza|di|da|a|untuk|buat|dengan|tanpa|ke|dari)\b(?:\W+[\p{L}\p{N}]+){0,4}\W*$/iu;

/**
 * Whether a question may be answered from the cache at all.
 * @param hasHistory true when the question is not the first of its conversation: then a fragment ("for two people?") leans
 * on what went before.
 * @returns the reason why not, or undefined when it may.
 */
export function ineligibilityOf(question: string, hasHistory = false): Ineligibility | undefined {
  const text = question.normalize('NFKC').replace(/[\u2018\u2019]/g, "'").trim();
  if (!/\p{L}{2}/u.test(text)) return 'empty';
  if (isSmallTalk(text)) return 'small-talk';
  if (PERSONAL.some((pattern) => pattern.test(text))) return 'personal';
  if (FOLLOW_UP.some((pattern) => pattern.test(text)) || (hasHistory && FRAGMENT.test(text))) return 'follow-up';
  if (TIME_BOUND.some((pattern) => pattern.test(text))) return 'time-bound';
  return undefined;
}
