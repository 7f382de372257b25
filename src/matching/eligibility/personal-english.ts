import type { PersonalRules } from './personal-rules.ts';
import { anyWords, clauses, wholeWords } from './whole-words.ts';

/** Without one of these words no rule of this file can hold, and most questions are done with here. */
const SPEAKS_OF_SELF = wholeWords(
  'my|our|i|we|me|us|any (?:news|updates?|progress|word)|confirm|the (?:result|outcome|decision)',
);

/** Whose records are asked for. */
const MY = '(?:my|our)';

/**
 * Things of which every asker has his own, and which somebody keeps a file on. Cards, transfers, top-ups and refunds are
 * left out with intent: "when will my transfer arrive?" is asked by everybody, and the usual time is a good answer.
 */
const RECORD =
  '(?:applications?|requests?|visas?|e-?visa|voa|kitas|kitap|passports?|permits?|licen[cs]es?|extension|renewal|registration|cases?|files?|dossier|claims?|appeal|complaint|tickets?|orders?|parcel|package|shipment|luggage|baggage|suitcase|bookings?|reservations?|appointments?|interview|certificates?|deed|diploma|transcript|scholarship|contract|lease|company|pt|npwp|nib|lkpm|tax return|(?:test )?results|documents?|papers|invoices?|loan|mortgage|visit|biometrics|rent|exam|operation|surgery|subscription|fingerprints|letter)';

/** What an office or a shop does with such a thing; the end of "has my visa been ...". */
const STATE =
  '(?:approved|accepted|granted|rejected|refused|denied|ready|done|finished|completed?|received|arrived|sent|shipped|dispatched|delivered|issued|processed|registered|verified|confirmed|submitted|filed|lodged|signed|paid out|looked (?:at|into)|read|graded|marked|assessed|repaired|reviewed|checked|extended|renewed|on (?:its|the) way|still (?:valid|active|open)|up to date|expired|overdue)';

/** Done by the office to the asker's papers; the middle of "did you receive my ...". */
const HANDLED =
  '(?:receive|get|got|see|seen|file|send|sent|check|process|submit|submitted|register|review|look at|looked at|sign|approve|issue|finish|book|renew|lodge|forward|accept)(?:e?d)?';

/** Figures that stand in one asker's records only. */
const FIGURE =
  '(?:balance|(?:account|customer|client|policy|member(?:ship)?|tax|tracking|reference|booking|order|application|file|case|phone|card) (?:number|no|id)|iban|credit limit|debt|score|points|due date|(?:last |latest |next )?(?:bill|invoice|payslip)|username|booking reference|boarding time|gate|seat|room number)';

/** The asker wants to learn how to find out for himself, or speaks of what would be: a general answer serves. */
const ASKS_HOW = wholeWords(
  'how (?:do|can|could|to|would|should|does|early|far in advance) ?(?!along)',
  'where (?:do|can|could|to|would|should)',
  'ways? to|can (?:i|we)(?! (?:pick up|collect))|could (?:i|we)|able to|possible|allowed to|what (?:if|happens|does|should|can)|why|should (?:i|we)|(?:do|does) (?:i|we) (?:need|have to)|used for|called|(?:is|are) (?:shown|printed|written)',
  '(?:normally|usually|typically|automatically|generally|in general)',
);

/** A condition: "is my deposit sent back if I cancel" asks for a rule. */
const NO_CONDITION = '(?!.*\\b(?:if|when|once|after|anywhere|or (?!not)|by (?:post|mail|email))\\b)';

/** Beside "my visa": asks what the rules say of such a thing, not how his own one stands. */
const OF_RULES =
  "(?!.*(?:\\b(?:if|once|after|enough|valid (?:in|for|as|to)|accepted|needed|required|necessary|allowed|safe|to be|have to|must|need|needs|eligible|taxed|recogni[sz]ed|anywhere|used|called|differen(?:t|ce)|type|kind|best|worth|before|checks?|latest|earliest|deadline|cost|fee|price|way|ok|good|considered|stamped|or)\\b|n't))";

/** Questions that only the asker's own records answer, each as one clause. */
const ASKS_RECORD = clauses(
  // Whatever is asked of one's own matter in these words: "is my appointment confirmed", "what's wrong with my claim".
  `^(?=.*${MY} ${anyWords(0, 2)}${RECORD})${OF_RULES}(?:(?:is|are|was|were) ${MY}|(?:has|have|did|when(?:'s| is| was| does)|what(?:'s| is| was| does)|which|where(?:'s| is| are)|who (?:is|was|\\p{L}+ed)) .{0,60}${MY}) ${anyWords(0, 2)}${RECORD}(?!')`,
  `^will ${MY} ${anyWords(0, 1)}${RECORD} (?:arrive|come|get here|be (?:ready|done|here))`,
  `(?:know|tell me|check|see|wondering) (?:if|whether) ${MY} ${anyWords(0, 2)}${RECORD} (?:has|have|was|were|came|got|went|is (?:back|in|out|there|here|still))`,
  `^confirm (?:that |whether |if )?${MY}|^any (?:news|updates?) (?:please|pls)$|^did (?:i|we) (?:pass|win|qualify|fail|get (?:in|into|accepted|the (?:job|place|scholarship|loan)))`,
  `do you have .{0,20}(?:on file|registered)|how much (?:did|have) you (?:charged?|billed?|refund(?:ed)?|paid) (?:me|us)`,
  // State: "has my visa been approved", "is our PT already in the system", "my papers, have they been signed".
  `^(?:has|have|is|are|was|were|did) ${MY} ${anyWords(1, 5)}(?:${STATE}|yet|already|(?:out|back|through|in|here|ever ${anyWords(0, 2)}at)$)${NO_CONDITION}`,
  `^(?:has|have) ${MY} ${anyWords(1, 3)}been ${NO_CONDITION}`,
  `(?:anything|something) new (?:on|about|with) ${MY}|how much have (?:i|we) (?:already )?(?:paid|spent|used)`,
  `^did ${MY} ${anyWords(1, 3)}(?:arrive|(?:go|come|get) (?:through|in|there)|get ${STATE})`,
  `^was the ${anyWords(1, 3)}(?:for|of|from) ${MY} ${anyWords(1, 3)}${STATE}`,
  `^(?:has|have|is|are|was|were) (?:it|they) (?:already |ever )?(?:been )?${STATE}`,
  `(?:check|confirm|verify|see|know|tell me|wondering) (?:if|whether|that) ${MY} ${anyWords(1, 4)}(?:${STATE}|through|here|in)`,
  `^${MY} (?!.*n't)${anyWords(1, 4)}${STATE} (?:yet|already|or not)$`,
  `^do you (?:already |still )?have ${MY} ${RECORD}`,
  `^(?:is )?(?:everything|anything|something|all) ${anyWords(1, 3)}(?:with|in) ${MY} ${RECORD}`,
  `^confirm(?: it| this| receipt)?$`,
  `^(?:did|has) (?!i |we )${anyWords(1, 6)}${MY} ${anyWords(0, 2)}${RECORD}`,
  `^(?:did|have|has) ${anyWords(1, 3)}(?:already |ever |even )?${HANDLED} ${anyWords(0, 2)}${MY}`,
  `(?<!how |where |why )(?:did|have) (?:you|u|they) (?:already |ever |even )?(?:received?|get|got) (?:${MY}|it|them)`,
  `(?:confirm|check|know|whether|if|that) (?:you|u) (?:have |'ve )?(?:received|got)`,
  // Progress: "status of my KITAS", "any news about our company".
  `(?<!pending )(?:status|progress|outcome|result|update|updates|news|whereabouts) (?:of|on|about|for|with|regarding) (?:${MY})`,
  `how far along ${MY}|how far (?:along )?(?:is|are|has|have) ${MY}|(?:how is|how's|how are) ${MY} ${anyWords(1, 3)}(?:going|coming|progressing)`,
  `where (?:things|we|it|matters) stands? (?:with|on) ${MY}|(?:what|which) stage (?:is|are) ${MY}|^(?:what is |what's )?the (?:result|outcome|decision)$|^what(?: is|'s) the status$`,
  `^any (?:news|updates?|progress|word)(?: yet)?$`,
  `^(?:check|look up|pull up|find|confirm|track|look into) ${MY} (?:[\\p{L}-]+ )?${RECORD}`,
  `who(?:'s| is)? ${anyWords(0, 2)}(?:handling|handles|in charge of|working on|dealing with|looking after|processing) ${anyWords(0, 1)}${MY}`,
  `^(?:what|which|is|are|does) .{0,40}missing (?:from|in|on|for) ${MY}`,
  // Time and place: "when will my passport be ready", "where is my parcel", "what date does my visa expire".
  `^when .{1,40} (?:to|at) ${MY} (?:house|home|place|office|address|door)$|^the (?:date|time|number|amount|status|result) of ${MY}`,
  `^(?:when's|when (?:will|is|are|does|was)) ${MY} ${anyWords(0, 3)}${RECORD}${NO_CONDITION}`,
  `(?:what|which) (?:date|day|time) (?:will|is|are|does|was) ${MY} ${anyWords(0, 3)}${RECORD}${NO_CONDITION}`,
  `^when (?:can|do|will|i|we) (?:i|we|will|can|get) (?:pick up|collect|get|have|receive)? ?(?:back )?${MY} ${anyWords(0, 2)}${RECORD}${NO_CONDITION}`,
  `^how (?:long|much longer|soon|many (?:more )?(?:days|weeks|months)) (?:more )?(?:until|till|til|before|for|is it until) (?:(?:i|we) (?:can )?(?:get|have|receive|collect|see) )?(?:back )?${MY} ${anyWords(0, 2)}${RECORD}(?!.* (?:must|should|can|may|do) (?:i|we))${NO_CONDITION}`,
  `^how soon (?:will|is|are) ${MY} ${anyWords(0, 2)}${RECORD}${NO_CONDITION}`,
  `(?:anything|something) (?:that )?(?:i|we) still (?:owe|have to pay)`,
  `^how much longer (?:will|does|do|is|are) ${anyWords(0, 4)}${MY} ${anyWords(0, 2)}${RECORD}${NO_CONDITION}`,
  `^(?:how long|until when) (?:is|are) ${MY} ${anyWords(1, 4)}still`,
  `^where(?:'s| is| are) ${MY} ${anyWords(0, 2)}${RECORD}(?! (?:number|code|id|details|settings|stored|shown))`,
  // Figures: "what's my balance", "how much do I owe you", "when did I last renew".
  `^(?:what(?:'s| is| was)|how (?:much|high|big) (?:is|was)|give me|show me|remind me of|send me|i forgot) (?:the (?:amount|number|date|total) of )?${MY} ${anyWords(0, 2)}${FIGURE}`,
  `^(?:what|which) (?:is|was) the (?:amount|number|date|total) of ${MY}`,
  `(?:what|how (?:much|many)) ${anyWords(0, 4)}(?:left|remaining|remains) (?:on|in|of) ${MY}`,
  `^how many ${anyWords(1, 3)}(?:do i|have i|do we|have we) (?:have|got)$`,
  `how (?:much|many) ${anyWords(0, 3)}(?:do|have) (?:i|we) (?:still )?(?:owe|have left|got left|have remaining|left)`,
  `(?:when|which|what|how (?:much|many|often)) ${anyWords(0, 2)}did (?:i|we) (?:last |already )?(?:pay|renew|apply|register|order|buy|book|spend|send|submit|file|agree|sign|choose|earn)`,
  `^what (?:was|has been|did) .{1,30} (?:on|about|in) ${MY} ${RECORD}`,
  `^(?:do|have) (?:i|we) (?:still )?(?:have|owe|got) (?:any |an |some )?(?:outstanding|unpaid|overdue|open|fines|debts?|arrears)`,
  `^(?:am i|are we) (?:already|still|now) (?:registered|enrolled|approved|insured|on (?:the|your) (?:[\\p{L}-]+ )?list|signed up|verified|booked|blacklisted)`,
  `^(?:which|what) (?:seat|room|gate|plan|package|tariff|class|agent|doctor) (?:do (?:i|we) have|am i|are we|did (?:i|we))`,
  `^(?:which|what) ${anyWords(1, 2)}(?:am i|are we) (?:on|in|at|under)(?: right now| now| at the moment| currently)?$`,
  // To be done to a record: "move my appointment to Thursday", "send my invoice again".
  `^(?:move|postpone|reschedule|change|cancel|rebook) ${MY} (?:[\\p{L}-]+ )?(?:appointment|booking|reservation|interview|visit|flight)`,
  `^(?:re-?send|send)(?: me)? ${MY} ${anyWords(0, 2)}(?:invoice|receipt|contract|bill|statement|certificate|documents?|papers|results)`,
  // Nothing but the thing: "my passport".
  `^${MY} (?:[\\p{L}-]+ )?(?:${RECORD}|${FIGURE})$`,
);

/** A case that is only thought of: "am I overstaying if I leave on day 31" asks for the rule. */
const NO_CASE = '(?!.{0,200}\\b(?:if|when|once|after|while|during|in case|by \\p{L}+ing|on day|as an?|or (?!not))\\b)';

/** How the asker stands by what is on file: late, on a list, enrolled. Of what he may or must do the rules tell. */
const ASKS_STANDING = wholeWords(
  `(?:am i|are we) (?:already |still |now |currently |even |really )?(?:overstaying|overdue|late (?:with|on)|behind (?:with|on)|in (?:arrears|debt|default|overstay)|black-?listed|banned(?! for)|flagged|registered|enrol(?:l)?ed|admitted|insured(?= ?\\W*$)|verified|approved|signed up|booked|checked in|subscribed|(?:on|in) (?:the|your|any|a) ${anyWords(0, 2)}(?:list|blacklist|register|database|system|file|records?))${NO_CASE}`,
  `(?:am i|are we) already (?:an? (?:\\p{L}+ )?(?:member|customer|client|subscriber|student|patient)|(?!allowed|required|obliged|supposed|considered|taxed|entitled|protected|exposed)\\p{L}{3,20}ed)${NO_CASE}`,
  `have (?:i|we) (?:already |ever |now )?(?:overstayed|exceeded|used up|reached|gone over|paid|been (?:registered|approved|accepted|admitted|enrol(?:l)?ed|black-?listed|banned|flagged|verified))${NO_CASE}`,
  `did (?:i|we) (?:already |really )?(?:overstay|exceed|pay|sign|submit|file|renew)${NO_CASE}`,
  `how (?:long|many days) (?:have|did) (?:i|we) (?:already )?(?:overstay|overstayed|used up|been overstaying)${NO_CASE}`,
);

/** After the clause with the thing, a question that needs its file. "When should I renew it?" is for the rules. */
const TELLS_THEN_ASKS = wholeWords(
  `(?<!(?:if|once|when|suppose|after|until|before|unless|says?) )(?:${[
    `${MY} ${anyWords(0, 2)}${RECORD}`,
    // Any thing that was handed over; of cards and money the usual time is a good answer.
    `${MY} (?!.{0,20}(?:card|money|transfer|payment|refund|account|cash))${anyWords(1, 3)}(?:is|are|was|were|has been|have been) (?:still |now |just )?(?:(?:left|held|stuck|kept|being|waiting) )?(?:at|with|in|under|held|stuck|being|handed|dropped|taken|brought)`,
    '(?:i|we) (?:handed in|submitted|filed|lodged|dropped off|applied for)',
  ].join('|')}) [^.?!;:]{3,100}[,.;:!]+ (?:and |so |but )?(?:any idea |do you know )?(?:${[
    'when (?:do|will|can|could|shall) (?:i|we) (?:get|have|receive|collect|see|pick up|pick) (?:it|them)(?: back| up| finally| again)?',
    `when (?:(?:will|does|do) (?:it|they) (?:finally )?(?:be |get )?|(?:it|they)(?:'ll| will) be |(?:is|are) (?:it|they) )(?:${STATE}|arrive|come|back|here|due|out|there)`,
    'where (?:is it|are they)(?: now| right now| at the moment)?',
    '(?:how much longer|how long (?:until|till|more))(?: (?:will |does |until |till )?(?:it|they) .{1,20}| (?:i|we) (?:get|have) (?:it|them)(?: back)?)?',
    '(?:is it|are they) (?:ready|approved|done|finished|issued|processed|on (?:its|their) way|here|back|in)(?: yet| already| now)?',
  ].join('|')})\\W*$`,
);

/** The rules for English. */
export const ENGLISH: PersonalRules = {
  speaksOfSelf: SPEAKS_OF_SELF,
  asksRecord: ASKS_RECORD,
  asksHow: ASKS_HOW,
  // English asks by the order of the words, never by the tone alone.
  tellsRecord: [],
  asksStanding: ASKS_STANDING,
  tellsThenAsks: TELLS_THEN_ASKS,
  asksOtherwise: ASKS_HOW,
};
