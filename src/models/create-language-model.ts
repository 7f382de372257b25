import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { ModelConfig } from '../config.ts';
import { GoldsmithError } from '../errors.ts';
import type { Endpoint } from '../model-settings.ts';
import type { LanguageModel } from './language-model.ts';
import { type PriceEntry, priceOf } from './price-of.ts';
import { SdkLanguageModel } from './sdk-language-model.ts';

// The SDK writes warnings of its own to standard error, past the log.
globalThis.AI_SDK_LOG_WARNINGS = false;

/**
 * One model, by its name.
 * @param name `provider:model`; the provider is `anthropic`, `openai` or one of the named endpoints.
 * @param prices the operator's own.
 * @throws GoldsmithError `bad-setting` when it needs a setting that is missing.
 */
export function createLanguageModel(
  name: string,
  config: ModelConfig,
  prices: readonly PriceEntry[] = [],
): LanguageModel {
  const [provider, ...rest] = name.split(':');
  const model = rest.join(':');
  const { apiKey, baseUrl } = endpointOf(provider, name, config);
  const sdk =
    provider === 'anthropic'
      ? createAnthropic({ apiKey, baseURL: baseUrl })(model)
      : createOpenAICompatible({
          ...{ name: provider, baseURL: baseUrl, apiKey },
          // Without it a streamed answer does not tell its tokens.
          includeUsage: true,
          // A server that refuses the schema of an object is asked again without.
          supportsStructuredOutputs: true,
        })(model);
  return new SdkLanguageModel(name, sdk, {
    timeoutMs: config.timeoutMs,
    apiKey,
    pricing: priceOf(model, baseUrl, prices),
  });
}

/**
 * Whether it is known what a model costs; for a small call at least: some prices hold up to a size only.
 * @param name as {@link createLanguageModel} takes it.
 */
export function isPriced(name: string, config: ModelConfig, prices: readonly PriceEntry[]): boolean {
  const [provider, ...rest] = name.split(':');
  const pricing = priceOf(rest.join(':'), endpointOf(provider, name, config).baseUrl, prices);
  return pricing({ inputTokens: 1, outputTokens: 1 }) !== undefined;
}

function endpointOf(provider: string, name: string, { anthropic, openai, endpoints }: ModelConfig): Endpoint {
  if (provider === 'anthropic') {
    const apiKey = required(anthropic.apiKey, 'ANTHROPIC_API_KEY', name);
    return { apiKey, baseUrl: withVersion(anthropic.baseUrl ?? 'https://api.anthropic.com') };
  }
  if (provider === 'openai') {
    return { apiKey: openai.apiKey, baseUrl: required(openai.baseUrl, 'GOLDSMITH_OPENAI_URL', name) };
  }
  const setting = `GOLDSMITH_ENDPOINT_${provider.toUpperCase()}_URL`;
  return required(endpoints[provider], setting, name);
}

/** Anthropic's own clients take the address without its version, the AI SDK with it: both are fine here. */
function withVersion(url: string): string {
  const bare = url.replace(/\/+$/, '');
  return bare.endsWith('/v1') ? bare : `${bare}/v1`;
}

function required<T>(value: T | undefined, setting: string, name: string): T {
  if (!value) throw new GoldsmithError('bad-setting', `The model ${name} needs ${setting}.`);
  return value;
}
