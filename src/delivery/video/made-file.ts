import type { PendingFile } from "../../cache/disk.ts";
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

/** A file that has been written. EBUSY where it is not there any more. */
export async function madeFile(
  pending: PendingFile,
  contentType: string,
  layers: LayerFiles["layers"],
): Promise<MadeFile> {
  const hash = await hashOf(pending.file);
  if (hash === undefined) throw new Failure("EBUSY", "The file is gone: the disk may be full");
  return { pending, hash, contentType, layers };
}
