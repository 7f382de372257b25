/**
 * What is asked for, and the words that ask for it in English, Italian and Indonesian; a star stands for any ending. Only what
 * users of any chatbot ask, nothing of one trade: the names of a trade are spelt alike, these words are not.
 */
const WORDS: Record<string, string[]> = {
  price: [
    'how much, how expensive, cost, costs, price*, fee, fees, cheap*, charge*',
    "quanto costa, quanto costano, quanto viene, quant'è, costo, costi, prezz*, spes*, tariff*",
    'biaya*, harga*, ongkos*, tarif*',
  ],
  duration: [
    'how long, how many days, how many weeks, how many months, how many years, duration, processing time',
    'quanto tempo, quanti giorni, quante settimane, quanti mesi, quanti anni, quanto dur*, durata, tempi',
    'berapa lama, berapa hari, berapa minggu, berapa bulan, berapa tahun, durasi, lamanya',
  ],
  meaning: [
    'what is a, what is an, mean, means, meaning, explain*, definition',
    "cos'è, che cosa è, cosa sono, cosa significa, significato, cosa vuol dire, spieg*, definizione",
    'apa itu, itu apa, apa arti, artinya, maksudnya, pengertian, jelaskan',
  ],
  manner: [
    'how do, how can, how to, how does, steps, procedure*',
    'come, procedur*, in che modo',
    'bagaimana, gimana, gmn, cara, caranya, prosedur*, langkah*',
  ],
  place: ['where', 'dove', 'di mana, dimana, ke mana, kemana'],
  time: ['when, what time, deadline*', 'quando, che ora, scadenz*', 'kapan, jam berapa, tenggat, batas waktu'],
  person: ['who, whom', 'chi', 'siapa*'],
  reason: ['why', 'perché, perche, come mai', 'kenapa, mengapa'],
  choice: ['which', 'quale, quali', 'mana'],
  permission: [
    'can i, can a, may i, allowed, permitted, possible, legal*',
    'posso, può, possono, si può, consentito, permesso, possibile, legal*',
    'boleh*, bisakah, diizinkan, legal*',
  ],
  duty: [
    'do i need, do i have, must, required, mandatory, obligat*',
    'devo, bisogna, serve, è necessario, obbligat*',
    'harus*, wajib*, perlukah, apakah perlu',
  ],
  papers: ['document*, paper*, requirement*', 'document*, requisit*', 'dokumen*, berkas*, syarat*, persyaratan*'],
  age: ['age, how old', 'età', 'usia, umur'],
  safety: ['safe, safety, risk*', 'sicur*, rischi*', 'aman*, risiko*'],
  least: ['minimum, min, at least', 'minim*, almeno', 'minim*, paling sedikit'],
  open: [
    'open*, set up, start a, establish*',
    'apri*, avvi*, costitui*',
    'buka, membuka, dirikan, mendirikan, pendirian',
  ],
  extend: ['exten*, prolong*, renew*', 'esten*, prorog*, prolung*, rinnov*', 'perpanjang*'],
  buy: ['buy*, purchas*, own', 'compra*, acquist*', 'beli, membeli, pembelian'],
  pay: ['pay, pays, paid, payment*', 'paga*', 'bayar*, membayar, pembayaran'],
  cancel: ['cancel*', 'annull*, cancell*, disdi*', 'batal*, hapus*'],
  change: ['chang*', 'cambi*, modific*', 'ubah, mengubah, ganti, mengganti'],
  work: ['work*, job', 'lavor*', 'kerja*, bekerja, pekerjaan'],
  tax: ['tax*', 'tass*, impost*', 'pajak*'],
  fine: ['fine, fines, penalt*', 'mult*, sanzion*', 'denda*'],
  rent: ['rent*, leas*', 'affitt*, noleggi*', 'sewa*, menyewa*'],
  send: ['send*, sent', 'invi*, mand*', 'kirim*, mengirim*'],
  receive: ['receiv*', 'ricev*', 'terima, menerima'],
};

const KINDS = Object.entries(WORDS).map(([kind, lists]) => ({
  kind,
  pattern: patternOf(lists.join(', ').split(', ')),
}));

/** What a question asks for, as far as its words say: a price, a duration, where, how; none, one or several kinds. */
export function kindsAskedFor(question: string): string[] {
  const plain = question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'");
  return KINDS.filter(({ pattern }) => pattern.test(plain)).map(({ kind }) => kind);
}

function patternOf(words: readonly string[]): RegExp {
  const alternatives = words.map((word) => word.replaceAll(' ', '\\s+').replace('*', '\\p{L}*'));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'u');
}
