import type { DiskCache, PendingFile } from "../../cache/disk.ts";
import { hashOf } from "../../cache/integrity.ts";
import { Failure } from "../../failure.ts";
import type { LayerFiles } from "../render-inputs.ts";

/** A finished file, with what is kept beside it. */
export interface MadeFile {
  pending: PendingFile;
  hash: string;
  contentType: string;
  layers: LayerFiles["layers"];
}

/**
 * A file of the cache that `write` fills; nothing is left of it where that fails. EBUSY where it is
 * not there any more.
 */
export async function makeFile(
  disk: DiskCache,
  { contentType, layers }: Pick<MadeFile, "contentType" | "layers">,
  write: (pending: PendingFile) => Promise<void>,
): Promise<MadeFile> {
  const pending = disk.pendingFile();
  try {
    await write(pending);
    const hash = await hashOf(pending.file);
    if (hash === undefined) throw new Failure("EBUSY", "The file is gone: the disk may be full");
    return { pending, hash, contentType, layers };
  } catch (error) {
    pending.discard();
    throw error;
  }
}
