/** A vector as pgvector reads it: `[0.1,0.2]`. */
export function toVectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

/** A vector as `bytea`: 4 bytes a number, little endian. For vectors that SQL never compares, at a third of the text's size. */
export function toVectorBytes(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The vector in a `bytea` value. */
export function fromVectorBytes(bytes: Buffer): Float32Array {
  // Copied, because the driver's buffer need not lie on a multiple of 4.
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
