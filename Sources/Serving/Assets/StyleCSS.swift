// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let styleCSS = Asset(
    name: "style.css", contentType: "text/css; charset=utf-8",
    digest: "19aabfdb569f005dd93070685cc5d0e4f555d36e2075889fef3c3804f44cb00f",
    sources: ["style.css"],
    sourceDigest: "6641a61b01f754325a82daf77f3257fab87be429f3b2f48d91b3a930e845cf54",
    text: ##"""
      :root{color-scheme:light dark;--i:light-dark(#fbfbfa,#101113);--e:light-dark(#fff,#17181b);--d:light-dark(#\##
      f3f3f1,#202226);--k:light-dark(#e6e5e2,#2a2c31);--a:minmax(0, 1fr);--c:1px solid var(--k);--j:light-dark(#\##
      1b1c1f,#e8e9eb);--g:light-dark(#5d6068,#a0a4ac);--h:light-dark(#4652c4,#98a2ff);--l:light-dark(#eceefb,#\##
      23263f);--p:light-dark(#1d7346,#6cc997);--o:light-dark(#8a5a00,#e2b45c);--m:light-dark(#b3261e,#ff8f85);--q:\##
      light-dark(#fbe3e1,#4a2321);--r:light-dark(#dcf2e4,#1a3d29);--f:light-dark(#5b66d6,#7f8af2);--n:light-dark(#\##
      a9b0bd,#6d7480);font:14px/20px '-apple-system',segoe ui,Inter,Roboto,Arial,sans-serif;font-variant-numeric:\##
      tabular-nums;color:var(--j);background:var(--i);-webkit-text-size-adjust:100%}[data-theme=light]{color-\##
      scheme:light}[data-theme=dark]{color-scheme:dark}:root:has(.past){--i:light-dark(#faf3e3,#1b160c);--e:light-\##
      dark(#fffbf2,#221c11);--d:light-dark(#f3ead6,#2d2617);--k:light-dark(#e5d9bd,#41371f)}*,::before,::after{box\##
      -sizing:border-box;margin:0;padding:0}body{display:grid;grid-template:auto auto 1fr/184px var(--a);min-\##
      height:100vh}a{color:inherit;text-decoration:none}a:hover{text-decoration:underline;text-underline-offset:\##
      3px}p a,td a,.facts a,.body a,.found summary{color:var(--h)}:focus-visible{outline:2px solid var(--h);\##
      outline-offset:1px;border-radius:4px}main:focus,.turn:focus{outline:none}h1{font-size:20px;line-height:28px;\##
      font-weight:600;letter-spacing:-.012em}h2{font-size:13px;font-weight:600}ul,ol{list-style:none}code,pre,kbd,\##
      .gist,.snippet{font:12.5px/18px ui-monospace,sf mono,Menlo,Consolas,liberation mono,monospace}pre{white-\##
      space:pre-wrap}button,.button,input,.facets>summary,.menu>summary{font:inherit;color:inherit;background:var(\##
      --e);border:var(--c);border-radius:6px;padding:3px 10px}button,.button,summary{cursor:pointer;white-space:\##
      nowrap}button:hover,.button:hover,summary:hover,#nav a:hover,.row:hover,li>a:hover{background:var(--d);text-\##
      decoration:none}button[aria-pressed=true]{background:var(--l);color:var(--h)}input[type=search]{padding:5px \##
      10px;width:260px}input[type=number]{width:90px}summary{list-style:none}table{border-collapse:collapse;width:\##
      100%;font-size:13px}th,td{padding:6px 10px 6px 0;text-align:left;border-bottom:var(--c);white-space:nowrap;\##
      vertical-align:top;font-weight:400}tbody tr:last-child>*{border-bottom:0}tbody th,td.path{max-width:420px;\##
      white-space:normal}tfoot>tr>*{border-top:var(--c);font-weight:600}meter{width:100%;height:8px}kbd{border:var\##
      (--c);border-radius:4px;padding:0 5px}small,.note,.took,time,dt,h3,thead th,kbd,.legend,.head,.edge,.k-note,\##
      .path,#past output,.facet-lists h2,.outline h2,.files summary,.facet-lists summary{font-size:12px;color:var(\##
      --g);font-weight:400}.name,.what a,.in,.branch,li a>span,.latest a,.latest small,.files li,.gist,.found h2 a\##
      ,.projects h2,.projects p,.argument>span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.heading,\##
      .options,.chips,.command,.inline,.buttons,.legend,.facts,.figures,.strip-note,.found h2{display:flex;flex-\##
      wrap:wrap;gap:8px 12px;align-items:center}[hidden],.phone,.chips:empty{display:none!important}.sr{position:\##
      absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.skip{position:fixed;\##
      left:8px;top:-60px;background:var(--e);padding:8px 12px;z-index:9}.skip:focus{top:8px}.grow{flex:1}.number{\##
      text-align:right!important}.quiet{border-color:#0000;background:0 0;color:var(--g)}#top{grid-column:1/-1;\##
      position:sticky;top:0;z-index:5;display:flex;align-items:center;gap:16px;height:52px;padding:0 20px;\##
      background:var(--i);border-bottom:var(--c)}.brand{font-weight:650;width:148px}#find{position:relative}#find \##
      kbd{position:absolute;right:8px;top:6px}#past{margin-left:auto;display:flex;align-items:center;gap:10px}.\##
      past #past output{color:var(--o);font-weight:600}.slide{position:relative;width:clamp(90px,14vw,240px);\##
      height:22px}.slide input{width:100%;padding:0;height:16px;border:0;background:linear-gradient(var(--k) 0 0)\##
      50%/100% 2px no-repeat;appearance:none;display:block}.slide input::-webkit-slider-thumb{appearance:none;\##
      width:12px;height:12px;border-radius:50%;background:var(--h)}.slide input::-moz-range-thumb{border:0;\##
      background:var(--h)}.ticks{position:absolute;left:6px;bottom:0;width:calc(100% - 12px);height:4px}.ticks \##
      line{stroke:var(--g);vector-effect:non-scaling-stroke}#nav{grid-row:2/4;padding:16px 12px;position:sticky;\##
      top:52px;align-self:start}#nav a{display:block;padding:5px 10px;border-radius:6px;color:var(--g)}#nav a[aria\##
      -current]{background:var(--d);color:var(--j);font-weight:550}#banner{padding:0 28px}main{grid-column:2;\##
      padding:22px 28px 80px;max-width:1600px;width:100%;min-width:0}main[aria-busy]{opacity:.6;transition:opacity\##
       .2s .25s}.heading{margin-bottom:16px;min-height:32px}.card,.projects li{background:var(--e);border:var(--c)\##
      ;border-radius:10px;padding:16px 18px;min-width:0}.card>h2,.card>.heading{margin-bottom:12px}.card>p,.inline\##
      ,.card>meter,.token p{margin-top:12px}.cards{display:grid;gap:16px;grid-template-columns:repeat(2,var(--a));\##
      margin-top:16px}.wide{grid-column:1/-1}.figures{border-block:var(--c);padding:14px 0 12px}.figure{flex:1 1 \##
      150px}.figure dd{font-size:26px;line-height:34px;font-weight:600;letter-spacing:-.02em}.figure small{display\##
      :block;line-height:18px;letter-spacing:0;min-height:18px}.small{border:0;padding:0}.empty,.warn,.bad,.\##
      verdict{padding:12px 16px;border-radius:8px;background:var(--d);color:var(--g);margin:16px 0}.verdict{margin\##
      :0;background:var(--e);border:var(--c)}.badge,.chip{display:inline-block;font-size:11px;line-height:16px;\##
      padding:0 6px;border-radius:4px;background:var(--d);color:var(--g);white-space:nowrap;margin:0 4px 0 0}.warn\##
      {color:var(--o)}.bad,.failed>summary b{color:var(--m)}.badge.good,.good>b{color:var(--p)}.gone,.chip{color:\##
      var(--h);background:var(--l)}.chip{font-size:13px;padding:2px 8px;white-space:normal;overflow-wrap:anywhere}\##
      .chip>*{color:inherit;margin:0 6px 0 0}.choice{display:inline-flex;flex-wrap:wrap;gap:2px;background:var(--d\##
      );border-radius:7px;padding:2px}.choice>*{padding:2px 9px;border:0;border-radius:5px;background:0 0;font-\##
      size:13px;color:var(--g);white-space:nowrap}.choice [aria-current],.choice [aria-pressed=true]{background:\##
      var(--e);color:var(--j);box-shadow:0 0 0 1px var(--k)}.choice small{margin-left:5px}.options,.chips{margin-\##
      bottom:14px}.command,.buttons,.card+.options{margin:12px 0}.card+.card,p+.card{margin-top:16px}.cards>.card{\##
      margin:0}.note+.choice{vertical-align:middle;margin-left:8px}.command>code{background:var(--d);padding:5px \##
      10px;border-radius:6px}h2,pre,.command>code,.path,tbody th{overflow-wrap:anywhere}.token{max-width:620px;\##
      margin:8vh auto}.scroll{overflow-x:auto}svg{display:block;max-width:100%}.picture text{font-size:11px;fill:\##
      var(--g)}.picture line{stroke:var(--k)}.linked{cursor:pointer}.marker{fill:var(--d)}.s0{--b:var(--f)}.s1{--b\##
      :light-dark(#2a9d8f,#45b8a9)}.s2{--b:light-dark(#d99a2b,#dda94a)}.s3{--b:light-dark(#9b5fc0,#b784da)}.s4{--b\##
      :light-dark(#c7628f,#db84ab)}.s5{--b:var(--n)}.s6{--b:light-dark(#d0554b,#e4736a)}.l1{--b:color-mix(in oklab\##
      , var(--f) 30%, var(--e))}.l2{--b:color-mix(in oklab, var(--f) 52%, var(--e))}.l3{--b:color-mix(in oklab, \##
      var(--f) 76%, var(--e))}.l4{--b:var(--f)}.l5{--b:color-mix(in oklab, var(--f) 72%, var(--j))}rect[class]{\##
      fill:var(--b,var(--d))}path[class]{stroke:var(--b);stroke-width:1.6}.legend{margin-bottom:6px}.legend i{\##
      display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:6px;background:var(--b,var(--j))}.\##
      legend .line{height:2px;vertical-align:3px}.tip,.toast{position:fixed;z-index:8;background:var(--j);color:\##
      var(--i);font-size:12px;line-height:17px;padding:5px 9px;border-radius:6px;pointer-events:none;max-width:\##
      320px}.ranked li{display:grid;grid-template-columns:var(--a)auto;padding:4px 0;font-size:13px}.ranked small{\##
      margin-left:8px}.track{grid-column:1/-1;height:4px;border-radius:2px;background:var(--d);margin-top:3px;\##
      overflow:hidden}.track span{display:block;height:100%;background:var(--f)}.track span span{background:var(--\##
      m);min-width:2px}.spark{width:100%;fill:var(--f)}.none{--b:var(--k)}.spark rect:not([class]){fill:var(--f)}.\##
      span{stroke:var(--n);stroke-width:2;fill:var(--f)}.end{fill:var(--e);stroke:var(--f)}.latest li{display:grid\##
      ;grid-template-columns:var(--a)auto 76px;gap:0 16px;padding:7px 0;border-bottom:var(--c)}.latest small{grid-\##
      row:2}.columns{display:grid;grid-template-columns:var(--a);gap:28px}.facets>summary{display:inline-block;\##
      margin-bottom:8px}.facet-lists section{margin-bottom:18px}.facet-lists h2,.outline h2{margin-bottom:4px}.\##
      facet-lists li a{display:flex;gap:8px;justify-content:space-between;padding:3px 8px;margin:0 -8px;border-\##
      radius:5px;font-size:13px}.facet-lists li [aria-current],.outline [aria-current]{background:var(--l);color:\##
      var(--h)}.activity{margin-bottom:12px;min-height:86px}.row{display:grid;grid-template-columns:var(--a)88px \##
      92px 74px 70px 76px;gap:0 14px;align-items:center;font-size:13px}.rows{position:relative}.rows .row{position\##
      :absolute;left:0;right:0;height:52px;border-bottom:var(--c);contain:strict}.row:focus-within{background:var(\##
      --l)}.head.row{position:sticky;top:52px;z-index:2;background:var(--i);border-bottom:var(--c);height:32px;\##
      font-size:12px;white-space:nowrap}[aria-sort$=ing]{color:var(--j);font-weight:600}.what a{display:block;font\##
      -size:14px;font-weight:500}.what a::after,.projects a::after{content:"";position:absolute;inset:0}.what \##
      small{display:flex;gap:8px;overflow:hidden;white-space:nowrap}.pill{position:sticky;bottom:16px;text-align:\##
      center}.pill button{background:var(--h);color:var(--i);padding:6px 14px;border-radius:16px}.facts{gap:6px \##
      26px}.facts dd,.list dd,.projects dd{font-size:13px}dd time,.verdict time{font-size:inherit;color:inherit}.\##
      menu{position:relative}.menu>div{position:absolute;z-index:4;right:0;background:var(--e);border:var(--c);\##
      border-radius:8px;padding:4px;display:grid}.menu button{border:0;text-align:left}.strip{min-height:104px;\##
      margin:4px 0 16px}.strip polyline{fill:none;stroke:var(--j);opacity:.75}.pause{stroke-dasharray:2 3}.strip .\##
      marker{stroke:var(--h)}.strip-note{justify-content:space-between}.outline{font-size:13px}.outline li{content\##
      -visibility:auto;contain-intrinsic-size:auto 56px}.outline a{display:block;padding:4px 8px;border-radius:5px\##
      }.outline a>span,.snippet{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:\##
      hidden;overflow-wrap:anywhere;white-space:normal}.files{margin-top:16px}.conversation>.choice{display:flex;\##
      gap:6px;position:sticky;top:52px;z-index:3;background:var(--i);border-radius:0;padding:8px 2px}.edge{text-\##
      align:center;padding:8px}.edge:empty{padding:0}.turns{max-width:940px}.turn{display:grid;grid-template:auto \##
      1fr/var(--a)84px;gap:0 20px;padding:14px 0 10px;border-top:var(--c);scroll-margin-top:100px;content-\##
      visibility:auto;contain-intrinsic-size:auto 120px}.turn>header{font-size:12px;font-weight:600;color:var(--g)\##
      ;margin-bottom:4px}.turn>footer{grid-area:1/2/3;text-align:right;display:grid;align-content:start;line-\##
      height:16px}:not(.user)+.assistant{border-top:0;padding-top:0}.assistant+.assistant>header{display:none}.\##
      user{border-left:3px solid var(--h);padding-left:14px;margin-left:-17px}.user>header{color:var(--h)}.turn:\##
      focus,.target{background:linear-gradient(90deg,var(--l),#0000 60%)}.turn summary,.subagent>summary{display:\##
      flex;gap:10px;align-items:baseline;padding:3px 10px;border-radius:6px;background:var(--d);font-size:12.5px;\##
      margin:3px 0}.turn details>.body,h3{margin:8px 0 4px 10px}.gist{color:var(--g);flex:1;min-width:0;font-size:\##
      12px}.body{overflow-wrap:anywhere;line-height:21px}.body>*+*{margin-top:8px}.body ul,.body ol{padding-left:\##
      22px;list-style:disc}.body ol{list-style:decimal}.body pre,.record,.copied{background:var(--d);border-radius\##
      :6px;padding:8px 12px}.body code{background:var(--d);border-radius:4px;padding:1px 4px}blockquote,.subagent{\##
      padding-left:12px;border-left:2px solid var(--k);color:var(--g)}.subagent{border-color:var(--f);color:\##
      inherit;margin:6px 0}.body td,.body th,.diff td{white-space:normal;overflow-wrap:break-word}.body p{white-\##
      space:pre-line}.h1,.h2,.h3{font-weight:600}.h1{font-size:17px}.h2{font-size:15.5px}.part{display:block;\##
      content-visibility:auto;contain-intrinsic-size:auto 1800px}.argument{display:grid;grid-template-columns:\##
      110px var(--a);gap:10px}.argument>span{color:var(--g);font-size:12px}.lost pre,del{background:var(--q);text-\##
      decoration:none}.new pre,ins{background:var(--r);text-decoration:none}.diff del{background:light-dark(#\##
      f2b1ab,#85342e)}.diff ins{background:light-dark(#a5dfbc,#23724a)}.hide-prompts .k-prompt,.hide-answers .k-\##
      answer,.hide-thinking .k-thinking,.hide-tools .k-tool,.hide-notes .k-note,.hide-subagents .subagent{display:\##
      none}::highlight(found){background:#ffd75e;color:#1b1c1f}mark{background:light-dark(#ffe79a,#6b5510);color:\##
      inherit;border-radius:2px}.search{display:flex;gap:8px;margin-bottom:14px}.search input{flex:1;max-width:\##
      720px}.found section{margin-top:22px;max-width:1100px}.found h2{font-size:14px;gap:0 10px;align-items:\##
      baseline}.found li a{display:grid;grid-template-columns:96px var(--a)auto;gap:12px;padding:5px 8px;margin:0 \##
      -8px;border-radius:6px;align-items:baseline}.found a:focus{background:var(--d)}.found li small{white-space:\##
      nowrap}.projects{display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:14px}.projects \##
      li{position:relative;content-visibility:auto;contain-intrinsic-size:auto 170px}.projects h2{font-size:14px}.\##
      projects dl{display:flex;justify-content:space-between;gap:8px;margin-top:10px;white-space:nowrap}.projects \##
      svg{margin-top:10px}.list>div{display:grid;grid-template-columns:170px var(--a);padding:3px 0;overflow-wrap:\##
      anywhere}.diff{table-layout:fixed}.diff pre{padding:6px 10px;border-radius:6px}.toast{bottom:24px;left:50%;\##
      transform:translateX(-50%)}dialog{color:inherit;background:var(--e);border:var(--c);border-radius:12px;\##
      padding:18px 22px;width:min(720px,94vw);max-height:86vh;margin:auto}dialog .heading{justify-content:space-\##
      between}.record{max-height:60vh;overflow:auto;margin:10px 0}.keys{columns:320px 2}.keys>div{display:flex;gap\##
      :12px;padding:4px 0;break-inside:avoid}.keys dt{flex:0 0 72px}.keys kbd{margin-right:4px}@media(min-width:\##
      1000px){.columns{grid-template-columns:216px var(--a)}.reader{grid-template-columns:270px var(--a)}.columns>\##
      .facets{position:sticky;top:68px;align-self:start;max-height:calc(100vh - 84px);overflow-y:auto;padding:0 \##
      8px;margin-left:-8px}.facets[open]>summary{display:none}}@media(max-width:999px){thead th{white-space:normal\##
      }.columns{gap:8px}.outline{max-height:50vh;overflow:auto}.row{grid-template-columns:var(--a)88px 70px 76px}.\##
      row>:nth-child(3),.row>:nth-child(4),.spare{display:none}.card:has(.list){grid-column:1/-1}}@media(max-width\##
      :759px){tbody th,td.path{overflow-wrap:break-word}body{grid-template:auto auto auto 1fr/var(--a)}#top{flex-\##
      wrap:wrap;height:auto;gap:8px 12px;padding:8px 16px;position:static}.brand{width:auto}#find{flex:1}#find \##
      input,.heading input,.search input{width:100%}#find kbd,.branch,.row>:not(.what){display:none}#past{order:3;\##
      width:100%;margin:0}.slide{flex:1}#nav{grid-row:auto;top:0;padding:4px 12px;background:var(--i);z-index:5;\##
      border-bottom:var(--c);width:100vw}#nav ul{display:flex;overflow-x:auto}main{grid-column:1;padding:16px 16px\##
       60px}#banner{padding:0 16px}.cards,.argument,.row{grid-template-columns:var(--a)}.figure{flex-basis:45%}.\##
      figure dd{font-size:22px;line-height:28px}.rows .row{height:64px}.head.row{display:flex;top:38px;overflow-x:\##
      auto}.head.row>div,.waiting>div{display:block!important}.phone{display:inline!important;margin-left:auto}.\##
      conversation>.choice{top:38px}.turn{grid-template:auto auto/var(--a)auto;scroll-margin-top:96px}.turn>.parts\##
      {grid-column:1/3}.turn>footer{grid-area:1/2;display:flex;gap:8px}.assistant+.assistant>footer{display:none}.\##
      user{margin-left:0}.found li a{grid-template-columns:var(--a)auto}.found .snippet{grid-area:2/1/3/3}.list>\##
      div{grid-template-columns:130px var(--a)}.latest .number{grid-area:2/2}.latest li{grid-template-columns:var(\##
      --a)auto}}@media print{:root{color-scheme:light;--i:#fff}body,.columns{display:block}#top,#nav,.facets,.\##
      choice,button,.toast,.edge,.menu{display:none}.turns{max-width:none}.turn,.part{content-visibility:visible;\##
      break-inside:avoid}}
      """##)
}
