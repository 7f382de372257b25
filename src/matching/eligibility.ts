import { contentWords, wordsOf } from './content-words.ts';
import { isSmallTalk } from './small-talk.ts';

/** Why a question may not be answered from the cache, whatever it resembles. */
export type Ineligibility = 'empty' | 'small-talk' | 'follow-up' | 'personal' | 'time-bound';

/** Any of the alternatives, as whole words, without regard to case. */
function words(...alternatives: string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
}

// What may be in the works for one asker, in English, Italian and Indonesian.
const MATTER_EN =
  '(?:applications?|visas?|kitas|kitap|passports?|documents?|papers|permits?|cases?|files?|payments?|invoices?|orders?|accounts?|npwp|nib|refunds?|appointments?|certificates?|status|extension)';
const MATTER_IT =
  '(?:domanda|richiesta|pratica|visto|kitas|kitap|passaporto|document[oi]|permesso|pagamento|fattura|ordine|conto|npwp|nib|rimborso|appuntamento|certificato|estensione)';
const MATTER_ID =
  '(?:permohonan|pengajuan|berkas|dokumen|visa|kitas|kitap|paspor|izin|pembayaran|invoice|pesanan|akun|rekening|npwp|nib|refund|janji|sertifikat|aplikasi|email|perpanjangan)';
const ME_ID = '(?:saya|aku|gue|gw|kami|sy)';

/** The asker's own matter: its state, its date, its papers; not a general question in the first person ("how do I ..."). */
const PERSONAL = [
  words(
    `(?:has|have|is|are|was|were|did|will|when|where|why|any)\\b[^.?!]{0,30}\\b(?:my|our)(?: \\p{L}+){0,2} ${MATTER_EN}`,
  ),
  words('(?:status|update|news|progress) (?:of|on|about|for) (?:my|our)'),
  words(
    `(?<!(?:if|when|once|after|before|until|unless) )(?:my|our)(?: \\p{L}+){0,2} ${MATTER_EN}(?: \\p{L}+)? (?:has|have|is|are|was|were|got|expired?s?|still|arrived|ready)`,
  ),
  words(`(?:check|track|see|look up|confirm|cancel|change|resend) (?:my|our)(?: \\p{L}+){0,2} ${MATTER_EN}`),
  words('(?:i|we) (?:have )?(?:already )?(?:paid|sent|submitted|applied|uploaded|booked|e-?mailed|received)'),
  words(`(?:(?:il|la|i|le) )?(?:mi[oae]|miei|nostr[oaie])(?: \\p{L}+)? ${MATTER_IT}`),
  words('ho (?:gi[aà] )?(?:pagato|inviato|mandato|spedito|caricato|prenotato|ricevuto|fatto domanda)'),
  words(`${MATTER_ID}(?: (?!cara|untuk|buat)\\p{L}+)? ${ME_ID}`),
  words(
    `${ME_ID} (?:sudah|udah|telah) (?:\\p{L}+ )?(?:bayar|membayar|kirim|mengirim|transfer|upload|daftar|mendaftar|ajukan|mengajukan|submit|booking|terima)`,
  ),
];

/** About this moment: an answer written last night may be wrong today. */
const TIME_BOUND = [
  words(
    'today|tonight|tomorrow|right now|at the moment|this (?:week|weekend|morning|afternoon|evening)|now open|open now|next (?:week|weekend)',
  ),
  words('oggi|stasera|stamattina|domani|in questo momento|questa settimana|apert[oaie] adesso|adesso apert[oaie]'),
  words('hari ini|malam ini|besok|minggu ini|pagi ini|sore ini|sekarang (?:buka|jam)|buka sekarang|minggu depan'),
  words(
    'exchange rate|currency rate|weather|forecast|traffic|tasso di cambio|cambio (?:euro|dollaro|rupia)|meteo|che tempo fa|traffico|kurs|cuaca|macet|ramalan',
  ),
  words(
    '(?:how many people|queue|waiting line|coda|antrian|antrean)\\b.*\\b(?:now|adesso|ora|sekarang)',
    '(?:latest|current) (?:news|status)|ultime notizie|berita terbaru',
  ),
];

/** Opens like a continuation of something said before. */
const CONTINUES =
  /^\W*(?:and|or|but|also|then|so|e|ed|ma|o|oppure|allora|dan|atau|tapi|terus|lalu|trus|kalau|kalo|what about|how about|what if|e se|gimana kalau|bagaimana (?:kalau|dengan))(?![\p{L}\p{N}])/iu;

/** How many words a message has at most that is taken for a continuation because of how it opens. */
const SHORT = 5;

/** Points at something that was named before. */
const POINTS_BACK = [
  words(
    '(?:this|that|the (?:first|second|third|last|latter|former|other|same)) one',
    'the (?:latter|former|other one)',
    'as (?:i|you) said',
    'you (?:just )?(?:said|mentioned|told)',
  ),
  words(
    "quell[oaie] l[ìi]?|quell[oaie](?= ?$|\\?)|l'altr[oa]|(?:il|la) (?:prim|second|terz|ultim|stess)[oa](?= ?$|\\?)",
    '(?:hai|avete) detto',
  ),
  words('yang (?:itu|ini|tadi|satunya|pertama|kedua|terakhir)(?= ?$|\\?)', '(?:kalau|kalo) (?:itu|ini|yang)', 'tadi'),
];

/** Words that say what is asked of a matter, but not which: a message of nothing else leans on what went before. */
const ASPECTS = new Set(
  `cost costs price prices fee fees pay paid money expensive cheap total time times long take takes day days week weeks month months year years
   document documents paper papers requirement requirements required valid validity apply application extend extension renew renewal work works
   need needs do done get make use it this that they them online possible allowed same else more other example first next there here really sure ok
   costa costo costi prezzo prezzi spesa pagare paga tempo tempi giorni settimane mesi anni documenti serve servono valido validità durata dura
   rinnovare rinnovo estendere estensione fare fa farlo ottenere online possibile stesso stessa altro altri esempio prima dopo davvero sicuro qui
   biaya harga bayar ongkos tarif total waktu lama hari minggu bulan tahun dokumen syarat persyaratan berlaku perpanjang urus proses bisa boleh
   online sama lain contoh dulu lagi beneran yakin sini situ itu ini nya berapa mahal murah`.split(/\s+/),
);

/**
 * Whether a question may be answered from the cache at all.
 * @param hasHistory true when the question is not the first of its conversation: then a fragment ("for two people?") leans
 * on what went before.
 * @returns the reason why not, or undefined when it may.
 */
export function ineligibilityOf(question: string, hasHistory = false): Ineligibility | undefined {
  const text = question
    .normalize('NFKC')
    .replace(/[\u2018\u2019]/g, "'")
    .trim();
  if (!/\p{L}{2}/u.test(text)) return 'empty';
  if (isSmallTalk(text)) return 'small-talk';
  if (PERSONAL.some((pattern) => pattern.test(text))) return 'personal';
  if (isFollowUp(text, hasHistory)) return 'follow-up';
  if (TIME_BOUND.some((pattern) => pattern.test(text))) return 'time-bound';
  return undefined;
}

function isFollowUp(text: string, hasHistory: boolean): boolean {
  if (POINTS_BACK.some((pattern) => pattern.test(text))) return true;
  const length = wordsOf(text).length;
  if (CONTINUES.test(text) && length <= SHORT) return true;
  const matter = contentWords(text).filter((word) => !ASPECTS.has(word));
  return matter.length === 0 || (hasHistory && length <= SHORT && FRAGMENT.test(text));
}

/** Opens with a preposition: a fragment, when something went before it. */
const FRAGMENT =
  /^\W*(?:for|with|without|in|at|by|per|con|senza|di|da|a|untuk|buat|dengan|tanpa|ke|dari)(?![\p{L}\p{N}])/iu;
