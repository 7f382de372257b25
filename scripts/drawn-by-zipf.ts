import { SeededRandom } from '../src/mining/judging/seeded-random.ts';
import type { Labelled } from './public-sets.ts';

/**
 * Questions of a labelled set in an order in which people might ask them: what means the same as often as its rank says, the
 * second half as often as the first (Zipf's law), ranks by lot, no question twice. So new meanings keep coming, rarer and rarer.
 * @param count at most; of a label that is used up nothing comes any more.
 */
export function drawnByZipf(all: readonly Labelled[], count: number, seed: number): Labelled[] {
  const random = new SeededRandom(seed);
  const groups = random.shuffled([...Map.groupBy(random.shuffled(all), ({ label }) => label).values()]);
  const left = groups.map((group, rank) => ({ group, weight: 1 / (rank + 1) }));
  const drawn: Labelled[] = [];
  while (drawn.length < count && left.length > 0) {
    const at = lot(random, left);
    const { group } = left[at];
    drawn.push(group.pop()!);
    if (group.length === 0) left.splice(at, 1);
  }
  return drawn;
}

function lot(random: SeededRandom, some: readonly { weight: number }[]): number {
  let rest = random.next() * some.reduce((sum, { weight }) => sum + weight, 0);
  const at = some.findIndex(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
  return at < 0 ? some.length - 1 : at;
}
