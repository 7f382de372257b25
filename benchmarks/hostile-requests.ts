/** A request that was made to hold a server up. */
export interface HostileRequest {
  path: string;
  body: string;
}

/** As large as a body may be without an upstream, but for a few bytes. */
const LARGE = 1024 * 1024 - 64;
/** As long as a question may be, characters. */
const LONG = 8_000;
/** As long as a question may be that is looked up. */
const LOOKED_UP = 1_000;

const ASKED = '{"role":"user","content":"What is a KITAS?"}';

/** Bodies of a megabyte in the shapes that cost a reader most; `?` is the body, by its length. */
const COMPLETIONS: Record<string, (length: number) => string> = {
  'a question of one letter': (length) => around('{"messages":[{"role":"user","content":"', 'a', '"}]}', length),
  'a question of escapes': (length) => around('{"messages":[{"role":"user","content":"', '\\u00e9', '"}]}', length),
  'a long earlier turn': (length) =>
    around('{"messages":[{"role":"user","content":"', 'visa ', `"},${ASKED}]}`, length),
  'long earlier turns, and a follow-up': (length) => {
    const turn = `{"role":"user","content":"${'\u4f60'.repeat(1_650)}"},`;
    return around('{"messages":[', turn, '{"role":"user","content":"and how much is it?"}]}', length);
  },
  'tiny messages': (length) => around('{"messages":[', '{"role":"user","content":"a"},', `${ASKED}]}`, length),
  'messages that are none': (length) => around('{"messages":[', '{},', `${ASKED}]}`, length),
  'numbers for messages': (length) => around('{"messages":[', '1,', `${ASKED}]}`, length),
  'tiny parts of a message': (length) =>
    around('{"messages":[{"role":"user","content":[', '{"type":"text","text":"a"},', '{"type":"text"}]}]}', length),
  'parts that are none': (length) => around('{"messages":[{"role":"user","content":[', '{},', '{}]}]}', length),
  'nested lists': (length) => `{"messages":[${ASKED}],"x":${nested('[', ']', (length - 60) / 2)}}`,
  'nested objects': (length) => `{"messages":[${ASKED}],"x":${nested('{"a":', '}', (length - 60) / 6, '1')}}`,
  tools: (length) => {
    const tool = '{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}},';
    return around(`{"messages":[${ASKED}],"tools":[`, tool, '{}]}', length);
  },
  'names of fields': (length) => `{"messages":[${ASKED}],${names(length - 80)}"z":1}`,
  'names of fields of a message': (length) => `{"messages":[{"role":"user",${names(length - 80)}"content":"Hi"}]}`,
  'modalities that are none': (length) => around(`{"messages":[${ASKED}],"modalities":[`, '1,', '1]}', length),
};

const CHATS: Record<string, (length: number) => string> = {
  'turns that are none': (length) =>
    around('{"query":"Hi?","user_email":"a","conversation_history":[', '{},', '{}]}', length),
  'tiny turns': (length) =>
    around(
      '{"query":"Hi?","user_email":"a","conversation_history":[',
      '{"role":"user","content":"a"},',
      '{}]}',
      length,
    ),
  'names of fields': (length) => `{"query":"Hi?","user_email":"a",${names(length - 80)}"z":1}`,
  'a question of one letter': (length) => around('{"user_email":"a","query":"', 'a', '"}', length),
  'a question of spaces': (length) => around('{"user_email":"a","query":"', ' ', '"}', length),
  'a long name': (length) => around('{"query":"Hi?","user_email":"', 'a', '"}', length),
};

/** Texts on which patterns, tokenisers and normal forms have most to do. */
const TEXTS: Record<string, string> = {
  Chinese: '\u52b4\u50cd\u8a31\u53ef\u8a3c\u306e\u8cbb\u7528',
  Thai: '\u0e43\u0e1a\u0e2d\u0e19\u0e38\u0e0d\u0e32\u0e15',
  'one letter': 'a',
  'short words': 'a b ',
  'different words': '',
  digits: '1',
  'digits and spaces': '1   ',
  points: '.',
  hyphens: '-',
  underscores: '_',
  'at signs': '@',
  'names before at signs': 'a@',
  hosts: 'a.b@c.',
  'plus signs': '+',
  'phone numbers': '+1(',
  quotes: "a'",
  spaces: ' ',
  emoji: '\u{1f600}',
  accents: 'e\u0301\u0301\u0301',
  'halves of pairs': '\\ud83d',
  'signs that unfold': '\ufdfa',
  'dotted capitals': '\u0130',
  greetings: 'hi, ',
  pronouns: 'is it for them and ',
  'all of it': 'a1 @+.\u00e9\u6f22\u{1f600}-',
};

/** Every hostile request, by a name that says what it is. */
export function hostileRequests(): Record<string, HostileRequest> {
  const requests: Record<string, HostileRequest> = {};
  for (const [what, make] of Object.entries(COMPLETIONS))
    for (const length of [LARGE, 250_000, 40_000, 9_900])
      requests[`completion of ${kb(length)}: ${what}`] = { path: '/v1/chat/completions', body: make(length) };
  for (const [what, make] of Object.entries(CHATS))
    for (const length of [LARGE, 40_000, 9_900])
      requests[`chat of ${kb(length)}: ${what}`] = { path: '/bali-zero/chat', body: make(length) };
  for (const [what, piece] of Object.entries(TEXTS))
    for (const length of [LONG, LOOKED_UP]) {
      const body = `{"user_email":"a","query":"x ${textOf(piece, length - 4)} x"}`;
      requests[`question of ${length.toLocaleString('en')} characters: ${what}`] = { path: '/bali-zero/chat', body };
    }
  return requests;
}

/** As many pieces between a beginning and an end as make a length. */
function around(begin: string, piece: string, end: string, length: number): string {
  return begin + piece.repeat((length - begin.length - end.length) / Buffer.byteLength(piece)) + end;
}

function nested(open: string, close: string, depth: number, inside = ''): string {
  return open.repeat(depth) + inside + close.repeat(depth);
}

/** Members of an object, no two of one name. */
function names(length: number): string {
  let members = '';
  for (let i = 0; members.length < length; i++) members += `"k${i.toString(36)}":1,`;
  return members;
}

/** A piece again and again; words of which no two are the same where it is empty. */
function textOf(piece: string, length: number): string {
  if (piece) return piece.repeat(length / (piece.startsWith('\\u') ? 1 : piece.length));
  let words = '';
  for (let i = 0; words.length < length; i++) words += `q${i.toString(36)} `;
  return words.slice(0, length);
}

function kb(length: number): string {
  return `${Math.round(length / 1_000).toLocaleString('en')} kB`;
}
