import { Html } from './html.ts';

/** Light and dark, wide and narrow, and printable; no resource from outside. */
export const STYLE = new Html(`<style>
  :root {
    color-scheme: light dark;
    --ink: light-dark(#1c2128, #e6e9ed); --quiet: light-dark(#5b6570, #9aa5b1); --paper: light-dark(#fff, #15191e);
    --line: light-dark(#d8dee4, #333b44); --passed: light-dark(#1a7f37, #4ac26b); --gaps: light-dark(#8a6100, #e3b341);
    --failed: light-dark(#cf222e, #ff7b72); --skipped: light-dark(#6e7781, #8b949e);
  }
  body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 84rem;
    margin: 0 auto; padding: 1.5rem; }
  h1 { font-size: 1.6rem; margin: .2rem 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
  a { color: light-dark(#0550ae, #79b8ff); } small { color: var(--quiet); } code { font-size: .85rem; overflow-wrap: anywhere; }
  .verdict { font-weight: 700; margin: 0; } .proves { color: var(--quiet); max-width: 60ch; }
  .wide { overflow-x: auto; } table { border-collapse: collapse; }
  th, td { border-bottom: 1px solid var(--line); padding: .3rem .7rem; text-align: left; vertical-align: top; }
  thead th small { display: block; font-weight: 400; } td.number, th.number { text-align: right; }
  [scope=colgroup] { text-align: center; border-inline: 1px solid var(--line); }
  .matrix [scope=row], .matrix thead th:first-child { position: sticky; left: 0; background: var(--paper); }
  .matrix td, .matrix thead [scope=col]:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .matrix td a { text-decoration: none; } .matrix td a:hover { text-decoration: underline; }
  .matrix td a + a { margin-left: .6em; } .matrix td.bad { background: color-mix(in srgb, var(--failed) 14%, transparent); }
  .matrix tfoot > * > * { border-bottom: none; border-top: 2px solid var(--line); }
  .passed { color: var(--passed); } .gaps { color: var(--gaps); } .failed { color: var(--failed); } .skipped, .none { color: var(--skipped); }
  .legend { font-size: .85rem; color: var(--quiet); } .legend span { margin-right: .8em; white-space: nowrap; }
  .index span { white-space: nowrap; margin-right: .8em; } h3 small { font-weight: 400; } h3 { margin: 1.6rem 0 .3rem; }
  .failures > li { margin-bottom: .8rem; }
  pre { font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
  li { margin: .25rem 0; } li, h3, summary { overflow-wrap: anywhere; }
  @media (max-width: 40rem) { body { padding: .8rem; } th, td { padding: .25rem .4rem; } }
  @media print {
    :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 11px; } a { color: inherit; }
    tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; } .wide { overflow: visible; } td, th { padding: .2rem .4rem; }
    .matrix [scope=row], .matrix thead th:first-child { position: static; } code, pre { font-size: .95em; }
    details::details-content { content-visibility: visible; } summary { list-style: none; }
  }
</style>`);
