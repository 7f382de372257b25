import type { Database } from '../../src/database/database.ts';
import type { AnswerState } from '../../src/golden/answer-state.ts';
import { UNTIL } from './night-case.ts';

/** Who decides at the desk in tests. */
export const ADA = { name: 'Ada' };
export const BO = { name: 'Bo' };

/** Twenty things that people ask about, each with what the knowledge base says, and how it is asked. */
export const TOPICS: Record<string, { page: string; asked: string[] }> = {
  kitas: topic('A KITAS is a limited stay permit for foreigners.', 'What is a KITAS?', 'what exactly is a KITAS'),
  voa: topic(
    'The visa on arrival costs IDR 500,000.',
    'How much does the visa on arrival cost?',
    'cost of the visa on arrival',
  ),
  pma: topic(
    'The minimum capital of a PT PMA is IDR 2.5 billion.',
    'What is the minimum capital of a PT PMA?',
    'minimum capital for a PT PMA',
  ),
  npwp: topic(
    'You get an NPWP tax number online from the tax office.',
    'How do I get an NPWP tax number?',
    'how to get an NPWP tax number',
  ),
  levy: topic(
    'The Bali tourist levy is IDR 150,000.',
    'How much is the Bali tourist levy?',
    'Bali tourist levy how much',
  ),
  licence: topic(
    'An international driving licence is needed to rent a scooter.',
    'Which driving licence is needed to rent a scooter?',
    'driving licence needed for renting a scooter',
  ),
  villa: topic(
    'A villa is leased for 25 years at most.',
    'For how many years can a villa be leased?',
    'how many years can one lease a villa',
  ),
  school: topic(
    'International schools take children from the age of three.',
    'From what age do international schools take children?',
    'international schools take children from what age',
  ),
  bank: topic(
    'A bank account is opened with a passport and a residence permit.',
    'What is needed to open a bank account?',
    'what do I need for opening a bank account',
  ),
  dog: topic(
    'Dogs are brought to Bali with a permit of the quarantine office only.',
    'Can dogs be brought to Bali?',
    'is it possible to bring dogs to Bali',
  ),
  wedding: topic(
    'A wedding of foreigners is registered at the civil registry.',
    'Where is a wedding of foreigners registered?',
    'where do foreigners register a wedding',
  ),
  hospital: topic(
    'Hospitals ask foreigners for a deposit before surgery.',
    'Do hospitals ask for a deposit before surgery?',
    'hospital deposit before surgery',
  ),
  alcohol: topic(
    'One litre of alcohol may be brought through customs.',
    'How much alcohol may be brought through customs?',
    'how much alcohol is allowed through customs',
  ),
  temple: topic(
    'A sarong is worn in a temple.',
    'What clothes are worn in a temple?',
    'which clothes does one wear in a temple',
  ),
  internet: topic(
    'Fibre internet is installed within a week.',
    'How long does it take to install fibre internet?',
    'how long until fibre internet is installed',
  ),
  garbage: topic(
    'Garbage is collected on Mondays and Thursdays.',
    'On which days is garbage collected?',
    'which days is garbage collected',
  ),
  electricity: topic(
    'Electricity is paid by prepaid tokens.',
    'How is electricity paid?',
    'how does one pay for electricity',
  ),
  airport: topic(
    'An airport taxi to Ubud takes about 90 minutes.',
    'How long does an airport taxi to Ubud take?',
    'airport taxi to Ubud how long',
  ),
  diving: topic(
    'Diving certificates are asked for by all boats.',
    'Do boats ask for diving certificates?',
    'are diving certificates asked for by boats',
  ),
  surfboard: topic(
    'Surfboards are carried for a fee by most airlines.',
    'Do airlines carry surfboards?',
    'are surfboards carried by airlines',
  ),
};

function topic(says: string, question: string, other: string) {
  return { page: says, asked: [question, other, `${other} please`] };
}

/** The pages of the knowledge base. */
export const TOPIC_PAGES = Object.fromEntries(
  Object.entries(TOPICS).map(([name, { page, asked }]) => [`en/${name}.md`, `# ${asked[0]}\n\n${page}`]),
);

/** Writes what people asked: each wording by so many users, on one day of the week. */
export async function writeAskings(
  database: Database,
  asked: Iterable<string>,
  { users = 4, from = 0 }: { users?: number; from?: number } = {},
): Promise<void> {
  const rows = [...asked].flatMap((text, i) =>
    Array.from({ length: users }, (_, u) => ({
      user: `user${from + u}`,
      text,
      at: new Date(UNTIL.getTime() - 86_400_000 - (i % 100) * 60_000).toISOString(),
    })),
  );
  await database.query(
    `INSERT INTO conversations (user_id, messages, created_at)
     SELECT "user", jsonb_build_array(jsonb_build_object('role', 'user', 'content', text)), at
     FROM jsonb_to_recordset($1::jsonb) AS row ("user" TEXT, text TEXT, at TIMESTAMPTZ)`,
    [JSON.stringify(rows)],
  );
}

/** The answer to a question, by the words it was written for. */
export async function answerTo(database: Database, question: string): Promise<AnswerState> {
  const [row] = await database.query<AnswerState>(
    `SELECT id, cluster_id AS "clusterId", canonical_question AS question, answer, sources, language, status, version,
       edited_at AS "editedAt", approved_at AS "approvedAt", stale_since AS "staleSince"
     FROM golden_answers WHERE cluster_id =
       (SELECT cluster_id FROM phrasings WHERE lower(text) = lower($1))`,
    [question],
  );
  if (!row) throw new Error(`no answer to ${question}`);
  return row;
}
