import { preferNewestListener } from "./bun-newest-listener.ts";
import type { Certificate, Handler, Listening, ListenOptions } from "./listening.ts";

/** Opens a socket; one that is shared lets others join it on its port. */
type Serve = (handler: Handler, options: ListenOptions, isShared: boolean) => Bun.Server<undefined>;

/** A socket with one certificate. */
interface Generation {
  server: Bun.Server<undefined>;
  /** Whether a newer one has taken over, so that clients are to connect anew. */
  isReplaced: boolean;
}

/** The runtime's clock of idle connections ticks every four seconds. */
const drainSlackSeconds = 5;

/**
 * A server with a certificate that can be replaced. The runtime's server keeps the one that it began
 * with, so another joins it on the same port and gets all new connections. The old one closes when
 * those that it had are gone: idle ones end by themselves, busy ones are told to.
 */
export function listenSecurely(
  serve: Serve,
  handler: Handler,
  options: ListenOptions,
  first: Certificate,
): Listening {
  // A shared port may be another server's: an unshared socket tells.
  if (options.port !== 0) serve(handler, { ...options, certificate: undefined }, false).stop(true);

  const open = (certificate: Certificate, port: number): Generation => {
    const generation: Generation = { isReplaced: false, server: undefined as never };
    const answer: Handler = (request, peer, segments) => {
      const response = handler(request, peer, segments);
      return generation.isReplaced ? lastOf(response) : response;
    };
    generation.server = serve(answer, { ...options, port, certificate }, true);
    return generation;
  };

  let current = open(first, options.port);
  const port = current.server.port ?? options.port;
  void preferNewestListener(port);
  const drainMilliseconds = (options.idleTimeoutSeconds + drainSlackSeconds) * 1000;
  const leaving = new Map<Generation, NodeJS.Timeout>();

  /** Two at most share the port: of three, the system would not know the newest. */
  function leave(old: Generation): void {
    clearTimeout(leaving.get(old));
    leaving.delete(old);
    void old.server.stop(false);
  }

  const all = () => [current, ...leaving.keys()].map(({ server }) => server);
  const stopAll = async (isAbrupt: boolean) => {
    for (const timer of leaving.values()) clearTimeout(timer);
    await Promise.all(all().map((server) => server.stop(isAbrupt)));
  };
  return {
    port,
    pendingRequests: () => all().reduce((sum, server) => sum + server.pendingRequests, 0),
    present(certificate) {
      for (const older of leaving.keys()) leave(older);
      const old = current;
      current = open(certificate, port);
      old.isReplaced = true;
      leaving.set(old, setTimeout(() => leave(old), drainMilliseconds).unref());
    },
    stop: () => stopAll(false),
    end: () => stopAll(true),
  };
}

/** HTTP/1.1 ends the connection with it; HTTP/2, which has no such header, goes on until the end. */
async function lastOf(answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer;
  response.headers.set("Connection", "close");
  return response;
}
