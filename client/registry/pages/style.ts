/** The looks of the catalogue, light and dark as whoever reads it has set; every colour has 4.5:1 against its ground, or more. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f7f8fb; --sheet: #ffffff; --ink: #10172a; --quiet: #51607a; --line: #dfe4ee;
  --accent: #4338ca; --accent-ground: #eef0ff; --on-accent: #ffffff;
  --good: #166534; --good-ground: #e3f6e8; --warn: #854d0e; --warn-ground: #fdf3d3; --bad: #a11515; --bad-ground: #fde8e8;
  --code: #f0f2f8; --star: #a16207;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0c111d; --sheet: #151c2c; --ink: #e8ecf5; --quiet: #a3b0c6; --line: #2a344a;
    --accent: #a5b0ff; --accent-ground: #232a4d; --on-accent: #10142b;
    --good: #86e0a3; --good-ground: #12301d; --warn: #f3cf72; --warn-ground: #372a0b; --bad: #ffa6a6; --bad-ground: #401616;
    --code: #1f283c; --star: #f3c04b;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere;
}
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible, .scroll:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px;
}
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 0 0 .5rem; }
h1 { font-size: clamp(1.6rem, 4vw, 2.1rem); letter-spacing: -.01em; }
h2 { font-size: 1.15rem; }
h3 { font-size: 1.05rem; }
p { margin: 0 0 .7rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .88em; }
pre { background: var(--code); padding: .8rem 1rem; border-radius: 8px; overflow-x: auto; margin: 0 0 .8rem; overflow-wrap: normal; }
code.long { word-break: break-all; }
.wide { max-width: 72rem; margin: 0 auto; padding-left: 1.25rem; padding-right: 1.25rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--sheet); padding: .4rem .8rem; z-index: 1; }
.top { background: var(--sheet); border-bottom: 1px solid var(--line); }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .7rem 1.5rem; padding-top: .8rem; padding-bottom: .8rem; }
.home { display: flex; align-items: center; gap: .6rem; font-weight: 700; color: var(--ink); text-decoration: none; }
.find { display: flex; flex: 1 1 16rem; gap: .5rem; }
.find input { flex: 1; min-width: 0; }
input[type=search] {
  font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--quiet); border-radius: 8px; padding: .45rem .8rem;
}
button {
  font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 8px;
  padding: .5rem 1rem; cursor: pointer;
}
nav { display: flex; gap: 1.2rem; }
main { padding-top: 2rem; padding-bottom: 2rem; }
section { margin-bottom: 2rem; }
footer { color: var(--quiet); font-size: .9rem; border-top: 1px solid var(--line); padding-top: 1.2rem; padding-bottom: 2rem; }
.hero { max-width: 46rem; }
.install { max-width: 46rem; margin: 1.2rem 0 2rem; }
.install pre { white-space: pre-wrap; }
.quiet { color: var(--quiet); }
.lead { font-size: 1.1rem; max-width: 50rem; }
.stars { color: var(--star); }
.halves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0 2rem; }
.split { display: grid; gap: 1.5rem 2.5rem; grid-template-columns: minmax(0, 1fr); }
.cards, .plain, .reviews, .chips { list-style: none; margin: 0; padding: 0; }
.card { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; margin-bottom: 1rem; }
.card h2, .card h3 { margin-bottom: .15rem; font-size: 1.08rem; }
.card p { margin-bottom: .45rem; }
.card > .quiet, .facts { font-size: .92rem; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; }
.chip {
  display: inline-block; background: var(--code); color: var(--ink); border-radius: 999px; padding: .1rem .7rem; font-size: .86rem;
  text-decoration: none; border: 1px solid transparent;
}
a.chip:hover { border-color: var(--accent); }
.chip.strong { background: var(--accent-ground); color: var(--accent); }
code.chip { border-radius: 6px; padding: .1rem .5rem; font-size: .82rem; }
.badge { font-size: .82rem; font-weight: 600; border-radius: 6px; padding: .05rem .45rem; white-space: nowrap; }
.good { color: var(--good); background: var(--good-ground); }
.warn { color: var(--warn); background: var(--warn-ground); }
.bad { color: var(--bad); background: var(--bad-ground); }
.note { background: var(--accent-ground); border-radius: 8px; padding: .6rem .9rem; }
.note.warn { background: var(--warn-ground); }
.filters { display: grid; gap: 1.2rem 1rem; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); align-items: start; }
.filters fieldset { border: 0; padding: 0; margin: 0; min-width: 0; display: grid; gap: .3rem; }
.filters legend { font-weight: 700; padding: 0; margin-bottom: .3rem; }
.filters label { display: block; }
.picture { display: block; overflow: hidden; border: 1px solid var(--line); border-radius: 12px; background: #ffffff; text-align: center; }
.picture img { max-width: 100%; height: auto; max-height: 46rem; display: block; margin: 0 auto; }
.text { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: 1.2rem 1.4rem; overflow-x: auto; }
.text > :last-child { margin-bottom: 0; }
.text h3, .text h4, .text h5 { margin-top: 1.4rem; }
.text > :first-child { margin-top: 0; }
.text table, .scroll table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; }
.scroll { overflow-x: auto; }
.reviews li { border-top: 1px solid var(--line); padding: .7rem 0 .2rem; }
.plain li { padding: .25rem 0; }
.ranked { counter-reset: place; }
dl { margin: 0; }
dt { color: var(--quiet); font-size: .9rem; }
dd { margin: 0 0 .7rem; }
.wide-figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .5rem 1.5rem; margin-bottom: 2rem; }
.wide-figures dd { font-size: 1.25rem; font-weight: 650; }
.program { max-height: 36rem; }
summary { cursor: pointer; }
aside section { margin-bottom: 1.6rem; }
@media (min-width: 60rem) {
  .filters { grid-template-columns: minmax(0, 1fr); }
  .split { grid-template-columns: 14rem minmax(0, 1fr); }
  .split.right { grid-template-columns: minmax(0, 1fr) 20rem; }
}
@media (max-width: 59.99rem) {
  .split.right > aside { border-top: 1px solid var(--line); padding-top: 1.5rem; }
}
`;
