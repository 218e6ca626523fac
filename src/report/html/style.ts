import { CHART_VARIABLES_CSS } from '../../chart/inner.ts';

/**
 * The look of a report: a calm page on a grid of 8 px with four sizes of type, light or dark as the reader's system is,
 * and light on paper.
 */
export const STYLE = `${CHART_VARIABLES_CSS}
:root{color-scheme:light dark;--accent:#0b5cad;--high:#b3261e;--medium:#8a5300}
@media screen and (prefers-color-scheme:dark){:root{--accent:#8ac0f5;--high:#ff9087;--medium:#f2bd60}}
*{box-sizing:border-box}
html{background:var(--chart-surface);scroll-padding-top:16px;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:16px;max-width:1920px;color:var(--chart-ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
h1,h2,h3,p,ol,dl,dd,figure{margin:0;padding:0}
h1{font-size:28px;line-height:1.2;font-weight:600}
h2{font-size:20px;line-height:1.3;font-weight:600}
h3{font-size:15px;font-weight:600}
h1,h2,h3,p,dd{overflow-wrap:anywhere}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-9999px}
.skip:focus{position:static}
header{padding:8px 0 16px}
header dl{margin-top:16px}
nav{padding-bottom:16px;font-size:13px}
nav ol{display:flex;flex-wrap:wrap;gap:0 16px;list-style:none}
nav a{display:block;padding:4px 0;text-decoration:none}
nav a:hover{text-decoration:underline}
main{min-width:0}
section{padding:24px 0 32px;border-top:1px solid var(--chart-hairline)}
section>*+*{margin-top:16px}
section>h3{margin-top:24px}
section>h3+*{margin-top:8px}
section>p{max-width:80ch}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(192px,1fr));gap:16px}
dt{font-size:13px;color:var(--chart-muted)}
.findings{list-style:none}
.findings li{display:grid;grid-template-columns:96px minmax(0,80ch);gap:8px;padding:16px 0;border-top:1px solid var(--chart-hairline)}
.findings li:first-child{border-top:0;padding-top:0}
.findings p{margin-top:4px}
.findings .severity{display:flex;align-items:center;gap:8px;align-self:start;margin:0;font-weight:600}
.severity svg{flex:none;width:16px;height:16px;fill:currentColor}
.mark{fill:none;stroke:var(--chart-surface);stroke-width:2}
.high .severity{color:var(--high)}
.medium .severity{color:var(--medium)}
.evidence{font-size:13px;color:var(--chart-muted)}
.table{overflow-x:auto}
table{border-collapse:collapse;font-size:13px;line-height:1.4}
th,td{padding:4px 16px 4px 0;border-bottom:1px solid var(--chart-hairline);text-align:left;vertical-align:top}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--chart-muted);font-weight:400;vertical-align:bottom}
tbody th{font-weight:400;min-width:96px;max-width:320px;overflow-wrap:anywhere}
td{max-width:480px;overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
.course{display:block;width:88px;height:18px;fill:none;stroke:var(--accent);stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
.pictures{display:grid;grid-template-columns:minmax(0,1fr);gap:16px;margin-inline:-16px}
figure{max-width:720px;break-inside:avoid}
.hero{grid-column:1/-1;max-width:1056px}
figcaption,figure p{padding:0 16px;overflow-wrap:anywhere}
figcaption{font-weight:600}
figure p{font-size:13px;color:var(--chart-muted)}
.pictures svg{display:block;width:100%;height:auto}
@media screen and (max-width:599px){.findings li{grid-template-columns:minmax(0,1fr)}.wide{display:none}}
@media screen and (min-width:600px){.narrow{display:none}body{padding:24px 32px}}
@media screen and (min-width:1000px){.pictures{grid-template-columns:repeat(auto-fill,minmax(440px,1fr))}}
@media screen and (min-width:1200px){body{display:grid;grid-template-columns:192px minmax(0,1fr);gap:0 32px;align-items:start}header,.skip:focus{grid-column:1/-1}nav{position:sticky;top:16px;padding-top:24px}nav ol{display:block}}
@page{margin:16mm 14mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt system-ui,sans-serif;color:#57606a}}
@media print{
:root{color-scheme:light}
body{padding:0;font-size:10pt}
nav,.skip{display:none}
h1{font-size:20pt}
h2{font-size:14pt}
h3{font-size:10pt}
dt,table,.evidence,figure p{font-size:8pt}
a{color:inherit;text-decoration:none}
header{padding:0 0 12pt}
section{padding:12pt 0}
.page{break-before:page;border-top:0;padding-top:0}
h2,h3{break-after:avoid}
figure,tr,.findings li,dl>div{break-inside:avoid}
p{orphans:3;widows:3}
thead{display:table-header-group}
.table{overflow:visible}
table{width:100%}
th,td{padding-right:8pt}
tbody th,td{max-width:none;min-width:0}
figure:not(.hero) .wide,.hero .narrow{display:none}
.pictures{grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:12pt}
}
`;
