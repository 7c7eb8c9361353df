/** A file of fewer bytes is read in one step, as most images are. */
export const wholeBytes = 2 * 1024 * 1024;

/** How many stay that no file is read into. */
const keptAtMost = 4;

/** The largest last. */
const kept: Buffer[] = [];

/** Memory to read a small file into. */
interface ReadBuffer {
  memory: Buffer;
  /** To be called when the file's content is not needed any more: another is read into it then. */
  release(): void;
}

/**
 * Memory that is used again and again: new memory for each image costs more than to read it, since the
 * system has to clear it, and since the runtime looks for what it can free after some megabytes of it.
 */
export function takeReadBuffer(bytes: number): ReadBuffer {
  const fitting = kept.findIndex((memory) => memory.length >= bytes);
  const [memory = Buffer.allocUnsafeSlow(roundedUp(bytes))] =
    fitting < 0 ? [] : kept.splice(fitting, 1);
  let isTaken = true;
  return {
    memory,
    release() {
      if (isTaken) keep(memory);
      isTaken = false;
    },
  };
}

function keep(memory: Buffer): void {
  kept.push(memory);
  kept.sort((one, other) => one.length - other.length);
  if (kept.length > keptAtMost) kept.shift();
}

/** To a power of two, so that the next file fits as well. */
function roundedUp(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}
