/** The part of the WebAssembly API that Goldsmith uses; TypeScript has it only among the browser's types. */
declare namespace WebAssembly {
  /** Compiles in the background. */
  function compile(bytes: Uint8Array): Promise<Module>;
  type Exports = Record<string, unknown>;
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(descriptor: { initial: number });
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Exports;
  }
}
