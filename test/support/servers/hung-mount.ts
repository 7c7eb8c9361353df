import { dlopen, FFIType, ptr } from "bun:ffi";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, read, writeSync } from "node:fs";
import { temporaryFolder } from "../tintype.ts";

/** A file system whose root is there and whose files never answer, as when a server of files is gone. */
export interface HungMount {
  folder: string;
  /** What waits for it is given an error. */
  release(): void;
}

const requestBytes = 200_000;
/** Of Linux' `fuse.h`: what is answered. */
const [getattr, init] = [3, 26];

/** Mounts one; a word of why it cannot be. */
export function mountHung(): HungMount | string {
  const folder = temporaryFolder();
  let device: number;
  try {
    device = openSync("/dev/fuse", "r+");
  } catch (error) {
    return `/dev/fuse cannot be opened, ${(error as Error).message}`;
  }
  const { pointer, u64, i32 } = FFIType;
  const args = [pointer, pointer, pointer, u64, pointer] as const;
  const library = dlopen("libc.so.6", { mount: { args, returns: i32 } });
  const words = ["fuse", folder, "fuse", `fd=${device},rootmode=40000,user_id=0,group_id=0`].map(
    (word) => Buffer.from(`${word}\0`),
  );
  const [source = null, target = null, kind = null, options = null] = words.map((word) =>
    ptr(word),
  );
  if (library.symbols.mount(source, target, kind, 0n, options) !== 0) {
    closeSync(device);
    return "a file system of one's own may not be mounted";
  }
  const released = new AbortController();
  answerRoot(device, released.signal);
  return {
    folder,
    release() {
      released.abort();
      // By force, which answers what waits with an error: a read of the device keeps it open.
      spawnSync("umount", ["-f", "-l", folder]);
      closeSync(device);
    },
  };
}

/** Answers what is asked of the root, and nothing else, until the device is closed. */
function answerRoot(device: number, released: AbortSignal): void {
  const request = Buffer.alloc(requestBytes);
  read(device, request, 0, requestBytes, null, (error) => {
    if (error || released.aborted) return;
    const operation = request.readUInt32LE(4);
    const answer =
      operation === init ? initAnswer() : operation === getattr ? rootAnswer() : undefined;
    if (answer) {
      const head = Buffer.alloc(16);
      head.writeUInt32LE(head.length + answer.length, 0);
      request.copy(head, 8, 8, 16);
      writeSync(device, Buffer.concat([head, answer]));
    }
    answerRoot(device, released);
  });
}

/** Version 7.31 of the protocol. */
function initAnswer(): Buffer {
  const answer = Buffer.alloc(64);
  answer.writeUInt32LE(7, 0);
  answer.writeUInt32LE(31, 4);
  answer.writeUInt16LE(12, 16);
  answer.writeUInt16LE(9, 18);
  answer.writeUInt32LE(4096, 20);
  return answer;
}

/** A folder that everybody may enter, known for an hour. */
function rootAnswer(): Buffer {
  const answer = Buffer.alloc(104);
  answer.writeBigUInt64LE(3600n, 0);
  answer.writeBigUInt64LE(1n, 16);
  answer.writeUInt32LE(0o40755, 16 + 60);
  answer.writeUInt32LE(2, 16 + 64);
  return answer;
}
