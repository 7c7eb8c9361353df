import type { ComponentChild } from "preact";
import { ActivityPage } from "./activity/page.tsx";
import { CachePage } from "./cache/page.tsx";
import { ChangesPage } from "./changes/page.tsx";
import { EndpointPage } from "./endpoints/edit.tsx";
import { EndpointsPage } from "./endpoints/list.tsx";
import { HomePage } from "./home.tsx";
import { NamedPage } from "./named/list.tsx";
import { EditOriginPage, NewOriginPage } from "./origins/edit.tsx";
import { FirstImagePage } from "./origins/first-image.tsx";
import { OriginsPage } from "./origins/list.tsx";
import { Empty, Page } from "./parts/page.tsx";
import { linkTo, type Place } from "./place.ts";
import { PlaygroundPage } from "./playground/page.tsx";
import { TroubleshootPage } from "./troubleshoot/page.tsx";

/** The page at a place. Keys keep the state of one record out of the form of another. */
export function pageAt({ parts: [section, id, tab], query }: Place): ComponentChild {
  switch (section) {
    case undefined:
      return <HomePage />;
    case "origins":
      if (id === undefined) return <OriginsPage />;
      if (id === "new") return <NewOriginPage />;
      return tab === "image" ? <FirstImagePage id={id} /> : <EditOriginPage id={id} />;
    case "endpoints":
      if (id === undefined) return <EndpointsPage />;
      return id === "new" ? <EndpointPage key="new" /> : <EndpointPage key={id} id={id} />;
    case "named":
      return <NamedPage />;
    case "playground":
      // The page rewrites its own address without an event; an event is a link to another image.
      return <PlaygroundPage key={query.toString()} />;
    case "troubleshoot":
      return <TroubleshootPage />;
    case "cache":
      return <CachePage />;
    case "activity":
      return <ActivityPage />;
    case "changes":
      return <ChangesPage />;
    default:
      return (
        <Page title="Page not found">
          <Empty title="The dashboard has no page at this address">
            <a class="button" href={linkTo(["origins"])}>
              Go to Origins
            </a>
          </Empty>
        </Page>
      );
  }
}
