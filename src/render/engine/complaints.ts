import fs from "node:fs";

/**
 * What libvips has complained about on standard error. An allocation that fails is told there and
 * nowhere else.
 */
export const complaints = { count: 0, outOfMemory: false };

export const outOfMemory =
  /out of memory|memory allocation|(?:cannot|failed to) allocate|aborted\(oom\)|bad_alloc|unable to (?:re)?alloc/i;

/** Takes a line that libvips has written to standard error into account. */
export function noteComplaint(line: string): void {
  complaints.count += 1;
  if (outOfMemory.test(line)) complaints.outOfMemory = true;
}

const standardError = 2;

/** Listens to what libvips writes to the file of standard error itself, from now on. */
export function hearComplaints(): void {
  const { writeSync } = fs;
  const heard = (...written: Parameters<typeof writeSync>) => {
    const [file, bytes, from, length] = written as unknown as [
      number,
      Uint8Array,
      number?,
      number?,
    ];
    if (file === standardError && typeof bytes !== "string") {
      const start = from ?? 0;
      const part = Buffer.from(
        bytes.subarray(start, length === undefined ? undefined : start + length),
      );
      for (const line of part.toString("latin1").split("\n")) if (line !== "") noteComplaint(line);
    }
    return writeSync(...written);
  };
  Object.assign(fs, { writeSync: heard });
}
