import { ChromaClient, type Collection, type Metadata } from 'chromadb';
import { z } from 'zod';
import { type ErrorDetails, GoldsmithError, messageOf } from '../errors.ts';
import type { ExternalSources } from '../golden/stale-answers.ts';
import type { Embedder } from '../models/embedder.ts';
import type { FoundChunk, KnowledgeSearch, SearchOptions } from './knowledge-search.ts';
import { textHash } from './text-hash.ts';

/** Where a Chroma collection is. */
export interface ChromaSettings {
  /** Of the server, such as `http://127.0.0.1:8000`. */
  url: string;
  collection: string;
}

/** The names that Chroma gives where nobody gives others. */
const TENANT = 'default_tenant';
const DATABASE = 'default_database';

/** What the server says of a collection; one that is empty has no dimension yet. */
const collectionInfo = z.object({ id: z.string(), dimension: z.number().nullish() });

/** How long the server may take for one question, milliseconds; whoever has less time gives a signal. */
const TIMEOUT_MS = 30_000;

/** Chroma's index is an approximate one, and the fewer are asked for, the more often it misses the nearest. */
const LEAST_ASKED_FOR = 20;

/** So many records are asked for at a time. */
const RECORDS_AT_ONCE = 100;

/**
 * A collection of an existing Chroma server as the knowledge base, read only. Its vectors must be those of the embedder in
 * use; of its metadata `title`, `url`, `source` and `language` count.
 */
export class ChromaKnowledge implements KnowledgeSearch, ExternalSources {
  readonly store: string;
  readonly #settings: ChromaSettings;
  readonly #embedder: Embedder;

  constructor(settings: ChromaSettings, embedder: Embedder) {
    this.store = `chroma:${settings.collection}`;
    this.#settings = settings;
    this.#embedder = embedder;
  }

  async search(question: string, { language, limit = 5, signal }: SearchOptions = {}): Promise<FoundChunk[]> {
    const queryEmbeddings = [[...(await this.#embedder.embed(question, signal))]];
    return this.#ask(signal, async (collection) => {
      const find = async (where?: { language: string }) => {
        const nResults = Math.max(limit, LEAST_ASKED_FOR);
        const { ids, documents, metadatas } = await collection.query({ queryEmbeddings, nResults, where });
        return this.#toChunks(ids[0], documents[0], metadatas[0]).slice(0, limit);
      };
      const found = language ? await find({ language }) : [];
      // Nothing is in this language: another is better than none.
      return found.length > 0 ? found : find();
    });
  }

  chunkCount(signal?: AbortSignal): Promise<number> {
    return this.#ask(signal, (collection) => collection.count());
  }

  async hashesOf(ids: readonly string[], signal?: AbortSignal): Promise<Map<string, string>> {
    return this.#ask(signal, async (collection) => {
      const hashes = new Map<string, string>();
      for (let i = 0; i < ids.length; i += RECORDS_AT_ONCE) {
        const found = await collection.get({ ids: ids.slice(i, i + RECORDS_AT_ONCE) });
        const chunks = this.#toChunks(found.ids, found.documents, found.metadatas);
        for (const { id, contentHash } of chunks) hashes.set(id, contentHash);
      }
      return hashes;
    });
  }

  /** Records without a text, such as pictures, are no chunks. */
  #toChunks(
    ids: readonly string[],
    texts: readonly (string | null)[],
    metadatas: readonly (Metadata | null)[],
  ): FoundChunk[] {
    return ids.flatMap((id, i) => (texts[i]?.trim() ? [toChunk(id, texts[i], metadatas[i] ?? {}, this.store)] : []));
  }

  async #ask<T>(signal: AbortSignal | undefined, work: (collection: Collection) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    const either = signal ? AbortSignal.any([signal, limit]) : limit;
    try {
      const id = await this.#findCollection(either);
      // The client takes no signal per call, so each call has its own.
      return await work(this.#client(either).collection(id));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof GoldsmithError) throw error;
      const why = limit.aborted ? `did not answer within ${TIMEOUT_MS / 1000} s` : `failed (${messageOf(error)})`;
      throw this.#failure(`The Chroma server at ${this.#settings.url} ${why}.`, { cause: error, retryable: true });
    }
  }

  /**
   * The id of the collection. Asked without the client, which would look for the collection's own embedder, warn of it on
   * the terminal, and not tell the dimension.
   */
  async #findCollection(signal: AbortSignal): Promise<string> {
    const { url, collection } = this.#settings;
    const path = `/api/v2/tenants/${TENANT}/databases/${DATABASE}/collections/${encodeURIComponent(collection)}`;
    const response = await fetch(new URL(path, url), { signal }).catch((cause: unknown) => {
      if (signal.aborted) throw cause;
      const advice = 'Start it (chroma run), or correct GOLDSMITH_CHROMA_URL';
      throw this.#failure(`The Chroma server at ${url} cannot be reached. ${advice}.`, { cause, retryable: true });
    });
    if (response.status === 404) {
      throw this.#failure(
        `The Chroma server at ${url} has no collection "${collection}". Correct GOLDSMITH_CHROMA_COLLECTION.`,
      );
    }
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const { id, dimension } = collectionInfo.parse(await response.json());
    const { dimensions } = this.#embedder;
    if (dimension && dimension !== dimensions) {
      throw this.#failure(
        `The vectors of the Chroma collection "${collection}" have ${dimension} dimensions, Goldsmith's ${dimensions}. Fill it with vectors of all-MiniLM-L6-v2 (Chroma's default), or use goldsmith ingest.`,
      );
    }
    return id;
  }

  #client(signal: AbortSignal): ChromaClient {
    const { protocol, hostname, port } = new URL(this.#settings.url);
    const ssl = protocol === 'https:';
    return new ChromaClient({
      host: hostname,
      port: Number(port || (ssl ? 443 : 80)),
      ssl,
      tenant: TENANT,
      database: DATABASE,
      fetchOptions: { signal },
    });
  }

  #failure(message: string, details: ErrorDetails = {}): GoldsmithError {
    return new GoldsmithError('knowledge-unavailable', message, details);
  }
}

function toChunk(id: string, text: string, metadata: Metadata, store: string): FoundChunk {
  const url = textOf(metadata.url);
  const path = textOf(metadata.source) ?? url ?? id;
  const title = textOf(metadata.title) ?? path;
  const language = textOf(metadata.language) ?? null;
  return {
    id,
    title,
    url: url ?? null,
    path,
    headings: [],
    text,
    language,
    contentHash: textHash([title, text]),
    store,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
