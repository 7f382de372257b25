import type { Classification } from './classification.ts';

/** People are in danger. */
const DANGER =
  /\b(evacuat\w*|tsunami|erupt\w*|immediate danger|take shelter|outbreak declared|evacua\w*|eruzion\w*|pericolo immediato|al sicuro|evakuasi\w*|dievakuasi|mengevakuasi|mengungsi|meletus|siaga darurat)\b/i;

/** It applies at once. */
const AT_ONCE = /\b(immediate effect|effective immediately|effetto immediato|berlaku seketika|mulai hari ini)\b/i;

/** It threatens, or sets a date. */
const PENALTY =
  /\b(fined?|fines|penalt\w+|deadlines?|no later than|revoked?|deport\w*|blacklist\w*|demolish\w*|sanzion\w*|mult[ae]|scadenz\w*|espuls\w*|revocat\w*|denda|sanksi|paling lambat|batas waktu|dicabut|dideportasi|dibongkar)\b/i;

/** It obliges. */
const DUTY =
  /\b(must|required to|have to|has to|within \d+ days|dev[eo]|devono|bisogna|obbligator\w+|obbligo|entro (il|i|\d+)|wajib|harus|diwajibkan)\b/i;

/** It is decided and comes later. */
const LATER =
  /\b(takes? effect|come into force|comes into force|effective from|starting from|entra in vigore|entrerà in vigore|a partire da\w*|mulai berlaku|akan berlaku|berlaku mulai)\b/i;

/** It is not decided. */
const PROPOSAL =
  /\b(propos\w+|plans? to|considers?|considering|draft (law|bill|rule)|proposta|propone|disegno di legge|sta valutando|usul\w*|mengusulkan|rencana|berencana|rancangan|wacana)\b/i;

/**
 * The priority and what is to be done, told by words in English, Italian and Indonesian. Priority: urgent when people are in
 * danger and the topic is safety or health, or when it applies at once; high when it threatens or sets a date; low for tourism
 * and other matters that oblige nobody; else normal. Actionability: a proposal is watched; a duty, a penalty or a danger asks to
 * act; what comes later, to prepare; the rest informs.
 */
export function judgeByWords(text: string, topic: string): Pick<Classification, 'priority' | 'actionability'> {
  const isDanger = (topic === 'safety' || topic === 'health') && DANGER.test(text);
  return { priority: priorityOf(text, topic, isDanger), actionability: actionabilityOf(text, isDanger) };
}

function priorityOf(text: string, topic: string, isDanger: boolean): Classification['priority'] {
  if (isDanger || AT_ONCE.test(text)) return 'urgent';
  if (topic !== 'other' && PENALTY.test(text)) return 'high';
  return (topic === 'tourism' || topic === 'other') && !DUTY.test(text) ? 'low' : 'normal';
}

function actionabilityOf(text: string, isDanger: boolean): Classification['actionability'] {
  if (isDanger) return 'act';
  if (PROPOSAL.test(text)) return 'watch';
  if (DUTY.test(text) || PENALTY.test(text)) return 'act';
  return LATER.test(text) ? 'prepare' : 'inform';
}
