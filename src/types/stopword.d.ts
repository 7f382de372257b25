/** The package carries no types; these are the lists that Goldsmith uses. */
declare module 'stopword' {
  export const eng: string[];
  export const ind: string[];
  export const ita: string[];
}
