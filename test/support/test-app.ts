import { type App, createApp } from '../../src/app.ts';
import { type Config, loadConfig, type ModelConfig } from '../../src/config.ts';
import type { DatabaseLocation } from '../../src/database/open-database.ts';
import { createLog, type Logger } from '../../src/log.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { openTestDatabase } from './test-database.ts';

const loadModel = MiniLmEmbedder.load;
let shared: Promise<MiniLmEmbedder> | undefined;
let users = 0;

/**
 * Apps that are open at the same time in one process share one model, which takes longer to load than all the rest, and
 * which embeds a text that many nights read only once. With a folder it is a model of its own.
 */
MiniLmEmbedder.load = async (folder) => {
  if (folder) return loadModel(folder);
  users++;
  shared ??= loadModel().then(withMemory);
  const model = await shared;
  let isClosed = false;
  // Of several users one may close it twice: that is no other's.
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    if (--users > 0) return;
    shared = undefined;
    await model.close();
  };
  const { id, dimensions, embed } = model;
  const countTokens = (text: string) => model.countTokens(text);
  return {
    ...{ id, dimensions, embed, close, countTokens },
    get waiting() {
      return model.waiting;
    },
  } as MiniLmEmbedder;
};

function withMemory(model: MiniLmEmbedder): MiniLmEmbedder {
  const embed = model.embed.bind(model);
  const known = new Map<string, Float32Array>();
  model.embed = async (text, signal) => {
    signal?.throwIfAborted();
    const vector = known.get(text) ?? (await embed(text, signal));
    known.set(text, vector);
    return vector.slice();
  };
  return model;
}

/** An app of one test file, over a fresh database of its own. */
export interface TestApp {
  app: App;
  /** Where its database is, for another app or another process to open it too. */
  location: DatabaseLocation;
  /** Closes the app and removes the database. */
  close(): Promise<void>;
}

/** Settings to put in place of the defaults. */
export type TestSettings = Partial<Omit<Config, 'models'>> & { models?: Partial<ModelConfig> };

/**
 * Builds a real app over a fresh migrated database, with a silent log.
 * @param settings put in place of the defaults.
 */
export async function openTestApp(settings: TestSettings = {}): Promise<TestApp> {
  const { location, close: removeDatabase } = await openTestDatabase();
  try {
    const app = await createAppAt(location, settings);
    const close = async () => {
      await app.close();
      await removeDatabase();
    };
    return { app, location, close };
  } catch (error) {
    await removeDatabase();
    throw error;
  }
}

/** Builds a real app over a database that is there already, unless asked for with a silent log and no judge; the caller closes it. */
export async function createAppAt(
  location: DatabaseLocation,
  settings: TestSettings = {},
  log: Logger = createLog('silent'),
): Promise<App> {
  const defaults = loadConfig({ GOLDSMITH_LOG_LEVEL: 'silent', GOLDSMITH_PORT: '0', GOLDSMITH_JUDGE_CALLS: '0' });
  const models = { ...defaults.models, ...settings.models };
  return createApp({ ...defaults, ...location, ...settings, models }, log);
}
