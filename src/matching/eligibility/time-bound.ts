import { clausesOf } from './clauses.ts';
import { anyWords, wholeWords } from './whole-words.ts';

/** This moment or the next. "Latest" and "current" are not among them: they say which thing is meant ("the current law"). */
const NOW = wholeWords(
  "today(?:'s)?|tonight(?:'s)?|tomorrow(?:'s)?|(?:right |just )?now|at the moment|currently|at present|this (?:morning|afternoon|evening|week|weekend)|next (?:week|weekend)",
  "oggi|stasera|stamattina|stamani|stanotte|domani|adesso|(?<!che |un'|ogni |all'|dell'|mezz'|mezza )ora|in questo momento|attualmente|questa settimana|questo (?:weekend|fine settimana)",
  'hari ini|malam ini|pagi ini|siang ini|sore ini|minggu ini|minggu depan|besok|lusa|sekarang|skrg|saat ini',
);

/** So near that whatever is asked of it passes: "is anybody playing tonight?". */
const TONIGHT = wholeWords('tonight', 'stasera|stanotte', 'malam ini');

/** What is so at one hour and not at the next: opening, crowds, traffic, outages, departures, offers. */
const CHANGING = wholeWords(
  "open|opens|opening|close|closed|closes|closing|shut|working|down|available|free|crowded|busy|full|delayed|delays|on time|cancelled|running|operating|strikes?|outages?|queues?|lines?|traffic|flights?|trains?|ferry|ferries|boats?|holiday|what's on|going on|happening|rooms?|promos?|promotions?|(?:any|special) offers?|discounts?|deals?|events?|ceremony|match|news|in the office|hot|cold|warm|humid|humidity|cloudy|sunny|windy|rain|storm|snow|umbrella|calm|rough|waves|swell|tide|temperature|forecast|live music|on duty|on call|slots?|exchange rates?|rate|flood(?:ed|ing)?|erupt(?:ing|ed)?|eruption|evacuated|burning|wait|waiting times?|wait times?",
  "apert[oaie]|chius[oaie]|apr(?:e|ite|ono)|chiud(?:e|ete|ono)|funziona|funzionano|disponibil[ei]|liber[oaie]|c'(?:è|e')|succede|post[oi]|coda|fila|traffico|affollat[oaie]|pien[oaie]|gente|vol[oi]|tren[oi]|traghett[oi]|scioper[oi]|ritard[oi]|onde|calmo|mosso|marea|offert[ae]|promozion[ei]|sconti|event[oi]|novit[aà]|di turno|in ufficio|riceve|ricevono|caldo|freddo|nuvoloso|sole|umido|umidità|ventoso|piove|pioggia|nevicherà|pioverà|temperatura|previsioni|fest[ao]|festiv[oa]|non va|giù|tasso di cambio|cambio|allagat[oaie]|alluvione|eruzione|erutta|(?:strad[ae]|autostrad[ae]|traffico|ponte|sistema|sito|portale) .{0,40}bloccat[oaie]|in fiamme|si aspetta|(?<!in )attesa",
  'buka(?! (?:rekening|pt|pma|cv|usaha|bisnis|toko|akun|perusahaan|cabang|tabungan))|tutup(?! (?:rekening|akun|pt))|beroperasi|antri|antrian|antrean|macet|rame|ramai|penuh|kosong|slot|tersedia|libur|tanggal merah|promo|diskon|delay|demo|acara|upacara|error|down|gangguan|diakses|melayani|panas|dingin|mendung|cerah|badai|lembap|lembab|kelembap?ban|berangin|suhu|tenang|ombak(?:nya)?|pasang|salju|hujan|live music|konser|penerbangan|kapal|ada orang|kurs|nilai tukar|banjir|erupsi|meletus|tergenang|ngantri|nunggu(?:nya)?|menunggu|prakt[ei]k',
);

/**
 * A story, a plan of the asker, or a way of doing something: the time in it is not what is asked. "I" is not the Italian
 * article ("i voli").
 */
const OWN_STORY = wholeWords(
  "i(?! \\p{L}+i(?!\\p{L}))|i'm|i've|i'd|i'll|my|we|our|me|was|were|did|didn't|has been|how (?:to|can|do)|best|why|what if",
  "ho|abbiamo|era|erano|mi[oae]|miei|nostr[oaie]|mi|ci(?! (?:sono|sarà|saranno|sarebbe))|posso|possiamo|devo|arrivo|arriviamo|perch[eéè]'?|come (?:faccio|si)|come mai",
  'saya|sy|aku|gue|gua|gw|kami|cara|caranya|kenapa|kok|tadi',
);

const CURRENCY =
  '(?:usd|eur|euros?|idr|aud|gbp|sgd|us dollars?|dollars?|dollar[oi]|dol?lar|pounds?|sterlin[ae]|rupiahs?|rupi[ae]|ringgit|yen|bitcoin|btc|ethereum|eth|crypto|gold|silver|oro|emas|perak|petrol|bensin|benzina|(?:swiss )?francs?|franc(?:o|hi) svizzer[oi]|chf|baht|yuan)';

const NAMES_CURRENCY = wholeWords(CURRENCY);
const NAMES_TWO = wholeWords(`${CURRENCY}(?: (?:to|in|into|ke|a|vs|e|and|dan)|[/-])? ?${CURRENCY}`);
const VALUE = wholeWords(
  'rates?|worth|prices?|kurs(?:nya)?|cambio|val(?:e|gono)|prezz[oi]|quotazione|harga(?:nya)?|nilai',
  'how (?:much|many)|quant[oiae]|sta|berapa|brp',
);
const RATE = wholeWords('rates?|worth|kurs(?:nya)?|cambio|val(?:e|gono)|quotazione');
const STANDS_AT = wholeWords(
  `(?:what is|what's) the ${CURRENCY} (?:at|doing|trading at)`,
  `a quanto (?:sta|è|e') (?:il |lo |l')?${CURRENCY}`,
  `${CURRENCY} (?:lagi|sekarang) (?:di )?berapa`,
);
const HOW_SET = wholeWords(
  'calculated|determin(?:es?|ed)|decide[ds]?|sets?|fees?|calcolat[oa]|decis[oa]|(?:stabilisc|determin|decid)\\p{L}{1,4}|dihitung|ditentukan|biaya',
);

const WEATHER = wholeWords(
  "(?:what|how)(?:'s| is| will) .{0,12}weather.{0,40}|weather (?:forecast|today|tomorrow|now)|how (?:hot|cold|warm) (?:is|will) it|is it (?:hot|cold|warm|humid)(?: (?:out|outside))?(?=\\W*$)|(?:day|week|week's) forecast|will it (?:be )?(?:rain|raining|snow|snowing|sunny|windy|stormy)|is it (?:going to )?(?:rain|raining|snow|snowing|sunny|windy|stormy)",
  "che tempo (?:fa|far[aà]'?|c'è)|meteo|sta (?:piovendo|nevicando)|pioverà|quanto (?:caldo|freddo) (?:fa|è|sarà)|previsioni (?:del tempo|meteo|a \\d|per (?:la|il|domani))",
  'cuaca(?:nya)?|di luar (?:panas|dingin|hujan)|(?:lagi|sedang|bakal|akan) hujan|hujan (?:gak|nggak|ga|ngga|tidak|kah)',
);

/** Beside weather: the climate, which is the same every year. */
const CLIMATE = wholeWords(
  'usually|often|summer|winter|spring|autumn|typical|typically|normally|in general|average|season|climate|insurance|best|year|months?',
  'di solito|normalmente|in genere|spesso|stagione|estate|inverno|primavera|autunno|clima|mese|mesi|anno',
  'biasanya|rata-rata|musim|iklim|bulan',
  'january|february|march|april|in may|june|july|august|september|october|november|december',
  'gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre',
  'januari|februari|maret|mei|juni|juli|agustus|oktober|desember',
);

/** Momentary in itself, whatever else is said. */
const MOMENTARY = wholeWords(
  "what (?:time|day) is it|what's the time(?! \\p{L})|(?:today's|what) date is it|what is today's date",
  "(?<!a )che or[ae] (?:sono|è|e')|che giorno (?:è|e')",
  'sekarang (?:jam|hari|tanggal) (?:berapa|apa)|jam berapa sekarang|hari ini (?:hari apa|tanggal berapa)|tanggal berapa (?:hari ini|sekarang)',
  '(?:when|what time) is the next (?:flight|train|ferry|boat|bus)|current (?:wait|waiting|queue) times?|is there (?:a|an) (?:power cut|blackout|outage|strike)',
  '(?:quando|a che ora) (?:è|parte) il prossimo (?:volo|treno|traghetto|autobus)|(?:kapal|pesawat|penerbangan|bus|kereta) berikutnya (?:jam berapa|kapan)',
  '^(?:has|did) (?:the |flight |train )(?!.*\\b(?:my|our|i|law|rules?)\\b).{1,40} (?:left|leave|landed|land|departed|taken off|boarded|started|sold out) (?:yet|already)',
  "^(?:è|e') gi[aà] (?:partit|atterrat|decollat|iniziat)[oa] (?:il|la|lo) \\p{L}+|^(?:il|lo) (?:volo|treno|traghetto) .{1,30}(?:è|e') gi[aà] (?:partit|atterrat|decollat)o",
  '(?:pesawat|kereta|kapal|bus|penerbangan) .{1,30}(?:sudah|udah) (?:berangkat|mendarat|landing|boarding) (?:belum|blm)',
  "(?:latest|breaking|today's) (?:news|headlines)|ultim(?:e|issime) notizie|ultim'ora|(?:berita|kabar) (?:terbaru|terkini)",
  'is (?:the|your) \\p{L}+(?: \\p{L}+)? (?:down|offline|under maintenance)(?! (?!at|right|now|or|again|today))',
  "(?:sito|app|sistema|portale|server) .{0,20}(?:è|e') (?:giù|down|offline|in manutenzione)",
);

const EXCHANGE_RATE = '(?:(?:exchange|conversion|fx) rates?)';
const TASSO = '(?:tass[oi] di cambio|cambio (?:euro|dollaro|rupia|sterlina|valuta))';
const KURS = '(?:kurs|nilai tukar)';

/** A rate as it stands: "current" is a sign here, because rates move by the hour. */
const RATE_NOW = wholeWords(
  `(?:current|latest|live|present|real-?time|up-to-date) ${anyWords(0, 2)}${EXCHANGE_RATE}`,
  `(?:attual[ei]|ultimo) ${anyWords(0, 1)}${TASSO}|${TASSO} ${anyWords(0, 3)}(?:attual[ei]|corrente|aggiornat[oi]|in tempo reale)`,
  `${KURS} ${anyWords(0, 4)}(?:terkini|terbaru|terakhir|ter-?update|real-?time)`,
);

/** What goes or takes place again and again, at times that a fragment ("next ferry to Gili?") can only ask for. */
const RECURS =
  '(?:flight|train|ferry|boat|bus|shuttle|tram|metro|ship|departure|sailing|(?:public |bank |national |school )?holiday|long weekend|full moon|lecture|class|session|intake|webinar|tour|show|match|game|concert|sale|exam|open day|race|festival|event|auction|draw)s?';
const RICORRE =
  "(?:volo|treno|traghetto|barca|nave|autobus|bus|navetta|tram|metro|corsa|partenza|(?:giorno )?festiv(?:o|it[aà]'?)|giorno di festa|ponte|lezione|corso|sessione|appello|visita guidata|spettacolo|partita|concerto|saldi|esame|gara|festival|evento|asta|estrazione|luna piena)";
const BERULANG =
  '(?:penerbangan|pesawat|kereta|kapal|ferry|feri|speed ?boat|perahu|bus|bis|shuttle|travel|keberangkatan|(?:hari )?libur(?:an)?(?: nasional| bersama)?|tanggal merah|cuti bersama|kuliah|kelas|sesi|webinar|tur|pertunjukan|pertandingan|konser|ujian|lomba|festival|acara|lelang|undian|purnama)';
const NEXT = '(?:berikutnya|selanjutnya|terdekat|mendatang|yang akan datang)';

/** The next of what comes again and again. The next step or stage of a matter is the same for all. */
const NEXT_OF_MANY = wholeWords(
  "(?:when|what time|what date|which day|what day)(?:'s| is| are| does| do| will) (?:the|your) next (?!steps?|stages?|phases?|levels?|payment|instal)\\p{L}+",
  `(?:what|which)(?:'s| is) the next ${RECURS}|^(?:the )?next ${anyWords(0, 2)}${RECURS}(?: (?:to|from|in|at|on|for|of) .{1,40})?\\W*$`,
  `(?:what|which|any|are there) ${anyWords(0, 2)}upcoming ${RECURS}`,
  `(?:quando|a che ora|(?:che|quale|in che) (?:giorno|data)|(?:tra|fra) quanto) (?:è|e'|parte|arriva|passa|inizia|comincia|c'è|ci sarà|sarà|esce|cade|si tiene) (?:il |la |lo |l')?prossim[oa] (?!passo|fase|passaggio|volta|rata)\\p{L}+`,
  "quand'è (?:il |la |lo |l')?prossim[oa] (?!passo|fase|passaggio|volta|rata)\\p{L}+",
  `qual ?(?:è|e') (?:il|la) prossim[oa] ${RICORRE}|^(?:il |la )?prossim[oa] ${RICORRE}(?: (?:per|da|di|a|al|alla|in|nel|nella|verso) .{1,40})?\\W*$`,
  `kapan (?:ada )?${BERULANG} ${anyWords(0, 3)}${NEXT}|${BERULANG} ${anyWords(0, 3)}${NEXT} ${anyWords(0, 4)}(?:kapan|jam berapa|tanggal berapa|hari apa)`,
  `^${BERULANG} ${anyWords(0, 2)}${NEXT}(?: (?:ke|dari|di|untuk|dan) .{1,40})?\\W*$`,
);

/** The state of something at this hour, in a question that ends with it. Laws and fees are not for an hour. */
const STATE_NOW = wholeWords(
  '^(?:is|are) (?!it |there (?:a|any) (?:way|rule|law|limit)).{3,60} (?:right now|at the moment|at this moment|just now)\\W*$',
);
const OF_LAW = wholeWords(
  'legal|illegal|lawful|allowed|permitted|required|requirements?|mandatory|compulsory|necessary|possible|law|rules?|tax|taxed|taxes|fees?|costs?|price|minimum|maximum|valid|eligible|visa|visas|kitas|supported|accepted|recogni[sz]ed|covered|included|able|good|better|best|worth',
);

/** Going on as one speaks; Indonesian has a word for it, and "is it crowded?" needs no "now". */
const GOING_ON = wholeWords(
  '(?:lagi|sedang) (?:ada )?(?:di)?(?:mati lampu|mati listrik|hujan|down|error|gangguan|macet|ramai|rame|sepi|tutup|buka|penuh|maintenance|demo|(?:ke)?banjir(?:an)?|erupsi|meletus|perbaik\\p{L}{1,3}|bersih\\p{L}{1,3}|renovasi|kosong|antri|antre)',
);

/** Whether the right answer to a text in lower case changes from day to day. */
export function isTimeBound(text: string): boolean {
  if (MOMENTARY.test(text)) return true;
  if (WEATHER.test(text)) return !CLIMATE.test(text);
  if (NEXT_OF_MANY.test(text) || (RATE_NOW.test(text) && !HOW_SET.test(text))) return true;
  const hasNow = NOW.test(text);
  if (asksValue(text, hasNow)) return true;
  if (!hasNow && !GOING_ON.test(text)) return false;
  // In one clause: "I need it today. When are you open?" asks for the usual hours.
  return clausesOf(text).some(
    (clause) =>
      !OWN_STORY.test(clause) &&
      (GOING_ON.test(clause) ||
        (STATE_NOW.test(clause) && !OF_LAW.test(clause)) ||
        TONIGHT.test(clause) ||
        (NOW.test(clause) && CHANGING.test(clause))),
  );
}

/** What a currency or a metal is worth: at this moment, or of one in the other. */
function asksValue(text: string, hasNow: boolean): boolean {
  if (!NAMES_CURRENCY.test(text) || HOW_SET.test(text)) return false;
  if (STANDS_AT.test(text)) return true;
  return hasNow ? VALUE.test(text) || NAMES_TWO.test(text) : RATE.test(text) && NAMES_TWO.test(text);
}
