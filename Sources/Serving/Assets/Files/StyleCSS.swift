// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/style.css: change that file and run it again.

extension Assets {
  static let styleCSS = Asset(
    name: "style.css", contentType: "text/css; charset=utf-8",
    digest: "f26ef17fbbf60fa8a485742489ded5f8f3ab1d3badc9db19973bbb9e35a27eed",
    sourceDigest: "003d029481dac0e962e69a1eccc5f5dbca84dd4905cb7d386a13aaef225d088f",
    text: ##"""
      :root{color-scheme:light dark;--bg:light-dark(#fbfbfa, #101113);--panel:light-dark(#ffffff, #17181b);--raise\##
      d:light-dark(#f3f3f1, #202226);--line:light-dark(#e6e5e2, #2a2c31);--text:light-dark(#1b1c1f, #e8e9eb);--sof\##
      t:light-dark(#5d6068, #a0a4ac);--accent:light-dark(#4652c4, #98a2ff);--tint:light-dark(#eceefb, #23263f);--g\##
      ood:light-dark(#1d7346, #6cc997);--warn:light-dark(#8a5a00, #e2b45c);--bad:light-dark(#b3261e, #ff8f85);--s0\##
      :light-dark(#5b66d6, #7f8af2);--s1:light-dark(#2a9d8f, #45b8a9);--s2:light-dark(#d99a2b, #dda94a);--s3:light\##
      -dark(#a9b0bd, #6d7480);--s4:light-dark(#9b5fc0, #b784da);--s5:light-dark(#d0554b, #e4736a);--mono:ui-monosp\##
      ace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace;font:14px/20px '-apple-system\##
      ',segoe ui,Inter,Roboto,helvetica neue,Arial,sans-serif;font-variant-numeric:tabular-nums;color:var(--text);\##
      background:var(--bg);scrollbar-color:var(--line)transparent;-webkit-text-size-adjust:100%}[data-theme=light]\##
      {color-scheme:light}[data-theme=dark]{color-scheme:dark}:root:has(.past){--bg:light-dark(#faf3e3, #1b160c);-\##
      -panel:light-dark(#fffbf2, #221c11);--raised:light-dark(#f3ead6, #2d2617);--line:light-dark(#e5d9bd, #41371f\##
      )}*{box-sizing:border-box}body{margin:0;display:grid;grid-template:"top top" auto "nav banner" auto "nav mai\##
      n" 1fr/184px minmax(0,1fr);min-height:100vh}a{color:inherit;text-decoration:none}p a,.note a{color:var(--acc\##
      ent)}a:hover{text-decoration:underline;text-underline-offset:3px}:focus-visible{outline:2px solid var(--acce\##
      nt);outline-offset:1px;border-radius:4px}main:focus,.turn:focus{outline:none}h1,h2,h3,p,dl,dd,ul,ol,figure{m\##
      argin:0;padding:0}h1{font-size:20px;line-height:28px;font-weight:600;letter-spacing:-.012em}h2{font-size:13p\##
      x;font-weight:600}h3{font-size:12px;font-weight:600;color:var(--soft);margin:10px 0 4px}ul,ol{list-style:non\##
      e}small,.note,.took,time{font-size:12px;color:var(--soft)}code,pre,kbd{font:12.5px/18px var(--mono);font-var\##
      iant-ligatures:none}pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}button,.button,input,.menu>summ\##
      ary{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;paddin\##
      g:3px 10px}button,.button,summary{cursor:pointer;white-space:nowrap}button:hover,.button:hover,.menu>summary\##
      :hover{background:var(--raised);text-decoration:none}button[aria-pressed=true]{background:var(--tint);color:\##
      var(--accent);border-color:transparent}.quiet{border-color:transparent;background:0 0;color:var(--soft)}[hid\##
      den]{display:none!important}input[type=search]{padding:5px 10px;width:260px}input[type=number]{width:90px}kb\##
      d{border:1px solid var(--line);border-radius:4px;padding:0 5px;color:var(--soft);font-size:11px;background:v\##
      ar(--panel)}summary{list-style:none}summary::-webkit-details-marker{display:none}.sr{position:absolute;width\##
      :1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.skip{position:fixed;left:8px;top:-6\##
      0px;background:var(--panel);padding:8px 12px;z-index:9}.skip:focus{top:8px}.grow{flex:1}.number{text-align:r\##
      ight}#top{grid-area:top;position:sticky;top:0;z-index:5;display:flex;align-items:center;gap:16px;height:52px\##
      ;padding:0 20px;background:var(--bg);border-bottom:1px solid var(--line)}.brand{font-weight:650;letter-spaci\##
      ng:-.01em;width:148px}#find{position:relative}#find kbd{position:absolute;right:8px;top:6px}#past{margin-lef\##
      t:auto;display:flex;align-items:center;gap:10px}#past output{font-size:12px;color:var(--soft);white-space:no\##
      wrap}.past #past output{color:var(--warn);font-weight:600}.slide{position:relative;width:clamp(90px,14vw,240\##
      px);height:22px}.slide input{width:100%;margin:0;accent-color:var(--accent);padding:0;height:16px}.slide svg\##
      {position:absolute;left:7px;bottom:0;width:calc(100% - 14px);height:4px}.ticks line{stroke:var(--soft);vecto\##
      r-effect:non-scaling-stroke}.tools{display:flex}#nav{grid-area:nav;padding:16px 12px;position:sticky;top:52p\##
      x;align-self:start}#nav a{display:block;padding:5px 10px;border-radius:6px;color:var(--soft)}#nav a:hover{ba\##
      ckground:var(--raised);color:var(--text);text-decoration:none}#nav a[aria-current]{background:var(--raised);\##
      color:var(--text);font-weight:550}#banner{grid-area:banner;padding:0 28px}#banner p{margin-top:16px}main{gri\##
      d-area:main;padding:22px 28px 80px;max-width:1600px;width:100%;min-width:0}main[aria-busy]{opacity:.6;transi\##
      tion:opacity .2s .25s}.heading{display:flex;align-items:center;flex-wrap:wrap;gap:8px 12px;margin-bottom:16p\##
      x;min-height:32px}.card{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:16px\##
       18px;min-width:0}.card>h2,.card>.heading{margin-bottom:12px}.card>p.note{margin-top:12px}.cards{display:gri\##
      d;gap:16px;grid-template-columns:repeat(2,minmax(0,1fr));margin-top:16px}.wide{grid-column:1/-1}.figures{dis\##
      play:flex;flex-wrap:wrap;border-block:1px solid var(--line)}.figure{flex:1 1 150px;padding:14px 18px 12px 0}\##
      .figure dt,.facts dt,.list dt{font-size:12px;color:var(--soft)}.figure dd{font-size:26px;line-height:34px;fo\##
      nt-weight:600;letter-spacing:-.02em}.figure small{display:block;font-weight:400;line-height:18px;letter-spac\##
      ing:0;min-height:18px}.small{border:0}.small .figure{padding-top:0}.small dd{font-size:20px;line-height:28px\##
      }.empty,.warn,.bad,.verdict{padding:12px 16px;border-radius:8px;background:var(--raised);color:var(--soft);m\##
      argin:16px 0}p.warn,.verdict.warn{color:var(--warn)}p.bad{color:var(--bad)}.verdict{margin:0;background:var(\##
      --panel);border:1px solid var(--line)}.verdict.good b{color:var(--good)}.empty a{color:var(--accent)}.choice\##
      {display:inline-flex;flex-wrap:wrap;gap:2px;background:var(--raised);border-radius:7px;padding:2px;max-width\##
      :100%}.choice a,.choice button{padding:2px 9px;border-radius:5px;border:0;background:0 0;font-size:13px;colo\##
      r:var(--soft);white-space:nowrap}.choice a:hover{color:var(--text);text-decoration:none}.choice [aria-curren\##
      t],.choice [aria-pressed=true]{background:var(--panel);color:var(--text);box-shadow:0 0 0 1px var(--line)}.o\##
      ptions{display:flex;flex-wrap:wrap;gap:8px 14px;margin:0 0 16px;align-items:center}.badge{display:inline-blo\##
      ck;font-size:11px;line-height:16px;padding:0 6px;border-radius:4px;background:var(--raised);color:var(--soft\##
      );font-weight:500;white-space:nowrap;margin-right:4px}.badge.warn{color:var(--warn)}.badge.bad{color:var(--b\##
      ad)}.badge.good{color:var(--good)}.badge.gone{color:var(--accent);background:var(--tint)}.chips{display:flex\##
      ;flex-wrap:wrap;gap:6px;margin-bottom:10px}.chips:empty{display:none}.chip{background:var(--tint);color:var(\##
      --accent);border-radius:6px;padding:2px 8px;font-size:13px;max-width:100%;overflow-wrap:anywhere}.chip small\##
      {color:inherit;margin-right:6px}.chip span{margin-left:6px}.all{background:0 0}.command{display:flex;flex-wr\##
      ap:wrap;gap:8px;align-items:center;margin:12px 0}.command>code{background:var(--raised);padding:5px 10px;bor\##
      der-radius:6px;user-select:all;overflow-wrap:anywhere}.inline{margin-top:12px;display:flex;gap:8px;align-ite\##
      ms:center;font-size:13px;flex-wrap:wrap}.buttons{display:flex;gap:8px;margin-top:14px;flex-wrap:wrap}meter{w\##
      idth:100%;height:8px;margin-top:8px}.path{font:12px/18px var(--mono);color:var(--soft);overflow-wrap:anywher\##
      e}.token{max-width:620px;margin:8vh auto}.token p{margin-top:10px}.scroll{overflow-x:auto}table{border-colla\##
      pse:collapse;width:100%;font-size:13px}th,td{padding:6px 14px 6px 0;text-align:left;border-bottom:1px solid \##
      var(--line);white-space:nowrap;vertical-align:top}th:last-child,td:last-child{padding-right:0}thead th{font-\##
      size:12px;font-weight:500;color:var(--soft)}tbody th{font-weight:500;max-width:420px;overflow:hidden;text-ov\##
      erflow:ellipsis}tbody tr:last-child>*{border-bottom:0}tfoot>tr>*{border-top:1px solid var(--line);font-weigh\##
      t:600;border-bottom:0}th.number,td.number{text-align:right}.picture svg,.spark,.span{display:block;max-width\##
      :100%}.picture text{font-size:11px;fill:var(--soft)}.picture line{stroke:var(--line)}.linked{cursor:pointer}\##
      .marker{fill:var(--raised)}rect.s0,i.s0{fill:var(--s0);background:var(--s0)}rect.s1,i.s1{fill:var(--s1);back\##
      ground:var(--s1)}rect.s2,i.s2{fill:var(--s2);background:var(--s2)}rect.s3,i.s3{fill:var(--s3);background:var\##
      (--s3)}rect.s4,i.s4{fill:var(--s4);background:var(--s4)}rect.s5,i.s5{fill:var(--s5);background:var(--s5)}pat\##
      h.s0{stroke:var(--s0)}path.s1{stroke:var(--s1)}path.s2{stroke:var(--s2)}path.s3{stroke:var(--s3)}path.s4{str\##
      oke:var(--s4)}path.s5{stroke:var(--s5)}.l0{fill:var(--raised)}.l1{fill:color-mix(in oklab,var(--s0) 28%,var(\##
      --panel))}.l2{fill:color-mix(in oklab,var(--s0) 48%,var(--panel))}.l3{fill:color-mix(in oklab,var(--s0) 74%,\##
      var(--panel))}.l4,.l5{fill:var(--s0)}.l5{fill:color-mix(in oklab,var(--s0) 78%,var(--text))}.legend{display:\##
      flex;flex-wrap:wrap;gap:2px 14px;font-size:12px;color:var(--soft);margin-bottom:6px}.legend i{display:inline\##
      -block;width:9px;height:9px;border-radius:2px;margin-right:6px}.legend .line{height:2px;vertical-align:3px;b\##
      ackground:var(--text)}.tip{position:fixed;z-index:8;background:var(--text);color:var(--bg);font-size:12px;li\##
      ne-height:17px;padding:5px 9px;border-radius:6px;pointer-events:none;max-width:320px}.ranked li{display:grid\##
      ;grid-template-columns:minmax(0,1fr)auto;gap:0 12px;padding:4px 0;font-size:13px}.ranked .name{overflow:hidd\##
      en;text-overflow:ellipsis;white-space:nowrap}.ranked small{margin-left:8px}.track{grid-column:1/-1;height:4p\##
      x;border-radius:2px;background:var(--raised);margin-top:3px;overflow:hidden}.track>span{display:block;height\##
      :100%;background:var(--s0)}.track>span>span{display:block;height:100%;background:var(--s5);min-width:2px}.sp\##
      ark rect{fill:var(--s0)}.spark .none{fill:var(--line)}.span line{stroke:var(--s3);stroke-width:2}.span circl\##
      e{fill:var(--s0)}.span .end{fill:var(--panel);stroke:var(--s0);stroke-width:1.5}.latest li{display:grid;grid\##
      -template-columns:minmax(0,1fr)auto 76px;gap:0 16px;padding:7px 0;border-bottom:1px solid var(--line);align-\##
      items:baseline}.latest li:last-child{border:0}.latest a,.latest small{overflow:hidden;text-overflow:ellipsis\##
      ;white-space:nowrap}.latest a{grid-column:1}.latest small{grid-row:2}.latest time{grid-row:1}.latest .number\##
      {grid-row:1}.columns{display:grid;grid-template-columns:minmax(0,1fr);gap:28px}.facets>summary{display:inlin\##
      e-block;padding:3px 10px;border:1px solid var(--line);border-radius:6px;margin-bottom:8px}.facet-lists secti\##
      on{margin-bottom:18px}.facet-lists h2{font-size:12px;color:var(--soft);font-weight:500;margin-bottom:4px}.fa\##
      cet-lists li a{display:flex;gap:8px;justify-content:space-between;padding:3px 8px;margin:0 -8px;border-radiu\##
      s:5px;font-size:13px}.facet-lists li a:hover{background:var(--raised);text-decoration:none}.facet-lists li s\##
      pan{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.facet-lists li [aria-current]{background:var(\##
      --tint);color:var(--accent)}.facet-lists summary{font-size:12px;color:var(--soft);padding:3px 0}.activity{ma\##
      rgin-bottom:12px;min-height:86px}.list{position:relative}.row{display:grid;grid-template-columns:minmax(0,1f\##
      r)100px 92px 84px 84px 84px;gap:0 14px;align-items:center}.rows{position:relative}.rows .row{position:absolu\##
      te;left:0;right:0;height:52px;border-bottom:1px solid var(--line);contain:strict}.rows .row:hover{background\##
      :var(--raised)}.rows .row:focus-within{background:var(--tint)}.rows .number{font-size:13px}.head{position:st\##
      icky;top:52px;z-index:2;background:var(--bg);font-size:12px;color:var(--soft);border-bottom:1px solid var(--\##
      line);height:32px}.head [aria-sort$=ending]{color:var(--text);font-weight:600}.what a{display:block;overflow\##
      :hidden;text-overflow:ellipsis;white-space:nowrap;font-weight:500}.what a::after{content:"";position:absolut\##
      e;inset:0}.what small{display:flex;gap:8px;overflow:hidden;white-space:nowrap}.in,.branch{overflow:hidden;te\##
      xt-overflow:ellipsis}.branch::before{content:"⌥ ";opacity:.6}.what .badge{position:relative;pointer-events:n\##
      one}.phone{display:none}.pill{position:sticky;bottom:16px;text-align:center}.pill button{background:var(--ac\##
      cent);color:var(--bg);border:0;padding:6px 14px;border-radius:16px}.facts{display:flex;flex-wrap:wrap;gap:6p\##
      x 26px}.facts dd{font-size:13px}.facts a{color:var(--accent)}.facts time{font-size:inherit;color:inherit}.me\##
      nu{position:relative}.menu>div{position:absolute;z-index:4;right:0;background:var(--panel);border:1px solid \##
      var(--line);border-radius:8px;padding:4px;display:grid;box-shadow:0 6px 20px #0003}.menu button{border:0;tex\##
      t-align:left}.strip{min-height:104px;margin:4px 0 16px}.strip path{stroke-width:1.6;fill:none}.strip polylin\##
      e{fill:none;stroke:var(--text);stroke-width:1;opacity:.75}.pause{stroke-dasharray:2 3}.strip .marker{stroke:\##
      var(--accent)}.strip-note{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 20px}.outline{font\##
      -size:13px}.outline h2{color:var(--soft);font-size:12px;font-weight:500;margin-bottom:4px}.outline li{conten\##
      t-visibility:auto;contain-intrinsic-size:auto 56px}.outline li a{display:block;padding:4px 8px;border-left:2\##
      px solid transparent}.outline li a:hover{background:var(--raised);text-decoration:none}.outline li a[aria-cu\##
      rrent]{border-color:var(--accent);background:var(--tint)}.outline li span{display:-webkit-box;-webkit-line-c\##
      lamp:2;-webkit-box-orient:vertical;overflow:hidden;overflow-wrap:anywhere}.files{margin-top:16px}.files summ\##
      ary{font-size:12px;color:var(--soft)}.files li{padding:2px 8px;overflow:hidden;text-overflow:ellipsis}.conve\##
      rsation>.choice{position:sticky;top:60px;z-index:3;margin-bottom:8px;box-shadow:0 0 0 6px var(--bg)}.edge{co\##
      lor:var(--soft);font-size:12px;text-align:center;padding:8px;min-height:36px}.turns{max-width:860px}.turn{pa\##
      dding:12px 0 14px;border-top:1px solid var(--line);scroll-margin-top:100px;content-visibility:auto;contain-i\##
      ntrinsic-size:auto 160px}.turn>header{display:flex;gap:12px;align-items:baseline;margin-bottom:4px;font-size\##
      :12px}.turn>header time{margin-left:auto}.turn .took+time{margin-left:0}.turn>header .took{margin-left:auto}\##
      .who{font-weight:600;color:var(--soft)}.user .who{color:var(--accent)}.turn.user{border-left:3px solid var(-\##
      -accent);padding-left:14px;margin-left:-17px}.turn:focus,.target{background:linear-gradient(90deg,var(--tint\##
      ),transparent 60%)}.body>*+*{margin-top:8px}.body{overflow-wrap:anywhere;line-height:21px}.body ul,.body ol{\##
      padding-left:22px;list-style:disc}.body ol{list-style:decimal}.body pre,.record pre,.copied{background:var(-\##
      -raised);border-radius:6px;padding:8px 12px}.body code{background:var(--raised);border-radius:4px;padding:1p\##
      x 4px}.body blockquote{margin:8px 0 0;padding-left:12px;border-left:2px solid var(--line);color:var(--soft)}\##
      .body hr{border:0;border-top:1px solid var(--line)}.body a{color:var(--accent)}.body td,.body th{white-space\##
      :normal}.h1,.h2,.h3,.h4,.h5,.h6{font-weight:600}.h1{font-size:17px}.h2{font-size:15.5px}.part{display:block;\##
      content-visibility:auto;contain-intrinsic-size:auto 1800px}.turn details{margin:3px 0;border-radius:6px}.tur\##
      n details>summary,.subagent>summary{display:flex;gap:10px;align-items:baseline;padding:3px 10px;border-radiu\##
      s:6px;background:var(--raised);font-size:12.5px}.turn details>summary:hover{color:var(--accent)}.turn detail\##
      s[open]>.body,.turn details[open]>h3{margin-left:10px}.turn details[open]{padding-bottom:8px}.turn details[o\##
      pen]>.body{margin-top:8px}.turn details.failed>summary b{color:var(--bad)}.gist{overflow:hidden;text-overflo\##
      w:ellipsis;white-space:nowrap;color:var(--soft);font:12px/18px var(--mono);flex:1;min-width:0}.took{white-sp\##
      ace:nowrap}.argument{display:grid;grid-template-columns:110px minmax(0,1fr);gap:10px;font-size:12px}.argumen\##
      t>span{color:var(--soft);overflow:hidden;text-overflow:ellipsis}.argument.lost pre,td.lost pre{background:li\##
      ght-dark(#fdeceb,#3a1f1e)}.argument.new pre,td.new pre{background:light-dark(#e9f6ee,#17301f)}.k-note{font-s\##
      ize:12px;color:var(--soft);overflow-wrap:anywhere}.k-thinking .body{color:var(--soft)}.subagent{border-left:\##
      2px solid var(--s4);padding-left:12px;margin:6px 0}.more{margin-top:8px;font-size:12px}.hide-prompts .k-prom\##
      pt,.hide-answers .k-answer,.hide-thinking .k-thinking,.hide-tools .k-tool,.hide-notes .k-note,.hide-subagent\##
      s .subagent{display:none}.hide-notes .turn.system:not(.has-thinking),.hide-prompts .turn.user:not(.has-note)\##
      ,.hide-answers.hide-tools.hide-thinking .turn.assistant,.hide-tools.hide-thinking .turn.assistant:not(.has-a\##
      nswer),.hide-tools .turn.assistant:not(.has-answer,.has-thinking),.hide-thinking .turn.assistant:not(.has-an\##
      swer,.has-tool),.hide-answers.hide-tools .turn.assistant:not(.has-thinking),.hide-answers.hide-thinking .tur\##
      n.assistant:not(.has-tool),.hide-answers .turn.assistant:not(.has-tool,.has-thinking){display:none}::highlig\##
      ht(found){background:#ffd75e;color:#1b1c1f}mark{background:light-dark(#ffe79a,#6b5510);color:inherit;border-\##
      radius:2px}.search{display:flex;gap:8px;margin-bottom:14px}.search input{flex:1;max-width:720px}.found secti\##
      on{margin-top:22px;max-width:1100px}.found h2{font-size:14px;display:flex;gap:10px;align-items:baseline}.fou\##
      nd h2 small{font-weight:400;white-space:nowrap}.found h2 a{overflow:hidden;text-overflow:ellipsis;white-spac\##
      e:nowrap}.found li a{display:grid;grid-template-columns:96px minmax(0,1fr)auto;gap:12px;padding:5px 8px;marg\##
      in:0 -8px;border-radius:6px;align-items:baseline}.found li a:hover,.found li a:focus{background:var(--raised\##
      );text-decoration:none}.snippet{font:12.5px/18px var(--mono);overflow-wrap:anywhere;display:-webkit-box;-web\##
      kit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}.found summary{font-size:12px;color:var(--accen\##
      t);padding:4px 0}.projects{display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:14px}.\##
      projects li{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:14px 16px;positi\##
      on:relative;content-visibility:auto;contain-intrinsic-size:auto 170px}.projects li:hover{border-color:var(--\##
      accent)}.projects h2{font-size:14px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.projects h2 a\##
      ::after{content:"";position:absolute;inset:0}.projects .path{overflow:hidden;text-overflow:ellipsis;white-sp\##
      ace:nowrap;direction:rtl;text-align:left;margin-bottom:10px}.projects dl{display:flex;justify-content:space-\##
      between;gap:8px;margin-top:10px}.projects dt{font-size:11px;color:var(--soft)}.projects dd,.projects dd time\##
      {font-size:13px;color:var(--text);white-space:nowrap}.list>div{display:grid;grid-template-columns:170px minm\##
      ax(0,1fr);padding:3px 0}.list dd{font-size:13px;overflow-wrap:anywhere}div.list>div{display:block;padding:0}\##
      div.list>div>.row{display:grid}.diff{table-layout:fixed}.diff td{white-space:normal;width:50%}.diff pre{padd\##
      ing:6px 10px;border-radius:6px}del{background:light-dark(#f7b9b4,#7a2f2a);text-decoration:none}ins{backgroun\##
      d:light-dark(#aee3c3,#1f6b3f);text-decoration:none}.toast{position:fixed;bottom:24px;left:50%;transform:tran\##
      slateX(-50%);background:var(--text);color:var(--bg);padding:6px 14px;border-radius:8px;z-index:9;font-size:1\##
      3px}dialog{color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:12px;padding:18p\##
      x 22px;width:min(720px,94vw);max-height:86vh}dialog::backdrop{background:#0006}dialog .heading{justify-conte\##
      nt:space-between}dialog h2{font-size:16px}.record{max-height:60vh;overflow:auto;margin:10px 0}.keys{columns:\##
      2;column-gap:32px}.keys>div{display:flex;justify-content:space-between;gap:12px;padding:4px 0;break-inside:a\##
      void;flex-direction:row-reverse}.keys dd{flex:1}.keys dt{width:64px}.keys kbd{margin-right:4px}@media(min-wi\##
      dth:1000px){.columns{grid-template-columns:216px minmax(0,1fr)}.reader{grid-template-columns:270px minmax(0,\##
      1fr)}.columns>.facets{position:sticky;top:68px;align-self:start;max-height:calc(100vh - 84px);overflow-y:aut\##
      o;padding:0 8px;margin-left:-8px}.facets>summary{display:none}}@media(max-width:999px){.columns{gap:8px}.fac\##
      ets .outline{max-height:50vh;overflow:auto}}@media(max-width:759px){body{grid-template:"top" auto "nav" auto\##
       "banner" auto "main" 1fr/minmax(0,1fr)}#top{flex-wrap:wrap;height:auto;gap:8px 12px;padding:8px 16px;positi\##
      on:static}.brand{width:auto}#find{flex:1;order:1}#find input,.heading input[type=search]{width:100%}#find kb\##
      d{display:none}.tools{order:2}#past{order:3;width:100%;margin:0}.slide{flex:1;width:auto}#nav{top:0;padding:\##
      4px 12px;background:var(--bg);z-index:5;border-bottom:1px solid var(--line);width:100vw}#nav ul{display:flex\##
      ;overflow-x:auto;scrollbar-width:none}#nav a{padding:5px 9px;white-space:nowrap}main{padding:16px 16px 60px}\##
      #banner{padding:0 16px}.cards{grid-template-columns:minmax(0,1fr)}.figure{flex-basis:45%}.figure dd{font-siz\##
      e:22px;line-height:28px}.row{grid-template-columns:minmax(0,1fr)}.rows .row{height:64px}.row>:not(.what){dis\##
      play:none}.rows .row.waiting>div,.head.row>div{display:block}.head.row{grid-template-columns:repeat(6,auto);\##
      top:38px;overflow-x:auto}.phone{display:inline;margin-left:auto}.branch{display:none}.conversation>.choice{t\##
      op:44px}.turn.user{margin-left:0}.argument{grid-template-columns:minmax(0,1fr);gap:2px}.found li a{grid-temp\##
      late-columns:minmax(0,1fr)auto}.found .snippet{grid-column:1/-1;grid-row:2}.keys{columns:1}.list>div{grid-te\##
      mplate-columns:130px minmax(0,1fr)}.turn{scroll-margin-top:96px}.latest li{grid-template-columns:minmax(0,1f\##
      r)auto}.latest .number{grid-row:2}}@media(prefers-reduced-motion:no-preference){.turn{scroll-behavior:smooth\##
      }}@media print{:root{color-scheme:light;--bg:#fff}body{display:block}#top,#nav,.facets,.conversation>.choice\##
      ,button,.options,.toast,.edge{display:none}.card,.turn{break-inside:avoid}.turns{max-width:none}.turn,.outli\##
      ne li{content-visibility:visible}main{padding:0}}
      """##)
}
