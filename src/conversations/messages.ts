/** One message of a conversation. */
export interface Message {
  role: 'user' | 'assistant' | 'system';
  content: string;
}

/** A message of the user or of the chatbot. */
export type Turn = Message & { role: 'user' | 'assistant' };

/** The messages of user and chatbot. Other programs write conversations too: what is no list of messages with text is passed over. */
export function turnsIn(messages: unknown): Turn[] {
  return Array.isArray(messages) ? messages.filter(isTurn) : [];
}

/** What the user said. */
export function questionsIn(messages: unknown): string[] {
  return turnsIn(messages)
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);
}

function isTurn(message: unknown): message is Turn {
  const { role, content } = (message ?? {}) as Partial<Message>;
  return (role === 'user' || role === 'assistant') && typeof content === 'string';
}
