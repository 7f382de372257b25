import { messageOf } from '../errors.ts';
import { requireNode } from '../node-version.ts';

// Imported first by main.ts, so that a Node that is too old ends here and not in what it cannot load.
try {
  requireNode();
} catch (error) {
  process.stderr.write(`goldsmith: ${messageOf(error)}\n`);
  process.exit(1);
}
