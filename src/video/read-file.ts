import { open } from "node:fs/promises";
import { readBytes } from "../render/engine/film/moov.ts";
import { type Container, containerBytes, sniffContainer } from "./plan/container.ts";

/** What a file is, by its first bytes. */
export async function containerOf(file: string): Promise<Container | undefined> {
  const handle = await open(file);
  try {
    return sniffContainer(await readBytes(handle, 0, containerBytes));
  } finally {
    await handle.close();
  }
}
