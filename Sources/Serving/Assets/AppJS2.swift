// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let appJS2 = ##"""
      (s("s/"+_),"Show the latest")),G(".facts",{Project:b.project&&e("a",{href:s("sessions",{project:b.project}),\##
      title:b.project},C(b.project).name),Branch:b.branch,Model:b.model,Time:[D(b.started)," – ",D(b.ended,e=>ne?U\##
      (new Date(e)):g(e))],Duration:y(b.duration_ms),Messages:t(b.messages),Tokens:e("span",{title:t(b.tokens)},a(\##
      b.tokens)),Cost:u(b.cost_usd)}),e("p.command",e("code",Z),N("Copy",L.r),e("span.grow"),N("Copy link",()=>I(K\##
      (),"Link")),e("details.menu",e("summary","Save as"),e("div",[["html","HTML"],["markdown","Markdown"],["jsonl\##
      ","JSON lines"]].map(([t,n])=>e("button",{onclick:()=>ie(t).catch(e=>ze(e.message))},n)))),b.generations>1&&\##
      e("a.button",{href:s("s/"+_+"/versions")},c(b.generations,"version")),B),R,e("div.columns.reader",e("details\##
      .facets",{open:innerWidth>=1e3},e("summary","Contents"),F),e("section.conversation",{label:"Conversation"},A\##
      ,p.start,p.node,p.end))),E();const se=()=>O?p.open({at:O,before:6,after:30}):p.open({entry:0,after:30});asyn\##
      c function Y(){j?await p.open({tail:30},!0):await se();const e=O&&p.turns.reduce((e,t)=>t.seq<=O&&!(e.seq<=O\##
      &&e.seq>t.seq)?t:e,p.turns[0]);e&&(p.focus(e),e.node.classList.add("target")),jt(p.node,r().params.get("q"))\##
      }ee?.catch(()=>{}),await Y();const q=()=>requestAnimationFrame(()=>{const n=p.current()?.entry??0,t=[...F.qu\##
      erySelectorAll("[data-prompt]")],e=t.findLast(e=>+e.dataset.prompt<=n);for(const n of t)n.toggleAttribute("a\##
      ria-current",n===e);e&&innerWidth>999&&!F.matches(":hover")&&e.scrollIntoView({block:"nearest"})});return ad\##
      dEventListener("scroll",q,{passive:!0}),kt(R,p).catch(()=>{}),{keys:L,keepsScroll:!0,leave:()=>{removeEventL\##
      istener("scroll",q),p.watcher.disconnect()},async update(e){({seq:O,params:x,follow:j}=H(e),E(),await Y())},\##
      async live(){const o=p.next==null,t=p.turns.at(-1);if(!o||!t)return;const n=await p.ask({entry:t.entry,befor\##
      e:0,after:le}),e=n.turns.find(e=>e.entry===t.entry);e&&JSON.stringify(e.blocks)!==JSON.stringify(t.blocks)&&\##
      (e.node=rt(p,e),t.node.replaceWith(e.node),p.turns[p.turns.length-1]=e,p.hide()),p.next=n.next;const s=p.add\##
      (n.turns,!1);p.mark(),s&&V(c(s,"new turn")),j&&scrollTo({top:document.body.scrollHeight})}}}function jt(e,t)\##
      {if(!globalThis.CSS?.highlights)return;if(CSS.highlights.delete("found"),!t)return;const o=[],s=t.toLowerCas\##
      e(),n=document.createTreeWalker(e,NodeFilter.SHOW_TEXT);for(;n.nextNode()&&o.length<500;){const e=n.currentN\##
      ode.data.toLowerCase();for(let t=e.indexOf(s);t>=0;t=e.indexOf(s,t+s.length)){const i=new Range;i.setStart(n\##
      .currentNode,t),i.setEnd(n.currentNode,Math.min(n.currentNode.length,t+s.length)),o.push(i)}}CSS.highlights.\##
      set("found",new Highlight(...o))}const Ie=(t,n,s)=>e("td"+(n?"."+n:""),null,t&&[e("small",`line ${t.line+1} \##
      · ${t.kind}`),e("pre",s??t.text,t.truncated&&" …")]);async function yt({main:i,signal:a,title:u}){async func\##
      tion v({parts:r,params:v}){const b=r[1].split("@")[0],w="sessions/"+encodeURIComponent(b),[A,F]=await Promis\##
      e.all([o(w,{},a),o(w+"/versions",{},a)]),y=A.generations,_=+(v.get("to")??y-1),O=+(v.get("from")??Math.max(0\##
      ,_-1)),E=A.title||b.slice(0,8),k=`ccstore restore ${b.slice(0,8)} --generation ${O}`;u("Versions of "+E);con\##
      st C=y>1?await o(w+"/diff",{from:O,to:_},a):{files:[]},T=F.files.flatMap(e=>e.generations.map(t=>({...t,path\##
      :e.path}))),S=(t,n)=>t.words.length?t.words.filter(e=>e.change!==(n?"new":"lost")).map(t=>t.change==="kept"?\##
      t.text:e(n?"del":"ins",null,t.text)):null,M=(t,n,s)=>e("div",e("span.note",t),re(t,Array.from({length:Math.m\##
      in(y,30)},(t,o)=>e("a",{href:l({[n]:o}),current:o===s},o))));n(i,x("Versions"),e("p",d(s("s/"+b),E),` · ${c(\##
      y,"version")}`),j("Stored versions",H("Versions",[f("Version",e=>String(e.generation),{href:e=>s("s/"+b,{gen\##
      eration:e.generation})}),f("File",e=>e.path),f("Stored",e=>g(e.decision?.time)),f("Why",e=>e.decision?.reaso\##
      n??"first version"),h("Lines",e=>t(e.records)),h("Size",e=>p(e.bytes))],T.slice(0,200))),y<2?e("p.empty","Th\##
      ere is one version of this session: nothing that was stored has been rewritten."):[e("div.options",M("Earlie\##
      r","from",O),M("Later","to",_)),e("p.command",e("code",k),N("Copy",()=>I(k,"Command"))),!C.files.length&&e("\##
      p.empty","No file has both of these versions."),C.files.map(n=>j(n.path,e("p",m(`${t(n.kept)} kept`),m(`${t(\##
      n.lost)} lost`,n.lost&&"bad"),m(`${t(n.changed)} changed`,n.changed&&"warn"),m(`${t(n.new)} new`,n.new&&"goo\##
      d"),n.reordered&&m("in another order","warn")),n.changes.length>0&&e("div.scroll",{tabindex:0,role:"region",\##
      label:"Changes"},e("table.diff",e("caption.sr","Lines that differ"),e("thead",e("tr",e("th",{scope:"col"},`V\##
      ersion ${n.from}`),e("th",{scope:"col"},`Version ${n.to}`))),e("tbody",n.changes.slice(0,300).map(t=>e("tr",\##
      Ie(t.old,t.old&&"lost",S(t,!0)),Ie(t.new,t.new&&"new",S(t,!1))))))),n.changes.length>300&&e("p.note",`The fi\##
      rst 300 of ${t(n.changes.length)} changes; all of them: `,e("code",`ccstore diff ${b.slice(0,8)}`))))])}retu\##
      rn await v(r()),{update:v}}const vt=[["user","Prompts"],["assistant","Answers"],["thinking","Thinking"],["to\##
      ol_input","Tool input"],["tool_output","Tool output"],["title","Titles"],["system","Notes"]],gt=(e,t)=>t?[e]\##
      :[...e.matchAll(/"([^"]+)"|(\S+)/g)].map(([,e,t])=>e??t);function Ot(t,n,s){let i;try{i=new RegExp(n.map(e=>\##
      s?e:e.replace(/[.*+?^${}()|[\]\\]/g,"\\$&")).join("|"),"gi")}catch{return[t]}const a=[];let o=0;for(const n \##
      of t.matchAll(i))n[0]&&a.push(t.slice(o,n.index),e("mark",n[0])),o=n.index+n[0].length;return[...a,t.slice(o\##
      )]}async function xt({main:i,signal:a}){const g=e("input",{type:"search",label:"Text",placeholder:'Words, or\##
       a "phrase"',autocomplete:"off",spellcheck:"false"}),F=e("form.search",{role:"search",onsubmit:e=>{e.prevent\##
      Default(),S(l({q:g.value.trim()||null}))}},g,e("button",{type:"submit"},"Search")),j=e("div.options"),f=e("p\##
      .note",{"aria-live":"polite"}),b=e("div"),v=e("div.found");let h={},u=[],p=new Map;const T=o("sessions",{lim\##
      it:1e3,all:"true"},a).then(e=>{p=new Map(e.sessions.map(e=>[e.session,e]))}).catch(()=>{});function y(s,o){c\##
      onst i=s.getAll("role"),a=new Map(o?.map(e=>[e.key,e.records]));n(j,re("Where",e("a",{href:l({role:null}),cu\##
      rrent:!i.length},"Everywhere"),vt.map(([n,s])=>e("a",{current:i.includes(n),href:l({role:i.includes(n)?i.fil\##
      ter(e=>e!==n):[...i,n]})},s,a.has(n)&&e("small",t(a.get(n)))))),re("How",[["case","Case"],["word","Whole wor\##
      ds"],["regex","Pattern"]].map(([t,n])=>e("a",{href:l({[t]:s.get(t)?null:"true"}),current:s.get(t)},n))),O("O\##
      rder","sort",[["time","Latest"],["relevance","Best"]],s.get("sort")??"time","time"),O("Time","since",[[null,\##
      "Any time"],["7d","7 d"],["30d","30 d"],["365d","1 y"]],s.get("since")),Ae(s,["project","model","branch","to\##
      ol","session","on","until"])),g.value=s.get("q")??""}function E(t,o,i){const a=new Map;for(const e of u)a.se\##
      t(e.session,[...a.get(e.session)??[],e]);const l=e=>p.get(e)?.title||"Session "+e.slice(0,8),r=n=>e("li",d(s\##
      (`s/${n.session}@${n.seq}`,{q:o[0]}),m(vt.find(([e])=>e===n.role)?.[1]??n.role),e("span.snippet",Ot(n.snippe\##
      t,o,t.get("regex"))),D(n.timestamp)));n(v,[...a].map(([t,n])=>e("section",e("h2",d(s("s/"+t),l(t)),e("small"\##
      ,c(n.length,"record"),p.has(t)&&" · "+C(p.get(t).project).name)),e("ul",n.slice(0,5).map(r)),n.length>5&&e("\##
      details",e("summary",`${n.length-5} more in this session`),e("ul",n.slice(5).map(r))))),i&&e("p",N("Show mor\##
      e",()=>z(t,o,i))))}const k=(e,t)=>o("search",{q:gt(e.get("q"),e.get("regex")),tz:_,limit:100,...q(e,["role",\##
      "case","word","regex","sort","since","until","on","project","model","branch","tool","session"]),...t},a);asy\##
      nc function z(e,t,n){const o=h,s=await k(e,{cursor:n});if(o!==h)return;u=u.concat(s.hits),E(e,t,s.next)}asyn\##
      c function A({params:s}){y(s);const i=s.get("q"),a=h={};if(u=[],!i){n(v,e("p.empty",'All words must be in on\##
      e record; a "phrase" in quotation marks is one text.')),n(f),n(b),innerWidth>700&&g.focus();return}f.textCon\##
      tent="Searching …";const o=await k(s).catch(e=>{throw f.textContent="",e});if(a!==h)return;u=o.hits;const r=\##
      o.months??[];if(n(f,u.length?`${c(o.total,"record")} in ${c(o.sessions,"session")}`+(o.next?`, ${t(u.length)\##
      } of them here`:""):"Nothing was found. Try fewer words, another place, or any time."),y(s,o.roles),n(b,r.le\##
      ngth>1&&he("Records by month",r.map(e=>({key:e.key,parts:[e.records],href:l({on:e.key})})),["Records"],t,90)\##
      ),await T,a!==h)return;E(s,gt(i,s.get("regex")),o.next),document.title=i+" · ccstore"}n(i,x("Search"),F,j,f,\##
      b,v),await A(r());const M=e=>{const t=[...v.querySelectorAll("li a")],n=t.indexOf(w());t[Math.max(0,Math.min\##
      (t.length-1,n+e))]?.focus()};return{update:A,live:()=>{},keys:{j:()=>M(1),k:()=>M(-1)}}}const ft=["day","wee\##
      k","month","model","project","session","branch","machine","tool"],ht=e=>e[0].toUpperCase()+e.slice(1),_e={co\##
      st:["Cost",e=>e.cost_usd??0,u],tokens:["Tokens",F,a],output:["Output",e=>e.output_tokens,a],responses:["Resp\##
      onses",e=>e.responses,t]},lt=["project","model","branch","session"],it=(e,t)=>e==="project"?C(t).name:t??"no\##
      ne";function Mt(e,t,n){const s=new Map;for(const n of e.flatMap(e=>e.parts))s.set(n.key,(s.get(n.key)??0)+t(\##
      n));const o=[...s].sort((e,t)=>t[1]-e[1]).map(([e])=>e),a=o.slice(0,5),i=o.length-5;return[[...a.map(e=>it(n\##
      ,e)),...i>0?[`${i} more`]:[]],e=>{const s=new Map(e.parts.map(e=>[e.key,t(e)])),n=o.map(e=>s.get(e)??0);retu\##
      rn[...n.slice(0,5),...i>0?[n.slice(5).reduce((e,t)=>e+t)]:[]]}]}function Ft(t,n){const s=new Date,a=new Date\##
      (s.getFullYear(),s.getMonth()+1,0).getDate(),i=t.totals.cost_usd??0,r=s.getDate()-1+(s.getHours()*60+s.getMi\##
      nutes())/1440,o=r>=1&&i/r*a;return j("This month",e("dl.figures.small",Y("So far",u(i),`${s.getDate()} of ${\##
      a} days`),Y("Forecast",...o===!1?["–","from day 2"]:[u(o),"at the same pace"]),n>0&&Y("Of the budget",R(i,n)\##
      ,o!==!1&&(o>n?u(o-n)+" above":"within")+" it, by the forecast")),n>0&&e("meter",{min:0,max:n,value:Math.min(\##
      i,n),label:"Budget spent"}),e("form.inline",{onsubmit:e=>{e.preventDefault(),S(l({budget:e.target.budget.val\##
      ue}))}},e("label","Budget in $ a month ",e("input",{name:"budget",type:"number",min:0,step:"any",value:n||""\##
      })),e("button",{type:"submit"},"Set")))}async function Tt({main:i,signal:c}){async function l({params:r}){co\##
      nst l=r.get("by")??"day",g=r.get("split"),w=r.get("range")??"90d",M=r.get("show")??"cost",[y,p,E]=_e[M]??_e.\##
      cost,N=w==="all"?null:w,m=ft.indexOf(l)<3,D=e=>o("usage",{since:N,tz:_,...q(r,lt),...e},c),[v,P,L]=await Pro\##
      mise.all([D({by:l,split:g,fill:m||null,limit:m?2e3:500,compare:N&&"previous"}),D({by:"hour-of-week"}),o("usa\##
      ge",{by:"month",on:"this-month",tz:_},c)]),{groups:d,totals:S}=v,[F,R]=g?Mt(d,p,g):[[y],e=>[p(e)]],T=de.map(\##
      ()=>Array(24).fill(0));for(const e of P.groups){const[n,s]=(e.key??"").split(" "),t=T[de.indexOf(n)];t&&(t[p\##
      arseInt(s)]+=p(e))}const z=e=>l==="session"?e.title||e.key.slice(0,8):it(l,e.key),k=e=>!e.key||l==="week"||l\##
      ==="machine"||l==="tool"?null:l==="session"?s("s/"+e.key):s("sessions",{[m?"on":l]:e.key}),C=[f(ht(l),z,{val\##
      ue:e=>e.key,href:k}),...[["Responses","responses",t],["Input","input_tokens",a],["Output","output_tokens",a]\##
      ,["Cache read","cache_read_input_tokens",a],["Cache write 5 min","cache_creation_5m_input_tokens",a],["Cache\##
       write 1 h","cache_creation_1h_input_tokens",a],["Cost","cost_usd",u]].map(([e,t,n])=>h(e,e=>n(e[t]),{value:\##
      e=>e[t]}))],b=m?d.filter(e=>e.responses).reverse():d;n(i,x("Usage",e("div.grow"),O("Period","range",ge,w,"90\##
      d")),e("div.options",O("Group by","by",ft.map(e=>[e,ht(e)]),l,"day"),O("Divide by","split",[[null,"Whole"],.\##
      ..["model","project","machine"].map(e=>[e,"by "+e])],g),O("Measure","show",Object.entries(_e).map(([e,[t]])=\##
      >[e,t]),M,"cost"),Ae(r,lt)),$e(v),S.unpriced_models.length>0&&e("p.warn","Without a price, so no cost: "+S.u\##
      npriced_models.join(", ")),d.length===0?Le():e("div.cards",A(`${y} by ${l}`+(m&&d.length>400?", the last 400\##
      ":""),m?[g&&Jt(F),he(y,d.slice(-400).map(e=>({key:e.key,parts:R(e),href:k(e)})),F,E,240)]:ce(d.slice(0,15).m\##
      ap(e=>({name:z(e),title:e.key,value:p(e),text:E(p(e)),href:k(e)})))),j("Hours of the week",Qt(`${y} by hour \##
      of the week.`,T,E)),Ft(L,+r.get("budget")),A("Numbers",e("button",{onclick:()=>Me(`usage-by-${l}.csv`,an(C,b\##
      ),"text/csv")},"Save as CSV"),H("Usage by "+l,C,b.slice(0,400),e("tfoot",e("tr",C.map((t,n)=>n?e("td.number"\##
      ,t.text(S)):e("th",{scope:"row"},"Total"))))),b.length>400&&e("p.note",`The first 400 of ${t(b.length)}; the\##
       CSV has all of them.`),e("p.note",`Prices: ${v.prices}. Zone: ${v.tz}.`))))}return await l(r()),{update:l}}\##
      async function zt({main:i,signal:a}){async function c({params:r}){const l=r.get("range")??"all",m=await o("t\##
      ools",{since:l==="all"?null:l,tz:_,project:r.get("project"),session:r.get("session")},a),c=m.tools,u=Math.ma\##
      x(...c.map(e=>e.longest_ms??0),1e3);n(i,x("Tools",e("div.grow"),O("Period","range",ge,l,"all")),c.length?e("\##
      div.cards",j("Calls, and errors among them",ce(c.slice(0,12).map(e=>({name:e.tool,value:e.calls,text:t(e.cal\##
      ls),share:e.errors/e.calls,note:e.errors?R(e.errors,e.calls)+" errors":null})))),j("Most errors",ce(c.filter\##
      (e=>e.errors).sort((e,t)=>t.errors-e.errors).slice(0,12).map(e=>({name:e.tool,value:e.errors,text:t(e.errors\##
      ),href:s("search",{q:"error",tool:e.tool,role:"tool_output"}),note:R(e.errors,e.calls)})))),A("All tools",H(\##
      "Tools",[f("Tool",e=>e.tool),h("Calls",e=>t(e.calls)),h("Errors",e=>t(e.errors)),h("Share",e=>R(e.errors,e.c\##
      alls)),h("No result",e=>t(e.unanswered)),h("Median",e=>y(e.median_ms)),h("Longest",e=>y(e.longest_ms)),f(`Fr\##
      om the median to the longest, 1 ms to ${y(u)}`,e=>e.median_ms==null?"–":bt(e.median_ms,e.longest_ms,u,`Media\##
      n ${y(e.median_ms)}, longest ${y(e.longest_ms)}`)),h("Together",e=>y(e.total_ms))],c))):e("p.empty","No tool\##
       was called in this period. ",d(s("tools"),"Show all")))}return await c(r()),{update:c}}async function Dt({m\##
      ain:i,signal:r}){async function l(){const[p,g]=await Promise.all([o("usage",{by:"project",split:"month",tz:_\##
      },r),o("facets",{tz:_},r)]),l=new Map,f=e=>{const t=oe(e);return l.has(t)||l.set(t,{key:t,paths:new Set,cost\##
      :0,tokens:0,sessions:0,months:{},last:null}),l.get(t).paths.add(e),l.get(t)};for(const e of p.groups){const \##
      t=f(e.key);t.cost+=e.cost_usd??0,t.tokens+=F(e);for(const n of e.parts??[])t.months[n.key]=(t.months[n.key]?\##
      ?0)+(n.cost_usd??0)}for(const{key:n,sessions:s,last:t}of g.projects){const e=f(n);e.sessions+=s,t>(e.last??"\##
      ")&&(e.last=t)}const h=[...new Set([...l.values()].flatMap(e=>Object.keys(e.months)))].sort().slice(-18),m=[\##
      ...l.values()].sort((e,t)=>(t.last??"")<(e.last??"")?-1:1),v=e=>e.key?s("sessions",{project:e.key}):s("sessi\##
      ons");n(i,x("Projects",e("span.note",c(m.length,"project"))),!m.length&&ke(),e("ul.projects",m.slice(0,300).\##
      map(n=>e("li",e("h2",d(v(n),C(n.key).name)),e("p.path",{title:n.key},n.key||"Sessions without a working dire\##
      ctory"),Xt(h.map(e=>n.months[e]??0),`Cost by month, ${h[0]??""} to ${h.at(-1)??""}`),G("",{Cost:u(n.cost),Se\##
      ssions:t(n.sessions),Tokens:a(n.tokens),Last:n.last&&D(n.last,W)}),n.paths.size>1&&e("p.note",`With ${c(n.pa\##
      ths.size-1,"worktree")}`)))))}return await l(),{update:l}}async function Nt({main:i,signal:a}){const r=e("p.\##
      note",{role:"status"});async function d(e,t){r.textContent=t;try{const n=await tn(e,{});for(;;){await new Pr\##
      omise(e=>setTimeout(e,700));const e=await o("runs/"+encodeURIComponent(n.run),{},a);if(e.sync_status==="in_p\##
      rogress"){r.textContent=`${t} ${p(e.done)} of ${p(e.total)} are read.`;continue}const s=e.sync_status==="com\##
      pleted"?"Done.":`It has failed. ${e.error_message??""}`;return await l(),r.textContent=s,V(s)}}catch(e){e.na\##
      me!=="AbortError"&&(r.textContent=e.message)}}async function l(){const[v,l,C]=await Promise.all([o("status",\##
      {},a),o("doctor",{},a).catch(()=>null),o("drift",{limit:100},a).catch(()=>o("drift",{},a))]),{stored:m,on_di\##
      sk:b}=v,y=b?.not_stored,w=l?.verdict==="safe"&&!l.damage?.length,_=(v.history??[]).toSorted((e,t)=>e.started\##
      <t.started?1:-1).slice(0,60),O=C.sessions??[];n(i,x("Storage and health"),e("p.verdict."+(w?"good":"warn"),n\##
      ull,e("b",w?"Everything on disk is stored.":l?.damage?.length?"The store is damaged.":"Not everything is saf\##
      e.")," ",l&&[l.cleanup_period_days!=null?`Claude Code deletes transcripts after ${c(l.cleanup_period_days,"d\##
      ay")}. `:"",l.unsafe?.length?`${c(l.unsafe.length,"transcript")} would be lost. `:"",l.verified_at?["Every b\##
      yte was checked ",D(l.verified_at,W),"."]:["Every byte has never been checked: ",e("code","ccstore verify"),\##
      "."]]),e("div.cards",j("Stored",G(".list",{Sessions:t(m.sessions),Records:t(m.records),Files:t(m.sources),Ve\##
      rsions:t(m.generations),Transcripts:p(m.source_bytes),Store:[p(m.store_bytes),e("small",` ${R(m.store_bytes,\##
      m.source_bytes)} of the transcripts`)],From:g(m.oldest),To:g(m.newest),"Bad lines":t(m.bad_lines),Head:[t(v.\##
      head.seq),e("small"," chain "+v.head.chain.slice(0,12))]})),j("On disk",b?G(".list",{Files:t(b.files),Size:p\##
      (b.bytes),"New, not stored":t(y.new_files),"Changed, not stored":t(y.changed_files),"Not stored":p(y.bytes),\##
      "Gone from disk":t(m.missing),Pruned:t(m.pruned),"Free space":l&&p(l.free_bytes),Folders:v.roots?.map(t=>e("\##
      div.path",t))}):e("p","Not known."),e("p.buttons",e("button",{onclick:()=>d("runs","Storing what is new.")},\##
      "Store what is new"),e("button",{onclick:()=>d("verify","Checking every byte.")},"Check every byte")),r,v.co\##
      mpaction?.recommended&&e("p.note",`${p(v.compaction.saves_bytes)} can be saved: `,e("code","ccstore compact"\##
      ))),l?.unsafe?.length>0&&A("Not stored yet",H("Transcripts that are not stored",[f("File",e=>e.path??String(\##
      e))],l.unsafe.slice(0,100))),A("Only in the store",O.length?H("Sessions that are only in the store",[f("Sess\##
      ion",e=>e.title||e.session.slice(0,8),{href:e=>s("s/"+e.session)}),f("Ended",e=>g(e.ended)),h("Records",e=>t\##
      (e.records)),h("Cost",e=>u(e.cost_usd))],O):e("p.note","Everything that is stored is still on disk as well."\##
      )),A("Runs",_.length?H("Runs of the ingest",[f("Run",e=>String(e.run)),f("Started",e=>g(e.started),{href:e=>\##
      s("",{range:"all",as_of:e.ended??e.started})}),f("Result",e=>e.error_message||e.sync_status.replace("_"," ")\##
      ),...["new","updated","rewritten","missing","failed","records","bad_lines"].map(e=>h(e[0].toUpperCase()+e.sl\##
      ice(1).replace("_"," "),n=>t(n[e]))),h("Bytes",e=>p(e.bytes))],_):null,e("p.note",_.length?"The time of a ru\##
      n opens the pages as of then.":"Nothing has been stored yet."))))}return await l(),{update:l,live:l}}Je();co\##
      nst ie={"":["Overview","o",It],sessions:["Sessions","s",Vt],search:["Search","",xt],usage:["Usage","u",Tt],t\##
      ools:["Tools","t",zt],projects:["Projects","p",Dt],storage:["Storage","h",Nt]},nt={s:["Session","",_t],versi\##
      ons:["Versions","",yt]},et=["system","light","dark"];function Ue(e){e==="system"?delete document.documentEle\##
      ment.dataset.theme:document.documentElement.dataset.theme=e,i("theme").textContent={system:"Auto",light:"Lig\##
      ht",dark:"Dark"}[e],i("theme").setAttribute("aria-label","Theme: "+e)}const Se=()=>localStorage.getItem("the\##
      me")??"system";Ue(Se()),i("theme").onclick=()=>{localStorage.setItem("theme",et[(et.indexOf(Se())+1)%3]),Ue(\##
      Se())};let b={},ve="",Ne=new AbortController;function Wt(t){n(i("nav"),e("ul",Object.entries(ie).map(([n,[o]\##
      ])=>e("li",e("a",{href:s(n),current:n===(nt[t]?"sessions":t)&&"page"},o)))));const o=i("nav").querySelector(\##
      "[aria-current]");o&&(i("nav").firstChild.scrollLeft=o.offsetLeft-90)}function Ut(t){if(t.name==="AbortError\##
      "||t instanceof Be||t.status===401)return null;t instanceof ne||console.error(t);const{errors:n=[],candidate\##
      s:o=[]}=t.problem??{};return e("div.card",e("h1",t.status===404?"Not found":"This cannot be shown"),e("p",t.\##
      message),n.map(t=>e("p",`${t.parameter}: ${t.detail}`)),o.map(t=>e("p",d(s("s/"+t),t))),e("p",d(s(""),"Go to\##
       the overview")))}function Kt({main:e}){return n(e,x("Not found"),ae("There is no such page. ",d(s(""),"Go t\##
      o the overview"))),{}}async function J(e){const{parts:n,params:o}=r(),s=n[0]==="s"&&n[2]==="versions"?"versi\##
      ons":n[0]??"",[d,,u]=ie[s]??nt[s]??["Not found","",Kt],l=[s,n[0]==="s"&&n[1]?.split("@")[0],o.get("as_of"),o\##
      .get("generation")].join();document.body.classList.toggle("past",o.has("as_of")),Wt(s),qe();const t=i("main"\##
      ),a=l!==ve;if(t.setAttribute("aria-busy",!0),!a&&!e&&b.update)return await Fe(()=>b.update(r())),t.removeAtt\##
      ribute("aria-busy");Ne.abort(),Ne=new AbortController;const{signal:c}=Ne;b.leave?.(),b={},ve=l,document.titl\##
      e=d+" · ccstore",a&&t.contains(w())&&t.focus({preventScroll:!0}),await Fe(async()=>{const e=await u({main:t,\##
      signal:c,title:e=>{document.title=e+" · ccstore"}});if(c.aborted)return e.leave?.();b=e,a&&!b.keepsScroll&&s\##
      crollTo(0,0)}),c.aborted||t.removeAttribute("aria-busy")}async function Fe(e){try{await e()}catch(t){const e\##
      =Ut(t);e&&n(i("main"),e)}}addEventListener("hashchange",()=>{const e=location.hash.slice(1);if(e&&!e.startsW\##
      ith("/"))return Je(),pt(),J(!0);J()}),document.querySelector(".skip").onclick=e=>{e.preventDefault(),i("main\##
      ").focus()},i("find").onsubmit=e=>{e.preventDefault();const t=i("find").q.value.trim();t&&S(s("search",{q:t}\##
      ))};let P=[];function qe(){const t=r().params.get("as_of"),d=i("past"),s=P.length;if(!s)return;const u=e=>e?\##
      "As of "+g(e.at):"Now",h=e=>S(l({as_of:P[e]?.at??null})),a=t?Math.max(0,P.findLastIndex(e=>e.at<=t)):s,p=d.c\##
      ontains(w()),c=Math.ceil(s/60),m=e("output",t&&isNaN(t)?"As of "+g(t):t?"As of event "+t:"Now");let f;const \##
      o=e("input",{type:"range",min:0,max:s,value:a,label:"As of: what the store knew after a run","aria-valuetext\##
      ":u(P[a]),oninput:()=>{m.textContent=u(P[o.value]),clearTimeout(f),f=setTimeout(()=>h(o.value),120)}});o.val\##
      ue=a,n(d,m,e("span.slide",o,e("svg.ticks",{viewBox:`0 0 ${s} 4`,preserveAspectRatio:"none",unspoken:!0},Arra\##
      y.from({length:Math.floor(s/c)+1},(t,n)=>e("line",{x1:n*c,x2:n*c,y1:0,y2:4})))),t&&N("Back to now",()=>h(s))\##
      ),p&&o.focus()}async function Xe(){const e=await o("status",{as_of:null});P=(e.history??[]).map(e=>({run:e.r\##
      un,at:e.ended??e.started})).filter(e=>e.at).sort((e,t)=>e.at<t.at?-1:1),qe()}const ue=(t,s,...o)=>n(i("banne\##
      r"),t&&e("p."+s,t,...o));let we=!1;M.addEventListener("down",()=>ue("The server has stopped. Start it again \##
      with ","bad",e("code","ccstore serve"),"; this page tries again by itself and continues.")),M.addEventListen\##
      er("up",({detail:e})=>{const t=!i("main").querySelector("h1");(e.again||we)&&(ue(""),we=!1,(e.again||t)&&We(\##
      !0)),Xe().catch(()=>{})}),M.addEventListener("lost",({detail:t})=>ue(`Damage of the store has taken ${c(t,"e\##
      vent")} away; what is intact is shown. Say `,"warn",e("code","ccstore verify")," for the details.")),M.addEv\##
      entListener("token",({detail:t})=>{we=!0,ue(""),ve="",document.title="No access · ccstore",n(i("main"),e("di\##
      v.card.token",e("h1",t.had?"This page’s token is not valid any more":"This page needs its token"),t.had&&e("\##
      p","The server was started again since then, and each start has a new token."),e("p","Open the address that \##
      ",e("code","ccstore serve")," printed, with everything after the #. ","To start a server and open the page a\##
      t once:"),e("p.command",e("code","ccstore serve --open"),N("Copy",()=>I("ccstore serve --open","Command"))))\##
      )});let mt;M.addEventListener("event",({detail:{type:e,data:t}})=>{if(e!=="head"||t?.seq===M.head)return;if(\##
      nn(),r().params.has("as_of"))return;if(b.live)return void Fe(b.live);clearTimeout(mt),mt=setTimeout(We,500)}\##
      );let st;const nn=()=>{clearTimeout(st),st=setTimeout(()=>Xe().catch(()=>{}),1500)};async function We(e){if(\##
      b.live&&!e)return;const n=scrollY,t=w()?.getAttribute?.("href");await J(!0),scrollTo(0,n),t&&[...i("main").q\##
      uerySelectorAll("a")].find(e=>e.getAttribute("href")===t)?.focus({preventScroll:!0})}const on=[["/","Search"\##
      ],["j k","Next and previous row or turn"],["J K","Next and previous prompt"],["[ ]","Previous and next sessi\##
      on"],["f","Follow the end of a session"],["t","Show or hide tools"],["h","Show or hide thinking"],["y","Copy\##
       a link to this place"],["r","Copy the resume command"],[".","Show the stored record"],...Object.values(ie).\##
      filter(([,e])=>e).map(([e,t])=>["g "+t,e]),["?","This page"]];function He(){De("Keys",e("dl.keys",on.map(([t\##
      ,n])=>e("div",e("dt",t.split(" ").map(t=>e("kbd",t))),e("dd",n)))),e("p.note","The address of a page has all\##
       that it shows; it can be kept."))}i("keys").onclick=He;let ye=0;addEventListener("keydown",e=>{if(e.ctrlKey\##
      ||e.metaKey||e.altKey||i("dialog").open)return;const n=e.target;if(n.matches?.("input,textarea,select")&&(e.\##
      key==="Escape"&&n.blur(),n.type!=="range"&&n.type!=="checkbox"))return;const{key:t}=e;let o=!0;if(Date.now()\##
      -ye<1200){const[e]=Object.entries(ie).find(([,e])=>e[1]===t)??[];ye=0,e!=null&&S(s(e))}else if(b.keys?.[t])b\##
      .keys[t]();else if(t==="g")ye=Date.now();else if(t==="/"){const e=i("main").querySelector("input[type=search\##
      ]")??i("find").q;e.focus(),e.select()}else t==="?"?He():t==="y"?I(location.href,"Link"):o=!1;o&&e.preventDef\##
      ault()}),pt(),sessionStorage.token&&J()})()
      """##
}
