// One column that a phone can show; colours from a dozen variables, so that dark mode is another dozen and
// nothing else. The script adds keys to a page that is complete without it.
#include "cli/html_page.h"

#include "cli/markup.h"

namespace pinproof::cli {

namespace {

const char *const htmlStyle = R"CSS(
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2126; --faint: #626b75; --rule: #d9dee3; --panel: #f5f7f9;
  --good: #1a7f37; --bad: #c62828; --doubt: #9a6700; --line: #0b63c5; --past: #c6282822; --bar: #7c4dbe;
  --counter: clamp(3.6rem, 15vw, 7.5rem); --holder: 1.5rem; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --paper: #14181c; --ink: #e3e7eb; --faint: #98a2ad;
  --rule: #343b43; --panel: #1c2228; --good: #4cc26b; --bad: #ff7b72; --doubt: #e0a83a; --line: #6cb2ff;
  --past: #ff7b7230; --bar: #b99cf0; } }
:root[data-theme=dark] { color-scheme: dark; --paper: #14181c; --ink: #e3e7eb; --faint: #98a2ad; --rule: #343b43;
  --panel: #1c2228; --good: #4cc26b; --bad: #ff7b72; --doubt: #e0a83a; --line: #6cb2ff; --past: #ff7b7230;
  --bar: #b99cf0; }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 75rem; padding: 1rem clamp(.6rem, 3vw, 2rem) 4rem; background: var(--paper);
  color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: .2rem 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h1, h2, h3, p, summary, td, li { overflow-wrap: anywhere; }
code, pre, .mono { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .84em; }
.faint { color: var(--faint); } .good { color: var(--good); } .bad { color: var(--bad); } .doubt { color: var(--doubt); }
a { color: inherit; }
.keys { font-size: .85rem; margin: .3rem 0; }
kbd { border: 1px solid var(--rule); border-radius: 3px; padding: 0 .3em; font-size: .8em; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; padding: .9rem .4rem .2rem 0; border-bottom: 1px solid var(--rule); font-weight: 600; }
th span { font-weight: 400; }
td { padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
td:first-child { width: 58%; } td:last-child { text-align: right; padding-right: 0; }
.turns td { white-space: nowrap; width: auto; } .turns td:nth-child(2) { white-space: normal; width: 100%; }
.only-bad .fine { display: none; }
details.claim { border: 1px solid var(--rule); border-radius: 6px; margin: .7rem 0; padding: .5rem .8rem; }
details.claim > summary { cursor: pointer; font-weight: 600; }
details.claim > summary .badge { font-weight: 700; margin-right: .5em; }
details.claim > p { margin: .35rem 0; }
:focus-visible { outline: 2px solid var(--line); outline-offset: 2px; }
.timeline { margin-top: .8rem; }
.row { display: grid; align-items: stretch; border-radius: 4px; }
.row.head { align-items: end; font-size: .74rem; color: var(--faint); }
.row.head > div { padding: 0 .15rem .3rem; overflow-wrap: anywhere; line-height: 1.15; }
.row.head .holder { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; max-height: 9rem;
  overflow: hidden; padding: .3rem 0 0; justify-self: center; }
.row:focus { background: var(--panel); outline: none; }
.cell { position: relative; min-height: 3.2rem; background: var(--panel); border-left: 1px solid var(--rule); }
.cell svg { position: absolute; inset: 0; width: 100%; height: calc(100% + 1px); overflow: hidden; }
.cell .course { fill: none; stroke: var(--line); stroke-width: 2.5; vector-effect: non-scaling-stroke; }
.cell .folded { stroke-dasharray: 5 4; }
.cell .bound { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 2 3; vector-effect: non-scaling-stroke; }
.cell .zero { stroke: var(--faint); stroke-width: 1; vector-effect: non-scaling-stroke; }
.cell .past { fill: var(--past); }
.cell .bar { fill: var(--bar); }
.step { padding: .45rem 0 .8rem .8rem; min-width: 0; border-left: 1px solid var(--rule); }
.step .what { font-weight: 600; overflow-wrap: anywhere; }
.times { display: inline-block; border: 1px solid var(--line); color: var(--line); border-radius: 1em; padding: 0 .5em;
  font-size: .85em; font-weight: 600; white-space: nowrap; }
.changes { margin: .15rem 0; padding: 0; list-style: none; font-size: .88rem; }
.start li { display: inline; } .start li:not(:last-child)::after { content: " · "; color: var(--faint); }
.over { color: var(--bad); font-weight: 600; }
pre.lines { margin: .3rem 0 0; padding: .4rem .5rem; background: var(--panel); border-radius: 4px; overflow-x: auto;
  line-height: 1.35; tab-size: 4; max-width: 100%; }
pre.lines .no { color: var(--faint); user-select: none; } pre.lines b { color: var(--faint); font-weight: 600; }
details.file, details.file details { margin: .2rem 0; } details.file > summary, details.file details > summary { cursor: pointer; }
details.file details { padding-left: 1rem; } details.file p { margin: .1rem 0; }
pre.margin { margin: .3rem 0 .8rem; background: var(--panel); border-radius: 4px; overflow-x: auto; line-height: 1.35;
  tab-size: 4; max-width: 100%; }
pre.margin > span { display: inline-block; border-left: 4px solid transparent; padding-left: .4rem; min-width: 100%; }
pre.margin .no { display: inline-block; width: 4em; color: var(--faint); user-select: none; }
pre.margin .run { border-color: var(--good); } pre.margin .notrun { border-color: var(--bad); background: var(--past); }
pre.margin .left { border-color: var(--rule); color: var(--faint); }
.through > summary { cursor: pointer; color: var(--faint); font-size: .85rem; }
@media (min-width: 60rem) { .step { display: grid; grid-template-columns: minmax(14rem, 2fr) minmax(0, 3fr); gap: 1rem; } }
@media (max-width: 40rem) { body { font-size: 15px; } .keys { display: none; } td { display: block; width: auto !important;
  border: 0; padding: 0; } td:last-child { text-align: left; } td:first-child { padding-top: .35rem; }
  tr { border-bottom: 1px solid var(--rule); display: block; padding-bottom: .3rem; } th { display: block; }
  .turns .faint { display: none; } .turns td:nth-child(n+3) { display: inline; }
  .turns td:nth-child(n+4)::before { content: " → "; color: var(--faint); }
  .row.head > div { writing-mode: vertical-rl; transform: rotate(180deg); justify-self: center; }
  details.claim { padding: .5rem; } .step { padding-left: .5rem; } :root { --holder: 1.1rem; } }
@media print { .keys { display: none; } details.claim { break-inside: avoid; } }
)CSS";

const char *const htmlScript = R"JS(
'use strict';
const claims = [...document.querySelectorAll('details.claim')];
const rows = () => [...document.querySelectorAll('.row[tabindex]')].filter(row => row.closest('details').open);
function move(list, by) {
  if (!list.length) return;
  const here = list.findIndex(item => item === document.activeElement || item.contains(document.activeElement));
  const next = list[here < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(here + by, 0), list.length - 1)];
  (next.querySelector(':scope > summary') || next).focus();
  next.scrollIntoView({block: 'nearest'});
}
function theme() {
  const root = document.documentElement, dark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = (root.dataset.theme || (dark ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark';
}
const keys = { n: () => move(claims, 1), p: () => move(claims, -1), j: () => move(rows(), 1), k: () => move(rows(), -1),
  f: () => document.body.classList.toggle('only-bad'), d: theme,
  o: () => { const open = claims.some(claim => !claim.open); claims.forEach(claim => claim.open = open); } };
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
function follow() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.matches('details')) target.open = true;
}
addEventListener('hashchange', follow);
follow();
document.documentElement.dataset.ready = claims.length;
)JS";

} // namespace

const char *const htmlKeys =
    "<p class=\"keys faint\"><kbd>n</kbd> <kbd>p</kbd> claims, <kbd>j</kbd> <kbd>k</kbd> steps, "
    "<kbd>o</kbd> open or close all, <kbd>f</kbd> only what is amiss, <kbd>d</kbd> dark</p>\n";

std::string htmlPage(const std::string &title, const std::string &body) {
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'; "
         "script-src 'unsafe-inline'\">\n<title>pinproof: " +
         escapeMarkup(title) + "</title>\n<style>" + htmlStyle + "</style></head>\n<body>\n" + body +
         "<script>" + htmlScript + "</script>\n</body></html>\n";
}

} // namespace pinproof::cli
