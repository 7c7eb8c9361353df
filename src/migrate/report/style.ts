/** The report's looks: light and dark, on paper too. It may load nothing, so this is all there is. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --ink: #18202a; --soft: #56606e; --line: #dfe3e9; --code: #f0f2f6;
  --exact: #1f8a5b; --approximate: #2f74c0; --ignored: #c98a0b; --missing: #c9374a;
  --refused: #7d4cb8; --unreachable: #6b7684; --track: #e8ebf0; --link: #1d5fae;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151b; --card: #1a2029; --ink: #e8ecf2; --soft: #a3adba; --line: #2c3542;
    --code: #222a35; --exact: #45b981; --approximate: #5b9fe6; --ignored: #e3ad3b;
    --missing: #ef6a7b; --refused: #b08ae6; --unreachable: #93a0b0; --track: #28303c; --link: #86b8f3;
  }
}
* { box-sizing: border-box }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main, header, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px }
header { padding-top: 48px }
h1 { margin: 0 0 4px; font-size: 17px; font-weight: 600; color: var(--soft) }
.verdict { margin: 0 0 8px; font-size: 32px; line-height: 1.2; font-weight: 700; letter-spacing: -.02em; text-wrap: balance }
.facts { margin: 0 0 28px; color: var(--soft) }
h2 { margin: 0 0 4px; font-size: 20px; letter-spacing: -.01em }
h3 { margin: 24px 0 8px; font-size: 16px }
section { margin: 20px 0; padding: 24px; background: var(--card); border: 1px solid var(--line); border-radius: 14px }
section > p { margin: 0 0 16px; color: var(--soft); max-width: 72ch }
code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere }
.stack { display: flex; gap: 2px; height: 18px; border-radius: 9px; overflow: hidden; background: var(--track) }
.stack i { display: block; min-width: 3px }
.thin { height: 8px; min-width: 90px }
.exact { background: var(--exact) } .approximate { background: var(--approximate) }
.ignored { background: var(--ignored) } .missing { background: var(--missing) }
.refused { background: var(--refused) } .unreachable { background: var(--unreachable) }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(158px, 1fr)); gap: 12px; margin: 20px 0 0; padding: 0; list-style: none }
.tiles li { padding: 14px 16px; border: 1px solid var(--line); border-radius: 12px }
.tiles b { display: block; font-size: 26px; line-height: 1.2; font-variant-numeric: tabular-nums; letter-spacing: -.02em }
.tiles span { color: var(--soft); font-size: 14px }
.dot { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 7px }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: 14px }
caption { text-align: left; color: var(--soft); padding-bottom: 8px }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 13px; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); white-space: nowrap }
td { padding: 9px 12px 9px 0; border-bottom: 1px solid var(--line); vertical-align: top }
tr:last-child td { border-bottom: 0 }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td.bar { width: 170px; padding-top: 15px }
.track { height: 8px; border-radius: 4px; background: var(--track); overflow: hidden }
.track i { display: block; height: 100%; border-radius: 4px; background: var(--approximate); min-width: 2px }
.note { color: var(--soft) }
summary { cursor: pointer }
details > dl { margin: 8px 0 2px; padding: 10px 12px; background: var(--code); border-radius: 8px }
dt { color: var(--soft); font-size: 13px } dd { margin: 0 0 6px }
ul.plain { margin: 0; padding-left: 20px } ul.plain li { margin: 6px 0 }
.chips { display: flex; flex-wrap: wrap; gap: 6px; margin: 0; padding: 0; list-style: none }
.chips li { padding: 2px 10px; background: var(--code); border-radius: 99px; font-size: 13px }
.chips span { color: var(--soft) }
.tag { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 13px; font-weight: 600; border: 1px solid currentcolor; white-space: nowrap }
.tag.exact { color: var(--exact); background: none } .tag.approximate { color: var(--approximate); background: none }
.tag.ignored { color: var(--ignored); background: none } .tag.missing { color: var(--missing); background: none }
.tag.refused { color: var(--refused); background: none } .tag.unreachable { color: var(--unreachable); background: none }
@media (prefers-color-scheme: light) { .tag.ignored { color: #8a5d00 } .tag.exact { color: #17704a } }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 16px }
.pairs { grid-template-columns: repeat(auto-fill, minmax(430px, 1fr)) }
figure { margin: 0; border: 1px solid var(--line); border-radius: 12px; overflow: hidden; display: flex; flex-direction: column }
.frames { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 1px; background: var(--line) }
.frame { height: 165px; display: flex; align-items: center; justify-content: center; text-align: center; padding: 8px; background: repeating-conic-gradient(var(--code) 0 25%, var(--card) 0 50%) 0 / 16px 16px }
.frame img { max-width: 100%; max-height: 100%; display: block }
.frame p { margin: 0; padding: 4px 8px; color: var(--soft); font-size: 13px; background: var(--card); border-radius: 6px }
figcaption { padding: 10px 12px; font-size: 13px; border-top: 1px solid var(--line) }
figcaption p { margin: 0 0 4px }
footer { padding-bottom: 56px; color: var(--soft); font-size: 14px }
@media (max-width: 560px) { .pairs { grid-template-columns: 1fr } .verdict { font-size: 25px } section { padding: 16px } main, header, footer { padding-left: 12px; padding-right: 12px } td.bar { display: none } th.bar { display: none } }
@media print { body { background: #fff } section { break-inside: avoid-page } }
`;
