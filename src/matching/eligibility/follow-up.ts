import { carriesMatter, wordsOf } from '../content-words.ts';
import { ASPECTS, ASPECTS_OF_A_TALK } from './aspects.ts';
import { isOfAPronoun } from './of-a-pronoun.ts';
import { anyOf, wholeWords } from './whole-words.ts';

/** Said before a message gets to its matter; no sign of anything. */
const INTERJECTION = /^\W*(?:ok|oke|okay|okey|ah|oh|hm+|va bene|baik|sip)(?![\p{L}\p{N}])[\s,.!]*/u;

/** Joins a message to what went before. A hyphen after it makes another word of it ("e-VOA"). */
const CONTINUES =
  /^\W*(?:and|or|but|also|then|so|e|ed|ma|o|oppure|allora|quindi|dan|atau|tapi|terus|lalu|trus|jadi|kalau|kalo|what about|how about|what if|gimana kalau|bagaimana (?:kalau|dengan))(?![\p{L}\p{N}'-])\s*/u;

/** After such a joint: a whole question ("and how do I register a trademark?"), which stands alone when it names a matter. */
const WHOLE_QUESTION = wholeWords(
  "^(?:how|what|which|who|where|when|why|is|are|do|does|can|could|should|must|will|may)(?! (?:about|if))|^what's",
  "^(?:come|cosa|che|quale|quali|qual|chi|dove|quando|quanto|quanti|quante|perch[eé]|è|posso|si pu[oò]|serve|devo|bisogna|c'è)",
  '^(?:apa|apakah|bagaimana|gimana|berapa|siapa|kapan|di ?mana|kenapa|cara|bisa|boleh|perlu|harus)',
);

/** A condition joined to what went before ("and if we make no profit"); alone ("if my passport is lost") it may be a whole question. */
const AND_IF = /^\W*(?:and|but|e|ma|terus|tapi|dan|trus) (?:what )?(?:if|se|kalau|kalo)(?![\p{L}\p{N}])[^,;]*$/u;

/** How many words a message has at most that is taken for a continuation because of how it opens. */
const SHORT = 5;

/** A fragment that opens with a preposition ("for two people?"), when something went before it. */
const FRAGMENT =
  /^\W*(?:for|with|without|in|at|by|per|con|senza|di|da|a|untuk|buat|dengan|tanpa|ke|dari)(?![\p{L}\p{N}'-])/u;

/** Asks to say again, or corrects what was understood. The whole message, or it would ask of something that it names. */
const OF_WHAT_WAS_SAID = anyOf(
  /^(?:(?:can|could|would) you |please )?(?:explain|repeat|rephrase|clarify|elaborate|say)(?: on)?(?: that| this| it)?(?: again| better| please|,? shorter| in (?:simpler|other|different) (?:words|terms))*\W*$/u,
  /^(?:tell me more|what do you mean(?: by that)?|why(?: is that| not)?|really|are you sure|since when(?: is that)?)\W*$/u,
  /^(?:in che senso|cosa intendi|che vuol dire|(?:puoi|me lo) (?:ri)?spieg\p{L}{1,6}(?: meglio| di nuovo| in modo pi[uù] semplice)?|dimmi di pi[uù]|sicuro|davvero)(?: scusa)?\W*$/u,
  /^(?:maksud(?:nya)?(?: gimana| apa| bagaimana)?|(?:bisa )?(?:di)?jelas(?:in|kan)(?: lagi)?(?: dong)?|cerita(?:in|kan) lebih lanjut|yakin|masa|serius)(?: kak| sih)?\W*$/u,
  /^(?:no|non|nope|bukan|gak|tidak)[, ]+(?:i meant?|intendevo|dicevo|maksud (?:saya|aku|gue|ku))(?![\p{L}])/u,
  /^(?:the )?same (?:for|with|in|if|goes)|^(?:vale|è lo stesso|lo stesso|stessa cosa) (?:anche )?(?:per|con|a|in) \p{L}+(?: \p{L}+)?\W*$|juga sama(?: \p{L}+)?\W*$|^berlaku juga/u,
);

/** Points at something that was named before. */
const POINTS_BACK = wholeWords(
  '(?:this|that|the (?:first|second|third|last|latter|former|other|same)) one(?! (?!is|isn|please|too|instead|costs?|be|for|then|as|works?|take|and|or|if|i|you))',
  'the (?:latter|former)|(?:which|both|one|either) of (?:the (?:two|three)|them)(?! \\p{L}+s(?! ))',
  'between (?:them|the two|these)(?=\\W*$)|the (?:first|second|third|other) (?:option|choice|possibility)|as (?:i|you) (?:said|mentioned)(?: before)?',
  "quell[oaie](?: l[ìi])?(?= ?$|\\?| invece)|l'altr[oa](?= ?$|\\?)|(?:il|la) (?:prim|second|terz|ultim|stess)[oa](?= ?$|\\?)",
  "(?:la|l') ?(?:prima|seconda|terza|altra) (?:opzione|scelta|possibilit[aà])|qual[ei] (?:dei|delle) (?:due|tre)(?= ?$|\\?| (?:mi|è|conviene|costa|prendo|scelgo))",
  '(?:tra|fra) (?:i due|le due|loro)(?=\\W*$)|(?:come )?(?:hai|avete) detto|come dicev(?:i|ate)',
  '(?:yang|yg) (?:itu|ini|tadi|satunya|pertama|kedua|terakhir)(?= ?$|\\?| (?:gimana|berapa|bagaimana|aja))',
  '(?:opsi|pilihan) (?:pertama|kedua|ketiga|tadi)|dari (?:ke)?(?:dua|tiga)(?:nya)? (?:itu|tadi)|(?:kalau|kalo) (?:yang|yg) (?:itu|ini|tadi)',
  'tadi (?:katanya|bilang|kamu bilang|kakak bilang|disebut)|seperti (?:kata|yang) (?:kamu|kakak|tadi)',
);

/** Stands for what was named before; in "is it legal to ..." and "how long does it take to ..." it stands for what follows. */
const PRONOUN = wholeWords("it|that|this|them|^itu|^(?:è|e'|sono)|yang mana(?=\\W*$)");
const STANDS_FOR_WHAT_FOLLOWS = wholeWords(
  '(?:it|that|this) .{1,40}(?:to|that|if|for|when) \\p{L}+',
  "^(?:è|e') (?:meglio|possibile|obbligatorio|legale|necessario|vietato|sicuro) \\p{L}+(?:are|ere|ire|arsi|ersi|irsi)",
);
/** Italian hangs the pronoun on the verb: "farlo", "pagarla". */
const HANGS_ON_VERB = /(?:ar|er|ir|ur)(?:lo|la|li|le|ne|mela|melo)$/u;

/** From how many words on a message that points back is a story, which names what it points at. */
const STORY = 12;

/**
 * Whether a message in lower case cannot be understood without what was said before it.
 * @param hasHistory whether anything was said before it; without, a message is given the benefit of the doubt.
 */
export function isFollowUp(message: string, hasHistory: boolean): boolean {
  const text = message.replace(INTERJECTION, '');
  const words = wordsOf(text);
  if (words.length < STORY && (OF_WHAT_WAS_SAID.test(text) || POINTS_BACK.test(text) || isOfAPronoun(text)))
    return true;
  if (words.length >= STORY && !hasHistory) return false;
  const matter = words.filter((word) => carriesMatter(word) && !isAspect(word, ASPECTS));
  const pronoun = PRONOUN.test(text) && !STANDS_FOR_WHAT_FOLLOWS.test(text);
  const named = matter.filter((word) => !isAspect(word, ASPECTS_OF_A_TALK) && !HANGS_ON_VERB.test(word));
  if (matter.length === 0 && words.length <= SHORT) return true;
  if (named.length === 0 && pronoun) return true;
  if (CONTINUES.test(text) && words.length <= SHORT) {
    const rest = text.replace(CONTINUES, '');
    if (named.length === 0 || !WHOLE_QUESTION.test(rest)) return true;
  }
  return hasHistory && leansOnTalk(text, words, named, pronoun);
}

/** Signs that count only where something was said before. */
function leansOnTalk(text: string, words: string[], named: string[], pronoun: boolean): boolean {
  if (named.length === 0 || (words.length < 9 && AND_IF.test(text))) return true;
  if (words.length < SHORT && named.length <= 2 && FRAGMENT.test(text)) return true;
  return named.length === 1 && words.length < 9 && (pronoun || words.some((word) => HANGS_ON_VERB.test(word)));
}

/** Indonesian adds -nya ("its"): "harganya" is "harga". */
function isAspect(word: string, aspects: ReadonlySet<string>): boolean {
  return aspects.has(word) || (word.endsWith('nya') && aspects.has(word.slice(0, -3)));
}
