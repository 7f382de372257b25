/** The two-sided 95% point of the normal distribution. */
const Z = 1.959963984540054;

/** A share's interval, 0 to 1. */
export interface ShareInterval {
  low: number;
  high: number;
}

/**
 * The 95% interval of a share of which a sample is known: the score interval of E. B. Wilson, "Probable inference, the law
 * of succession, and statistical inference", Journal of the American Statistical Association 22 (1927), 209-212. Unlike the
 * textbook interval it holds for small samples and shares near 0, where a count of 0 does not mean that there is none.
 * @param wrong how many of the sample, 0 to `checked`.
 * @param checked the sample's size; of an empty one nothing is known.
 */
export function wilsonInterval(wrong: number, checked: number): ShareInterval {
  if (checked === 0) return { low: 0, high: 1 };
  const share = wrong / checked;
  const z2 = Z * Z;
  const centre = (share + z2 / (2 * checked)) / (1 + z2 / checked);
  const half = (Z / (1 + z2 / checked)) * Math.sqrt((share * (1 - share)) / checked + z2 / (4 * checked * checked));
  // At the ends the limit is the share itself; rounding would leave a hair between them.
  return { low: wrong === 0 ? 0 : centre - half, high: wrong === checked ? 1 : centre + half };
}
