import { SALUTATIONS } from '../matching/greetings.ts';

/** What a message can be about that calls for cultural knowledge; a chunk's `intents` name some of them. */
export const CULTURAL_INTENTS = [
  'greeting',
  'thanks',
  'farewell',
  'waiting',
  'deadline',
  'complaint',
  'refusal',
  'ceremony',
  'religion',
  'addressing',
  'meeting',
  'relationship',
  'language',
] as const;

/** One of {@link CULTURAL_INTENTS}. */
export type CulturalIntent = (typeof CULTURAL_INTENTS)[number];

/** Whole words, in any case; a part of a pattern per language. */
const words = (...patterns: string[]) =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join('|')})(?![\\p{L}\\p{N}])`, 'iu');

/** The words of each intent in English, Italian and Indonesian. A greeting is told by where it stands instead. */
const WORDS: Record<Exclude<CulturalIntent, 'greeting'>, RegExp> = {
  thanks: words(
    'thanks|thank you|thx|much appreciated|i appreciate',
    'grazie|ti ringrazio|vi ringrazio|la ringrazio',
    'terima ?kasih|makasih?|trims|suksma|nuhun|suwun',
  ),
  farewell: words(
    'bye|goodbye|see you|good ?night|take care|talk to you later|have a (?:nice|good|great|lovely) (?:day|evening|night|weekend|time|one)',
    'arrivederci|a presto|a dopo|a domani|alla prossima|ci sentiamo|buonanotte|buona (?:giornata|serata|notte)|buon weekend',
    'sampai (?:jumpa|ketemu|nanti|bertemu)|dadah|selamat (?:tinggal|jalan|tidur)|pamit|duluan ya',
  ),
  waiting: words(
    'wait(?:ed|ing)|(?:still|have to|must|long) wait|delay(?:s|ed)?|slow|so long|(?:for|since|takes?) (?:\\p{L}+ )?(?:weeks|months)|no (?:answer|reply|news) yet|immigration office|bureaucracy',
    'ritardo|ritardi|attesa|attendo|aspett(?:o|iamo|ando)|lent[aei]|lento|lentezza|da (?:settimane|mesi)|burocrazia|questura',
    'lama|menunggu|nunggu|tunggu|antri|antre|antrean|berminggu-minggu|berbulan-bulan|belum ada kabar|imigrasi|birokrasi',
  ),
  deadline: words(
    'deadline|by when|exact date|on time|too late|on schedule|postponed|rescheduled|late again',
    'scadenza|entro quando|data (?:esatta|precisa)|in tempo|puntual[ei]|puntualità|rimandat[oa]|rinviat[oa]|spostat[oa]',
    'tenggat|batas waktu|tanggal pasti|tepat waktu|telat|terlambat|ditunda|mundur lagi|molor',
  ),
  complaint: words(
    'complain(?:t|ts|ing)?|upset|angry|annoyed|annoying|frustrat(?:ed|ing)|rude|disappointed|unfair|fed up',
    'reclamo|arrabbiat[oaie]|frustrat[oaie]|delus[oaie]|maleducat[oaie]|scortes[ei]|scandalos[oa]|che rabbia|non ne posso più',
    'kecewa|kesal|kesel|marah|komplain|keluhan|jengkel|kasar|tidak sopan|nggak sopan|gak sopan',
  ),
  refusal: words(
    'refus(?:e|es|ed|al)|reject(?:ed|ion)?|decline[ds]?|say(?:s|ing)? no|said (?:yes|no)|not sure (?:if|whether) (?:he|she|they)|never says? no|lose face|losing face|saving face|beat around the bush',
    'rifiut(?:o|a|ano|ato|are)|dice (?:sempre )?(?:di )?(?:sì|no)|dire di no|perdere la faccia|giri di parole',
    'menolak|ditolak|penolakan|bilang (?:iya|ya|tidak|nggak)|malu|segan|sungkan|nggak enak|gak enak|tidak enak|kehilangan muka|basa-basi',
  ),
  ceremony: words(
    'ceremon(?:y|ies)|temple|offerings?|galungan|kuningan|nyepi|melasti|banjar|cremation|procession',
    'cerimoni[ae]|tempi[oi]|offert[ae] (?:votiv[ae]|sacr[ae])|processione|cremazione',
    'upacara|sesajen|canang|pura|odalan|ngaben|sembahyang|melukat|adat',
  ),
  religion: words(
    'ramad(?:h)?an|fasting|eid|lebaran|muslims?|mosque|iftar|prayer times?|public holidays?',
    'digiuno|digiunano|musulman[oaie]|moschea|preghier[ae]|feste nazionali',
    'puasa|berpuasa|idul ?fitri|buka bersama|bukber|sahur|imsak|tarawih|mudik|masjid|muslim|thr|libur nasional|cuti bersama',
  ),
  addressing: words(
    'address (?:him|her|them|you|someone|somebody|people|an? \\p{L}+)|call (?:him|her) (?:mr|ms|pak|bu)|(?:mr|mrs|ms)\\.? or|elders?|first names?|titles?|hierarchy|senior(?:s|ity)?|my boss',
    'dare del (?:tu|lei)|come (?:mi rivolgo|ci si rivolge|lo chiamo|la chiamo|chiamo)|anzian[oi]|gerarchia|il (?:mio )?capo',
    'menyapa|sapaan|panggil(?:an|nya)?|dipanggil|atasan|senior|pejabat|sesepuh|yang lebih tua|hierarki|bos saya',
  ),
  meeting: words(
    'meetings?|meet (?:with|him|her|them|the|my|a|an|our|your)|appointment|first visit|dress code|what (?:to|should i) wear|business cards?|shake hands|handshake|invited',
    'riunion[ei]|incontr(?:o|are|iamo)|appuntamento|come (?:mi vesto|ci si veste)|bigliett[oi] da visita|stringere la mano|invitat[oaie]',
    'rapat|pertemuan|ketemu|bertemu|janji temu|bertamu|kunjungan|pakai baju apa|kartu nama|salaman|diundang|undangan',
  ),
  relationship: words(
    'partners?|neighbou?rs?|staff|employees?|colleagues?|friendship|friends with|trust(?:ed|s)?|relationships?|my landlord|get to know',
    'soci[oa]?|vicin[oi] di casa|i vicini|dipendenti|colleg(?:a|hi|he)|fiducia|rapport[oi]|amicizia',
    'mitra|tetangga|karyawan|rekan|kolega|percaya|kepercayaan|hubungan|silaturahmi|pertemanan',
  ),
  language: words(
    "translat(?:e|es|ed|ion|or)|(?:speak|learn|understand|in) (?:english|indonesian|bahasa|balinese)|(?:do not|don't|did(?: not|n't)) understand|how do you say|what does (?:it|this|that|[^?]{1,30}) mean|language",
    "tradu(?:rre|zione|ci|ce|cete|ttore)|(?:parla|parlo|parli|parlate|capisc[eo]|imparare) (?:l')?(?:inglese|indonesiano|italiano)|non (?:capisco|ho capito|mi capisc\\p{L}+)|come si dice|cosa significa|lingua",
    'terjemah(?:an|kan|in)?|bahasa|(?:tidak|nggak|gak|ga|kurang|belum) (?:mengerti|ngerti|paham)|artinya|apa arti',
  ),
};

/** What a message is about, by its words in English, Italian and Indonesian, in the order of {@link CULTURAL_INTENTS}; often nothing. */
export function culturalIntents(message: string): CulturalIntent[] {
  const text = message.replace(/[\u2018\u2019]/g, "'");
  return CULTURAL_INTENTS.filter((intent) =>
    intent === 'greeting' ? beginsWithGreeting(text) : WORDS[intent].test(text),
  );
}

/** "hai" greets in Indonesian and means "you have" in Italian: a greeting stands at the beginning. "Good night" is none. */
function beginsWithGreeting(text: string): boolean {
  const said = SALUTATION.exec(text)?.[0];
  return said !== undefined && !WORDS.farewell.test(said);
}

const SALUTATION = new RegExp(`^[^\\p{L}\\p{N}]*(?:${SALUTATIONS.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
