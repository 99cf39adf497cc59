// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let appJS2 = ##"""
      project},F(h.project).name),Branch:h.branch,Model:h.model,Time:[I(h.started)," – ",I(h.ended,e=>J?se(new \##
      Date(e)):j(e))],Duration:x(h.duration_ms),Messages:t(h.messages),Tokens:e("span",{title:t(h.tokens)},r(h.\##
      tokens)),Cost:u(h.cost_usd)}),e("p.command",e("code",N),$("Copy",k.r),e("span.grow"),$("Copy link",()=>G(K()\##
      ,"Link")),e("details.menu",e("summary","Save as"),e("div",[["html","HTML"],["markdown","Markdown"],["jsonl",\##
      "JSON lines"]].map(([t,n])=>e("button",{onclick:()=>Z(t).catch(e=>De(e.message))},n)))),h.generations>1&&e("\##
      a.button",{href:n("s/"+f+"/versions")},a(h.generations,"version")),R),W,e("div.columns.reader",e("details.\##
      facets",{open:innerWidth>=1e3},e("summary","Contents"),S),e("section.conversation",{label:"Conversation"},A,\##
      c.start,c.node,c.end))),w();let te=()=>b?c.open({at:b,before:6,after:30}):c.open({entry:0,after:30});async \##
      function L(){m?await c.open({tail:30},!0):await te();let e=b&&c.turns.reduce((e,t)=>t.seq<=b&&!(e.seq<=b&&e.\##
      seq>t.seq)?t:e,c.turns[0]);e&&(c.focus(e),e.node.classList.add("target")),Lt(c.node,v().params.get("q"))}ne?\##
      .catch(()=>{}),await L();let oe=()=>requestAnimationFrame(()=>{let n=c.current()?.entry??0,t=[...S.\##
      querySelectorAll("[data-prompt]")],e=t.findLast(e=>+e.dataset.prompt<=n);for(let n of t)n.toggleAttribute("\##
      aria-current",n===e);e&&innerWidth>999&&!S.matches(":hover")&&e.scrollIntoView({block:"nearest"})});return \##
      addEventListener("scroll",oe,{passive:!0,signal:p}),qt(W,c).catch(()=>{}),{keys:k,keepsScroll:!0,async \##
      update(e){({seq:b,params:_,follow:m}=H(e),w(),await L())},async live(){let o=c.next==null,t=c.turns.at(-1);\##
      if(!o||!t)return;let n=await c.ask({entry:t.entry,before:0,after:re}),e=n.turns.find(e=>e.entry===t.entry);e\##
      &&JSON.stringify(e.blocks)!==JSON.stringify(t.blocks)&&(e.node=bt(c,e),t.node.replaceWith(e.node),c.turns[c.\##
      turns.length-1]=e,c.hide()),c.next=n.next;let s=c.add(n.turns,!1);c.mark(),s&&Q(a(s,"new turn")),m&&scrollTo\##
      ({top:document.body.scrollHeight})}}}function Lt(e,t){if(!globalThis.CSS?.highlights)return;if(CSS.\##
      highlights.delete("found"),!t)return;let o=[],s=t.toLowerCase(),n=document.createTreeWalker(e,NodeFilter.\##
      SHOW_TEXT);for(;n.nextNode()&&o.length<500;){let e=n.currentNode.data.toLowerCase();for(let t=e.indexOf(s);t\##
      >=0;t=e.indexOf(s,t+s.length)){let i=new Range;i.setStart(n.currentNode,t),i.setEnd(n.currentNode,h(n.\##
      currentNode.length,t+s.length)),o.push(i)}}CSS.highlights.set("found",new Highlight(...o))}let Mt=(t,n,s)=>e\##
      ("td"+(n?"."+n:""),null,t&&[e("small",`line ${t.line+1} · ${t.kind}`),e("pre",s??t.text,t.truncated&&" …")])\##
      ;async function zt(s){async function r({parts:s,params:r,signal:c,draw:u,title:m}){let f=s[1].split("@")[0],\##
      w="sessions/"+encodeURIComponent(f),[S,T]=await Promise.all([o(w,{},c),o(w+"/versions",{},c)]),v=S.\##
      generations,y=+(r.get("to")??v-1),x=+(r.get("from")??i(0,y-1)),E=S.title||f.slice(0,8),k=`ccstore restore ${\##
      f.slice(0,8)} --generation ${x}`;m("Versions of "+E);let C=v>1?await o(w+"/diff",{from:x,to:y},c):{files:[]}\##
      ,z=T.files.flatMap(e=>e.generations.map(t=>({...t,path:e.path}))),M=(t,n)=>t.words.length?t.words.filter(e=>\##
      e.change!==(n?"new":"lost")).map(t=>t.change==="kept"?t.text:e(n?"del":"ins",null,t.text)):null,F=(t,n,s)=>e\##
      ("div",e("span.note",t),ae(t,Array.from({length:h(v,30)},(t,o)=>e("a",{href:d({[n]:o}),current:o===s},o))));\##
      u(A("Versions"),e("p",l(n("s/"+f),E),` · ${a(v,"version")}`),O("Stored versions",H("Versions",[p("Version",e\##
      =>String(e.generation),{href:e=>n("s/"+f,{generation:e.generation})}),p("File",e=>e.path,{class:"path"}),p("\##
      Stored",e=>j(e.decision?.time)),p("Why",e=>e.decision?.reason??"first version"),b("Lines",e=>t(e.records)),b\##
      ("Size",e=>_(e.bytes))],z.slice(0,200))),v<2?e("p.empty","There is one version of this session: nothing that\##
       was stored has been rewritten."):[e("div.options",F("Earlier","from",x),F("Later","to",y)),e("p.command",e(\##
      "code",k),$("Copy",()=>G(k,"Command"))),!C.files.length&&e("p.empty","No file has both of these versions."),\##
      C.files.map(n=>O(n.path,e("p",g(`${t(n.kept)} kept`),g(`${t(n.lost)} lost`,n.lost&&"bad"),g(`${t(n.changed)}\##
       changed`,n.changed&&"warn"),g(`${t(n.new)} new`,n.new&&"good"),n.reordered&&g("in another order","warn")),n\##
      .changes.length>0&&Pe("Changes",e("table.diff",e("caption.sr","Lines that differ"),e("thead",e("tr",e("th",{\##
      scope:"col"},`Version ${n.from}`),e("th",{scope:"col"},`Version ${n.to}`))),e("tbody",n.changes.slice(0,300)\##
      .map(t=>e("tr",Mt(t.old,t.old&&"lost",M(t,!0)),Mt(t.new,t.new&&"new",M(t,!1))))))),n.changes.length>300&&e("\##
      p.note",`The first 300 of ${t(n.changes.length)} changes; all of them: `,e("code",`ccstore diff ${f.slice(0,\##
      8)}`))))])}return await r(s),{update:r}}let Xe=[["user","Prompts"],["assistant","Answers"],["thinking","\##
      Thinking"],["tool_input","Tool input"],["tool_output","Tool output"],["title","Titles"],["system","Notes"]],\##
      Ft=(e,t)=>t?[e]:[...e.matchAll(/"([^"]+)"|(\S+)/g)].map(([,e,t])=>e??t);function Dt(t,n,s){let i;try{i=new \##
      RegExp(n.map(e=>s?e:e.replace(/[.*+?^${}()|[\]\\]/g,"\\$&")).join("|"),"gi")}catch{return[t]}let a=[],o=0;\##
      for(let n of t.matchAll(i))n[0]&&a.push(t.slice(o,n.index),e("mark",n[0])),o=n.index+n[0].length;return[...a\##
      ,t.slice(o)]}async function Nt(r){let v=e("input",{type:"search",label:"Text",placeholder:'Words, or a "\##
      phrase"',autocomplete:"off",spellcheck:"false"}),S=e("form.search",{role:"search",onsubmit:e=>{e.\##
      preventDefault(),T(d({q:v.value.trim()||null}))}},v,e("button",{type:"submit"},"Search")),_=e("div.options")\##
      ,m=e("p.note",{"aria-live":"polite"}),j=e("div"),b=e("div.found"),u={},c=[],p=new Map,k=o("sessions",{limit:\##
      1e3,all:"true"},r.left).then(e=>{p=new Map(e.sessions.map(e=>[e.session,e]))}).catch(()=>{});function w(n,o)\##
      {let i=n.getAll("role"),a=new Map(o?.map(e=>[e.key,e.records]));s(_,ae("Where",e("a",{href:d({role:null}),\##
      current:!i.length},"Everywhere"),Xe.map(([n,s])=>e("a",{current:i.includes(n),href:d({role:i.includes(n)?i.\##
      filter(e=>e!==n):[...i,n]})},s,a.has(n)&&e("small",t(a.get(n)))))),ae("How",[["case","Case"],["word","Whole \##
      words"],["regex","Pattern"]].map(([t,s])=>e("a",{href:d({[t]:n.get(t)?null:"true"}),current:n.get(t)},s))),M\##
      ("Order","sort",[["time","Latest"],["relevance","Best"]],n.get("sort")??"time","time"),M("Time","since",[[\##
      null,"Any time"],["7d","7 d"],["30d","30 d"],["365d","1 y"]],n.get("since")),Be(n,["project","model","branch\##
      ","tool","session","on","until"])),v.value=n.get("q")??""}function f(t,o,i){let r=Map.groupBy(c,e=>e.session\##
      ),d=e=>p.get(e)?.title||"Session "+e.slice(0,8),u=([s,...i])=>e("li",l(n(`s/${s.session}@${s.seq}`,{q:o[0]})\##
      ,e("span",g(Xe.find(([e])=>e===s.role)?.[1]??s.role),i.length>0&&e("small",{title:"Records with this text"},\##
      i.length+1+" ×")),e("span.snippet",Dt(s.snippet,o,t.get("regex"))),I(s.timestamp))),h=t=>[e("ul",t.slice(0,5\##
      )),t.length>5&&e("details",e("summary",`${t.length-5} more in this session`),e("ul",t.slice(5)))],m=e=>[...\##
      Map.groupBy(e,e=>e.role+e.snippet).values()];s(b,[...r].map(([t,s])=>e("section",e("h2",l(n("s/"+t),d(t)),e(\##
      "small",a(s.length,"record"),p.has(t)&&" · "+F(p.get(t).project).name)),...h(m(s).map(u)))),i&&e("p",$("Show\##
       more",()=>z(t,o,i))))}let y=(e,t)=>o("search",{q:Ft(e.get("q"),e.get("regex")),tz:E,limit:100,...J(e,["role\##
      ","case","word","regex","sort","since","until","on","project","model","branch","tool","session"]),...t},u.\##
      signal);async function z(e,t,n){let o=u,s=await y(e,{cursor:n});if(o!==u)return;c=c.concat(s.hits),f(e,t,s.\##
      next)}async function O(n){let{params:o}=n,r=o.get("q"),l=u=n;w(o);let h;if(c=[],!r){s(b,e("p.empty",'All \##
      words must be in one record; a "phrase" in quotation marks is one text.')),s(m),s(j),innerWidth>700&&v.focus\##
      ();return}m.textContent="Searching …";let p=Ft(r,o.get("regex")),g=e=>{throw m.textContent="",e};if(o.get("\##
      sort")!=="relevance"){let e=await y(o,{limit:20,count:"false"}).catch(g);if(l!==u)return;c=e.hits,f(o,p),k.\##
      then(()=>l===u&&f(o,p,h))}let i=await y(o).catch(g);if(l!==u)return;c=i.hits,h=i.next;let _=i.months??[];s(m\##
      ,c.length?`${i.total?"":"At least "}${a(i.counted,"record")} in ${a(i.sessions,"session")}`+(i.next?`, ${t(c\##
      .length)} of them here`:""):"Nothing was found. Try fewer words, another place, or any time."),w(o,i.roles),\##
      s(j,_.length>1&&Oe("Records by month",_.map(e=>({key:e.key,parts:[e.records],href:d({on:e.key})})),["Records\##
      "],t,90)),f(o,p,h),n.title(r)}r.draw(A("Search"),S,_,m,j,b),await O(r);let x=e=>{let t=[...b.\##
      querySelectorAll("li a")],n=t.indexOf(C());t[i(0,h(t.length-1,n+e))]?.focus()};return{update:O,live:()=>{},\##
      keys:{j:()=>x(1),k:()=>x(-1)}}}let St=["day","week","month","model","project","session","branch","machine","\##
      tool"],At=e=>e[0].toUpperCase()+e.slice(1),Fe={cost:["Cost",e=>e.cost_usd??0,u],tokens:["Tokens",L,r],output\##
      :["Output",e=>e.output_tokens,r],responses:["Responses",e=>e.responses,t]},Ct=["project","model","branch","\##
      session"],Ot=(e,t)=>e==="project"?F(t).name:t??"none";function Bt(e,t,n){let s=new Map;for(let n of e.\##
      flatMap(e=>e.parts))s.set(n.key,(s.get(n.key)??0)+t(n));let o=[...s].sort((e,t)=>t[1]-e[1]).map(([e])=>e),a=\##
      o.slice(0,5),i=o.length-5;return[[...a.map(e=>Ot(n,e)),...i>0?[`${i} more`]:[]],e=>{let s=new Map(e.parts.\##
      map(e=>[e.key,t(e)])),n=o.map(e=>s.get(e)??0);return[...n.slice(0,5),...i>0?[n.slice(5).reduce((e,t)=>e+t)]:\##
      []]}]}function Vt(t,n){let s=new Date,a=new Date(s.getFullYear(),s.getMonth()+1,0).getDate(),i=t.totals.\##
      cost_usd??0,r=s.getDate()-1+(s.getHours()*60+s.getMinutes())/1440,o=r>=1&&i/r*a;return O("This month",e("dl.\##
      figures.small",X("So far",u(i),`${s.getDate()} of ${a} days`),X("Forecast",...o===!1?["–","from day 2"]:[u(o\##
      ),"at the same pace"]),n>0&&X("Of the budget",U(i,n),o!==!1&&(o>n?u(o-n)+" above":"within")+" it, by the \##
      forecast")),n>0&&e("meter",{min:0,max:n,value:h(i,n),label:"Budget spent"}),e("form.inline",{onsubmit:e=>{e.\##
      preventDefault(),T(d({budget:e.target.budget.value}))}},e("label","Budget in $ a month ",e("input",{name:"\##
      budget",type:"number",min:0,step:"any",value:n||""})),e("button",{type:"submit"},"Set")))}async function $t(\##
      s){async function i({params:s,signal:i,draw:a}){let c=s.get("by")??"day",m=s.get("split"),y=s.get("range")??\##
      "90d",C=s.get("show")??"cost",[v,h,w]=Fe[C]??Fe.cost,N=y==="all"?null:y,d=St.indexOf(c)<3,z=e=>o("usage",{\##
      since:N,tz:E,...J(s,Ct),...e},i),[f,P,L]=await Promise.all([z({by:c,split:m,fill:d||null,limit:d?2e3:500,\##
      compare:N&&"previous"}),z({by:"hour-of-week"}),o("usage",{by:"month",on:"this-month",tz:E},i)]),{groups:l,\##
      totals:j}=f,[k,R]=m?Bt(l,h,m):[[v],e=>[h(e)]],F=_e.map(()=>Array(24).fill(0));for(let e of P.groups){let[n,s\##
      ]=(e.key??"").split(" "),t=F[_e.indexOf(n)];t&&(t[parseInt(s)]+=h(e))}let T=e=>c==="session"?e.title||e.key.\##
      slice(0,8):Ot(c,e.key),x=e=>!e.key||c==="week"||c==="machine"||c==="tool"?null:c==="session"?n("s/"+e.key):n\##
      ("sessions",{[d?"on":c]:e.key}),_=[p(At(c),T,{value:e=>e.key,href:x}),...[["Responses","responses",t],["\##
      Input","input_tokens",r],["Output","output_tokens",r],["Cache read","cache_read_input_tokens",r],["Cache \##
      write 5 min","cache_creation_5m_input_tokens",r],["Cache write 1 h","cache_creation_1h_input_tokens",r],["\##
      Cost","cost_usd",u]].map(([e,t,n])=>b(e,e=>n(e[t]),{value:e=>e[t]}))],g=d?l.filter(e=>e.responses).reverse()\##
      :l;a(A("Usage",e("div.grow"),M("Period","range",Ke,y,"90d")),e("div.options",M("Group by","by",St.map(e=>[e,\##
      At(e)]),c,"day"),M("Divide by","split",[[null,"Whole"],...["model","project","machine"].map(e=>[e,"by "+e])]\##
      ,m),M("Measure","show",D(Fe).map(([e,[t]])=>[e,t]),C,"cost"),Be(s,Ct)),j.responses>0&&qe(f),j.\##
      unpriced_models.length>0&&e("p.warn","Without a price, so no cost: "+j.unpriced_models.join(", ")),l.length=\##
      ==0?Je():e("div.cards",S(`${v} by ${c}`+(d&&l.length>400?", the last 400":""),d?[m&&pn(k),Oe(v,l.slice(-400)\##
      .map(e=>({key:e.key,parts:R(e),href:x(e)})),k,w,240)]:ye(l.slice(0,15).map(e=>({name:T(e),title:e.key,value:\##
      h(e),text:w(h(e)),href:x(e)})))),O("Hours of the week",Tt(`${v} by hour of the week.`,F,w)),Vt(L,+s.get("\##
      budget")),S("Numbers",e("button",{onclick:()=>ke(`usage-by-${c}.csv`,_n(_,g),"text/csv")},"Save as CSV"),H("\##
      Usage by "+c,_,g.slice(0,400),e("tfoot",e("tr",_.map((t,n)=>n?e("td.number",t.text(j)):e("th",{scope:"row"},\##
      "Total"))))),g.length>400&&e("p.note",`The first 400 of ${t(g.length)}; the CSV has all of them.`),e("p.note\##
      ",`Prices: ${f.prices}. Zone: ${f.tz}.`))))}return await i(s),{update:i}}async function Wt(s){async function\##
       a({params:s,signal:a,draw:r}){let d=s.get("range")??"all",h=await o("tools",{since:d==="all"?null:d,tz:E,\##
      project:s.get("project"),session:s.get("session")},a),c=h.tools,u=i(...c.map(e=>e.longest_ms??0),1e3);r(A("\##
      Tools",e("div.grow"),M("Period","range",Ke,d,"all")),c.length?e("div.cards",O("Calls, and errors among them"\##
      ,ye(c.slice(0,12).map(e=>({name:e.tool,value:e.calls,text:t(e.calls),share:e.errors/e.calls,note:e.errors?U(\##
      e.errors,e.calls)+" errors":null})))),O("Most errors",ye(c.filter(e=>e.errors).sort((e,t)=>t.errors-e.errors\##
      ).slice(0,12).map(e=>({name:e.tool,value:e.errors,text:t(e.errors),href:n("search",{q:"error",tool:e.tool,\##
      role:"tool_output"}),note:U(e.errors,e.calls)})))),S("All tools",H("Tools",[p("Tool",e=>e.tool),b("Calls",e=\##
      >t(e.calls)),b("Errors",e=>t(e.errors)),b("Share",e=>U(e.errors,e.calls)),b("No result",e=>t(e.unanswered)),\##
      b("Median",e=>x(e.median_ms)),b("Longest",e=>x(e.longest_ms)),p(`Median to longest, up to ${x(u)}`,e=>e.\##
      median_ms==null?"–":un(e.median_ms,e.longest_ms,u,`Median ${x(e.median_ms)}, longest ${x(e.longest_ms)}`),{\##
      class:"spare"}),b("Together",e=>x(e.total_ms))],c))):e("p.empty","No tool was called in this period. ",l(n("\##
      tools"),"Show all")))}return await a(s),{update:a}}async function Ut(s){async function i({signal:s,draw:i}){\##
      let[f,p]=await Promise.all([o("usage",{by:"project",split:"month",tz:E},s),o("facets",{tz:E},s)]),c=new Map,\##
      m=e=>{let t=ve(e);return c.has(t)||c.set(t,{key:t,paths:new Set,cost:0,tokens:0,sessions:0,months:{},last:\##
      null}),c.get(t).paths.add(e),c.get(t)};for(let e of f.groups){let t=m(e.key);t.cost+=e.cost_usd??0,t.tokens+\##
      =L(e);for(let n of e.parts??[])t.months[n.key]=(t.months[n.key]??0)+(n.cost_usd??0)}for(let{key:n,sessions:s\##
      ,last:t}of p.projects){let e=m(n);e.sessions+=s,t>(e.last??"")&&(e.last=t)}let d=[...new Set([...c.values()]\##
      .flatMap(e=>Object.keys(e.months)))].sort().slice(-18),h=[...c.values()].sort((e,t)=>(t.last??"")<(e.last??"\##
      ")?-1:1),g=e=>e.key?n("sessions",{project:e.key}):n("sessions");i(A("Projects",e("span.note",a(h.length,"\##
      project"))),!h.length&&Ae(),e("ul.projects",h.slice(0,300).map(n=>e("li",e("h2",l(g(n),F(n.key).name)),e("p.\##
      path",{title:n.key},n.key||"Sessions without a working directory"),hn(d.map(e=>n.months[e]??0),`Cost by \##
      month, ${d[0]??""} to ${d.at(-1)??""}`),fe("",{Cost:u(n.cost),Sessions:t(n.sessions),Tokens:r(n.tokens),Last\##
      :n.last&&I(n.last,ne)}),n.paths.size>1&&e("p.note",`With ${a(n.paths.size-1,"worktree")}`)))))}return await \##
      i(s),{update:i}}async function Kt(s){let i=e("p.note",{role:"status"});async function c(e,t){i.textContent=t\##
      ;try{let n=await vn(e,{});for(;;){await new Promise(e=>setTimeout(e,700));let e=await o("runs/"+\##
      encodeURIComponent(n.run),{},s.left);if(e.sync_status==="in_progress"){i.textContent=`${t} ${_(e.done)} of $\##
      {_(e.total)} are read.`;continue}let a=e.sync_status==="completed"?"Done.":`It has failed. ${e.error_message\##
      ??""}`;return await r(s),i.textContent=a,Q(a)}}catch(e){e.name!=="AbortError"&&(i.textContent=e.message)}}\##
      async function r(r){let{signal:f,draw:C}=s=r,[h,l,E]=await Promise.all([o("status",{},f),rt(o("doctor",{},f)\##
      ),o("drift",{limit:100},f)]),{stored:d,on_disk:m}=h,v=m?.not_stored,w=l?.verdict==="safe"&&!l.damage?.length\##
      ,y=(h.history??[]).toSorted((e,t)=>e.started<t.started?1:-1).slice(0,60),x=E.sessions??[];C(A("Storage and \##
      health"),e("p.verdict."+(w?"good":"warn"),null,e("b",w?"Everything on disk is stored.":l?.damage?.length?"\##
      The store is damaged.":l?"Not everything is safe.":"It is not known whether everything is stored.")," ",l&&[\##
      l.cleanup_period_days!=null?`Claude Code deletes transcripts after ${a(l.cleanup_period_days,"day")}. `:"",l\##
      .unsafe?.length?`${a(l.unsafe.length,"transcript")} would be lost. `:"",l.verified_at?["Every byte was \##
      checked ",I(l.verified_at,ne),"."]:["Every byte has never been checked: ",N("verify"),"."]]),e("div.cards",O\##
      ("Stored",fe(".list",{Sessions:t(d.sessions),Records:t(d.records),Files:t(d.sources),Versions:t(d.\##
      generations),Transcripts:_(d.source_bytes),Store:[_(d.store_bytes),e("small",` ${U(d.store_bytes,d.\##
      source_bytes)} of the transcripts`)],From:j(d.oldest),To:j(d.newest),"Bad lines":t(d.bad_lines),Head:[t(h.\##
      head.seq),e("small"," chain "+h.head.chain.slice(0,12))]})),O("On disk",m?fe(".list",{Files:t(m.files),Size:\##
      _(m.bytes),"New, not stored":t(v.new_files),"Changed, not stored":t(v.changed_files),"Not stored":_(v.bytes)\##
      ,"Gone from disk":t(d.missing),Pruned:t(d.pruned),"Free space":l&&_(l.free_bytes),Folders:h.roots?.map(t=>e(\##
      "div.path",t))}):e("p","Not known."),e("p.buttons",e("button",{onclick:()=>c("runs","Storing what is new.")}\##
      ,"Store what is new"),e("button",{onclick:()=>c("verify","Checking every byte.")},"Check every byte")),i,h.\##
      compaction?.recommended&&e("p.note",`${_(h.compaction.saves_bytes)} can be saved: `,N("compact"))),l?.unsafe\##
      ?.length>0&&S("Not stored yet",H("Transcripts that are not stored",[p("File",e=>e.path??String(e))],l.unsafe\##
      .slice(0,100))),S("Remotes",h.remotes.length?H("Remotes",[p("Remote",e=>e.place),p("State",e=>e.\##
      missing_events?g(`lacks ${a(e.missing_events,"event")}`,"warn"):g("has everything","good")),p("Pushed",e=>j(\##
      e.time))],h.remotes):null,e("p.note",h.remotes.length?"As of the last push from this machine. To ask a \##
      remote itself: ":"Nothing was pushed from this machine. To keep a copy elsewhere: ",N(h.remotes.length?"\##
      remote status":"push --help"))),S("Only in the store",x.length?H("Sessions that are only in the store",[p("\##
      Session",e=>e.title||e.session.slice(0,8),{href:e=>n("s/"+e.session)}),p("Ended",e=>j(e.ended)),b("Records",\##
      e=>t(e.records)),b("Cost",e=>u(e.cost_usd))],x):e("p.note","Everything that is stored is still on disk as \##
      well.")),S("Runs",y.length?H("Runs of the ingest",[p("Run",e=>String(e.run)),p("Started",e=>j(e.started),{\##
      href:e=>n("",{range:"all",as_of:e.ended??e.started})}),p("Result",e=>e.error_message||e.sync_status.replace(\##
      "_"," ")),...["new","updated","rewritten","missing","failed","records","bad_lines"].map(e=>b(e[0].\##
      toUpperCase()+e.slice(1).replace("_"," "),n=>t(n[e]))),b("Bytes",e=>_(e.bytes))],y):null,e("p.note",y.length\##
      ?"The time of a run opens the pages as of then.":"Nothing has been stored yet."))))}return await r(s),{\##
      update:r,live:r}}it();let ce={"":["Overview","o",en],sessions:["Sessions","s",nn],search:["Search","",Nt],\##
      usage:["Usage","u",$t],tools:["Tools","t",Wt],projects:["Projects","p",Ut],storage:["Storage","h",Kt]},yt={s\##
      :["Session","",Rt],versions:["Versions","",zt]},gt=["system","light","dark"];function pt(e){e==="system"?\##
      delete document.documentElement.dataset.theme:document.documentElement.dataset.theme=e,m("theme").\##
      textContent={system:"Auto",light:"Light",dark:"Dark"}[e],m("theme").setAttribute("aria-label","Theme: "+e)}\##
      let Re=()=>localStorage.getItem("theme")??"system";pt(Re()),m("theme").onclick=()=>{localStorage.setItem("\##
      theme",gt[(gt.indexOf(Re())+1)%3]),pt(Re())};let k=m("main"),w={},We="",ie=new AbortController,Ee=ie,Qe={};\##
      function on(t){s(m("nav"),e("ul",D(ce).map(([s,[o]])=>e("li",e("a",{href:n(s),current:s===(yt[t]?"sessions":\##
      t)&&"page"},o)))));let o=m("nav").querySelector("[aria-current]");o&&(m("nav").firstChild.scrollLeft=o.\##
      offsetLeft-90)}function an(t){if(t.name==="AbortError"||t instanceof ht||t.status===401)return null;t \##
      instanceof oe||console.error(t);let{errors:s=[],candidates:o=[]}=t.problem??{};return e("div.card",e("h1",t.\##
      status===404?"Not found":"This cannot be shown"),e("p",t.message),s.map(t=>e("p",`${t.parameter}: ${t.detail\##
      }`)),o.map(t=>e("p",l(n("s/"+t),t))),e("p",l(n(""),"Go to the overview")))}function rn({draw:e}){return e(A(\##
      "Not found"),je("There is no such page. ",l(n(""),"Go to the overview"))),{}}async function ge(e){let{parts:\##
      t,params:s}=v(),n=t[0]==="s"&&t[2]==="versions"?"versions":t[0]??"",[r,,c]=ce[n]??yt[n]??["Not found","",rn]\##
      ,i=[n,t[0]==="s"&&t[1]?.split("@")[0],s.get("as_of"),s.get("generation")].join();document.body.classList.\##
      toggle("past",s.has("as_of")),on(n),lt();let o=i!==We,a=!o&&!e&&w.update;k.setAttribute("aria-busy",!0),ie.\##
      abort(),ie=new AbortController,a||(Ee.abort(),Ee=new AbortController,w={},We=i,document.title=r+" · ccstore"\##
      ,o&&k.contains(C())&&k.focus({preventScroll:!0})),Qe=ln(ie.signal,Ee.signal),await ot(async e=>{if(a)return \##
      w.update(e);let t=await c(e);e.signal.throwIfAborted(),w=t,o&&!w.keepsScroll&&scrollTo(0,0)})}function ln(e,\##
      t){return{...v(),signal:e,left:t,draw:(...t)=>{e.throwIfAborted(),s(k,t)},title:t=>{e.throwIfAborted(),\##
      document.title=t+" · ccstore"}}}async function ot(e,t=Qe){try{await e(t)}catch(n){let e=!t.signal.aborted&&\##
      an(n);e&&t.draw(e)}t.signal.aborted||k.removeAttribute("aria-busy")}addEventListener("hashchange",()=>{let e\##
      =location.hash.slice(1);if(e&&!e.startsWith("/"))return it(),Et(),ge(!0);ge()}),document.querySelector(".\##
      skip").onclick=e=>{e.preventDefault(),k.focus()},m("find").onsubmit=e=>{e.preventDefault();let t=m("find").q\##
      .value.trim();t&&T(n("search",{q:t}))};let Y=[];function lt(){let t=v().params.get("as_of"),l=m("past"),n=Y.\##
      length;if(!n)return;let u=e=>e?"As of "+j(e.at):"Now",h=e=>T(d({as_of:Y[e]?.at??null})),a=t?i(0,Y.\##
      findLastIndex(e=>e.at<=t)):n,g=l.contains(C()),r=te(n/60),f=e("output",t&&isNaN(t)?"As of "+j(t):t?"As of \##
      event "+t:"Now"),p,o=e("input",{type:"range",min:0,max:n,value:a,label:"As of: what the store knew after a \##
      run","aria-valuetext":u(Y[a]),oninput:()=>{f.textContent=u(Y[o.value]),clearTimeout(p),p=setTimeout(()=>h(o.\##
      value),120)}});o.value=a,s(l,f,e("span.slide",o,e("svg.ticks",{viewBox:`0 0 ${n} 4`,preserveAspectRatio:"\##
      none",unspoken:!0},Array.from({length:c(n/r)+1},(t,n)=>e("line",{x1:n*r,x2:n*r,y1:0,y2:4})))),t&&$("Back to \##
      now",()=>h(n))),g&&o.focus()}async function mt(){let e=await o("status",{as_of:null});Y=(e.history??[]).map(\##
      e=>({run:e.run,at:e.ended??e.started})).filter(e=>e.at).sort((e,t)=>e.at<t.at?-1:1),lt()}let we=(t,n,...o)=>\##
      s(m("banner"),t&&e("p."+n,t,...o)),ze=!1;f(R,"down",()=>we("The server has stopped. Start it again with ","\##
      bad",N("serve"),"; this page tries again by itself and continues.")),f(R,"up",({detail:e})=>{let t=!k.\##
      querySelector("h1");(e.again||ze)&&(we(""),ze=!1,(e.again||t)&&Ze(!0)),mt().catch(()=>{})}),f(R,"lost",({\##
      detail:e})=>we(`Damage of the store has taken ${a(e,"event")} away; what is intact is shown. Say `,"warn",N(\##
      "verify")," for the details.")),f(R,"token",({detail:t})=>{ze=!0,we(""),We="",document.title="No access · \##
      ccstore",s(k,e("div.card.token",e("h1",t.had?"This page’s token is not valid any more":"This page needs its \##
      token"),t.had&&e("p","The server was started again since then, and each start has a new token."),e("p","Open\##
       the address that ",N("serve")," printed, with everything after the #. ","To start a server and open the \##
      page at once:"),e("p.command",N("serve --open"),$("Copy",()=>G("ccstore serve --open","Command")))))});let \##
      kt;f(R,"event",({detail:{type:e,data:t}})=>{if(e!=="head"||!w.live&&t?.seq===R.head)return;if(bn(),v().\##
      params.has("as_of"))return;if(w.live)return void ot(w.live);clearTimeout(kt),kt=setTimeout(Ze,500)});let ft,\##
      bn=()=>{clearTimeout(ft),ft=setTimeout(()=>mt().catch(()=>{}),1500)};async function Ze(e){if(w.live&&!e)\##
      return;let n=scrollY,t=C()?.getAttribute?.("href");await ge(!0),scrollTo(0,n),t&&[...k.querySelectorAll("a")\##
      ].find(e=>e.getAttribute("href")===t)?.focus({preventScroll:!0})}let yn=[["/","Search"],["j k","Next and \##
      previous row or turn"],["J K","Next and previous prompt"],["[ ]","Previous and next session"],["f","Follow \##
      the end of a session"],["t","Show or hide tools"],["h","Show or hide thinking"],["y","Copy a link to this \##
      place"],["r","Copy the resume command"],[".","Show the stored record"],...Object.values(ce).filter(([,e])=>e\##
      ).map(([e,t])=>["g "+t,e]),["?","This page"]];function nt(){Ne("Keys",e("dl.keys",yn.map(([t,n])=>e("div",e(\##
      "dt",t.split(" ").map(t=>e("kbd",t))),e("dd",n)))),e("p.note","The address of a page has all that it shows; \##
      it can be kept."))}m("keys").onclick=nt;let Le=0;addEventListener("keydown",e=>{if(e.ctrlKey||e.metaKey||e.\##
      altKey||m("dialog").open)return;let s=e.target;if(s.matches?.("input,textarea,select")&&(e.key==="Escape"&&s\##
      .blur(),s.type!=="range"&&s.type!=="checkbox"))return;let{key:t}=e,o=!0;if(Date.now()-Le<1200){let[e]=D(ce).\##
      find(([,e])=>e[1]===t)??[];Le=0,e!=null&&T(n(e))}else if(w.keys?.[t])w.keys[t]();else if(t==="g")Le=Date.now\##
      ();else if(t==="/"){let e=k.querySelector("input[type=search]")??m("find").q;e.focus(),e.select()}else t==="\##
      ?"?nt():t==="y"?G(location.href,"Link"):o=!1;o&&e.preventDefault()}),Et(),sessionStorage.token&&ge()})()
      """##
}
