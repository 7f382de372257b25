import { softmax } from '../../matching/choice-model.ts';
import { letterGroups } from './letter-groups.ts';
import modelJson from './route-classifier.json' with { type: 'json' };
import { lexicalFeatures } from './route-marks.ts';

/** The ways of a question, in the order of a model's weights. */
export const ROUTE_NAMES = ['casual', 'business', 'code'] as const;

/** Small talk, a question for the knowledge base, or one about program code. */
export type RouteName = (typeof ROUTE_NAMES)[number];

/** A trained classifier; `scripts/build-router.ts` makes it and says from what. */
export interface RouteModel {
  /** The embedder whose vectors it was trained on. */
  embedder: string;
  /** Per route the intercept, a weight for each number of the vector, then the other features of {@link routeFeatures}. */
  weights: number[][];
  /** From this probability on the best route was right in at least 98% of cases, in cross-validation. */
  bar: number;
}

/** What the classifier thinks of a question. */
export interface RouteGuess {
  name: RouteName;
  /** Of being right, 0 to 1. */
  confidence: number;
  /** Whether the confidence reaches the model's bar. */
  isSure: boolean;
}

/** The model that comes with Goldsmith. */
export const BUNDLED_ROUTE_MODEL: RouteModel = modelJson;

/** The features of a question for a {@link RouteModel}: its vector at unit length, the signs in its words, its groups of letters. */
export function routeFeatures(text: string, vector: Float32Array): Float32Array {
  const lexical = lexicalFeatures(text);
  const letters = letterGroups(text);
  const features = new Float32Array(vector.length + lexical.length + letters.length);
  features.set(vector);
  features.set(lexical, vector.length);
  features.set(letters, vector.length + lexical.length);
  return features;
}

/** The probability of each route, in the order of {@link ROUTE_NAMES}; they add up to 1. */
export function routeProbabilities(weights: readonly ArrayLike<number>[], features: Float32Array): number[] {
  return softmax(
    weights.map((row) => {
      let score = row[0];
      for (let i = 0; i < features.length; i++) score += row[i + 1] * features[i];
      return score;
    }),
  );
}

/** The likeliest route of a question. @param vector at unit length, from the model's embedder. */
export function guessRoute(text: string, vector: Float32Array, model = BUNDLED_ROUTE_MODEL): RouteGuess {
  const probabilities = routeProbabilities(model.weights, routeFeatures(text, vector));
  const confidence = Math.max(...probabilities);
  return { name: ROUTE_NAMES[probabilities.indexOf(confidence)], confidence, isSure: confidence >= model.bar };
}
