import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { personName } from './visible-text.ts';

/** Who uses the desk. */
export const session = z.object({
  name: z.string(),
  role: z.enum(['reader', 'editor']),
  /** Sent back as the header `x-csrf-token` with every change. */
  csrf_token: z.string(),
  /** False without a token: then there is nothing to sign out of. */
  can_sign_out: z.boolean(),
});
export type Session = z.infer<typeof session>;

/** Nobody: then sign in. */
export const nobody = z.object({ name: z.null() });

const EXAMPLE = { name: 'Wayan', role: 'editor' as const, csrf_token: '3q2-7w', can_sign_out: true };

export const getSession = endpoint({
  method: 'GET',
  path: '/session',
  role: 'anyone',
  summary: 'Who is signed in',
  description: 'With `name` null when nobody is: then sign in.',
  answer: z.union([session, nobody]).meta({ description: 'Who uses the desk.', examples: [EXAMPLE, { name: null }] }),
});

export const signIn = endpoint({
  method: 'POST',
  path: '/session',
  role: 'anyone',
  summary: 'Sign in',
  description:
    'Takes the admin or the reader token and a name, which stands beside every change. Sets an HttpOnly cookie for 12 hours.',
  body: z
    .object({
      token: z.string().min(1, 'must not be empty').max(500),
      name: personName.max(80),
    })
    .meta({ examples: [{ token: 'what GOLDSMITH_ADMIN_TOKEN holds', name: 'Wayan' }] }),
  answer: session.meta({ description: 'Signed in.', examples: [EXAMPLE] }),
});

export const signOut = endpoint({
  method: 'DELETE',
  path: '/session',
  role: 'reader',
  summary: 'Sign out',
  description: 'Ends the session.',
  answer: z.object({ success: z.literal(true) }).meta({ description: 'Signed out.', examples: [{ success: true }] }),
});
