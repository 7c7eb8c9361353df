import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const SOL_SOCKET = 1;
const SO_ATTACH_REUSEPORT_CBPF = 51;

/** `BPF_RET | BPF_K`: gives a constant. */
const bpfReturn = 0x06;

/** Of the sockets that share a port the first has number 0. */
const second = 1;

/**
 * Has the system give connections to the younger of two sockets that share a port, and never to the
 * older one, so that nothing is lost when that closes. Without it both get their part, and those
 * who connect at the moment of closing are turned away. Linux only; elsewhere, nothing is done.
 * @param port at which one of our sockets listens
 * @see https://man7.org/linux/man-pages/man7/socket.7.html
 */
export async function preferNewestListener(port: number): Promise<void> {
  const descriptor = process.platform === "linux" ? listenerAt(port) : undefined;
  if (descriptor === undefined) return;
  try {
    const { dlopen, ptr } = await import("bun:ffi");
    const { symbols, close } = dlopen(libc(), {
      setsockopt: { args: ["i32", "i32", "i32", "ptr", "u32"], returns: "i32" },
    });
    const instructions = new BigUint64Array([BigInt(bpfReturn) | (BigInt(second) << 32n)]);
    // The number of instructions, padded to the width of the address that follows.
    const program = new BigUint64Array([1n, BigInt(ptr(instructions))]);
    symbols.setsockopt(
      descriptor,
      SOL_SOCKET,
      SO_ATTACH_REUSEPORT_CBPF,
      ptr(program),
      program.byteLength,
    );
    close();
  } catch {
    // A kernel or a library that has no such thing.
  }
}

function libc(): string {
  const names = readdirSync("/lib").filter((name) => name.startsWith("libc.musl-"));
  return names[0] ?? "libc.so.6";
}

/** Descriptor of our socket that listens on a port. */
function listenerAt(port: number): number | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const inodes = new Set<string>();
  try {
    for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
      for (const line of readFileSync(table, "latin1").split("\n")) {
        const fields = line.trim().split(/\s+/);
        // 0A is a socket that listens.
        if (fields[1]?.endsWith(suffix) && fields[3] === "0A") inodes.add(`socket:[${fields[9]}]`);
      }
    }
    return readdirSync("/proc/self/fd")
      .map(Number)
      .find((one) => inodes.has(targetOf(one)));
  } catch {
    return undefined;
  }
}

function targetOf(descriptor: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    // The one that the folder was read with.
    return "";
  }
}
