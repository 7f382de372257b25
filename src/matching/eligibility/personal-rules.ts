/** How one language asks for what only the asker's own records say. All patterns are for texts in lower case. */
export interface PersonalRules {
  /** Names the asker; where it does not hold for a text, no other rule of the language is tried. */
  speaksOfSelf: RegExp;
  /** A clause that asks for the asker's own record. */
  asksRecord: readonly RegExp[];
  /** A clause that asks how, why or whether one may: a general answer serves, whatever else it says. */
  asksHow: RegExp;
  /** A clause that tells the state of a record, and asks for it when the text asks nothing else. */
  tellsRecord: readonly RegExp[];
  /** A text that asks how the asker himself stands ("am I overstaying?"), if it asks nothing else. */
  asksStanding: RegExp;
  /** A text that tells of a record and then asks for "it": "my passport is still with you, when do I get it back?". */
  tellsThenAsks: RegExp;
  /** A text that asks something else. */
  asksOtherwise: RegExp;
}
