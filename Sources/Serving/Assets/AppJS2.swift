// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let appJS2 = ##"""
       end of the session.":"Not following any more."),v&&await f.open({tail:30},!0)}},F=e("nav.outline",{label:"\##
      Prompts"},Mt(f,M)),D=e("div.strip"),J=y(new Date(p.started))===y(new Date(p.ended));n(i,e("div.heading.\##
      session",e("h1",Q(p)),Ie(p),p.forked_from&&h(s("s/"+p.forked_from),g("forked from "+p.forked_from.slice(0,8)\##
      ))),O.get("generation")&&e("p.warn",{role:"note"},`This is version ${O.get("generation")} of it. `,h(s("s/"+\##
      b),"Show the latest")),he(".facts",{Project:p.project&&e("a",{href:s("sessions",{project:p.project}),title:p\##
      .project},z(p.project).name),Branch:p.branch,Model:p.model,Time:[H(p.started)," – ",H(p.ended,e=>J?te(new \##
      Date(e)):j(e))],Duration:w(p.duration_ms),Messages:t(p.messages),Tokens:e("span",{title:t(p.tokens)},r(p.\##
      tokens)),Cost:m(p.cost_usd)}),e("p.command",e("code",X),R("Copy",T.r),e("span.grow"),R("Copy link",()=>B(G()\##
      ,"Link")),e("details.menu",e("summary","Save as"),e("div",[["html","HTML"],["markdown","Markdown"],["jsonl",\##
      "JSON lines"]].map(([t,n])=>e("button",{onclick:()=>se(t).catch(e=>Se(e.message))},n)))),p.generations>1&&e(\##
      "a.button",{href:s("s/"+b+"/versions")},c(p.generations,"version")),I),D,e("div.columns.reader",e("details.\##
      facets",{open:innerWidth>=1e3},e("summary","Contents"),F),e("section.conversation",{label:"Conversation"},k,\##
      f.start,f.node,f.end))),x();const ee=()=>_?f.open({at:_,before:6,after:30}):f.open({entry:0,after:30});async\##
       function U(){v?await f.open({tail:30},!0):await ee();const e=_&&f.turns.reduce((e,t)=>t.seq<=_&&!(e.seq<=_&\##
      &e.seq>t.seq)?t:e,f.turns[0]);e&&(f.focus(e),e.node.classList.add("target")),kt(f.node,l().params.get("q"))}\##
      Z?.catch(()=>{}),await U();const W=()=>requestAnimationFrame(()=>{const n=f.current()?.entry??0,t=[...F.\##
      querySelectorAll("[data-prompt]")],e=t.findLast(e=>+e.dataset.prompt<=n);for(const n of t)n.toggleAttribute(\##
      "aria-current",n===e);e&&innerWidth>999&&!F.matches(":hover")&&e.scrollIntoView({block:"nearest"})});return \##
      addEventListener("scroll",W,{passive:!0}),Nt(D,f).catch(()=>{}),{keys:T,keepsScroll:!0,leave:()=>{\##
      removeEventListener("scroll",W),f.watcher.disconnect()},async update(e){({seq:_,params:O,follow:v}=K(e),x(),\##
      await U())},async live(){const o=f.next==null,t=f.turns.at(-1);if(!o||!t)return;const n=await f.ask({entry:t\##
      .entry,before:0,after:oe}),e=n.turns.find(e=>e.entry===t.entry);e&&JSON.stringify(e.blocks)!==JSON.stringify\##
      (t.blocks)&&(e.node=pt(f,e),t.node.replaceWith(e.node),f.turns[f.turns.length-1]=e,f.hide()),f.next=n.next;\##
      const s=f.add(n.turns,!1);f.mark(),s&&Y(c(s,"new turn")),v&&scrollTo({top:document.body.scrollHeight})}}}\##
      function kt(e,t){if(!globalThis.CSS?.highlights)return;if(CSS.highlights.delete("found"),!t)return;const o=[\##
      ],s=t.toLowerCase(),n=document.createTreeWalker(e,NodeFilter.SHOW_TEXT);for(;n.nextNode()&&o.length<500;){\##
      const e=n.currentNode.data.toLowerCase();for(let t=e.indexOf(s);t>=0;t=e.indexOf(s,t+s.length)){const i=new \##
      Range;i.setStart(n.currentNode,t),i.setEnd(n.currentNode,f(n.currentNode.length,t+s.length)),o.push(i)}}CSS.\##
      highlights.set("found",new Highlight(...o))}const Ot=(t,n,s)=>e("td"+(n?"."+n:""),null,t&&[e("small",`line $\##
      {t.line+1} · ${t.kind}`),e("pre",s??t.text,t.truncated&&" …")]);async function At({main:a,signal:r,title:d})\##
      {async function m({parts:l,params:m}){const y=l[1].split("@")[0],x="sessions/"+encodeURIComponent(y),[M,z]=\##
      await Promise.all([o(x,{},r),o(x+"/versions",{},r)]),_=M.generations,w=+(m.get("to")??_-1),C=+(m.get("from")\##
      ??i(0,w-1)),A=M.title||y.slice(0,8),S=`ccstore restore ${y.slice(0,8)} --generation ${C}`;d("Versions of "+A\##
      );const E=_>1?await o(x+"/diff",{from:C,to:w},r):{files:[]},D=z.files.flatMap(e=>e.generations.map(t=>({...t\##
      ,path:e.path}))),F=(t,n)=>t.words.length?t.words.filter(e=>e.change!==(n?"new":"lost")).map(t=>t.change==="\##
      kept"?t.text:e(n?"del":"ins",null,t.text)):null,T=(t,n,s)=>e("div",e("span.note",t),ve(t,Array.from({length:\##
      f(_,30)},(t,o)=>e("a",{href:u({[n]:o}),current:o===s},o))));n(a,k("Versions"),e("p",h(s("s/"+y),A),` · ${c(_\##
      ,"version")}`),O("Stored versions",$("Versions",[v("Version",e=>String(e.generation),{href:e=>s("s/"+y,{\##
      generation:e.generation})}),v("File",e=>e.path),v("Stored",e=>j(e.decision?.time)),v("Why",e=>e.decision?.\##
      reason??"first version"),p("Lines",e=>t(e.records)),p("Size",e=>b(e.bytes))],D.slice(0,200))),_<2?e("p.empty\##
      ","There is one version of this session: nothing that was stored has been rewritten."):[e("div.options",T("\##
      Earlier","from",C),T("Later","to",w)),e("p.command",e("code",S),R("Copy",()=>B(S,"Command"))),!E.files.\##
      length&&e("p.empty","No file has both of these versions."),E.files.map(n=>O(n.path,e("p",g(`${t(n.kept)} \##
      kept`),g(`${t(n.lost)} lost`,n.lost&&"bad"),g(`${t(n.changed)} changed`,n.changed&&"warn"),g(`${t(n.new)} \##
      new`,n.new&&"good"),n.reordered&&g("in another order","warn")),n.changes.length>0&&Pe("Changes",e("table.\##
      diff",e("caption.sr","Lines that differ"),e("thead",e("tr",e("th",{scope:"col"},`Version ${n.from}`),e("th",\##
      {scope:"col"},`Version ${n.to}`))),e("tbody",n.changes.slice(0,300).map(t=>e("tr",Ot(t.old,t.old&&"lost",F(t\##
      ,!0)),Ot(t.new,t.new&&"new",F(t,!1))))))),n.changes.length>300&&e("p.note",`The first 300 of ${t(n.changes.\##
      length)} changes; all of them: `,e("code",`ccstore diff ${y.slice(0,8)}`))))])}return await m(l()),{update:m\##
      }}const Ct=[["user","Prompts"],["assistant","Answers"],["thinking","Thinking"],["tool_input","Tool input"],[\##
      "tool_output","Tool output"],["title","Titles"],["system","Notes"]],xt=(e,t)=>t?[e]:[...e.matchAll(/"([^"]+)\##
      "|(\S+)/g)].map(([,e,t])=>e??t);function Ft(t,n,s){let i;try{i=new RegExp(n.map(e=>s?e:e.replace(/[.*+?^${}(\##
      )|[\]\\]/g,"\\$&")).join("|"),"gi")}catch{return[t]}const a=[];let o=0;for(const n of t.matchAll(i))n[0]&&a.\##
      push(t.slice(o,n.index),e("mark",n[0])),o=n.index+n[0].length;return[...a,t.slice(o)]}async function Tt({\##
      main:a,signal:r}){const j=e("input",{type:"search",label:"Text",placeholder:'Words, or a "phrase"',\##
      autocomplete:"off",spellcheck:"false"}),D=e("form.search",{role:"search",onsubmit:e=>{e.preventDefault(),S(u\##
      ({q:j.value.trim()||null}))}},j,e("button",{type:"submit"},"Search")),O=e("div.options"),p=e("p.note",{"aria\##
      -live":"polite"}),_=e("div"),y=e("div.found");let m={},d=[],b=new Map;const T=o("sessions",{limit:1e3,all:"\##
      true"},r).then(e=>{b=new Map(e.sessions.map(e=>[e.session,e]))}).catch(()=>{});function A(s,o){const i=s.\##
      getAll("role"),a=new Map(o?.map(e=>[e.key,e.records]));n(O,ve("Where",e("a",{href:u({role:null}),current:!i.\##
      length},"Everywhere"),Ct.map(([n,s])=>e("a",{current:i.includes(n),href:u({role:i.includes(n)?i.filter(e=>e!\##
      ==n):[...i,n]})},s,a.has(n)&&e("small",t(a.get(n)))))),ve("How",[["case","Case"],["word","Whole words"],["\##
      regex","Pattern"]].map(([t,n])=>e("a",{href:u({[t]:s.get(t)?null:"true"}),current:s.get(t)},n))),E("Order","\##
      sort",[["time","Latest"],["relevance","Best"]],s.get("sort")??"time","time"),E("Time","since",[[null,"Any \##
      time"],["7d","7 d"],["30d","30 d"],["365d","1 y"]],s.get("since")),Ve(s,["project","model","branch","tool","\##
      session","on","until"])),j.value=s.get("q")??""}function v(t,o,i){const a=new Map;for(const e of d)a.set(e.\##
      session,[...a.get(e.session)??[],e]);const l=e=>b.get(e)?.title||"Session "+e.slice(0,8),r=n=>e("li",h(s(`s/\##
      ${n.session}@${n.seq}`,{q:o[0]}),g(Ct.find(([e])=>e===n.role)?.[1]??n.role),e("span.snippet",Ft(n.snippet,o,\##
      t.get("regex"))),H(n.timestamp)));n(y,[...a].map(([t,n])=>e("section",e("h2",h(s("s/"+t),l(t)),e("small",c(n\##
      .length,"record"),b.has(t)&&" · "+z(b.get(t).project).name)),e("ul",n.slice(0,5).map(r)),n.length>5&&e("\##
      details",e("summary",`${n.length-5} more in this session`),e("ul",n.slice(5).map(r))))),i&&e("p",R("Show \##
      more",()=>N(t,o,i))))}const w=(e,t)=>o("search",{q:xt(e.get("q"),e.get("regex")),tz:x,limit:100,...J(e,["\##
      role","case","word","regex","sort","since","until","on","project","model","branch","tool","session"]),...t},\##
      r);async function N(e,t,n){const o=m,s=await w(e,{cursor:n});if(o!==m)return;d=d.concat(s.hits),v(e,t,s.next\##
      )}async function M({params:s}){A(s);const i=s.get("q"),a=m={};let r;if(d=[],!i){n(y,e("p.empty",'All words \##
      must be in one record; a "phrase" in quotation marks is one text.')),n(p),n(_),innerWidth>700&&j.focus();\##
      return}p.textContent="Searching …";const l=xt(i,s.get("regex")),h=e=>{throw p.textContent="",e};if(s.get("\##
      sort")!=="relevance"){const e=await w(s,{limit:20,count:"false"}).catch(h);if(a!==m)return;d=e.hits,v(s,l),T\##
      .then(()=>a===m&&v(s,l,r))}const o=await w(s).catch(h);if(a!==m)return;d=o.hits,r=o.next;const f=o.months??[\##
      ];n(p,d.length?`${c(o.total,"record")} in ${c(o.sessions,"session")}`+(o.next?`, ${t(d.length)} of them here\##
      `:""):"Nothing was found. Try fewer words, another place, or any time."),A(s,o.roles),n(_,f.length>1&&ye("\##
      Records by month",f.map(e=>({key:e.key,parts:[e.records],href:u({on:e.key})})),["Records"],t,90)),v(s,l,r),\##
      document.title=i+" · ccstore"}n(a,k("Search"),D,O,p,_,y),await M(l());const F=e=>{const t=[...y.\##
      querySelectorAll("li a")],n=t.indexOf(C());t[i(0,f(t.length-1,n+e))]?.focus()};return{update:M,live:()=>{},\##
      keys:{j:()=>F(1),k:()=>F(-1)}}}const wt=["day","week","month","model","project","session","branch","machine"\##
      ,"tool"],yt=e=>e[0].toUpperCase()+e.slice(1),Ae={cost:["Cost",e=>e.cost_usd??0,m],tokens:["Tokens",N,r],\##
      output:["Output",e=>e.output_tokens,r],responses:["Responses",e=>e.responses,t]},vt=["project","model","\##
      branch","session"],mt=(e,t)=>e==="project"?z(t).name:t??"none";function Pt(e,t,n){const s=new Map;for(const \##
      n of e.flatMap(e=>e.parts))s.set(n.key,(s.get(n.key)??0)+t(n));const o=[...s].sort((e,t)=>t[1]-e[1]).map(([e\##
      ])=>e),a=o.slice(0,5),i=o.length-5;return[[...a.map(e=>mt(n,e)),...i>0?[`${i} more`]:[]],e=>{const s=new Map\##
      (e.parts.map(e=>[e.key,t(e)])),n=o.map(e=>s.get(e)??0);return[...n.slice(0,5),...i>0?[n.slice(5).reduce((e,t\##
      )=>e+t)]:[]]}]}function Ht(t,n){const s=new Date,a=new Date(s.getFullYear(),s.getMonth()+1,0).getDate(),i=t.\##
      totals.cost_usd??0,r=s.getDate()-1+(s.getHours()*60+s.getMinutes())/1440,o=r>=1&&i/r*a;return O("This month"\##
      ,e("dl.figures.small",G("So far",m(i),`${s.getDate()} of ${a} days`),G("Forecast",...o===!1?["–","from day 2\##
      "]:[m(o),"at the same pace"]),n>0&&G("Of the budget",W(i,n),o!==!1&&(o>n?m(o-n)+" above":"within")+" it, by \##
      the forecast")),n>0&&e("meter",{min:0,max:n,value:f(i,n),label:"Budget spent"}),e("form.inline",{onsubmit:e=\##
      >{e.preventDefault(),S(u({budget:e.target.budget.value}))}},e("label","Budget in $ a month ",e("input",{name\##
      :"budget",type:"number",min:0,step:"any",value:n||""})),e("button",{type:"submit"},"Set")))}async function \##
      It({main:i,signal:a}){async function c({params:c}){const l=c.get("by")??"day",f=c.get("split"),y=c.get("\##
      range")??"90d",S=c.get("show")??"cost",[j,h,w]=Ae[S]??Ae.cost,L=y==="all"?null:y,u=wt.indexOf(l)<3,N=e=>o("\##
      usage",{since:L,tz:x,...J(c,vt),...e},a),[g,H,R]=await Promise.all([N({by:l,split:f,fill:u||null,limit:u?2e3\##
      :500,compare:L&&"previous"}),N({by:"hour-of-week"}),o("usage",{by:"month",on:"this-month",tz:x},a)]),{groups\##
      :d,totals:A}=g,[T,P]=f?Pt(d,h,f):[[j],e=>[h(e)]],z=je.map(()=>Array(24).fill(0));for(const e of H.groups){\##
      const[n,s]=(e.key??"").split(" "),t=z[je.indexOf(n)];t&&(t[parseInt(s)]+=h(e))}const D=e=>l==="session"?e.\##
      title||e.key.slice(0,8):mt(l,e.key),C=e=>!e.key||l==="week"||l==="machine"||l==="tool"?null:l==="session"?s(\##
      "s/"+e.key):s("sessions",{[u?"on":l]:e.key}),_=[v(yt(l),D,{value:e=>e.key,href:C}),...[["Responses","\##
      responses",t],["Input","input_tokens",r],["Output","output_tokens",r],["Cache read","cache_read_input_tokens\##
      ",r],["Cache write 5 min","cache_creation_5m_input_tokens",r],["Cache write 1 h","\##
      cache_creation_1h_input_tokens",r],["Cost","cost_usd",m]].map(([e,t,n])=>p(e,e=>n(e[t]),{value:e=>e[t]}))],b\##
      =u?d.filter(e=>e.responses).reverse():d;n(i,k("Usage",e("div.grow"),E("Period","range",Re,y,"90d")),e("div.\##
      options",E("Group by","by",wt.map(e=>[e,yt(e)]),l,"day"),E("Divide by","split",[[null,"Whole"],...["model","\##
      project","machine"].map(e=>[e,"by "+e])],f),E("Measure","show",M(Ae).map(([e,[t]])=>[e,t]),S,"cost"),Ve(c,vt\##
      )),Qe(g),A.unpriced_models.length>0&&e("p.warn","Without a price, so no cost: "+A.unpriced_models.join(", ")\##
      ),d.length===0?Xe():e("div.cards",F(`${j} by ${l}`+(u&&d.length>400?", the last 400":""),u?[f&&dn(T),ye(j,d.\##
      slice(-400).map(e=>({key:e.key,parts:P(e),href:C(e)})),T,w,240)]:ne(d.slice(0,15).map(e=>({name:D(e),title:e\##
      .key,value:h(e),text:w(h(e)),href:C(e)})))),O("Hours of the week",cn(`${j} by hour of the week.`,z,w)),Ht(R,\##
      +c.get("budget")),F("Numbers",e("button",{onclick:()=>ke(`usage-by-${l}.csv`,Kt(_,b),"text/csv")},"Save as \##
      CSV"),$("Usage by "+l,_,b.slice(0,400),e("tfoot",e("tr",_.map((t,n)=>n?e("td.number",t.text(A)):e("th",{\##
      scope:"row"},"Total"))))),b.length>400&&e("p.note",`The first 400 of ${t(b.length)}; the CSV has all of them\##
      .`),e("p.note",`Prices: ${g.prices}. Zone: ${g.tz}.`))))}return await c(l()),{update:c}}async function Bt({\##
      main:a,signal:r}){async function c({params:c}){const d=c.get("range")??"all",m=await o("tools",{since:d==="\##
      all"?null:d,tz:x,project:c.get("project"),session:c.get("session")},r),l=m.tools,u=i(...l.map(e=>e.\##
      longest_ms??0),1e3);n(a,k("Tools",e("div.grow"),E("Period","range",Re,d,"all")),l.length?e("div.cards",O("\##
      Calls, and errors among them",ne(l.slice(0,12).map(e=>({name:e.tool,value:e.calls,text:t(e.calls),share:e.\##
      errors/e.calls,note:e.errors?W(e.errors,e.calls)+" errors":null})))),O("Most errors",ne(l.filter(e=>e.errors\##
      ).sort((e,t)=>t.errors-e.errors).slice(0,12).map(e=>({name:e.tool,value:e.errors,text:t(e.errors),href:s("\##
      search",{q:"error",tool:e.tool,role:"tool_output"}),note:W(e.errors,e.calls)})))),F("All tools",$("Tools",[v\##
      ("Tool",e=>e.tool),p("Calls",e=>t(e.calls)),p("Errors",e=>t(e.errors)),p("Share",e=>W(e.errors,e.calls)),p("\##
      No result",e=>t(e.unanswered)),p("Median",e=>w(e.median_ms)),p("Longest",e=>w(e.longest_ms)),v(`From the \##
      median to the longest, 1 ms to ${w(u)}`,e=>e.median_ms==null?"–":on(e.median_ms,e.longest_ms,u,`Median ${w(e\##
      .median_ms)}, longest ${w(e.longest_ms)}`)),p("Together",e=>w(e.total_ms))],l))):e("p.empty","No tool was \##
      called in this period. ",h(s("tools"),"Show all")))}return await c(l()),{update:c}}async function Vt({main:i\##
      ,signal:a}){async function l(){const[p,g]=await Promise.all([o("usage",{by:"project",split:"month",tz:x},a),\##
      o("facets",{tz:x},a)]),l=new Map,f=e=>{const t=pe(e);return l.has(t)||l.set(t,{key:t,paths:new Set,cost:0,\##
      tokens:0,sessions:0,months:{},last:null}),l.get(t).paths.add(e),l.get(t)};for(const e of p.groups){const t=f\##
      (e.key);t.cost+=e.cost_usd??0,t.tokens+=N(e);for(const n of e.parts??[])t.months[n.key]=(t.months[n.key]??0)\##
      +(n.cost_usd??0)}for(const{key:n,sessions:s,last:t}of g.projects){const e=f(n);e.sessions+=s,t>(e.last??"")&\##
      &(e.last=t)}const d=[...new Set([...l.values()].flatMap(e=>Object.keys(e.months)))].sort().slice(-18),u=[...\##
      l.values()].sort((e,t)=>(t.last??"")<(e.last??"")?-1:1),v=e=>e.key?s("sessions",{project:e.key}):s("sessions\##
      ");n(i,k("Projects",e("span.note",c(u.length,"project"))),!u.length&&Ce(),e("ul.projects",u.slice(0,300).map\##
      (n=>e("li",e("h2",h(v(n),z(n.key).name)),e("p.path",{title:n.key},n.key||"Sessions without a working \##
      directory"),an(d.map(e=>n.months[e]??0),`Cost by month, ${d[0]??""} to ${d.at(-1)??""}`),he("",{Cost:m(n.\##
      cost),Sessions:t(n.sessions),Tokens:r(n.tokens),Last:n.last&&H(n.last,Z)}),n.paths.size>1&&e("p.note",`With \##
      ${c(n.paths.size-1,"worktree")}`)))))}return await l(),{update:l}}async function $t({main:i,signal:a}){const\##
       r=e("p.note",{role:"status"});async function d(e,t){r.textContent=t;try{const n=await fn(e,{});for(;;){\##
      await new Promise(e=>setTimeout(e,700));const e=await o("runs/"+encodeURIComponent(n.run),{},a);if(e.\##
      sync_status==="in_progress"){r.textContent=`${t} ${b(e.done)} of ${b(e.total)} are read.`;continue}const s=e\##
      .sync_status==="completed"?"Done.":`It has failed. ${e.error_message??""}`;return await l(),r.textContent=s,\##
      Y(s)}}catch(e){e.name!=="AbortError"&&(r.textContent=e.message)}}async function l(){const[h,l,x]=await \##
      Promise.all([o("status",{},a),o("doctor",{},a).catch(()=>null),o("drift",{limit:100},a).catch(()=>o("drift",\##
      {},a))]),{stored:u,on_disk:f}=h,g=f?.not_stored,_=l?.verdict==="safe"&&!l.damage?.length,y=(h.history??[]).\##
      toSorted((e,t)=>e.started<t.started?1:-1).slice(0,60),w=x.sessions??[];n(i,k("Storage and health"),e("p.\##
      verdict."+(_?"good":"warn"),null,e("b",_?"Everything on disk is stored.":l?.damage?.length?"The store is \##
      damaged.":"Not everything is safe.")," ",l&&[l.cleanup_period_days!=null?`Claude Code deletes transcripts \##
      after ${c(l.cleanup_period_days,"day")}. `:"",l.unsafe?.length?`${c(l.unsafe.length,"transcript")} would be \##
      lost. `:"",l.verified_at?["Every byte was checked ",H(l.verified_at,Z),"."]:["Every byte has never been \##
      checked: ",I("verify"),"."]]),e("div.cards",O("Stored",he(".list",{Sessions:t(u.sessions),Records:t(u.\##
      records),Files:t(u.sources),Versions:t(u.generations),Transcripts:b(u.source_bytes),Store:[b(u.store_bytes),\##
      e("small",` ${W(u.store_bytes,u.source_bytes)} of the transcripts`)],From:j(u.oldest),To:j(u.newest),"Bad \##
      lines":t(u.bad_lines),Head:[t(h.head.seq),e("small"," chain "+h.head.chain.slice(0,12))]})),O("On disk",f?he\##
      (".list",{Files:t(f.files),Size:b(f.bytes),"New, not stored":t(g.new_files),"Changed, not stored":t(g.\##
      changed_files),"Not stored":b(g.bytes),"Gone from disk":t(u.missing),Pruned:t(u.pruned),"Free space":l&&b(l.\##
      free_bytes),Folders:h.roots?.map(t=>e("div.path",t))}):e("p","Not known."),e("p.buttons",e("button",{onclick\##
      :()=>d("runs","Storing what is new.")},"Store what is new"),e("button",{onclick:()=>d("verify","Checking \##
      every byte.")},"Check every byte")),r,h.compaction?.recommended&&e("p.note",`${b(h.compaction.saves_bytes)} \##
      can be saved: `,I("compact"))),l?.unsafe?.length>0&&F("Not stored yet",$("Transcripts that are not stored",[\##
      v("File",e=>e.path??String(e))],l.unsafe.slice(0,100))),F("Only in the store",w.length?$("Sessions that are \##
      only in the store",[v("Session",e=>e.title||e.session.slice(0,8),{href:e=>s("s/"+e.session)}),v("Ended",e=>j\##
      (e.ended)),p("Records",e=>t(e.records)),p("Cost",e=>m(e.cost_usd))],w):e("p.note","Everything that is stored\##
       is still on disk as well.")),F("Runs",y.length?$("Runs of the ingest",[v("Run",e=>String(e.run)),v("Started\##
      ",e=>j(e.started),{href:e=>s("",{range:"all",as_of:e.ended??e.started})}),v("Result",e=>e.error_message||e.\##
      sync_status.replace("_"," ")),...["new","updated","rewritten","missing","failed","records","bad_lines"].map(\##
      e=>p(e[0].toUpperCase()+e.slice(1).replace("_"," "),n=>t(n[e]))),p("Bytes",e=>b(e.bytes))],y):null,e("p.note\##
      ",y.length?"The time of a run opens the pages as of then.":"Nothing has been stored yet."))))}return await l\##
      (),{update:l,live:l}}tt();const ae={"":["Overview","o",Yt],sessions:["Sessions","s",Xt],search:["Search","",\##
      Tt],usage:["Usage","u",It],tools:["Tools","t",Bt],projects:["Projects","p",Vt],storage:["Storage","h",$t]},\##
      dt={s:["Session","",St],versions:["Versions","",At]},ct=["system","light","dark"];function Je(e){e==="system\##
      "?delete document.documentElement.dataset.theme:document.documentElement.dataset.theme=e,a("theme").\##
      textContent={system:"Auto",light:"Light",dark:"Dark"}[e],a("theme").setAttribute("aria-label","Theme: "+e)}\##
      const Ne=()=>localStorage.getItem("theme")??"system";Je(Ne()),a("theme").onclick=()=>{localStorage.setItem("\##
      theme",ct[(ct.indexOf(Ne())+1)%3]),Je(Ne())};let _={},xe="",$e=new AbortController;function Zt(t){n(a("nav")\##
      ,e("ul",M(ae).map(([n,[o]])=>e("li",e("a",{href:s(n),current:n===(dt[t]?"sessions":t)&&"page"},o)))));const \##
      o=a("nav").querySelector("[aria-current]");o&&(a("nav").firstChild.scrollLeft=o.offsetLeft-90)}function Jt(t\##
      ){if(t.name==="AbortError"||t instanceof rt||t.status===401)return null;t instanceof de||console.error(t);\##
      const{errors:n=[],candidates:o=[]}=t.problem??{};return e("div.card",e("h1",t.status===404?"Not found":"This\##
       cannot be shown"),e("p",t.message),n.map(t=>e("p",`${t.parameter}: ${t.detail}`)),o.map(t=>e("p",h(s("s/"+t\##
      ),t))),e("p",h(s(""),"Go to the overview")))}function en({main:e}){return n(e,k("Not found"),se("There is no\##
       such page. ",h(s(""),"Go to the overview"))),{}}async function me(e){const{parts:n,params:o}=l(),s=n[0]==="\##
      s"&&n[2]==="versions"?"versions":n[0]??"",[d,,u]=ae[s]??dt[s]??["Not found","",en],c=[s,n[0]==="s"&&n[1]?.\##
      split("@")[0],o.get("as_of"),o.get("generation")].join();document.body.classList.toggle("past",o.has("as_of"\##
      )),Zt(s),We();const t=a("main"),i=c!==xe;if(t.setAttribute("aria-busy",!0),!i&&!e&&_.update)return await He(\##
      ()=>_.update(l())),t.removeAttribute("aria-busy");$e.abort(),$e=new AbortController;const{signal:r}=$e;_.\##
      leave?.(),_={},xe=c,document.title=d+" · ccstore",i&&t.contains(C())&&t.focus({preventScroll:!0}),await He(\##
      async()=>{const e=await u({main:t,signal:r,title:e=>{document.title=e+" · ccstore"}});if(r.aborted)return e.\##
      leave?.();_=e,i&&!_.keepsScroll&&scrollTo(0,0)}),r.aborted||t.removeAttribute("aria-busy")}async function He\##
      (e){try{await e()}catch(t){const e=Jt(t);e&&n(a("main"),e)}}addEventListener("hashchange",()=>{const e=\##
      location.hash.slice(1);if(e&&!e.startsWith("/"))return tt(),_t(),me(!0);me()}),document.querySelector(".skip\##
      ").onclick=e=>{e.preventDefault(),a("main").focus()},a("find").onsubmit=e=>{e.preventDefault();const t=a("\##
      find").q.value.trim();t&&S(s("search",{q:t}))};let K=[];function We(){const t=l().params.get("as_of"),h=a("\##
      past"),s=K.length;if(!s)return;const m=e=>e?"As of "+j(e.at):"Now",f=e=>S(u({as_of:K[e]?.at??null})),r=t?i(0\##
      ,K.findLastIndex(e=>e.at<=t)):s,v=h.contains(C()),c=ee(s/60),p=e("output",t&&isNaN(t)?"As of "+j(t):t?"As of\##
       event "+t:"Now");let g;const o=e("input",{type:"range",min:0,max:s,value:r,label:"As of: what the store \##
      knew after a run","aria-valuetext":m(K[r]),oninput:()=>{p.textContent=m(K[o.value]),clearTimeout(g),g=\##
      setTimeout(()=>f(o.value),120)}});o.value=r,n(h,p,e("span.slide",o,e("svg.ticks",{viewBox:`0 0 ${s} 4`,\##
      preserveAspectRatio:"none",unspoken:!0},Array.from({length:d(s/c)+1},(t,n)=>e("line",{x1:n*c,x2:n*c,y1:0,y2:\##
      4})))),t&&R("Back to now",()=>f(s))),v&&o.focus()}async function Ge(){const e=await o("status",{as_of:null})\##
      ;K=(e.history??[]).map(e=>({run:e.run,at:e.ended??e.started})).filter(e=>e.at).sort((e,t)=>e.at<t.at?-1:1),\##
      We()}const be=(t,s,...o)=>n(a("banner"),t&&e("p."+s,t,...o));let De=!1;D.addEventListener("down",()=>be("The\##
       server has stopped. Start it again with ","bad",I("serve"),"; this page tries again by itself and continues\##
      .")),D.addEventListener("up",({detail:e})=>{const t=!a("main").querySelector("h1");(e.again||De)&&(be(""),De\##
      =!1,(e.again||t)&&bt(!0)),Ge().catch(()=>{})}),D.addEventListener("lost",({detail:e})=>be(`Damage of the \##
      store has taken ${c(e,"event")} away; what is intact is shown. Say `,"warn",I("verify")," for the details.")\##
      ),D.addEventListener("token",({detail:t})=>{De=!0,be(""),xe="",document.title="No access · ccstore",n(a("\##
      main"),e("div.card.token",e("h1",t.had?"This page’s token is not valid any more":"This page needs its token"\##
      ),t.had&&e("p","The server was started again since then, and each start has a new token."),e("p","Open the \##
      address that ",I("serve")," printed, with everything after the #. ","To start a server and open the page at \##
      once:"),e("p.command",I("serve --open"),R("Copy",()=>B("ccstore serve --open","Command")))))});let ot;D.\##
      addEventListener("event",({detail:{type:e,data:t}})=>{if(e!=="head"||!_.live&&t?.seq===D.head)return;if(un()\##
      ,l().params.has("as_of"))return;if(_.live)return void He(_.live);clearTimeout(ot),ot=setTimeout(bt,500)});\##
      let ut;const un=()=>{clearTimeout(ut),ut=setTimeout(()=>Ge().catch(()=>{}),1500)};async function bt(e){if(_.\##
      live&&!e)return;const n=scrollY,t=C()?.getAttribute?.("href");await me(!0),scrollTo(0,n),t&&[...a("main").\##
      querySelectorAll("a")].find(e=>e.getAttribute("href")===t)?.focus({preventScroll:!0})}const mn=[["/","Search\##
      "],["j k","Next and previous row or turn"],["J K","Next and previous prompt"],["[ ]","Previous and next \##
      session"],["f","Follow the end of a session"],["t","Show or hide tools"],["h","Show or hide thinking"],["y",\##
      "Copy a link to this place"],["r","Copy the resume command"],[".","Show the stored record"],...Object.values\##
      (ae).filter(([,e])=>e).map(([e,t])=>["g "+t,e]),["?","This page"]];function nt(){Me("Keys",e("dl.keys",mn.\##
      map(([t,n])=>e("div",e("dt",t.split(" ").map(t=>e("kbd",t))),e("dd",n)))),e("p.note","The address of a page \##
      has all that it shows; it can be kept."))}a("keys").onclick=nt;let Be=0;addEventListener("keydown",e=>{if(e.\##
      ctrlKey||e.metaKey||e.altKey||a("dialog").open)return;const n=e.target;if(n.matches?.("input,textarea,select\##
      ")&&(e.key==="Escape"&&n.blur(),n.type!=="range"&&n.type!=="checkbox"))return;const{key:t}=e;let o=!0;if(\##
      Date.now()-Be<1200){const[e]=M(ae).find(([,e])=>e[1]===t)??[];Be=0,e!=null&&S(s(e))}else if(_.keys?.[t])_.\##
      keys[t]();else if(t==="g")Be=Date.now();else if(t==="/"){const e=a("main").querySelector("input[type=search]\##
      ")??a("find").q;e.focus(),e.select()}else t==="?"?nt():t==="y"?B(location.href,"Link"):o=!1;o&&e.\##
      preventDefault()}),_t(),sessionStorage.token&&me()})()
      """##
}
