import { expect, test } from "bun:test";
import { join } from "node:path";
import { receive } from "../../src/cache/receive.ts";
import { temporaryFolder } from "../support/tintype.ts";

/** A body that fails when it is told to stop. */
const stubborn = () =>
  new ReadableStream<Uint8Array>({
    cancel() {
      throw new Error("It does not stop");
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
