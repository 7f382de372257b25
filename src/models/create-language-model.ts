import type { ModelConfig } from '../config.ts';
import { GoldsmithError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { FallbackLanguageModel } from './fallback-language-model.ts';
import type { LanguageModel } from './language-model.ts';
import { SdkLanguageModel } from './sdk-language-model.ts';

/**
 * The model of a role: those named, tried in turn, then the last resort.
 * @param names `provider:model` each, or `offline` for none.
 * @returns undefined when there is no model to ask.
 * @throws GoldsmithError `bad-setting` when a name needs a setting that is missing.
 */
export function createLanguageModel(
  names: string[],
  config: ModelConfig,
  log: Logger,
  lastResort: LanguageModel,
): LanguageModel;
export function createLanguageModel(names: string[], config: ModelConfig, log: Logger): LanguageModel | undefined;
export function createLanguageModel(
  names: string[],
  config: ModelConfig,
  log: Logger,
  lastResort?: LanguageModel,
): LanguageModel | undefined {
  const named = names.filter((name) => name !== 'offline').map((name) => createOne(name, config));
  const models = lastResort ? [...named, lastResort] : named;
  return models.length > 1 ? new FallbackLanguageModel(models, log) : models[0];
}

// The SDK writes warnings of its own to standard error, past the log.
globalThis.AI_SDK_LOG_WARNINGS = false;

function createOne(name: string, config: ModelConfig): LanguageModel {
  const [provider, ...rest] = name.split(':');
  const model = rest.join(':');
  if (provider === 'anthropic') {
    const apiKey = required(config.anthropic.apiKey, 'ANTHROPIC_API_KEY', name);
    const baseURL = config.anthropic.baseUrl && withVersion(config.anthropic.baseUrl);
    const sdk = import('@ai-sdk/anthropic').then(({ createAnthropic }) => createAnthropic({ apiKey, baseURL })(model));
    return new SdkLanguageModel(name, sdk, config.timeoutMs, apiKey);
  }
  if (provider === 'openai') {
    const baseURL = required(config.openai.baseUrl, 'GOLDSMITH_OPENAI_URL', name);
    const { apiKey } = config.openai;
    const sdk = import('@ai-sdk/openai-compatible').then(({ createOpenAICompatible }) =>
      createOpenAICompatible({ name: 'openai', baseURL, apiKey })(model),
    );
    return new SdkLanguageModel(name, sdk, config.timeoutMs, apiKey);
  }
  throw new GoldsmithError(
    'bad-setting',
    `Unknown model provider "${provider}" in "${name}"; use anthropic or openai.`,
  );
}

/** Anthropic's own clients take the address without its version, the AI SDK with it: both are fine here. */
function withVersion(url: string): string {
  const bare = url.replace(/\/+$/, '');
  return bare.endsWith('/v1') ? bare : `${bare}/v1`;
}

function required(value: string | undefined, setting: string, name: string): string {
  if (!value) throw new GoldsmithError('bad-setting', `The model ${name} needs ${setting}.`);
  return value;
}
