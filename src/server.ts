import { join } from "node:path";
import { createAccess } from "./api/access.ts";
import { keysOf, privateKey } from "./api/resources/private-key.ts";
import { createPurges } from "./api/resources/purges.ts";
import { createSigner } from "./api/resources/signer.ts";
import { type DiskCache, openDiskCache } from "./cache/disk.ts";
import { createMemoryCache } from "./cache/memory.ts";
import { createOriginals, type OriginObserver } from "./cache/originals.ts";
import type { Config } from "./config.ts";
import {
  createDelivery,
  type Delivery,
  type DeliveryServices,
  type ReceivedRequest,
} from "./delivery/delivery.ts";
import { createDescriber } from "./delivery/describe.ts";
import { createPreparer } from "./delivery/preparer.ts";
import { createRenderBudget, type RenderBudget } from "./delivery/render-budget.ts";
import { createNextSegments } from "./delivery/video/next-segment.ts";
import { createFactsReader, type ReadFacts } from "./delivery/video/read-facts.ts";
import { openConfig } from "./endpoints/loaded-config.ts";
import { createExplain } from "./explain/explain.ts";
import { createAnswerCache } from "./http/answer-cache.ts";
import { createApp } from "./http/app.ts";
import { createClientOf } from "./http/client.ts";
import type { Log } from "./log.ts";
import { createAccessLog } from "./observe/access-log.ts";
import { createActivity } from "./observe/activity.ts";
import { createMetrics } from "./observe/metrics.ts";
import { createOriginsHealth } from "./observe/origin-health.ts";
import { createStatistics } from "./observe/statistics.ts";
import { headerReaderFor } from "./render/engine/native/read-header.ts";
import { noFonts, openFontLibrary } from "./render/fonts/library.ts";
import { startRenderers } from "./render/pool/start.ts";
import { isWithoutRoom } from "./runtime/sqlite.ts";
import { openStore } from "./store/open.ts";
import type { Store } from "./store/store.ts";
import { createWatch } from "./store/watch.ts";
import {
  type AddressSettings,
  asReceived,
  baseOf,
  completeUrl,
  publicAddress,
} from "./url/public-address.ts";
import { createVideoEngine, type VideoEngine } from "./video/engine.ts";
import { createFilmReader } from "./video/film-reader.ts";
import { createVideoJobs, type VideoJobs } from "./video/jobs.ts";
import { findTools, reportTools, type ToolSetting } from "./video/tools.ts";

/** Answers that are remembered ready to be given again; each takes some kilobytes. */
const rememberedAnswers = 10_000;

interface ImageServiceOptions
  extends Pick<DeliveryServices, "snapshot" | "signingKeys" | "timeout" | "limits" | "pool"> {
  /** Folder of the disk cache, which one process at a time may use. */
  cacheFolder: string;
  cacheMaxBytes: number;
  /** How FFmpeg is chosen, how many videos it makes at the same time, and milliseconds for each. */
  videos: { ffmpeg: ToolSetting; jobs: number; timeout: number };
  /** A folder of fonts that texts may name. */
  fonts?: string | undefined;
  /** Of new renditions for each client. */
  budget?: RenderBudget;
  /** Hears how origins do. */
  observer?: OriginObserver;
  /** Whether headers may be read without WebAssembly, while originals come in; not when it is not given. */
  engine?: Config["engine"];
}

/** Delivers images from origins through a disk cache; `close` ends its renderers, too. */
interface ImageService {
  disk: DiskCache;
  /** The videos that are being made. */
  jobs: VideoJobs;
  video: VideoEngine;
  deliver(received: ReceivedRequest): Promise<Delivery>;
  readFacts: ReadFacts;
  close(): void;
}

/** Opens what every command that delivers images needs, whether or not it listens. */
export async function openImageService(options: ImageServiceOptions): Promise<ImageService> {
  const { cacheFolder, cacheMaxBytes, videos, fonts: folder, observer, ...settings } = options;
  const fonts = folder === undefined ? noFonts : openFontLibrary(folder);
  const disk = await openDiskCache(cacheFolder, cacheMaxBytes);
  const video = createVideoEngine({
    tools: findTools(videos.ffmpeg),
    films: createFilmReader(settings.pool, settings.limits),
    pool: settings.pool,
    limits: settings.limits,
    jobs: videos.jobs,
    timeout: videos.timeout,
  });
  const originals = createOriginals(disk, {
    observer,
    readHeader: headerReaderFor(settings.engine),
  });
  const jobs = createVideoJobs();
  const services = { ...settings, disk, originals, video, jobs, fonts };
  return {
    disk,
    jobs,
    video,
    deliver: createDelivery(services),
    readFacts: createFactsReader(services),
    close() {
      jobs.close();
      settings.pool.close();
      disk.close();
    },
  };
}

/**
 * Opens the server that a configuration describes, all but its sockets.
 * @param pendingRequests how many requests the sockets have under way
 */
export async function openServer(config: Config, log: Log, pendingRequests: () => number) {
  const { id, timeout, limits, publicUrl, renderers, memoryMaxBytes } = config;
  // Renderers take a moment to warm up: they begin first, the rest is opened meanwhile.
  const pool = startRenderers(config, {
    log: (line) => log.debug("renderer", { line }),
    warn: log.warn,
  });
  const store = await openStoreWithRoom(config);
  const { key, isNew } = privateKey(store, config.privateKey);
  const keys = keysOf(config, key);
  const loaded = openConfig(store, config.folder);
  const snapshot = async () => ({ loaded: await loaded(), id, limits });
  const health = createOriginsHealth();
  const images = await openImageService({
    snapshot,
    signingKeys: keys.signing,
    timeout,
    limits,
    pool,
    cacheFolder: cacheFolderIn(config.data),
    cacheMaxBytes: config.cacheMaxBytes,
    videos: videosOf(config),
    fonts: config.fonts,
    budget: createRenderBudget(config.rendersPerMinute),
    engine: config.engine,
    observer: {
      answered: health.answered,
      failed(origin, code) {
        metrics.originFailed(origin.name, code);
        health.failed(origin, code);
      },
    },
  });
  const { disk, deliver } = images;
  const memory = createMemoryCache(memoryMaxBytes);
  const answers = createAnswerCache(rememberedAnswers);
  const metrics = createMetrics({ pool, disk, memory });
  const activity = createActivity();
  const statistics = createStatistics({
    pool,
    renderers,
    disk,
    memory,
    memoryMaxBytes,
    origins: health,
  });
  const accessLog = createAccessLog(log, {
    served(record) {
      metrics.served(record);
      statistics.served(record);
      activity.served(record);
    },
  });
  const address: AddressSettings = { publicUrl, id };
  const addressAt = (seen: string) => publicAddress(address, seen);
  const prepare = createPreparer(deliver, disk);
  const describe = createDescriber(deliver, pool, disk, limits, images.video, images.readFacts);
  const app = createApp({
    deliver,
    makeNextSegment: createNextSegments(deliver, images.jobs),
    snapshot,
    disk,
    memory,
    answers,
    noticeChanges: createWatch(store.revision, answers.clear),
    accessLog,
    pendingRequests,
    metrics,
    pool,
    log,
    store,
    statistics,
    activity,
    videoJobs: images.jobs,
    reportVideoTools: () => reportTools(findTools(config.ffmpeg)),
    adminPublic: config.adminPublic,
    clientOf: createClientOf(config.trustedProxies),
    access: createAccess({ privateKeys: keys.management, publicUrl, isPublic: config.adminPublic }),
    explain: createExplain({
      snapshot,
      deliver,
      store,
      pool,
      disk,
      addressAt,
      signingKeys: keys.signing,
    }),
    sign: createSigner(keys.signing, snapshot, addressAt),
    addressAt,
    folder: config.folder,
    describe: (url) => describe(asReceived(url, addressAt(url.href))),
    prepare(text, seen) {
      const where = addressAt(seen);
      return prepare(asReceived(completeUrl(text, baseOf(where, seen)), where));
    },
    purges: createPurges(disk.purge, snapshot, addressAt),
  });

  return {
    app,
    store,
    /** Which port it is, the system may decide when the server listens. */
    address,
    /** The private key, and whether it was made now. */
    key,
    isNew,
    /** Ends the answers that go on for as long as a client watches. */
    stopWatchers: activity.close,
    close() {
      images.close();
      store.close();
    },
  };
}

/** On a full disk the cache makes room: it is emptied when there is too little to open it. */
async function openStoreWithRoom({ data, cacheMaxBytes }: Config): Promise<Store> {
  const open = () => openStore(data, process.env.TINTYPE_SECRET_KEY);
  try {
    return await open();
  } catch (error) {
    if (!isWithoutRoom((error as Error).cause)) throw error;
    const disk = await openDiskCache(cacheFolderIn(data), cacheMaxBytes);
    disk.close();
    return open();
  }
}

function cacheFolderIn(data: string): string {
  return join(data, "cache");
}

/** What a configuration says of videos. */
export function videosOf({
  ffmpeg,
  videoJobs,
  videoTimeout,
}: Config): ImageServiceOptions["videos"] {
  return { ffmpeg, jobs: videoJobs, timeout: videoTimeout };
}
