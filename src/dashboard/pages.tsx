import type { ComponentChild } from "preact";
import { ActivityPage } from "./activity/page.tsx";
import { CachePage } from "./cache/page.tsx";
import { ChangesPage } from "./changes/page.tsx";
import { EndpointPage } from "./endpoints/edit.tsx";
import { EndpointsPage } from "./endpoints/list.tsx";
import { HomePage } from "./home.tsx";
import { NamedPage } from "./named/list.tsx";
import { EditOriginPage, NewOriginPage } from "./origins/edit.tsx";
import { FirstPicturePage } from "./origins/first-picture.tsx";
import { OriginsPage } from "./origins/list.tsx";
import { Empty, Page } from "./parts/page.tsx";
import { linkTo, type Place } from "./place.ts";
import { PlaygroundPage } from "./playground/page.tsx";
import { TroubleshootPage } from "./troubleshoot/page.tsx";

/** The page at a place; two places of one kind are two pages, with nothing left of the first. */
export function pageAt({ parts: [section, id, tab], query }: Place): ComponentChild {
  switch (section) {
    case undefined:
      return <HomePage />;
    case "origins":
      if (id === undefined) return <OriginsPage />;
      if (id === "new") return <NewOriginPage />;
      return tab === "picture" ? <FirstPicturePage id={id} /> : <EditOriginPage id={id} />;
    case "endpoints":
      if (id === undefined) return <EndpointsPage />;
      return id === "new" ? <EndpointPage key="new" /> : <EndpointPage key={id} id={id} />;
    case "named":
      return <NamedPage />;
    case "playground":
      // It changes its address itself, unheard; what is heard is a link to another picture.
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
        <Page title="Nothing is here">
          <Empty title="The dashboard has no page at this address">
            <a class="button" href={linkTo(["origins"])}>
              Go to the origins
            </a>
          </Empty>
        </Page>
      );
  }
}
