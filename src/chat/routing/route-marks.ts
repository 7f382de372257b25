import { withoutGreeting } from '../../matching/greetings.ts';

/**
 * Signs of a route in the words themselves. The embedding model knows little Italian and Indonesian, and a trade that is in no
 * example is known by the words that all trades share: prices, orders, contracts.
 */

/** A list of words or beginnings of words, at the beginning of a word. */
const starts = (list: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${list.trim().split(/\s+/).join('|')})`, 'giu');
/** The same for whole words only. */
const whole = (list: string) =>
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${list.trim().replaceAll('_', ' ').split(/\n|\|/).join('|')})(?![\\p{L}\\p{N}])`,
    'giu',
  );

/** Each counts how often its signs occur. */
const SIGNS: RegExp[] = [
  // Names of programming languages, of their tools and of what only programmers speak of.
  whole(
    'python|javascript|js|typescript|java|kotlin|rust|golang|php|perl|scala|haskell|lua|matlab|fortran|cobol|elixir|c\\+\\+|c#|\\.net|dotnet|sql|mysql|postgres(?:ql)?|sqlite|mongodb|mongoose|redis|bash|zsh|powershell|linux|ubuntu|debian|unix|git|gitlab|gitignore|docker|dockerfile|docker-compose|kubernetes|kubectl|k8s|nginx|terraform|ansible|jenkins|npm|yarn|npx|pip|conda|node|nodejs|react|vue|angular|svelte|next\\.?js|django|flask|fastapi|laravel|symfony|spring boot|html|css|scss|sass|tailwind|bootstrap|jquery|jsx|json|ya?ml|toml|xml|regexp?|graphql|pandas|numpy|matplotlib|pytorch|tensorflow|scikit-learn|webpack|vite|eslint|jest|mocha|pytest|junit|cypress|selenium|prisma|sqlalchemy|hibernate|localhost|ssh|curl|wget|grep|awk|sed|chmod|chown|cron|crontab|cronjob|sudo|systemctl|makefile|cmake|gcc|gdb|vba|flutter|dart|swiftui|xcode|async|await|stdin|stdout|stderr|utf-?8|quicksort|fizzbuzz|vlookup|def|elif|println|printf|null|undefined|nan|boolean|enum|struct|tuple|dict|hashmap|mutex|cors|oop|middleware|https?|ftp|sockets?|vanilla js|regex(?:es)?|todo app|cobol|trigger|lifetime|dataframe|vim|emacs|latex|markdown|tmux|rsync|ffmpeg|imagemagick|jq|systemd|kafka|rabbitmq|zookeeper|spark|hadoop|airflow|elasticsearch|kibana|grafana|prometheus|helm|istio|lambda|aws|s3|ec2|gcp|azure|firebase|firestore|supabase|heroku|vercel|netlify|oauth2?|jwt|websockets?|socket\\.io|tcp|udp|grpc|protobuf|orm|mvc|singleton|design patterns?|big[- ]?o|heap|stack|linked lists?|binary|hash ?tables?|hash ?maps?|dijkstra|bfs|dfs|bubble ?sort|merge ?sort|dynamic programming|monads?|currying|semaphores?|endian|bitwise|bits?|bytes?|hex|base64|unicode|ascii|md5|sha-?256|one[- ]liner|erlang|genserver|clojure|ocaml|f#|julia|groovy|delphi|pascal|assembly|assembler|cuda|opencl|opengl|webgl|three\\.js|d3|chart\\.js|data ?frames?|ggplot2?|dplyr|tidyverse|rstudio|pl/?sql|t-sql|plpgsql|oracle|mariadb|cassandra|dynamodb|neo4j|snowflake|bigquery|dbt|playwright|puppeteer|beautifulsoup|scrapy|scrap(?:er|ing)|crawler|redux|mobx|zustand|zod|yup|axios|rxjs|swift|objective-c|unity|unreal|godot|arduino|esp32|esp8266|raspberry(?: pi)?|opencv|pygame|tkinter|pyqt|qt|streamlit|wordpress|woocommerce|drupal|magento|liquid|htaccess|apache|tomcat|iis|gradle|maven|intellij|eclipse|pycharm|jupyter|notebook|colab|anaconda|venv|virtualenv|poetry|celery|gunicorn|uvicorn|pydantic|asyncio|decorator\\p{L}*|iterator\\p{L}*|generator\\p{L}*|list comprehension|ereditariet[aà]|pewarisan|inheritance|polymorphism|polimorfismo|encapsulation|constructor|costruttore|getter|setter|interface|interfacce|interfaccia|abstract|astratt[aoe]|overload\\p{L}*|overrid\\p{L}+|pseudo-?code|mock\\p{L}*|lint\\p{L}*|prettier|breakpoints?|subquery|cte|window function|primary key|foreign key|chiave (?:primaria|esterna)|sumifs?|countifs?|segfault|segmentation|sigsegv|malloc|garbage collect\\p{L}*|memory leaks?|wasm|rails|ruby|gem|nest\\.?js|nuxt|remix|astro|bun|deno|pnpm|monorepo|turborepo|storybook|discord\\.js|openssl|iptables|ufw|ip6?tables|crypto\\.\\w+|ci/cd|circleci|gitlab-ci|vagrant|virtualbox|wsl|batch|bat|regedit|vscode|stack ?overflow|github actions',
  ),
  // What programmers speak of, and at times others too.
  whole(
    'scripts?|functions?|funzion[ei]|fungsi|array|strings?|stringhe|stringa|loops?|cicl[oi]|class|class[ei]|kelas|variables?|variabil[ei]|variabel|methods?|metod[oi]|quer(?:y|ies)|joins?|codice|kode|kodingan|koding|ngoding|coding|code|source code|debug\\p{L}*|bugs?|stack ?trace|traceback|exceptions?|eccezion[ei]|compil\\p{L}+|algorit\\p{L}+|recursi\\p{L}+|ricorsi\\p{L}+|rekursi\\p{L}*|pointers?|puntator[ei]|threads?|promises?|callbacks?|lambda|closures?|floats?|commits?|branch|merge|rebase|repo(?:sitory)?|pull request|endpoints?|api|backend|frontend|header|token|parse|parsing|refactor\\p{L}*|program|programm\\p{L}+|pemrograman|database|tables?|tabell[ae]|tabel|index|indice|component[ei]?|komponen|server|console|terminal|shell|command|comando|perintah|library|libreria|framework|package|pacchetto|syntax|sintassi|sintaks|deploy\\p{L}*|container|deadlock|render\\p{L}*|unit tests?|folder|loop\\p{L}*|kompil\\p{L}+',
  ),
  // Marks of code.
  /[{}<>;\\`]|=>|[=!]=|\$[a-z_({]|\w\(|\)\s*[:{;]|\w::\w|[a-z]_[a-z]|\b[a-z]+[A-Z][a-z]|(?:^|\s)--?[a-z]\b|\b\w+\.(?:py|js|ts|tsx|jsx|java|cpp|sh|sql|ya?ml|json|go|rs|rb|php|html|css|conf|env)\b|\b[A-Z]\w*(?:Error|Exception)\b|\b(?:SELECT|FROM|WHERE|JOIN|INSERT|UPDATE|DELETE|GROUP BY)\b|#include|\b\w+\.\w+\(|\bO\([\w\s^]+\)|\d\s*[+*]\s*\d/g,
  // What every trade is asked about: price, payment, order, contract, term, document.
  starts(
    'price pricing cost fee fees charg paid pay payment bill invoice refund discount voucher coupon promo quote instal?lment deposit order deliver shipp parcel package track return exchange warranty guarantee repair stock store shop size contract subscri cancel renew expir deadline notice plan tier trial upgrade account login log-?in sign-?in password username verif customer client support complain service appointment book reserv ticket insur claim cover policy policies document form certificate licen[cs]e permit visa passport regist appl(?:y|ies|ication) require eligib office branch open hours opening bank loan mortgage card transfer tax vat salary employe lease rent landlord tenant property hotel flight luggage baggage doctor clinic prescription course enrol tuition tour guide museum theatre school nursery pension donat volunteer member points miles exam lesson moving mover removal festival event menu meal food translat certif customs courier weight maximum minimum price-list kilo square walk-?ins? advance data roaming router internet wifi meter electric limit allowed availab includ valid legal countr currenc compan secur safe difference compare top-?up',
  ),
  starts(
    'prezz cost[aoi] costano tariff commission pag(?:o|a|are|amento|amenti|ato|ano|are) bollett fattur rimbors scont vouch coupon preventiv rat[ae] caparr deposito ordin[ei] consegn spedi(?:te|zione|zioni|re|to) pacco reso resi cambi garanzi ripar negozi tagli[ae] contratt abbon disd annull rinnov scad preavvis pian[oi] prova account acced password utent verific client[ei] assistenz reclam servizi appuntament prenot biglietti assicur polizz document modul certificat licenz permess visto visti passaport registr iscri requisit domanda ufficio sede filial apr(?:e|ite|ire|o) orari chiud banc[ah] cont[oi] mutu prestit cart[ae] bonific prelievo tass[ae] iva stipend dipendent tfr pension donaz volontar museo teatro scuola asilo esame patente lezion trasloc festival evento menù cena traduz dogana corriere peso massimo minimo metri merce tessera soci minorenn bambin nulla affitt proprietari noleggi albergo camer vol[oi] bagagli visit medic ricett cors[oi] bolletta contator limit permett inclus valid durata dura quanto quanti quante legal ammess sicur paes[ei] valut aziend societ differenz ricaric visa kitas spett copre vend[eio]',
  ),
  /(?<!\p{L})(?:\p{L}{0,4})(?:harga|biaya|tarif|ongkir|ongkos|bayar|tagih|faktur|refund|diskon|promo|voucher|cicil|angsur|deposit|pesan|pesen|kirim|paket|retur|tukar|garansi|servis|perbaik|stok|toko|ukuran|kontrak|langgan|batal|perpanjang|berlaku|kedaluwarsa|jatuh tempo|batas|akun|login|sandi|password|verifikasi|pelanggan|layanan|keluhan|komplain|janji|booking|reservasi|tiket|asuransi|klaim|tanggung|dokumen|formulir|sertifikat|izin|visa|paspor|daftar|syarat|kantor|cabang|buka jam|jam buka|jadwal|bank|rekening|pinjam|kredit|kartu|transfer|pajak|gaji|karyawan|sewa|kos|properti|tanah|hotel|kamar|museum|teater|sekolah|donasi|relawan|anggota|member|poin|ujian|les\b|pensiun|festival|acara|menu|katering|makanan|terjemah|legalisir|bea cukai|kurir|berat|meter|kilo|antre|terbang|bagasi|dokter|klinik|resep|obat|kursus|kuliah|beasiswa|kuota|pulsa|roaming|modem|listrik|meteran|saldo|denda|produk|berapa|maksimal|minimal|termasuk|modal|jual|beli|wajib|sah|legal|aman|negara|perusahaan|beda|isi ulang|pindah|kebijakan|aturan)/giu,
  // Talk for its own sake: about the bot, about feelings, the weather, wishes and thanks.
  whole(
    'jokes?|joke|funny|laugh|lol|haha\\p{L}*|love|hate|bored|boring|tired|sleepy|sleep|sad|happy|excited|lonely|hungry|nervous|feel|feeling|feelings|mood|birthday|favou?rite|bot|robot|human|chatgpt|siri|real person|your name|my name|who are you|are you|do you like|chat|talk|weather|sunny|rain\\p{L}*|sunset|poem|song|sing|game|beautiful|lovely|smart|clever|amazing|awesome|best|great|wow|thanks?|thank you|thx|cheers|appreciate|sorry|bye|goodbye|see you|hello|hi|hey|morning|tonight|weekend|nice|friend|miss|wish|luck|lucky|congrat\\p{L}*|god|hug|kiss|marry|girlfriend|boyfriend|dream|help|question|ask',
  ),
  whole(
    'barzellett[ae]|battut[ae]|rid[eo]re|ridere|divertente|simpatic[oa]|buff[oa]|ahah\\p{L}*|amo|odio|annoi[oa]|noia|noios[oa]|stanc[oah]\\p{L}*|sonno|dorm\\p{L}+|trist[ei]|felic\\p{L}+|content[oa]|sol[oa]|fame|nervos[oa]|sento|senti|sentimenti|umore|compleanno|preferit[oa]|bot|robot|uman[oa]|persona vera|chiami|mi chiamo|chi sei|come stai|come va|stai|ti piac\\p{L}+|chiacchier\\p{L}+|piove|pioggia|sole|caldo|freddo|tempo fa|tramont[oi]|poesia|canzone|cant\\p{L}+|gioc\\p{L}+|bell[oaie]|brav\\p{L}+|intelligente|genial[ei]|fantastic\\p{L}+|super|migliore|wow|grazie|ringrazi\\p{L}+|complimenti|auguri|scusa\\p{L}*|ciao|salve|buon\\p{L}*|notte|stasera|weekend|amic[oah]\\p{L}*|manca|manchi|bacio|abbraccio|sposar\\p{L}*|fidanzat[oa]|ragazz[oa]|sogn\\p{L}+|aiut\\p{L}+|domanda|chiederti|mano|sei',
  ),
  whole(
    'lelucon|lucu|ketawa|tertawa|wkwk\\p{L}*|haha\\p{L}*|hehe\\p{L}*|sayang|cinta|benci|bos[ae]n|cap[ea]k|lelah|ngantuk|tidur|sedih|senang|seneng|bahagia|kesepian|la[pf][ea]r|gugup|perasaan\\p{L}*|mood|ulang tahun|ultah|favorit\\p{L}*|robot|manusia|bot|nama kamu|namamu|nama saya|kamu|kamunya|lagi apa|apa kabar|kabar\\p{L}*|ngobrol|curhat|suka|cuaca\\p{L}*|hujan|cerah|panas|dingin|puisi|lagu|nyanyi\\p{L}*|game|cantik|ganteng|pint[ea]r|cerdas|hebat|keren|mantap|terbaik|wah|wow|makasih|terima kasih|maaf|dadah|sampai|halo|hai|selamat|pagi|malam|malem|teman|temen|kangen|rindu|peluk|pacar\\p{L}*|nikah|mimpi|semangat|males|malas|bantu\\p{L}*|tanya|nanya|tolong|aku|nih|deh|banget|dong|ya|yuk',
  ),
  // Asks for something to be made, mended or explained.
  /^\W*(?:(?:please|hey|hi|can you|could you|kak|tolong|puoi|mi|per favore) )*(?:write|implement|refactor|optimi[sz]e|debug|fix|convert|explain|make|create|build|generate|scriv\p{L}+|implementa\p{L}*|corregg\p{L}+|sistem\p{L}+|spieg\p{L}+|fammi|crea\p{L}*|convert\p{L}+|trasforma\p{L}*|ottimizza\p{L}*|buat(?:kan|in)?|bikin(?:in|kan)?|jelas(?:kan|in)|ubah|perbaiki|benerin|tulis(?:kan|in)?)(?!\p{L})/giu,
  // Single capitals that name a language.
  /(?<![\p{L}\p{N}'’-])(?:in|di|su|with|con|pakai|bahasa|program|programma|language) [CR](?![\p{L}\p{N}'’.-])|(?<![\p{L}\p{N}])(?:C|R) (?:program|code|script|data)/gu,
  // What went wrong for a customer.
  /(?<!\p{L})(?:fail\p{L}*|declin\p{L}+|reject\p{L}+|pending|stuck|delay\p{L}*|missing|lost|stolen|broken|blocked|wrong|problem\p{L}*|issue|(?:not|n['’]?t) (?:work|receiv|arriv|go|show|accept)\p{L}*|not yet|non (?:funziona|va|riesco|arriva|è arrivat)\p{L}*|rifiutat[oa]|bloccat[oa]|in sospeso|pers[oa]|rubat[oa]|rott[oa]|sbagliat[oa]|problema|guasto|lent[oa]|gagal|ditolak|hilang|dicuri|rusak|diblokir|salah|masalah|kendala|macet|lemot|mati|lupa|(?:nggak|gak|ga|tidak|tdk|belum) (?:bisa|masuk|sampai|datang|jalan|berhasil|muncul|dapat))(?!\p{L})/giu,
  // Asks what a thing is, why, or how it goes.
  /(?:^|[,.!]\s*)(?:what(?: is|'s) (?:an?|the)|who (?:can|owns|controls)|why|how (?:do|does|can|to)|is \p{L}+ \p{L}+|cos['’]è|che cos['’]è|come (?:si|faccio|funziona|posso)|perch[eé]|chi|apa itu|apa yang|kenapa|mengapa|bagaimana|gimana|cara)(?!\p{L})/giu,
  // The start of a question with a matter: how much, when, where, what is.
  /(?:^|[,.!]\s*|\band |\be |\bterus )(?:how (?:much|many|long|often|far)|when|where|which|what (?:is|are|does|do i|time|happens|if)|can i|do i|do you (?:have|offer|ship|sell|accept|deliver)|is it|is there|are there|i want to|i need|i lost|i forgot|quanto|quanti|quante|quando|dove|entro|quale|quali|qual è|posso|si può|serve|servono|devo|bisogna|avete|fate|c'è|vorrei|voglio|mi serve|ho perso|berapa|kapan|di ?mana|apakah|apa (?:itu|saja|syarat|bedanya)|bisakah|boleh|bisa|perlu|syarat|cara|ada|kalau|saya mau)(?!\p{L})/giu,
];

/** How many signs of a kind count at most. */
const MOST = 3;

/** Signs of each kind in a text, 0 to 1 each, and last whether it is no longer than three words. */
export function lexicalFeatures(text: string): number[] {
  // A greeting says nothing of what follows; one alone is told by isSmallTalk.
  const matter = withoutGreeting(text) || text;
  const counts = SIGNS.map((sign) => Math.min(matter.match(sign)?.length ?? 0, MOST) / MOST);
  return [...counts, wordCount(matter) <= 3 ? 1 : 0];
}

function wordCount(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}
