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
