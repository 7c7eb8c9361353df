import { expect } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { type Management, managementOf, privateKey } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import { fromCheckout, startServer, temporaryFolder } from "../support/tintype.ts";
import { startChromium, visit } from "./browser.ts";

export interface Furnished {
  url: string;
  call: Management;
  /** Shows the sign-in form. */
  page: Page;
  context: BrowserContext;
  /** Of the origins First, Second and Third. */
  ids: string[];
  /** Fails when the page had faults that nobody could see. */
  end(): Promise<void>;
}

/** A server with three origins, all the folder of `coast.jpg`, and a browser in front of it. */
export async function furnished(): Promise<Furnished> {
  const path = temporaryFolder();
  writeFileSync(join(path, "coast.jpg"), await photo(1200, 800, { format: "jpeg" }));
  const [server, browser] = await Promise.all([
    startServer(fromCheckout, ["--private-key", privateKey]),
    startChromium(),
  ]);
  const call = managementOf(server.url);
  const ids: string[] = [];
  for (const name of ["First", "Second", "Third"]) {
    const body = { type: "LOCAL_FOLDER", name, path };
    ids.push((await call("POST", "/v1/accounts/origins", body)).json.id);
  }
  const body = { description: "Default", origins: ids };
  await call("PUT", "/v1/accounts/url-endpoints/default", body);
  const { page, context, faults } = await visit(browser, server.url);
  return {
    url: server.url,
    call,
    page,
    context,
    ids,
    async end() {
      await browser.close();
      await server.stop();
      expect(faults).toEqual([]);
    },
  };
}
