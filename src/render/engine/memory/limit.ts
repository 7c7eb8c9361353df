const pageBytes = 64 * 1024;
const memorySection = 5;

/**
 * A WebAssembly module whose own memory cannot grow beyond a limit. What is compiled without one may
 * take all that 32 bits can address.
 * @throws Error if the module has no memory of its own, or one with a limit already
 */
export function withMemoryLimit(module: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  // Magic and version are eight bytes; each section is its number, its length, and its content.
  for (let at = 8; at < module.length; ) {
    const length = readNumber(module, at + 1);
    const end = length.next + length.value;
    if (module[at] === memorySection) {
      const [count, flags] = [module[length.next], module[length.next + 1]];
      if (count !== 1 || flags !== 0) break;
      const least = readNumber(module, length.next + 2).value;
      const content = [1, 1, ...written(least), ...written(Math.floor(maxBytes / pageBytes))];
      const section = Uint8Array.from([memorySection, ...written(content.length), ...content]);
      return joined(module.subarray(0, at), section, module.subarray(end));
    }
    at = end;
  }
  throw new Error("Expected a module with one memory that has no limit");
}

/** An unsigned number in LEB128, and where the next byte is. */
function readNumber(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  for (let at = start, shift = 0; ; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at + 1 };
  }
}

function written(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low + 128, ...written(Math.floor(value / 128))];
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
