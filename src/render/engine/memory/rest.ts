import { heldMemory } from "./held.ts";

/** How long a renderer is without work before it gives memory back: a page's images come at once. */
const restMilliseconds = 10_000;

/** More than this above what a fresh process holds is given back. */
const spareBytes = 64 * 1024 ** 2;

/** A renderer's time without work. */
interface Rest {
  begin(): void;
  end(): void;
}

interface RestOptions {
  /** Called once in a rest that is long enough, with the bytes that are held. */
  tell(bytes: number): void;
  /** Bytes that this process holds. */
  held?(): number;
  milliseconds?: number;
}

/** Notices that memory is held for nothing: codecs in WebAssembly never give any back. */
export function createRest(options: RestOptions): Rest {
  const { tell, held = heldMemory, milliseconds = restMilliseconds } = options;
  const fresh = held();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const bytes = held();
    if (bytes - fresh > spareBytes) tell(bytes);
  }

  return {
    begin() {
      timer = setTimeout(look, milliseconds);
    },
    end: () => clearTimeout(timer),
  };
}
