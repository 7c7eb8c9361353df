import { join } from "node:path";
import { Failure } from "../failure.ts";
import { sizeOf, unlinkQuietly } from "./files.ts";

/** A file in the making, on the file system of the cache. Its bytes count before they are there. */
export interface Draft {
  /** Absolute path; nothing lies there yet. */
  file: string;
  /**
   * Raises the bytes that the file may have to this many; to be called before they are written.
   * Evicts what is needed: ELIMIT when the whole cache is smaller, EBUSY when everything else is
   * in use.
   */
  allow(bytes: number): void;
  /** Deletes the file and gives its bytes back; does nothing once it was added. */
  discard(): void;
}

export interface Drafts {
  open(): Draft;
  /** Length of a finished draft; throws when it is longer than allowed, or not there. */
  measure(draft: Draft): number;
  /** Gives the bytes of a draft back whose file is not a draft any more. */
  settle(draft: Draft): void;
  /** Bytes that all drafts together may have. */
  making(): number;
}

/**
 * @param maxBytes bound of one draft
 * @param makeRoom called before drafts may have so many more bytes; throws when there is no room
 */
export function createDrafts(
  folder: string,
  maxBytes: number,
  makeRoom: (bytes: number) => void,
): Drafts {
  /** Bytes by draft; those that were added or discarded are not here. */
  const allowed = new Map<Draft, number>();
  let opened = 0;
  let making = 0;

  function settle(draft: Draft): void {
    making -= allowed.get(draft) ?? 0;
    allowed.delete(draft);
  }

  return {
    open() {
      opened += 1;
      const draft: Draft = {
        file: join(folder, opened.toString(36)),
        allow(bytes) {
          const before = allowed.get(draft);
          if (before === undefined) throw new Error("This draft was added or discarded");
          if (bytes <= before) return;
          if (bytes > maxBytes) {
            const message = `The file is too large: the disk cache holds ${maxBytes} bytes`;
            throw new Failure("ELIMIT", message);
          }
          makeRoom(bytes - before);
          making += bytes - before;
          allowed.set(draft, bytes);
        },
        discard() {
          if (!allowed.has(draft)) return;
          // First the file: until it is gone, its bytes are there.
          unlinkQuietly(draft.file);
          settle(draft);
        },
      };
      allowed.set(draft, 0);
      return draft;
    },

    measure(draft) {
      const bytes = sizeOf(draft.file);
      const most = allowed.get(draft);
      if (bytes === undefined || most === undefined || bytes > most) {
        throw new Error(`Cannot keep a draft: expected at most ${most} bytes, got ${bytes}`);
      }
      return bytes;
    },

    settle,
    making: () => making,
  };
}
