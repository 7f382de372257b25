/**
 * Builds the desk's page, `dashboard/dist`; npm's `prepare`, so that `npm ci` is all it takes. Plain JavaScript, for npm may run it with
 * an older Node than Goldsmith's own. Where what builds it is not installed (`--omit=dev`), or its sources are not there, it says so.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CONFIG = fileURLToPath(new URL('../dashboard/vite.config.ts', import.meta.url));

const vite = await import('vite').catch((error) => {
  if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
  throw error;
});
if (!vite) console.log('The desk is not built: Vite is not installed (npm ci without --omit=dev installs it).');
else if (!existsSync(CONFIG)) console.log('The desk is not built: dashboard/ is not here.');
else await vite.build({ configFile: CONFIG, logLevel: 'warn' });
