// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.

extension Assets {
  static let styleCSS = Asset(
    name: "style.css", contentType: "text/css; charset=utf-8",
    digest: "9bd9af439eee3d8682cd15305f870146b5880f3887259d3a42d196b49a4248b7",
    sources: ["style.css"],
    sourceDigest: "d7bb343be15458823a3f6cde80b8b7f5aee3e846234ff7098e5e344f235fba21",
    text: ##"""
      :root{color-scheme:light dark;--bg:light-dark(#fbfbfa,#101113);--panel:light-dark(#fff,#17181b);--raised:lig\##
      ht-dark(#f3f3f1,#202226);--line:light-dark(#e6e5e2,#2a2c31);--text:light-dark(#1b1c1f,#e8e9eb);--soft:light-\##
      dark(#5d6068,#a0a4ac);--accent:light-dark(#4652c4,#98a2ff);--tint:light-dark(#eceefb,#23263f);--good:light-d\##
      ark(#1d7346,#6cc997);--warn:light-dark(#8a5a00,#e2b45c);--bad:light-dark(#b3261e,#ff8f85);--lost:light-dark(\##
      #fbe3e1,#4a2321);--new:light-dark(#dcf2e4,#1a3d29);--s0:light-dark(#5b66d6,#7f8af2);--s1:light-dark(#2a9d8f,\##
      #45b8a9);--s2:light-dark(#d99a2b,#dda94a);--s3:light-dark(#9b5fc0,#b784da);--s4:light-dark(#c7628f,#db84ab);\##
      --s5:light-dark(#a9b0bd,#6d7480);--s6:light-dark(#d0554b,#e4736a);font:14px/20px '-apple-system',segoe ui,In\##
      ter,Roboto,helvetica neue,Arial,sans-serif;font-variant-numeric:tabular-nums;color:var(--text);background:va\##
      r(--bg);-webkit-text-size-adjust:100%}[data-theme=light]{color-scheme:light}[data-theme=dark]{color-scheme:d\##
      ark}:root:has(.past){--bg:light-dark(#faf3e3,#1b160c);--panel:light-dark(#fffbf2,#221c11);--raised:light-dar\##
      k(#f3ead6,#2d2617);--line:light-dark(#e5d9bd,#41371f)}*,::before,::after{box-sizing:border-box;margin:0;padd\##
      ing:0}body{display:grid;grid-template:auto auto 1fr/184px minmax(0,1fr);min-height:100vh}a{color:inherit;tex\##
      t-decoration:none}a:hover{text-decoration:underline;text-underline-offset:3px}p a,.facts a,.body a,.found su\##
      mmary{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:1px;border-radius:4p\##
      x}main:focus,.turn:focus{outline:none}h1{font-size:20px;line-height:28px;font-weight:600;letter-spacing:-.01\##
      2em}h2{font-size:13px;font-weight:600}ul,ol{list-style:none}code,pre,kbd,.gist,.snippet{font:12.5px/18px ui-\##
      monospace,sf mono,Menlo,Consolas,liberation mono,monospace}pre{white-space:pre-wrap;overflow-wrap:anywhere}b\##
      utton,.button,input,.facets>summary,.menu>summary{font:inherit;color:inherit;background:var(--panel);border:\##
      1px solid var(--line);border-radius:6px;padding:3px 10px}button,.button,summary{cursor:pointer;white-space:n\##
      owrap}button:hover,.button:hover,summary:hover,#nav a:hover,.row:hover,li>a:hover{background:var(--raised);t\##
      ext-decoration:none}button[aria-pressed=true]{background:var(--tint);color:var(--accent)}input[type=search]{\##
      padding:5px 10px;width:260px}input[type=number]{width:90px}summary{list-style:none}table{border-collapse:col\##
      lapse;width:100%;font-size:13px}th,td{padding:6px 14px 6px 0;text-align:left;border-bottom:1px solid var(--l\##
      ine);white-space:nowrap;vertical-align:top;font-weight:400}tbody tr:last-child>*{border-bottom:0}tbody th{ma\##
      x-width:420px}tfoot>tr>*{border-top:1px solid var(--line);font-weight:600}meter{width:100%;height:8px}kbd{bo\##
      rder:1px solid var(--line);border-radius:4px;padding:0 5px}small,.note,.took,time,dt,h3,thead th,kbd,.legend\##
      ,.head,.edge,.k-note,.path,#past output,.facet-lists h2,.outline h2,.files summary,.facet-lists summary{font\##
      -size:12px;color:var(--soft);font-weight:400}.name,.what a,.in,.branch,li a>span,.latest a,.latest small,.fi\##
      les li,.gist,.found h2 a,.projects h2,.projects p,tbody th,.argument>span{overflow:hidden;text-overflow:elli\##
      psis;white-space:nowrap}.heading,.options,.chips,.command,.inline,.buttons,.legend,.facts,.figures,.strip-no\##
      te{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center}[hidden],.phone,.chips:empty{display:none!imp\##
      ortant}.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.s\##
      kip{position:fixed;left:8px;top:-60px;background:var(--panel);padding:8px 12px;z-index:9}.skip:focus{top:8px\##
      }.grow{flex:1}.number{text-align:right!important}.quiet{border-color:#0000;background:0 0;color:var(--soft)}\##
      #top{grid-column:1/-1;position:sticky;top:0;z-index:5;display:flex;align-items:center;gap:16px;height:52px;p\##
      adding:0 20px;background:var(--bg);border-bottom:1px solid var(--line)}.brand{font-weight:650;width:148px}#f\##
      ind{position:relative}#find kbd{position:absolute;right:8px;top:6px}#past{margin-left:auto;display:flex;alig\##
      n-items:center;gap:10px}.past #past output{color:var(--warn);font-weight:600}.slide{position:relative;width:\##
      clamp(90px,14vw,240px);height:22px}.slide input{width:100%;padding:0;height:16px;border:0;background:linear-\##
      gradient(var(--line) 0 0)50%/100% 2px no-repeat;appearance:none;display:block}.slide input::-webkit-slider-t\##
      humb{appearance:none;width:12px;height:12px;border-radius:50%;background:var(--accent)}.slide input::-moz-ra\##
      nge-thumb{width:12px;height:12px;border:0;background:var(--accent)}.ticks{position:absolute;left:6px;bottom:\##
      0;width:calc(100% - 12px);height:4px}.ticks line{stroke:var(--soft);vector-effect:non-scaling-stroke}#nav{gr\##
      id-row:2/4;padding:16px 12px;position:sticky;top:52px;align-self:start}#nav a{display:block;padding:5px 10px\##
      ;border-radius:6px;color:var(--soft)}#nav a[aria-current]{background:var(--raised);color:var(--text);font-we\##
      ight:550}#banner{padding:0 28px}main{grid-column:2;padding:22px 28px 80px;max-width:1600px;width:100%;min-wi\##
      dth:0}main[aria-busy]{opacity:.6;transition:opacity .2s .25s}.heading{margin-bottom:16px;min-height:32px}.ca\##
      rd,.projects li{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:16px 18px;mi\##
      n-width:0}.card>h2,.card>.heading{margin-bottom:12px}.card>p,.inline,.card>meter,.token p{margin-top:12px}.c\##
      ards{display:grid;gap:16px;grid-template-columns:repeat(2,minmax(0,1fr));margin-top:16px}.wide{grid-column:1\##
      /-1}.figures{border-block:1px solid var(--line);padding:14px 0 12px}.figure{flex:1 1 150px}.figure dd{font-s\##
      ize:26px;line-height:34px;font-weight:600;letter-spacing:-.02em}.figure small{display:block;line-height:18px\##
      ;letter-spacing:0;min-height:18px}.small{border:0;padding:0}.small dd{font-size:20px;line-height:28px}.empty\##
      ,.warn,.bad,.verdict{padding:12px 16px;border-radius:8px;background:var(--raised);color:var(--soft);margin:1\##
      6px 0}.verdict{margin:0;background:var(--panel);border:1px solid var(--line)}.badge,.chip{display:inline-blo\##
      ck;font-size:11px;line-height:16px;padding:0 6px;border-radius:4px;background:var(--raised);color:var(--soft\##
      );white-space:nowrap;margin:0 4px 0 0}.warn{color:var(--warn)}.bad,.failed>summary b{color:var(--bad)}.badge\##
      .good,.good>b{color:var(--good)}.gone,.chip{color:var(--accent);background:var(--tint)}.chip{font-size:13px;\##
      padding:2px 8px;white-space:normal;overflow-wrap:anywhere}.chip>*{color:inherit;margin:0 6px 0 0}.choice{dis\##
      play:inline-flex;flex-wrap:wrap;gap:2px;background:var(--raised);border-radius:7px;padding:2px}.choice>*{pad\##
      ding:2px 9px;border:0;border-radius:5px;background:0 0;font-size:13px;color:var(--soft);white-space:nowrap}.\##
      choice [aria-current],.choice [aria-pressed=true]{background:var(--panel);color:var(--text);box-shadow:0 0 0\##
       1px var(--line)}.choice small{margin-left:5px}.options,.chips{margin-bottom:14px}.command,.buttons{margin:1\##
      2px 0}.command>code{background:var(--raised);padding:5px 10px;border-radius:6px;overflow-wrap:anywhere}.path\##
      {overflow-wrap:anywhere}.token{max-width:620px;margin:8vh auto}.scroll{overflow-x:auto}svg{display:block;max\##
      -width:100%}.picture text{font-size:11px;fill:var(--soft)}.picture line{stroke:var(--line)}.linked{cursor:po\##
      inter}.marker{fill:var(--raised)}.s0{--c:var(--s0)}.s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}.s4\##
      {--c:var(--s4)}.s5{--c:var(--s5)}.s6{--c:var(--s6)}.l1{--c:color-mix(in oklab, var(--s0) 30%, var(--panel))}\##
      .l2{--c:color-mix(in oklab, var(--s0) 52%, var(--panel))}.l3{--c:color-mix(in oklab, var(--s0) 76%, var(--pa\##
      nel))}.l4{--c:var(--s0)}.l5{--c:color-mix(in oklab, var(--s0) 72%, var(--text))}rect[class]{fill:var(--c,var\##
      (--raised))}path[class]{stroke:var(--c);stroke-width:1.6}.legend{margin-bottom:6px}.legend i{display:inline-\##
      block;width:9px;height:9px;border-radius:2px;margin-right:6px;background:var(--c,var(--text))}.legend .line{\##
      height:2px;vertical-align:3px}.tip,.toast{position:fixed;z-index:8;background:var(--text);color:var(--bg);fo\##
      nt-size:12px;line-height:17px;padding:5px 9px;border-radius:6px;pointer-events:none;max-width:320px}.ranked \##
      li{display:grid;grid-template-columns:minmax(0,1fr)auto;padding:4px 0;font-size:13px}.ranked small{margin-le\##
      ft:8px}.track{grid-column:1/-1;height:4px;border-radius:2px;background:var(--raised);margin-top:3px;overflow\##
      :hidden}.track span{display:block;height:100%;background:var(--s0)}.track span span{background:var(--s6);min\##
      -width:2px}.spark{width:100%;fill:var(--s0)}.none{--c:var(--line)}.spark rect:not([class]){fill:var(--s0)}.s\##
      pan{stroke:var(--s5);stroke-width:2;fill:var(--s0)}.end{fill:var(--panel);stroke:var(--s0)}.latest li{displa\##
      y:grid;grid-template-columns:minmax(0,1fr)auto 76px;gap:0 16px;padding:7px 0;border-bottom:1px solid var(--l\##
      ine)}.latest small{grid-row:2}.columns{display:grid;grid-template-columns:minmax(0,1fr);gap:28px}.facets>sum\##
      mary{display:inline-block;margin-bottom:8px}.facet-lists section{margin-bottom:18px}.facet-lists h2,.outline\##
       h2{margin-bottom:4px}.facet-lists li a{display:flex;gap:8px;justify-content:space-between;padding:3px 8px;m\##
      argin:0 -8px;border-radius:5px;font-size:13px}.facet-lists [aria-current],.outline [aria-current]{background\##
      :var(--tint);color:var(--accent)}.activity{margin-bottom:12px;min-height:86px}.row{display:grid;grid-templat\##
      e-columns:minmax(0,1fr)88px 92px 74px 70px 76px;gap:0 14px;align-items:center;font-size:13px}.rows{position:\##
      relative}.rows .row{position:absolute;left:0;right:0;height:52px;border-bottom:1px solid var(--line);contain\##
      :strict}.row:focus-within{background:var(--tint)}.head.row{position:sticky;top:52px;z-index:2;background:var\##
      (--bg);border-bottom:1px solid var(--line);height:32px}[aria-sort$=ing]{color:var(--text);font-weight:600}.w\##
      hat a{display:block;font-size:14px;font-weight:500}.what a::after,.projects a::after{content:"";position:abs\##
      olute;inset:0}.what small{display:flex;gap:8px;overflow:hidden;white-space:nowrap}.pill{position:sticky;bott\##
      om:16px;text-align:center}.pill button{background:var(--accent);color:var(--bg);padding:6px 14px;border-radi\##
      us:16px}.facts{gap:6px 26px}.facts dd,.list dd,.facts time{font-size:13px;color:var(--text)}.menu{position:r\##
      elative}.menu>div{position:absolute;z-index:4;right:0;background:var(--panel);border:1px solid var(--line);b\##
      order-radius:8px;padding:4px;display:grid}.menu button{border:0;text-align:left}.strip{min-height:104px;marg\##
      in:4px 0 16px}.strip polyline{fill:none;stroke:var(--text);opacity:.75}.pause{stroke-dasharray:2 3}.strip .m\##
      arker{stroke:var(--accent)}.strip-note{justify-content:space-between}.outline{font-size:13px}.outline li{con\##
      tent-visibility:auto;contain-intrinsic-size:auto 56px}.outline a{display:block;padding:4px 8px;border-radius\##
      :5px}.outline a>span,.snippet{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:\##
      hidden;overflow-wrap:anywhere;white-space:normal}.files{margin-top:16px}.conversation>.choice{position:stick\##
      y;top:60px;z-index:3;box-shadow:0 0 0 6px var(--bg)}.edge{text-align:center;padding:8px;min-height:30px}.tur\##
      ns{max-width:940px}.turn{display:grid;grid-template:auto 1fr/minmax(0,1fr)84px;gap:0 20px;padding:14px 0 10p\##
      x;border-top:1px solid var(--line);scroll-margin-top:100px;content-visibility:auto;contain-intrinsic-size:au\##
      to 120px}.turn>header{font-size:12px;font-weight:600;color:var(--soft);margin-bottom:4px}.turn>footer{grid-a\##
      rea:1/2/3;text-align:right;display:grid;align-content:start;line-height:16px}:not(.user)+.assistant{border-t\##
      op:0;padding-top:0}.assistant+.assistant>header{display:none}.user{border-left:3px solid var(--accent);paddi\##
      ng-left:14px;margin-left:-17px}.user>header{color:var(--accent)}.turn:focus,.target{background:linear-gradie\##
      nt(90deg,var(--tint),#0000 60%)}.turn summary,.subagent>summary{display:flex;gap:10px;align-items:baseline;p\##
      adding:3px 10px;border-radius:6px;background:var(--raised);font-size:12.5px;margin:3px 0}.turn details>.body\##
      ,h3{margin:8px 0 4px 10px}.gist{color:var(--soft);flex:1;min-width:0;font-size:12px}.body{overflow-wrap:anyw\##
      here;line-height:21px}.body>*+*{margin-top:8px}.body ul,.body ol{padding-left:22px;list-style:disc}.body ol{\##
      list-style:decimal}.body pre,.record,.copied{background:var(--raised);border-radius:6px;padding:8px 12px}.bo\##
      dy code{background:var(--raised);border-radius:4px;padding:1px 4px}blockquote,.subagent{padding-left:12px;bo\##
      rder-left:2px solid var(--line);color:var(--soft)}.subagent{border-color:var(--s3);color:inherit;margin:6px \##
      0}.body td,.body th,.diff td{white-space:normal}.h1,.h2,.h3,.h4,.h5,.h6{font-weight:600}.h1{font-size:17px}.\##
      h2{font-size:15.5px}.part{display:block;content-visibility:auto;contain-intrinsic-size:auto 1800px}.argument\##
      {display:grid;grid-template-columns:110px minmax(0,1fr);gap:10px}.argument>span{color:var(--soft);font-size:\##
      12px}.lost pre,del{background:var(--lost);text-decoration:none}.new pre,ins{background:var(--new);text-decor\##
      ation:none}.diff del{background:light-dark(#f2b1ab,#85342e)}.diff ins{background:light-dark(#a5dfbc,#23724a)\##
      }.hide-prompts .k-prompt,.hide-answers .k-answer,.hide-thinking .k-thinking,.hide-tools .k-tool,.hide-notes \##
      .k-note,.hide-subagents .subagent{display:none}::highlight(found){background:#ffd75e;color:#1b1c1f}mark{back\##
      ground:light-dark(#ffe79a,#6b5510);color:inherit;border-radius:2px}.search{display:flex;gap:8px;margin-botto\##
      m:14px}.search input{flex:1;max-width:720px}.found section{margin-top:22px;max-width:1100px}.found h2{font-s\##
      ize:14px;display:flex;gap:10px;align-items:baseline}.found li a{display:grid;grid-template-columns:96px minm\##
      ax(0,1fr)auto;gap:12px;padding:5px 8px;margin:0 -8px;border-radius:6px;align-items:baseline}.found a:focus{b\##
      ackground:var(--raised)}.found .badge{justify-self:start}.projects{display:grid;grid-template-columns:repeat\##
      (auto-fill,minmax(270px,1fr));gap:14px}.projects li{position:relative;content-visibility:auto;contain-intrin\##
      sic-size:auto 170px}.projects h2{font-size:14px}.projects dl{display:flex;justify-content:space-between;gap:\##
      8px;margin-top:10px;white-space:nowrap}.projects svg{margin-top:10px}.list div{display:grid;grid-template-co\##
      lumns:170px minmax(0,1fr);padding:3px 0;overflow-wrap:anywhere}.diff{table-layout:fixed}.diff pre{padding:6p\##
      x 10px;border-radius:6px}.toast{bottom:24px;left:50%;transform:translateX(-50%)}dialog{color:inherit;backgro\##
      und:var(--panel);border:1px solid var(--line);border-radius:12px;padding:18px 22px;width:min(720px,94vw);max\##
      -height:86vh;margin:auto}dialog .heading{justify-content:space-between}.record{max-height:60vh;overflow:auto\##
      ;margin:10px 0}.keys{columns:320px 2}.keys>div{display:flex;gap:12px;padding:4px 0;break-inside:avoid}.keys \##
      dt{width:72px}.keys kbd{margin-right:4px}@media(min-width:1000px){.columns{grid-template-columns:216px minma\##
      x(0,1fr)}.reader{grid-template-columns:270px minmax(0,1fr)}.columns>.facets{position:sticky;top:68px;align-s\##
      elf:start;max-height:calc(100vh - 84px);overflow-y:auto;padding:0 8px;margin-left:-8px}.facets>summary{displ\##
      ay:none}}@media(max-width:999px){.columns{gap:8px}.outline{max-height:50vh;overflow:auto}}@media(max-width:7\##
      59px){body{grid-template:auto auto auto 1fr/minmax(0,1fr)}#top{flex-wrap:wrap;height:auto;gap:8px 12px;paddi\##
      ng:8px 16px;position:static}.brand{width:auto}#find{flex:1}#find input,.heading input,.search input{width:10\##
      0%}#find kbd,.branch,.row>:not(.what){display:none}#past{order:3;width:100%;margin:0}.slide{flex:1}#nav{grid\##
      -row:auto;top:0;padding:4px 12px;background:var(--bg);z-index:5;border-bottom:1px solid var(--line);width:10\##
      0vw}#nav ul{display:flex;overflow-x:auto;scrollbar-width:none}main{grid-column:1;padding:16px 16px 60px}#ban\##
      ner{padding:0 16px}.cards,.argument,.row{grid-template-columns:minmax(0,1fr)}.figure{flex-basis:45%}.figure \##
      dd{font-size:22px;line-height:28px}.rows .row{height:64px}.head.row{display:flex;top:38px;overflow-x:auto}.h\##
      ead.row>div,.waiting>div{display:block!important}.phone{display:inline!important;margin-left:auto}.conversat\##
      ion>.choice{top:44px}.turn{grid-template:auto auto/minmax(0,1fr)auto;scroll-margin-top:96px}.turn>.parts{gri\##
      d-column:1/3}.turn>footer{grid-area:1/2;display:flex;gap:8px}.assistant+.assistant>footer{display:none}.user\##
      {margin-left:0}.found li a{grid-template-columns:minmax(0,1fr)auto}.found .snippet{grid-area:2/1/3/3}.list d\##
      iv{grid-template-columns:130px minmax(0,1fr)}.latest .number{grid-area:2/2}.latest li{grid-template-columns:\##
      minmax(0,1fr)auto}}@media print{:root{color-scheme:light;--bg:#fff}body{display:block}#top,#nav,.facets,.cho\##
      ice,button,.toast,.edge{display:none}.turns{max-width:none}.turn,.part{content-visibility:visible;break-insi\##
      de:avoid}}
      """##)
}
