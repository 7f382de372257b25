import type { ModelConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import { AccountedLanguageModel, type CallLedger } from './accounted-language-model.ts';
import { Circuit, CircuitLanguageModel } from './circuit-language-model.ts';
import { createLanguageModel } from './create-language-model.ts';
import { FallbackLanguageModel } from './fallback-language-model.ts';
import type { LanguageModel } from './language-model.ts';
import type { ModelRole } from './model-call-recorder.ts';
import { readPrices } from './price-of.ts';

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
export function createRoleModels(config: ModelConfig, { offline, ledger, log }: RoleModelParts): RoleModels {
  const prices = config.pricesFile === undefined ? [] : readPrices(config.pricesFile);
  const known = new Map<string, { model: LanguageModel; circuit: Circuit }>();
  const named = (name: string) => {
    const one = known.get(name) ?? {
      model: createLanguageModel(name, config, prices),
      circuit: new Circuit(name, log),
    };
    known.set(name, one);
    return one;
  };
  const ofRole = (role: ModelRole, names: readonly string[], last?: LanguageModel) => {
    const inTurn = names.map(named);
    const models = inTurn.map(({ model, circuit }, i) => {
      const accounted = new AccountedLanguageModel(model, role, ledger);
      // Where no other model is left to go on to, letting this one rest would only turn a try into a failure.
      const isLast = !last && i === inTurn.length - 1;
      return isLast ? accounted : new CircuitLanguageModel(accounted, circuit);
    });
    const all = last ? [...models, new AccountedLanguageModel(last, role, ledger)] : models;
    return all.length === 1 ? all[0] : new FallbackLanguageModel(all, log);
  };
  const byDay = (role: 'casual' | 'business' | 'code') => {
    const own = config[role].length > 0 ? config[role] : config.business;
    return ofRole(role, inTurn(own, config.fallback), offline);
  };
  const byNight = inTurn(config.night, config.fallback);
  return {
    casual: byDay('casual'),
    business: byDay('business'),
    code: byDay('code'),
    night: ofRole('night', byNight, byNight.length === 0 ? offline : undefined),
  };
}

/** The models to ask in turn, each once. One named `offline` ends the list: it always answers. */
function inTurn(own: readonly string[], fallback: readonly string[]): string[] {
  const names = [...own, ...fallback];
  const end = names.indexOf('offline');
  return [...new Set(end < 0 ? names : names.slice(0, end))];
}
