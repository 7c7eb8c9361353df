import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { receive } from "../../src/cache/receive.ts";
import { headerReaderFor } from "../../src/render/engine/native/read-header.ts";
import { photo } from "../support/pictures.ts";
import { temporaryFolder } from "../support/tintype.ts";

/** A body that fails when it is told to stop. */
const stubborn = () =>
  new ReadableStream<Uint8Array>({
    cancel() {
      throw new Error("It does not stop");
    },
  });

/** A body in two pieces. */
const bodyOf = (bytes: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start(stream) {
      stream.enqueue(bytes.subarray(0, 100));
      stream.enqueue(bytes.subarray(100));
      stream.close();
    },
  });

const pending = (file: string) => ({ file, allow() {}, discard() {} });
const bounds = { maxBytes: 5, signal: new AbortController().signal };

test("why a body is not taken is told, though it cannot be stopped", async () => {
  const folder = temporaryFolder();
  const tooLong = receive({ body: stubborn(), bytes: 10 }, pending(join(folder, "a")), bounds);
  await expect(tooLong).rejects.toMatchObject({ code: "ELIMIT" });
  const nowhere = receive({ body: stubborn() }, pending(join(folder, "none", "a")), bounds);
  await expect(nowhere).rejects.toMatchObject({ code: "ENOENT" });
});

describe("the header of what comes in", () => {
  const signal = new AbortController().signal;

  async function received(bytes: Uint8Array, engine: "auto" | "wasm" = "auto") {
    const file = pending(join(temporaryFolder(), "a"));
    const readHeader = headerReaderFor(engine);
    return receive({ body: bodyOf(bytes) }, file, { maxBytes: 1e8, signal, readHeader });
  }

  test("is read at once where no codec is needed for it", async () => {
    const jpeg = await photo(640, 480, { format: "jpeg" });
    const { header } = await received(jpeg);
    expect(header).toMatchObject({ format: "jpeg", width: 640, height: 480, bytes: jpeg.length });
    expect((await received(await photo(64, 48, { format: "png" }))).header?.width).toBe(64);
  });

  test("is left to a renderer where it needs one, or libvips was asked for", async () => {
    const jpeg = await photo(640, 480, { format: "jpeg" });
    expect((await received(jpeg, "wasm")).header).toBeUndefined();
    expect((await received(jpeg.subarray(0, -2))).header).toBeUndefined();
    expect((await received(await photo(64, 48, { format: "gif" }))).header).toBeUndefined();
    expect((await received(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"))).header).toBe(
      undefined,
    );
  });

  test("is left to a renderer where looking at the file would hold up others", async () => {
    const jpeg = await photo(64, 48, { format: "jpeg" });
    const short = Uint8Array.of(0xff, 0xfe, 0, 2);
    // Comments, of which the decoder takes no notice.
    const comment = Buffer.alloc(65_537, " ");
    comment.set([0xff, 0xfe, 0xff, 0xff]);
    const long = [jpeg.subarray(0, 2), ...Array(40).fill(comment), jpeg.subarray(2)];
    const cut = [jpeg.subarray(0, 2), ...Array(2_000).fill(short), jpeg.subarray(2)];
    expect((await received(Buffer.concat(cut))).header).toBeUndefined();
    expect((await received(Buffer.concat([long[0], comment, long[41]]))).header?.width).toBe(64);
    expect((await received(Buffer.concat(long))).header).toBeUndefined();
  });
});
