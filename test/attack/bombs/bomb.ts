/** Small files that take much, by what is wrong with them; made when they are asked for. */
export type Bombs = Record<string, () => Uint8Array | Promise<Uint8Array>>;
