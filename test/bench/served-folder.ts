import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { PhotoSet } from "./photos.ts";
import type { Wish } from "./servers.ts";

/** The folder that both servers serve for one run. */
export interface ServedFolder {
  folder: string;
  /**
   * The same wishes for photos that nobody has asked for before: new names, and bytes of their own,
   * so that neither a path nor a hash is known.
   * @param sharing so many wishes in a row are for one photo; 1 when not given
   */
  renewed(wishes: readonly Wish[], sharing?: number): Wish[];
  /** Removes what `renewed` has made so far. */
  clear(): void;
}

export function createServedFolder({ folder: source, photos }: PhotoSet, folder: string) {
  mkdirSync(folder);
  for (const { name } of photos) copyFileSync(join(source, name), join(folder, name));
  const made: string[] = [];
  let count = 0;

  function renew(name: string): string {
    count += 1;
    const copy = `new-${count}-${name}`;
    writeFileSync(join(folder, copy), withComment(readFileSync(join(folder, name)), copy));
    made.push(copy);
    return copy;
  }

  const served: ServedFolder = {
    folder,
    renewed(wishes, sharing = 1) {
      let name = "";
      return wishes.map((wish, i) => {
        if (i % sharing === 0) name = renew(wish.name);
        return { ...wish, name };
      });
    },
    clear() {
      for (const name of made.splice(0)) rmSync(join(folder, name));
    },
  };
  return served;
}

/** A file with a comment in it; the image is the same. */
function withComment(bytes: Uint8Array, comment: string): Uint8Array {
  return bytes[0] === 0x89 ? withTextChunk(bytes, comment) : withCommentSegment(bytes, comment);
}

/** A PNG with a `tEXt` chunk behind its header. */
function withTextChunk(png: Uint8Array, comment: string): Uint8Array {
  const headerEnd = 33;
  const content = Buffer.from(`tEXtComment\0${comment}`);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length - 4);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([
    png.subarray(0, headerEnd),
    ...[length, content, sum],
    png.subarray(headerEnd),
  ]);
}

/** A JPEG with a comment segment after its first marker. */
function withCommentSegment(jpeg: Uint8Array, comment: string): Uint8Array {
  const text = Buffer.from(comment);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xfffe, 0);
  segment.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, text, jpeg.subarray(2)]);
}
