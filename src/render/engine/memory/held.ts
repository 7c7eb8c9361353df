/** WebAssembly memories that are in use; one that nothing else holds any more is let go. */
const watched = new Set<WeakRef<WebAssembly.Memory>>();

/** Counts a memory, which never shrinks, as held by this process. */
export function watchMemory(memory: WebAssembly.Memory): void {
  watched.add(new WeakRef(memory));
}

/** Counts the memory that an instance exports under any name. */
export function watchInstance({ exports }: WebAssembly.Instance): void {
  for (const value of Object.values(exports)) {
    if (value instanceof WebAssembly.Memory) watchMemory(value);
  }
}

/**
 * Runs what makes WebAssembly memories inside itself and shows none of them; those count as held
 * from then on.
 */
export async function watchingMemories<T>(work: () => Promise<T>): Promise<T> {
  const { Memory } = WebAssembly;
  WebAssembly.Memory = new Proxy(Memory, {
    construct(target, [descriptor]) {
      const memory = new target(descriptor);
      watchMemory(memory);
      return memory;
    },
  });
  try {
    return await work();
  } finally {
    WebAssembly.Memory = Memory;
  }
}

/**
 * Bytes that this process holds: what is resident, or what its WebAssembly memories have grown to
 * when that is more. A memory that has grown to its end may be empty, and yet have no piece left
 * that is large enough: how much of it is resident tells nothing about that.
 */
export function heldMemory(): number {
  let reserved = 0;
  for (const reference of watched) {
    const memory = reference.deref();
    if (memory) reserved += memory.buffer.byteLength;
    else watched.delete(reference);
  }
  return Math.max(process.memoryUsage.rss(), reserved);
}
