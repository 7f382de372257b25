import type { ModelConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import { AccountedLanguageModel, type CallLedger } from './accounted-language-model.ts';
import { Circuit, CircuitLanguageModel } from './circuit-language-model.ts';
import { FallbackLanguageModel } from './fallback-language-model.ts';
import type { LanguageModel } from './language-model.ts';
import type { ModelRole } from './model-call-recorder.ts';
import { type PriceEntry, readPrices } from './price-of.ts';
import { SecondTryLanguageModel } from './second-try-language-model.ts';

/** The model of each role; several models behind each other as one. */
export type RoleModels = Record<ModelRole, LanguageModel>;

/** What the roles' models are made with. */
export interface RoleModelParts {
  /** Needs no server. By day it is the last that is asked, by night the only one where no other is named. */
  offline: LanguageModel;
  ledger: CallLedger;
  log: Logger;
}

/**
 * The models of all roles. By day a role's own list (business's where it has none) is followed by the fallback's and the
 * offline model; by night by the fallback's alone: a failing model is no reason to write worse answers, and what was not
 * written waits for the next run. A model that several roles name rests for all of them when it fails.
 * @throws GoldsmithError `bad-setting` when a model lacks a setting, or the file of prices is not usable.
 */
export async function createRoleModels(config: ModelConfig, parts: RoleModelParts): Promise<RoleModels> {
  const { offline, ledger, log } = parts;
  const byDay = (own: readonly string[]) => inTurn(own.length > 0 ? own : config.business, config.fallback);
  const lists: Record<ModelRole, string[]> = {
    casual: byDay(config.casual),
    business: byDay(config.business),
    code: byDay(config.code),
    night: inTurn(config.night, config.fallback),
  };
  const known = await createNamed(Object.values(lists).flat(), config, log);
  const ofRole = (role: ModelRole, last?: LanguageModel) => {
    const inTurn = lists[role].flatMap((name) => known.get(name) ?? []);
    const models = inTurn.map(({ model, circuit }, i) => {
      const accounted = new SecondTryLanguageModel(new AccountedLanguageModel(model, role, ledger));
      // Where no other model is left to go on to, letting this one rest would only turn a try into a failure.
      const isLast = !last && i === inTurn.length - 1;
      return isLast ? accounted : new CircuitLanguageModel(accounted, circuit);
    });
    const all = last ? [...models, new AccountedLanguageModel(last, role, ledger)] : models;
    return all.length === 1 ? all[0] : new FallbackLanguageModel(all, log);
  };
  return {
    casual: ofRole('casual', offline),
    business: ofRole('business', offline),
    code: ofRole('code', offline),
    night: ofRole('night', lists.night.length === 0 ? offline : undefined),
  };
}

/**
 * The names of the models that may be asked by night and whose price is not known.
 * @throws GoldsmithError `bad-setting` as {@link createRoleModels}.
 */
export async function unpricedByNight(config: ModelConfig): Promise<string[]> {
  const names = inTurn(config.night, config.fallback);
  if (names.length === 0) return [];
  const { isPriced } = await import('./create-language-model.ts');
  const prices = ownPrices(config);
  return names.filter((name) => !isPriced(name, config, prices));
}

/** Each model that is named, once, with the circuit that all its roles share. */
async function createNamed(names: readonly string[], config: ModelConfig, log: Logger) {
  const prices = ownPrices(config);
  const known = new Map<string, { model: LanguageModel; circuit: Circuit }>();
  if (names.length === 0) return known;
  // The providers' SDK takes some time to load.
  const { createLanguageModel } = await import('./create-language-model.ts');
  for (const name of new Set(names)) {
    known.set(name, { model: createLanguageModel(name, config, prices), circuit: new Circuit(name, log) });
  }
  return known;
}

function ownPrices({ pricesFile }: ModelConfig): PriceEntry[] {
  return pricesFile === undefined ? [] : readPrices(pricesFile);
}

/** The models to ask in turn, each once. One named `offline` ends the list: it always answers. */
function inTurn(own: readonly string[], fallback: readonly string[]): string[] {
  const names = [...own, ...fallback];
  const end = names.indexOf('offline');
  return [...new Set(end < 0 ? names : names.slice(0, end))];
}
