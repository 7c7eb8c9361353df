import { createServer } from "node:http";
import { createIPX, createIPXNodeServer, ipxFSStorage } from "ipx";

// IPX as its README sets it up, over the folder named by IPX_BENCH_FOLDER. Prints where it listens.

const ipx = createIPX({ storage: ipxFSStorage({ dir: process.env.IPX_BENCH_FOLDER ?? "." }) });
// While the other server is measured, connections stay open as they do there.
const server = createServer({ keepAliveTimeout: 60_000 }, createIPXNodeServer(ipx));
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  process.stdout.write(`IPX is listening on http://127.0.0.1:${port}\n`);
});
// The runner holds the other end: when it is gone, however it went, so is this server.
process.stdin.on("end", () => process.exit(0)).resume();
