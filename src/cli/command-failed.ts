/** A command has told its failure itself; all that is left is exit code 1. */
export class CommandFailed extends Error {}
