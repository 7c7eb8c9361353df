import { join } from "node:path";
import { Failure } from "../failure.ts";
import { fileBytes, unlinkQuietly } from "./files.ts";

/** A file in the making, on the file system of the cache. Its bytes count before they are there. */
export interface PendingFile {
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

interface PendingFiles {
  open(): PendingFile;
  /** Length of a finished pending file; throws when it is longer than allowed, or not there. */
  measure(pending: PendingFile): number;
  /** Gives the bytes of a pending file back whose file is not pending any more. */
  release(pending: PendingFile): void;
  /** Bytes that all pending files together may have. */
  making(): number;
}

/**
 * @param writableFolder a folder that can be written to now
 * @param maxBytes bound of one pending file
 * @param makeRoom called before pending files may have so many more bytes; throws when there is no room
 */
export function createPendingFiles(
  writableFolder: () => string,
  maxBytes: number,
  makeRoom: (bytes: number) => void,
): PendingFiles {
  /** Bytes by pending file; those that were added or discarded are not here. */
  const allowed = new Map<PendingFile, number>();
  let opened = 0;
  let making = 0;

  function release(pending: PendingFile): void {
    making -= allowed.get(pending) ?? 0;
    allowed.delete(pending);
  }

  return {
    open() {
      opened += 1;
      const pending: PendingFile = {
        file: join(writableFolder(), opened.toString(36)),
        allow(bytes) {
          const before = allowed.get(pending);
          if (before === undefined) throw new Error("This draft was added or discarded");
          if (bytes <= before) return;
          if (bytes > maxBytes) {
            const message = `The file is too large: the disk cache holds ${maxBytes} bytes`;
            throw new Failure("ELIMIT", message);
          }
          makeRoom(bytes - before);
          making += bytes - before;
          allowed.set(pending, bytes);
        },
        discard() {
          if (!allowed.has(pending)) return;
          // First the file: until it is gone, its bytes are there.
          unlinkQuietly(pending.file);
          release(pending);
        },
      };
      allowed.set(pending, 0);
      return pending;
    },

    measure(pending) {
      const bytes = fileBytes(pending.file);
      const most = allowed.get(pending);
      if (bytes === undefined || most === undefined || bytes > most) {
        throw new Error(`Cannot keep a draft: expected at most ${most} bytes, got ${bytes}`);
      }
      return bytes;
    },

    release,
    making: () => making,
  };
}
