import type { PersonalRules } from './personal-rules.ts';
import { anyWords, clauses, wholeWords } from './whole-words.ts';

/** Without one of these words no rule of this file can hold. Verbs are among them: "quanto vi devo", "risulto iscritto". */
const SPEAKS_OF_SELF = wholeWords(
  "mi[oae]|miei|nostr[oaie]|mi|ci|vi|ti|le|ho|abbiamo|avete|l'avete|a che punto|a quale stadio|(?:sono|siamo) (?:gi[aà]|in|nella|sulla|\\p{L}{2,12}[ts][oaie])|risult(?:o|iamo)|devo|dobbiamo|fatemi|fammi|confermate|(?:ri)?(?:mandate|inviate|spedite)(?:mi)?",
);

const MY = '(?:mi[oae]|miei|nostr[oaie])';

/** Of which every asker has his own, and which somebody keeps a file on. */
const RECORD =
  "(?:pratic(?:a|he)|domanda|richiesta|vist[oi]|e-?visa|kitas|kitap|permesso|licenza|diploma|borsa di studio|passaporto|patente|proroga|estensione|rinnovo|fascicolo|caso|reclamo|ricorso|ordine|pacco|spedizione|valigia|bagaglio|fattura|bolletta|prenotazione|appuntamento|certificato|atto|contratto|societ[aà]'?|ditta|pt|npwp|nib|lkpm|dichiarazione|document[oi]|analisi|esami|referto|mutuo|prestito|tessera|affitto|intervento|polizza|abbonamento|impronte)";

/** What becomes of such a thing when it goes well; a refusal is told rather than asked ("è stato rifiutato, cosa faccio?"). */
const STATE =
  '(?:approvat|accettat|accolt|pront|arrivat|ricevut|inviat|mandat|spedit|partit|consegnat|emess|rilasciat|registrat|verificat|confermat|presentat|depositat|firmat|complet|completat|finit|uscit|tornat|confermat|lett|esaminat|controllat|rinnovat|prorogat|lavorat|pres[oaie] in caric)[oaie]';

/** Done by the office to the asker's papers. */
const HANDLED =
  '(?:ricevuto|presentato|mandato|inviato|spedito|controllato|registrato|firmato|approvato|fatto|letto|visto|depositato|verificato|rinnovato|prenotato)';

const FIGURE =
  '(?:saldo|debito|residuo|punteggio|iban|limite|scadenza|(?:ultima |prossima )?(?:fattura|bolletta|busta paga)|numero (?:di )?(?:client[ei]|conto|pratica|polizza|tessera|ordine|telefono|prenotazione)|nome utente)';

const IS = "(?:è|e'|sono|sarà|sara'?|saranno|era|erano|risulta|risultano)";

/** Wants to learn how to find out for himself, or speaks of what would be. */
const ASKS_HOW = wholeWords(
  "come (?:faccio|facciamo|si|posso|possiamo|fare|mai)|dove (?:vedo|trovo|posso|si|devo)|perch[eéè]'?|si pu[oò]'?|(?:cosa|che) (?:devo|faccio|fare|succede|posso|vuol)|di solito|normalmente|in genere|automaticamente|bisogna",
  '(?:posso|possiamo|(?<!(?:vi|ti|le) )devo|dobbiamo)(?! ritirare)',
);

/** Any other question than whether: beside it, "la mia carta è arrivata" tells what happened. */
const ASKS_OTHERWISE = wholeWords(
  "come|cosa|che|perch[eéè]'?|chi|quale|quali|quanto|quanti|quante|quanta|dove|posso|possiamo|devo|dobbiamo|si pu[oò]'?|se|ma|per[oò]'?|non",
);

/** Beside "il mio visto": asks what the rules say of such a thing. */
const OF_RULES =
  '(?!.*(?:\\bse\\b|serv(?:e|ono)|bast[aeo]|vale\\b|valid[oa] (?:in|per|se)|pu[oò]|possono|dev(?:e|ono)|bisogna|necessari|permette|differenza|tipo|considera|timbra|prima di|controlla ))';

const ASKS_RECORD = clauses(
  // Whatever is asked of one's own matter in these words: "qual è la data di scadenza del mio permesso".
  `^${OF_RULES}(?:quando|quanto (?:resta|rimane|manca)|(?:la data|il numero|l'importo|l'orario) d|dov|qual|in (?:che|quale)|per quando|ci sono|c'è|è|sono|avete|siete|hanno|ha|mi date|cosa manca|chi ha) ?.{0,50}${MY} ${anyWords(0, 1)}${RECORD}`,
  `^${OF_RULES}(?:il |la |i |le )?${MY} ${RECORD} (?:arriva|arriverà|parte|è (?:uscit|confermat)[oa]$)`,
  `(?:^|il |la )${RECORD} di ${MY} \\p{L}+ (?:come (?:va|procede)|quando|a che punto)`,
  `^ho (?:superato|passato|vinto) (?:l'|il |la |lo |le )?(?:esam|test|prov|concors|selezion|colloqui|audizion|gara|premi|lotteri)\\p{L}{0,4}|^quando .{1,30} (?:a casa (?:mia|nostra)|da (?:me|noi))$|avete (?:registrato|in archivio) per (?:me|noi)|a (?:mio|nostro) nome$`,
  `(?:sapere|dire|dirmi|confermare|verificare|controllate|controllare) se (?:i|il|la|le) ${RECORD} ${IS} ${STATE}|l'esito (?:di|della|del) ${anyWords(0, 1)}${MY}`,
  // State, verb first: "è pronto il mio passaporto", "avete ricevuto i miei documenti".
  `^${IS} (?:gi[aà]'? )?(?:stat[oaie] )?${STATE} ${anyWords(0, 4)}${MY}`,
  `^(?:avete|hai|ha|hanno|abbiamo) ${anyWords(0, 2)}${HANDLED} ${anyWords(0, 3)}${MY}`,
  `^vi (?:è|e'|sono|risulta) (?:gi[aà]'? )?(?:arrivat[oaie]|pervenut[oaie])?`,
  `(?:verificare|controllare|confermare|vedere|sapere|dirmi|confermate|controllate|verificate|dire) (?:se|che) ${anyWords(0, 2)}(?:${MY} ${anyWords(1, 3)}${IS} (?:gi[aà]'? )?(?:stat[oaie] )?${STATE}|avete|l'avete|è arrivat[oa])`,
  `(?:mi )?confermate(?:mi)?(?: (?:che )?(?:l'|li |la |le |lo )?avete|$)`,
  `^(?:sono|siamo|risulto|risultiamo) (?:gi[aà]'?|ancora) (?:\\p{L}{2,20}t[oaie]|in lista)`,
  // Progress.
  `a che punto|a quale stadio`,
  `^(?:avete|hai|ci sono) (?:gi[aà] )?(?:novit[aà]'?|notizie|aggiornamenti)(?: per (?:me|noi))?$`,
  `(?:novit[aà]'?|notizie|sviluppi|aggiornamenti|news|aggiornamento|esito|stato) (?:su|sul|sulla|sui|sulle|di|del|della|dei|delle|circa|riguardo (?:al|alla|il|la)|per(?: il| la)?) ?${MY}`,
  `^(?:com'?[eè]'? finit[oa]|come (?:procede|sta andando|va|prosegue)) ${anyWords(0, 1)}${MY}`,
  `chi (?:segue|sta seguendo|si occupa|si sta occupando|gestisce|ha in mano) ${anyWords(0, 1)}${MY}`,
  `manca(?:no)? ${anyWords(0, 2)}(?:nel|nella|al|alla|del|della|per (?:il|la)) ${MY}`,
  `(?:fatemi|fammi|mi fa(?:te|i)) sapere (?:l'esito|il risultato|la decisione)`,
  `sto ancora aspettando ${anyWords(0, 1)}${MY} \\p{L}+$`,
  // Time and place.
  `^(?:quando|(?:in|per|entro) (?:che|quale) (?:data|giorno)|(?:che|quale) giorno|a che ora|fino a quando) ${anyWords(0, 5)}${MY} ${anyWords(0, 1)}${RECORD}`,
  `^quand'[eè]'? ${anyWords(0, 1)}${MY}|^quando ho (?:l'|il |la )?(?:appuntamento|visita|esame|colloquio)`,
  `${MY} ${RECORD} (?:attuale )?quando`,
  `^quando (?:mi|ci) (?:arriva|restituite|ridate|mandate|spedite|consegnate|date|rilasciate) (?:indietro )?(?:il|la|i|le) ${RECORD}`,
  `^(?:tra|fra) quant[oi] (?:tempo |giorni |settimane |mesi )?(?!.* (?:se|dopo) )${anyWords(0, 4)}${MY} ${RECORD}`,
  `^quanto (?:tempo )?(?:manca|(?:ci vuole|ci mette|serve|dovrò aspettare|c'è da aspettare) ancora|dovrò aspettare) (?!.* (?:se|dopo) )${anyWords(0, 4)}${MY} ${RECORD}`,
  `^(?:tra|fra) quant[oi] (?:tempo |giorni |settimane |mesi )?(?:mi|ci) (?:arriva|arriverà|date|ridate|mandate|consegnate|rilasciate) (?:il|la|i|le) ${RECORD}`,
  `^(?:ho|abbiamo) ancora (?:dei |delle )?(?:punti|credit[oi]|rate|giorni di \\p{L}+)(?!.* se )`,
  `^dov(?:'[eè]'?|e (?:è|e'|si trova|sono)) ${anyWords(0, 3)}${MY} ${RECORD}`,
  // Figures.
  `^(?:qual ?'?(?:è|e'?)|quant'?(?:o )?(?:è|e'?)|di quanto (?:è|era)|quanto era|(?:ho )?dimenticato|mi ricordate|mandatemi) ${anyWords(0, 1)}${MY} ${anyWords(0, 1)}${FIGURE}`,
  `^quanto (?:(?:vi|ti|le) devo|devo ancora|vi dobbiamo)`,
  `quant[oiae] ${anyWords(0, 4)}(?:mi|ci) (?:(?:rest|riman|manc|avanz)(?:a|ano|gono|e)|(?:è|e'|sono) (?:rimast|avanzat)[oaie])`,
  `^quant[ie] (?!volte)${anyWords(1, 4)}(?:ho|abbiamo)$`,
  `quant[oiae] ${anyWords(1, 3)}(?:ho|abbiamo) (?:ancora|pagato|speso|usato|consumato|versato|fatto)`,
  `^qual[ei] ${anyWords(1, 3)}(?:ho|abbiamo) gi[aà]'? `,
  `^(?:con )?(?:quando|che|quale|quali|quanto|chi) ${anyWords(0, 2)}(?:ho|abbiamo) (?:rinnovato|pagato|speso|firmato|presentato|prenotato|ordinato|scelto|parlato)`,
  `^(?:che|quale) (?:posto|stanza|piano|tariffa|medico|classe|gate) ho`,
  `^(?:che|quale) ${RECORD} (?:ho|abbiamo)(?: adesso| ora| attualmente)?$`,
  `^ho (?:gi[aà]'? |ancora )?(?:delle |dei )?(?:multe|arretrati|debiti|sospesi|pendenze|(?:fatture|bollette|rate) (?:da pagare|non pagate|scadute))`,
  // To be done to a record.
  `^(?:spost|annull|rimand|posticip|anticip|disd|cerc|controll|verific|mand|invi|conferm)(?:a|ate|i|ite) ${anyWords(0, 1)}${MY}`,
  `^mi (?:controllate|verificate|cercate|guardate) (?:il|la|lo|i|le) ${RECORD}`,
  `(?:mi )?(?:ri)?(?:mandate|inviate|spedite)(?:mi)? ${anyWords(0, 3)}(?:fattura|ricevuta|contratto|bolletta)`,
  // Nothing but the thing: "il mio visto"; after "ditemi" a figure too.
  `^(?:(?:il|la|i|le) )?${MY} (?:${RECORD}|${FIGURE})(?: che .{0,40})?$`,
);

/** Asked by the tone alone: "la mia pratica è stata approvata?", "il notaio ha firmato il nostro atto?". */
const TELLS_RECORD = [
  ...clauses(
    `^(?:(?:il|la|i|le) )?${MY} ${anyWords(1, 3)}${IS} (?:gi[aà]'? )?(?:stat[oaie] )?(?:${STATE}(?! (?:rott|danneggiat|sbagliat|vuot|in ritardo|con |senza ))|gi[aà] (?:nel|in|al|all)|nel|nella|in)`,
  ),
  ...clauses(`^(?:il|la|i|le) ${RECORD} (?:di|del|della) ${MY} \\p{L}+ ${IS} (?:gi[aà]'? )?(?:stat[oaie] )?${STATE}`),
  ...clauses(`^${anyWords(1, 3)}(?:ha|hanno) (?:gi[aà]'? )?\\p{L}{3,15}(?:to|so) ${anyWords(0, 1)}${MY} ${RECORD}`),
];

/**
 * How the asker stands by what is on file. Only the question mark tells it from a statement, and it must stand at the
 * end: "sono iscritto all'AIRE, serve il visto?" asks something else.
 */
const ASKS_STANDING = new RegExp(
  `(?:^|[.,;:!?] (?:e |ma )?)(?:${[
    '(?:sono|siamo|risulto|risultiamo|sto|stiamo) (?:gi[aà] |ancora |adesso |ora |per caso )?(?:stat[oaie] )?(?:in overstay|andando in overstay|in (?:arretrato|mora|debito|regola|ritardo (?:con|nei|nel|coi|su))|iscritt[oaie]|registrat[oaie]|ammess[oaie]|segnalat[oaie]|verificat[oaie]|prenotat[oaie]|fuori termine|oltre il (?:limite|termine)|(?:in|nella|sulla) (?:lista|graduatoria|black ?list))',
    '(?:risulto|risultiamo) \\p{L}{3,20}',
    "(?:ho|abbiamo) (?:gi[aà]'? )?(?:superato|esaurito|raggiunto|sforato|oltrepassato|usato tutt[oaie]|pagato|versato|firmato)",
  ].join('|')})(?![\\p{L}])(?![^?]{0,200}(?<!\\p{L})(?:quando|mentre|dopo|o)(?!\\p{L}))[^.,;:!?]{0,60} ?\\?\\W*$`,
  'u',
);

/** After the clause with the thing, a question that needs its file. "Quando lo devo rinnovare?" is for the rules. */
const TELLS_THEN_ASKS = wholeWords(
  `(?<!(?:se|quando|dopo|finché) (?:il |la |i |le )?)(?:${[
    `${MY} ${RECORD}`,
    `${MY} (?!cart[ae]|bonific|soldi|denaro|pagament|rimbors)\\p{L}{3,20} (?:è|sono|sta|stanno) (?:gi[aà] |ancora )?(?:da voi|da loro|in (?:riparazione|assistenza|lavorazione|deposito)|presso|ferm[oaie]|bloccat[oaie]|trattenut[oaie])`,
    `(?:ho|abbiamo) (?:fatto|presentato|consegnato|depositato|portato)(?= [^.?!;:]{3,100}[,.;:!]+ (?:è|sono))`,
  ].join('|')}) [^.?!;:]{3,100}[,.;:!]+ (?:e |ma )?(?:${[
    '(?:quando|[tf]ra quanto) (?:me|ce) (?:lo|la|li|le) \\p{L}{3,20}',
    '(?:quando|[tf]ra quanto) (?:lo|la|li|le) (?:riavr|ricever|riprend|ritir|posso ritir|posso riav|avr)\\p{L}{1,8}',
    `(?:quando|[tf]ra quanto) (?:${IS} ${STATE}|arriva(?:no)?|arriver(?:à|anno)|torna(?:no)?|esc(?:e|ono)|uscir(?:à|anno))`,
    "dov(?:'è|e sono)(?: (?:adesso|ora|finit[oaie]))?",
    `(?:è|sono) (?:gi[aà] )?(?:pront|uscit|arrivat|approvat|corrett|valutat)[oaie](?: (?:il|la|i|le|gli) (?:${RECORD}|risultat[oi]|vot[oi]))?`,
    "(?:a che punto|quanto manca)(?: (?:è|e'|siamo))?",
  ].join('|')})(?: indietro| finalmente| ancora)?\\W*$`,
);

/** The rules for Italian. */
export const ITALIAN: PersonalRules = {
  speaksOfSelf: SPEAKS_OF_SELF,
  asksRecord: ASKS_RECORD,
  asksHow: ASKS_HOW,
  tellsRecord: TELLS_RECORD,
  asksStanding: ASKS_STANDING,
  tellsThenAsks: TELLS_THEN_ASKS,
  asksOtherwise: ASKS_OTHERWISE,
};
