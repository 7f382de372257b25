import { type Environment, endpoint, environment } from './environment.ts';

/** A model server. */
export interface Endpoint {
  apiKey?: string;
  baseUrl: string;
}

const ENDPOINT = 'GOLDSMITH_ENDPOINT_';
const OF_TESTS = 'GOLDSMITH_TEST_';

/** Names that are providers already. */
const TAKEN: Record<string, string> = {
  ANTHROPIC: 'ANTHROPIC_BASE_URL',
  OPENAI: 'GOLDSMITH_OPENAI_URL',
  OFFLINE: 'another name',
};

/** The named endpoints: `GOLDSMITH_ENDPOINT_RUNPOD_URL` and `_API_KEY` make the provider `runpod`. */
export function readEndpoints(given: Record<string, string | undefined>) {
  const endpoints: Record<string, Endpoint> = {};
  const problems: string[] = [];
  const settings = Object.keys(given).filter((setting) => setting.startsWith(ENDPOINT));
  for (const setting of settings) {
    const [, name, what] = /^([A-Z][A-Z0-9_]*)_(URL|API_KEY)$/.exec(setting.slice(ENDPOINT.length)) ?? [];
    const url = `${ENDPOINT}${name}_URL`;
    if (!name) problems.push(`${setting}: must be ${ENDPOINT}NAME_URL or ${ENDPOINT}NAME_API_KEY`);
    else if (name in TAKEN) problems.push(`${setting}: the name ${name} is taken; use ${TAKEN[name]}`);
    else if (what === 'API_KEY' && !given[url]) problems.push(`${setting}: needs ${url} beside it`);
    else if (what === 'URL') {
      const address = endpoint.safeParse(given[setting]);
      if (!address.success) problems.push(`${setting}: ${address.error.issues[0].message}`);
      else endpoints[name.toLowerCase()] = { apiKey: given[`${ENDPOINT}${name}_API_KEY`], baseUrl: address.data };
    }
  }
  return { endpoints, problems };
}

/**
 * Names that begin as settings do and are none. They are told, not refused: a cluster's manager gives a service named "goldsmith"
 * such variables of its own.
 */
export function unknownSettings(given: Record<string, string | undefined>): string[] {
  return Object.keys(given)
    .filter((name) => name.startsWith('GOLDSMITH_') && !(name in environment.shape))
    .filter((name) => !name.startsWith(ENDPOINT) && !name.startsWith(OF_TESTS));
}

/** A line for each role that there is not, such as a misspelt one. */
export function unknownRoles(given: Record<string, string | undefined>): string[] {
  const known = Object.keys(environment.shape).filter((setting) => setting.startsWith('GOLDSMITH_MODEL_'));
  return Object.keys(given)
    .filter((setting) => setting.startsWith('GOLDSMITH_MODEL_') && !known.includes(setting))
    .map((setting) => `${setting}: there is no such setting; there are ${known.join(', ')}`);
}

/** A line for each list of models that names a provider which is not set up. */
export function unknownProviders(settings: Environment, endpoints: Record<string, Endpoint>): string[] {
  const known = new Set(['anthropic', 'openai', 'offline', ...Object.keys(endpoints)]);
  return Object.entries(settings)
    .filter((entry): entry is [string, string[]] => entry[0].startsWith('GOLDSMITH_MODEL_') && Array.isArray(entry[1]))
    .flatMap(([setting, names]) => {
      const unknown = names.map((name) => name.split(':')[0]).find((provider) => !known.has(provider));
      const url = `${ENDPOINT}${unknown?.toUpperCase()}_URL`;
      return unknown === undefined
        ? []
        : [`${setting}: a provider is neither anthropic nor openai, and ${url} is not set`];
    });
}
