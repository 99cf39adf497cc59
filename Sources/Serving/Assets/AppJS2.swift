// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let appJS2 = ##"""
      This is version ${_.get("generation")} of it. `,l(n("s/"+p),"Show the latest")),me(".facts",{Project:h.\##
      project&&e("a",{href:n("sessions",{project:h.project}),title:h.project},z(h.project).name),Branch:h.branch,\##
      Model:h.model,Time:[H(h.started)," – ",H(h.ended,e=>te?X(new Date(e)):y(e))],Duration:w(h.duration_ms),\##
      Messages:t(h.messages),Tokens:e("span",{title:t(h.tokens)},a(h.tokens)),Cost:u(h.cost_usd)}),e("p.command",e\##
      ("code",N),I("Copy",k.r),e("span.grow"),I("Copy link",()=>q(K(),"Link")),e("details.menu",e("summary","Save \##
      as"),e("div",[["html","HTML"],["markdown","Markdown"],["jsonl","JSON lines"]].map(([t,n])=>e("button",{\##
      onclick:()=>ee(t).catch(e=>Te(e.message))},n)))),h.generations>1&&e("a.button",{href:n("s/"+p+"/versions")},\##
      r(h.generations,"version")),R),W,e("div.columns.reader",e("details.facets",{open:innerWidth>=1e3},e("summary\##
      ","Contents"),S),e("section.conversation",{label:"Conversation"},A,c.start,c.node,c.end))),O();let ne=()=>b?\##
      c.open({at:b,before:6,after:30}):c.open({entry:0,after:30});async function L(){m?await c.open({tail:30},!0):\##
      await ne();let e=b&&c.turns.reduce((e,t)=>t.seq<=b&&!(e.seq<=b&&e.seq>t.seq)?t:e,c.turns[0]);e&&(c.focus(e),\##
      e.node.classList.add("target")),Nt(c.node,f().params.get("q"))}se?.catch(()=>{}),await L();let oe=()=>\##
      requestAnimationFrame(()=>{let n=c.current()?.entry??0,t=[...S.querySelectorAll("[data-prompt]")],e=t.\##
      findLast(e=>+e.dataset.prompt<=n);for(let n of t)n.toggleAttribute("aria-current",n===e);e&&innerWidth>999&&\##
      !S.matches(":hover")&&e.scrollIntoView({block:"nearest"})});return addEventListener("scroll",oe,{passive:!0,\##
      signal:g}),Kt(W,c).catch(()=>{}),{keys:k,keepsScroll:!0,async update(e){({seq:b,params:_,follow:m}=$(e),O(),\##
      await L())},async live(){let o=c.next==null,t=c.turns.at(-1);if(!o||!t)return;let n=await c.ask({entry:t.\##
      entry,before:0,after:ae}),e=n.turns.find(e=>e.entry===t.entry);e&&JSON.stringify(e.blocks)!==JSON.stringify(\##
      t.blocks)&&(e.node=vt(c,e),t.node.replaceWith(e.node),c.turns[c.turns.length-1]=e,c.hide()),c.next=n.next;\##
      let s=c.add(n.turns,!1);c.mark(),s&&J(r(s,"new turn")),m&&scrollTo({top:document.body.scrollHeight})}}}\##
      function Nt(e,t){if(!globalThis.CSS?.highlights)return;if(CSS.highlights.delete("found"),!t)return;let o=[],\##
      s=t.toLowerCase(),n=document.createTreeWalker(e,NodeFilter.SHOW_TEXT);for(;n.nextNode()&&o.length<500;){let \##
      e=n.currentNode.data.toLowerCase();for(let t=e.indexOf(s);t>=0;t=e.indexOf(s,t+s.length)){let i=new Range;i.\##
      setStart(n.currentNode,t),i.setEnd(n.currentNode,h(n.currentNode.length,t+s.length)),o.push(i)}}CSS.\##
      highlights.set("found",new Highlight(...o))}let St=(t,n,s)=>e("td"+(n?"."+n:""),null,t&&[e("small",`line ${t\##
      .line+1} · ${t.kind}`),e("pre",s??t.text,t.truncated&&" …")]);async function Tt(s){async function a({parts:s\##
      ,params:a,signal:c,draw:u,title:m}){let f=s[1].split("@")[0],w="sessions/"+encodeURIComponent(f),[S,T]=await\##
       Promise.all([o(w,{},c),o(w+"/versions",{},c)]),j=S.generations,_=+(a.get("to")??j-1),O=+(a.get("from")??i(0\##
      ,_-1)),E=S.title||f.slice(0,8),k=`ccstore restore ${f.slice(0,8)} --generation ${O}`;m("Versions of "+E);let\##
       C=j>1?await o(w+"/diff",{from:O,to:_},c):{files:[]},z=T.files.flatMap(e=>e.generations.map(t=>({...t,path:e\##
      .path}))),M=(t,n)=>t.words.length?t.words.filter(e=>e.change!==(n?"new":"lost")).map(t=>t.change==="kept"?t.\##
      text:e(n?"del":"ins",null,t.text)):null,F=(t,n,s)=>e("div",e("span.note",t),ie(t,Array.from({length:h(j,30)}\##
      ,(t,o)=>e("a",{href:d({[n]:o}),current:o===s},o))));u(A("Versions"),e("p",l(n("s/"+f),E),` · ${r(j,"version"\##
      )}`),x("Stored versions",W("Versions",[g("Version",e=>String(e.generation),{href:e=>n("s/"+f,{generation:e.\##
      generation})}),g("File",e=>e.path),g("Stored",e=>y(e.decision?.time)),g("Why",e=>e.decision?.reason??"first \##
      version"),p("Lines",e=>t(e.records)),p("Size",e=>b(e.bytes))],z.slice(0,200))),j<2?e("p.empty","There is one\##
       version of this session: nothing that was stored has been rewritten."):[e("div.options",F("Earlier","from",\##
      O),F("Later","to",_)),e("p.command",e("code",k),I("Copy",()=>q(k,"Command"))),!C.files.length&&e("p.empty","\##
      No file has both of these versions."),C.files.map(n=>x(n.path,e("p",v(`${t(n.kept)} kept`),v(`${t(n.lost)} \##
      lost`,n.lost&&"bad"),v(`${t(n.changed)} changed`,n.changed&&"warn"),v(`${t(n.new)} new`,n.new&&"good"),n.\##
      reordered&&v("in another order","warn")),n.changes.length>0&&Be("Changes",e("table.diff",e("caption.sr","\##
      Lines that differ"),e("thead",e("tr",e("th",{scope:"col"},`Version ${n.from}`),e("th",{scope:"col"},`Version\##
       ${n.to}`))),e("tbody",n.changes.slice(0,300).map(t=>e("tr",St(t.old,t.old&&"lost",M(t,!0)),St(t.new,t.new&&\##
      "new",M(t,!1))))))),n.changes.length>300&&e("p.note",`The first 300 of ${t(n.changes.length)} changes; all \##
      of them: `,e("code",`ccstore diff ${f.slice(0,8)}`))))])}return await a(s),{update:a}}let Xe=[["user","\##
      Prompts"],["assistant","Answers"],["thinking","Thinking"],["tool_input","Tool input"],["tool_output","Tool \##
      output"],["title","Titles"],["system","Notes"]],Mt=(e,t)=>t?[e]:[...e.matchAll(/"([^"]+)"|(\S+)/g)].map(([,e\##
      ,t])=>e??t);function zt(t,n,s){let i;try{i=new RegExp(n.map(e=>s?e:e.replace(/[.*+?^${}()|[\]\\]/g,"\\$&")).\##
      join("|"),"gi")}catch{return[t]}let a=[],o=0;for(let n of t.matchAll(i))n[0]&&a.push(t.slice(o,n.index),e("\##
      mark",n[0])),o=n.index+n[0].length;return[...a,t.slice(o)]}async function Dt(a){let g=e("input",{type:"\##
      search",label:"Text",placeholder:'Words, or a "phrase"',autocomplete:"off",spellcheck:"false"}),M=e("form.\##
      search",{role:"search",onsubmit:e=>{e.preventDefault(),T(d({q:g.value.trim()||null}))}},g,e("button",{type:"\##
      submit"},"Search")),_=e("div.options"),m=e("p.note",{"aria-live":"polite"}),j=e("div"),b=e("div.found"),u={}\##
      ,c=[],p=new Map,S=o("sessions",{limit:1e3,all:"true"},a.left).then(e=>{p=new Map(e.sessions.map(e=>[e.\##
      session,e]))}).catch(()=>{});function w(n,o){let i=n.getAll("role"),a=new Map(o?.map(e=>[e.key,e.records]));\##
      s(_,ie("Where",e("a",{href:d({role:null}),current:!i.length},"Everywhere"),Xe.map(([n,s])=>e("a",{current:i.\##
      includes(n),href:d({role:i.includes(n)?i.filter(e=>e!==n):[...i,n]})},s,a.has(n)&&e("small",t(a.get(n)))))),\##
      ie("How",[["case","Case"],["word","Whole words"],["regex","Pattern"]].map(([t,s])=>e("a",{href:d({[t]:n.get(\##
      t)?null:"true"}),current:n.get(t)},s))),k("Order","sort",[["time","Latest"],["relevance","Best"]],n.get("\##
      sort")??"time","time"),k("Time","since",[[null,"Any time"],["7d","7 d"],["30d","30 d"],["365d","1 y"]],n.get\##
      ("since")),$e(n,["project","model","branch","tool","session","on","until"])),g.value=n.get("q")??""}function\##
       f(t,o,i){let a=new Map;for(let e of c)a.set(e.session,[...a.get(e.session)??[],e]);let u=e=>p.get(e)?.title\##
      ||"Session "+e.slice(0,8),d=s=>e("li",l(n(`s/${s.session}@${s.seq}`,{q:o[0]}),v(Xe.find(([e])=>e===s.role)?.\##
      [1]??s.role),e("span.snippet",zt(s.snippet,o,t.get("regex"))),H(s.timestamp)));s(b,[...a].map(([t,s])=>e("\##
      section",e("h2",l(n("s/"+t),u(t)),e("small",r(s.length,"record"),p.has(t)&&" · "+z(p.get(t).project).name)),\##
      e("ul",s.slice(0,5).map(d)),s.length>5&&e("details",e("summary",`${s.length-5} more in this session`),e("ul"\##
      ,s.slice(5).map(d))))),i&&e("p",I("Show more",()=>F(t,o,i))))}let y=(e,t)=>o("search",{q:Mt(e.get("q"),e.get\##
      ("regex")),tz:O,limit:100,...te(e,["role","case","word","regex","sort","since","until","on","project","model\##
      ","branch","tool","session"]),...t},u.signal);async function F(e,t,n){let o=u,s=await y(e,{cursor:n});if(o!=\##
      =u)return;c=c.concat(s.hits),f(e,t,s.next)}async function x(n){let{params:o}=n,a=o.get("q"),l=u=n;w(o);let h\##
      ;if(c=[],!a){s(b,e("p.empty",'All words must be in one record; a "phrase" in quotation marks is one text.'))\##
      ,s(m),s(j),innerWidth>700&&g.focus();return}m.textContent="Searching …";let p=Mt(a,o.get("regex")),v=e=>{\##
      throw m.textContent="",e};if(o.get("sort")!=="relevance"){let e=await y(o,{limit:20,count:"false"}).catch(v)\##
      ;if(l!==u)return;c=e.hits,f(o,p),S.then(()=>l===u&&f(o,p,h))}let i=await y(o).catch(v);if(l!==u)return;c=i.\##
      hits,h=i.next;let _=i.months??[];s(m,c.length?`${r(i.total,"record")} in ${r(i.sessions,"session")}`+(i.next\##
      ?`, ${t(c.length)} of them here`:""):"Nothing was found. Try fewer words, another place, or any time."),w(o,\##
      i.roles),s(j,_.length>1&&we("Records by month",_.map(e=>({key:e.key,parts:[e.records],href:d({on:e.key})})),\##
      ["Records"],t,90)),f(o,p,h),n.title(a)}a.draw(A("Search"),M,_,m,j,b),await x(a);let E=e=>{let t=[...b.\##
      querySelectorAll("li a")],n=t.indexOf(C());t[i(0,h(t.length-1,n+e))]?.focus()};return{update:x,live:()=>{},\##
      keys:{j:()=>E(1),k:()=>E(-1)}}}let At=["day","week","month","model","project","session","branch","machine","\##
      tool"],kt=e=>e[0].toUpperCase()+e.slice(1),Me={cost:["Cost",e=>e.cost_usd??0,u],tokens:["Tokens",L,a],output\##
      :["Output",e=>e.output_tokens,a],responses:["Responses",e=>e.responses,t]},xt=["project","model","branch","\##
      session"],wt=(e,t)=>e==="project"?z(t).name:t??"none";function It(e,t,n){let s=new Map;for(let n of e.\##
      flatMap(e=>e.parts))s.set(n.key,(s.get(n.key)??0)+t(n));let o=[...s].sort((e,t)=>t[1]-e[1]).map(([e])=>e),a=\##
      o.slice(0,5),i=o.length-5;return[[...a.map(e=>wt(n,e)),...i>0?[`${i} more`]:[]],e=>{let s=new Map(e.parts.\##
      map(e=>[e.key,t(e)])),n=o.map(e=>s.get(e)??0);return[...n.slice(0,5),...i>0?[n.slice(5).reduce((e,t)=>e+t)]:\##
      []]}]}function Bt(t,n){let s=new Date,a=new Date(s.getFullYear(),s.getMonth()+1,0).getDate(),i=t.totals.\##
      cost_usd??0,r=s.getDate()-1+(s.getHours()*60+s.getMinutes())/1440,o=r>=1&&i/r*a;return x("This month",e("dl.\##
      figures.small",Z("So far",u(i),`${s.getDate()} of ${a} days`),Z("Forecast",...o===!1?["–","from day 2"]:[u(o\##
      ),"at the same pace"]),n>0&&Z("Of the budget",U(i,n),o!==!1&&(o>n?u(o-n)+" above":"within")+" it, by the \##
      forecast")),n>0&&e("meter",{min:0,max:n,value:h(i,n),label:"Budget spent"}),e("form.inline",{onsubmit:e=>{e.\##
      preventDefault(),T(d({budget:e.target.budget.value}))}},e("label","Budget in $ a month ",e("input",{name:"\##
      budget",type:"number",min:0,step:"any",value:n||""})),e("button",{type:"submit"},"Set")))}async function Vt(\##
      s){async function i({params:s,signal:i,draw:r}){let c=s.get("by")??"day",m=s.get("split"),j=s.get("range")??\##
      "90d",E=s.get("show")??"cost",[b,h,_]=Me[E]??Me.cost,N=j==="all"?null:j,d=At.indexOf(c)<3,D=e=>o("usage",{\##
      since:N,tz:O,...te(s,xt),...e},i),[f,P,L]=await Promise.all([D({by:c,split:m,fill:d||null,limit:d?2e3:500,\##
      compare:N&&"previous"}),D({by:"hour-of-week"}),o("usage",{by:"month",on:"this-month",tz:O},i)]),{groups:l,\##
      totals:C}=f,[S,R]=m?It(l,h,m):[[b],e=>[h(e)]],T=_e.map(()=>Array(24).fill(0));for(let e of P.groups){let[n,s\##
      ]=(e.key??"").split(" "),t=T[_e.indexOf(n)];t&&(t[parseInt(s)]+=h(e))}let z=e=>c==="session"?e.title||e.key.\##
      slice(0,8):wt(c,e.key),w=e=>!e.key||c==="week"||c==="machine"||c==="tool"?null:c==="session"?n("s/"+e.key):n\##
      ("sessions",{[d?"on":c]:e.key}),y=[g(kt(c),z,{value:e=>e.key,href:w}),...[["Responses","responses",t],["\##
      Input","input_tokens",a],["Output","output_tokens",a],["Cache read","cache_read_input_tokens",a],["Cache \##
      write 5 min","cache_creation_5m_input_tokens",a],["Cache write 1 h","cache_creation_1h_input_tokens",a],["\##
      Cost","cost_usd",u]].map(([e,t,n])=>p(e,e=>n(e[t]),{value:e=>e[t]}))],v=d?l.filter(e=>e.responses).reverse()\##
      :l;r(A("Usage",e("div.grow"),k("Period","range",Ue,j,"90d")),e("div.options",k("Group by","by",At.map(e=>[e,\##
      kt(e)]),c,"day"),k("Divide by","split",[[null,"Whole"],...["model","project","machine"].map(e=>[e,"by "+e])]\##
      ,m),k("Measure","show",M(Me).map(([e,[t]])=>[e,t]),E,"cost"),$e(s,xt)),Ke(f),C.unpriced_models.length>0&&e("\##
      p.warn","Without a price, so no cost: "+C.unpriced_models.join(", ")),l.length===0?Ze():e("div.cards",F(`${b\##
      } by ${c}`+(d&&l.length>400?", the last 400":""),d?[m&&pn(S),we(b,l.slice(-400).map(e=>({key:e.key,parts:R(e\##
      ),href:w(e)})),S,_,240)]:oe(l.slice(0,15).map(e=>({name:z(e),title:e.key,value:h(e),text:_(h(e)),href:w(e)})\##
      ))),x("Hours of the week",mn(`${b} by hour of the week.`,T,_)),Bt(L,+s.get("budget")),F("Numbers",e("button"\##
      ,{onclick:()=>We(`usage-by-${c}.csv`,_n(y,v),"text/csv")},"Save as CSV"),W("Usage by "+c,y,v.slice(0,400),e(\##
      "tfoot",e("tr",y.map((t,n)=>n?e("td.number",t.text(C)):e("th",{scope:"row"},"Total"))))),v.length>400&&e("p.\##
      note",`The first 400 of ${t(v.length)}; the CSV has all of them.`),e("p.note",`Prices: ${f.prices}. Zone: ${\##
      f.tz}.`))))}return await i(s),{update:i}}async function $t(s){async function a({params:s,signal:a,draw:r}){\##
      let d=s.get("range")??"all",h=await o("tools",{since:d==="all"?null:d,tz:O,project:s.get("project"),session:\##
      s.get("session")},a),c=h.tools,u=i(...c.map(e=>e.longest_ms??0),1e3);r(A("Tools",e("div.grow"),k("Period","\##
      range",Ue,d,"all")),c.length?e("div.cards",x("Calls, and errors among them",oe(c.slice(0,12).map(e=>({name:e\##
      .tool,value:e.calls,text:t(e.calls),share:e.errors/e.calls,note:e.errors?U(e.errors,e.calls)+" errors":null}\##
      )))),x("Most errors",oe(c.filter(e=>e.errors).sort((e,t)=>t.errors-e.errors).slice(0,12).map(e=>({name:e.\##
      tool,value:e.errors,text:t(e.errors),href:n("search",{q:"error",tool:e.tool,role:"tool_output"}),note:U(e.\##
      errors,e.calls)})))),F("All tools",W("Tools",[g("Tool",e=>e.tool),p("Calls",e=>t(e.calls)),p("Errors",e=>t(e\##
      .errors)),p("Share",e=>U(e.errors,e.calls)),p("No result",e=>t(e.unanswered)),p("Median",e=>w(e.median_ms)),\##
      p("Longest",e=>w(e.longest_ms)),g(`From the median to the longest, 1 ms to ${w(u)}`,e=>e.median_ms==null?"–"\##
      :ln(e.median_ms,e.longest_ms,u,`Median ${w(e.median_ms)}, longest ${w(e.longest_ms)}`)),p("Together",e=>w(e.\##
      total_ms))],c))):e("p.empty","No tool was called in this period. ",l(n("tools"),"Show all")))}return await a\##
      (s),{update:a}}async function Wt(s){async function i({signal:s,draw:i}){let[f,p]=await Promise.all([o("usage\##
      ",{by:"project",split:"month",tz:O},s),o("facets",{tz:O},s)]),c=new Map,m=e=>{let t=he(e);return c.has(t)||c\##
      .set(t,{key:t,paths:new Set,cost:0,tokens:0,sessions:0,months:{},last:null}),c.get(t).paths.add(e),c.get(t)}\##
      ;for(let e of f.groups){let t=m(e.key);t.cost+=e.cost_usd??0,t.tokens+=L(e);for(let n of e.parts??[])t.\##
      months[n.key]=(t.months[n.key]??0)+(n.cost_usd??0)}for(let{key:n,sessions:s,last:t}of p.projects){let e=m(n)\##
      ;e.sessions+=s,t>(e.last??"")&&(e.last=t)}let d=[...new Set([...c.values()].flatMap(e=>Object.keys(e.months)\##
      ))].sort().slice(-18),h=[...c.values()].sort((e,t)=>(t.last??"")<(e.last??"")?-1:1),g=e=>e.key?n("sessions",\##
      {project:e.key}):n("sessions");i(A("Projects",e("span.note",r(h.length,"project"))),!h.length&&ke(),e("ul.\##
      projects",h.slice(0,300).map(n=>e("li",e("h2",l(g(n),z(n.key).name)),e("p.path",{title:n.key},n.key||"\##
      Sessions without a working directory"),un(d.map(e=>n.months[e]??0),`Cost by month, ${d[0]??""} to ${d.at(-1)\##
      ??""}`),me("",{Cost:u(n.cost),Sessions:t(n.sessions),Tokens:a(n.tokens),Last:n.last&&H(n.last,G)}),n.paths.\##
      size>1&&e("p.note",`With ${r(n.paths.size-1,"worktree")}`)))))}return await i(s),{update:i}}async function \##
      Ut(s){let i=e("p.note",{role:"status"});async function c(e,t){i.textContent=t;try{let n=await bn(e,{});for(;\##
      ;){await new Promise(e=>setTimeout(e,700));let e=await o("runs/"+encodeURIComponent(n.run),{},s.left);if(e.\##
      sync_status==="in_progress"){i.textContent=`${t} ${b(e.done)} of ${b(e.total)} are read.`;continue}let r=e.\##
      sync_status==="completed"?"Done.":`It has failed. ${e.error_message??""}`;return await a(s),i.textContent=r,\##
      J(r)}}catch(e){e.name!=="AbortError"&&(i.textContent=e.message)}}async function a(a){let{signal:f,draw:O}=s=\##
      a,[h,l,C]=await Promise.all([o("status",{},f),et(o("doctor",{},f)),o("drift",{limit:100},f)]),{stored:d,\##
      on_disk:m}=h,v=m?.not_stored,_=l?.verdict==="safe"&&!l.damage?.length,j=(h.history??[]).toSorted((e,t)=>e.\##
      started<t.started?1:-1).slice(0,60),w=C.sessions??[];O(A("Storage and health"),e("p.verdict."+(_?"good":"\##
      warn"),null,e("b",_?"Everything on disk is stored.":l?.damage?.length?"The store is damaged.":l?"Not \##
      everything is safe.":"It is not known whether everything is stored.")," ",l&&[l.cleanup_period_days!=null?`\##
      Claude Code deletes transcripts after ${r(l.cleanup_period_days,"day")}. `:"",l.unsafe?.length?`${r(l.unsafe\##
      .length,"transcript")} would be lost. `:"",l.verified_at?["Every byte was checked ",H(l.verified_at,G),"."]:\##
      ["Every byte has never been checked: ",R("verify"),"."]]),e("div.cards",x("Stored",me(".list",{Sessions:t(d.\##
      sessions),Records:t(d.records),Files:t(d.sources),Versions:t(d.generations),Transcripts:b(d.source_bytes),\##
      Store:[b(d.store_bytes),e("small",` ${U(d.store_bytes,d.source_bytes)} of the transcripts`)],From:y(d.oldest\##
      ),To:y(d.newest),"Bad lines":t(d.bad_lines),Head:[t(h.head.seq),e("small"," chain "+h.head.chain.slice(0,12)\##
      )]})),x("On disk",m?me(".list",{Files:t(m.files),Size:b(m.bytes),"New, not stored":t(v.new_files),"Changed, \##
      not stored":t(v.changed_files),"Not stored":b(v.bytes),"Gone from disk":t(d.missing),Pruned:t(d.pruned),"\##
      Free space":l&&b(l.free_bytes),Folders:h.roots?.map(t=>e("div.path",t))}):e("p","Not known."),e("p.buttons",\##
      e("button",{onclick:()=>c("runs","Storing what is new.")},"Store what is new"),e("button",{onclick:()=>c("\##
      verify","Checking every byte.")},"Check every byte")),i,h.compaction?.recommended&&e("p.note",`${b(h.\##
      compaction.saves_bytes)} can be saved: `,R("compact"))),l?.unsafe?.length>0&&F("Not stored yet",W("\##
      Transcripts that are not stored",[g("File",e=>e.path??String(e))],l.unsafe.slice(0,100))),F("Only in the \##
      store",w.length?W("Sessions that are only in the store",[g("Session",e=>e.title||e.session.slice(0,8),{href:\##
      e=>n("s/"+e.session)}),g("Ended",e=>y(e.ended)),p("Records",e=>t(e.records)),p("Cost",e=>u(e.cost_usd))],w):\##
      e("p.note","Everything that is stored is still on disk as well.")),F("Runs",j.length?W("Runs of the ingest",\##
      [g("Run",e=>String(e.run)),g("Started",e=>y(e.started),{href:e=>n("",{range:"all",as_of:e.ended??e.started})\##
      }),g("Result",e=>e.error_message||e.sync_status.replace("_"," ")),...["new","updated","rewritten","missing",\##
      "failed","records","bad_lines"].map(e=>p(e[0].toUpperCase()+e.slice(1).replace("_"," "),n=>t(n[e]))),p("\##
      Bytes",e=>b(e.bytes))],j):null,e("p.note",j.length?"The time of a run opens the pages as of then.":"Nothing \##
      has been stored yet."))))}return await a(s),{update:a,live:a}}ht();let re={"":["Overview","o",Zt],sessions:[\##
      "Sessions","s",en],search:["Search","",Dt],usage:["Usage","u",Vt],tools:["Tools","t",$t],projects:["Projects\##
      ","p",Wt],storage:["Storage","h",Ut]},jt={s:["Session","",Lt],versions:["Versions","",Tt]},pt=["system","\##
      light","dark"];function ft(e){e==="system"?delete document.documentElement.dataset.theme:document.\##
      documentElement.dataset.theme=e,m("theme").textContent={system:"Auto",light:"Light",dark:"Dark"}[e],m("theme\##
      ").setAttribute("aria-label","Theme: "+e)}let Le=()=>localStorage.getItem("theme")??"system";ft(Le()),m("\##
      theme").onclick=()=>{localStorage.setItem("theme",pt[(pt.indexOf(Le())+1)%3]),ft(Le())};let E=m("main"),_={}\##
      ,Ee="",ge=new AbortController,Ce=ge,Qe={};function sn(t){s(m("nav"),e("ul",M(re).map(([s,[o]])=>e("li",e("a"\##
      ,{href:n(s),current:s===(jt[t]?"sessions":t)&&"page"},o)))));let o=m("nav").querySelector("[aria-current]");\##
      o&&(m("nav").firstChild.scrollLeft=o.offsetLeft-90)}function on(t){if(t.name==="AbortError"||t instanceof tt\##
      ||t.status===401)return null;t instanceof se||console.error(t);let{errors:s=[],candidates:o=[]}=t.problem??{\##
      };return e("div.card",e("h1",t.status===404?"Not found":"This cannot be shown"),e("p",t.message),s.map(t=>e(\##
      "p",`${t.parameter}: ${t.detail}`)),o.map(t=>e("p",l(n("s/"+t),t))),e("p",l(n(""),"Go to the overview")))}\##
      function an({draw:e}){return e(A("Not found"),ve("There is no such page. ",l(n(""),"Go to the overview"))),{\##
      }}async function be(e){let{parts:t,params:s}=f(),n=t[0]==="s"&&t[2]==="versions"?"versions":t[0]??"",[r,,c]=\##
      re[n]??jt[n]??["Not found","",an],i=[n,t[0]==="s"&&t[1]?.split("@")[0],s.get("as_of"),s.get("generation")].\##
      join();document.body.classList.toggle("past",s.has("as_of")),sn(n),at();let o=i!==Ee,a=!o&&!e&&_.update;E.\##
      setAttribute("aria-busy",!0),ge.abort(),ge=new AbortController,a||(Ce.abort(),Ce=new AbortController,_={},Ee\##
      =i,document.title=r+" · ccstore",o&&E.contains(C())&&E.focus({preventScroll:!0})),Qe=cn(ge.signal,Ce.signal)\##
      ,await ot(async e=>{if(a)return _.update(e);let t=await c(e);e.signal.throwIfAborted(),_=t,o&&!_.keepsScroll\##
      &&scrollTo(0,0)})}function cn(e,t){return{...f(),signal:e,left:t,draw:(...t)=>{e.throwIfAborted(),s(E,t)},\##
      title:t=>{e.throwIfAborted(),document.title=t+" · ccstore"}}}async function ot(e,t=Qe){try{await e(t)}catch(\##
      n){let e=!t.signal.aborted&&on(n);e&&t.draw(e)}t.signal.aborted||E.removeAttribute("aria-busy")}\##
      addEventListener("hashchange",()=>{let e=location.hash.slice(1);if(e&&!e.startsWith("/"))return ht(),Ct(),be\##
      (!0);be()}),document.querySelector(".skip").onclick=e=>{e.preventDefault(),E.focus()},m("find").onsubmit=e=>\##
      {e.preventDefault();let t=m("find").q.value.trim();t&&T(n("search",{q:t}))};let V=[];function at(){let t=f()\##
      .params.get("as_of"),l=m("past"),n=V.length;if(!n)return;let u=e=>e?"As of "+y(e.at):"Now",h=e=>T(d({as_of:V\##
      [e]?.at??null})),a=t?i(0,V.findLastIndex(e=>e.at<=t)):n,v=l.contains(C()),r=ee(n/60),p=e("output",t&&isNaN(t\##
      )?"As of "+y(t):t?"As of event "+t:"Now"),g,o=e("input",{type:"range",min:0,max:n,value:a,label:"As of: what\##
       the store knew after a run","aria-valuetext":u(V[a]),oninput:()=>{p.textContent=u(V[o.value]),clearTimeout(\##
      g),g=setTimeout(()=>h(o.value),120)}});o.value=a,s(l,p,e("span.slide",o,e("svg.ticks",{viewBox:`0 0 ${n} 4`,\##
      preserveAspectRatio:"none",unspoken:!0},Array.from({length:c(n/r)+1},(t,n)=>e("line",{x1:n*r,x2:n*r,y1:0,y2:\##
      4})))),t&&I("Back to now",()=>h(n))),v&&o.focus()}async function ct(){let e=await o("status",{as_of:null});V\##
      =(e.history??[]).map(e=>({run:e.run,at:e.ended??e.started})).filter(e=>e.at).sort((e,t)=>e.at<t.at?-1:1),at(\##
      )}let ye=(t,n,...o)=>s(m("banner"),t&&e("p."+n,t,...o)),De=!1;N.addEventListener("down",()=>ye("The server \##
      has stopped. Start it again with ","bad",R("serve"),"; this page tries again by itself and continues.")),N.\##
      addEventListener("up",({detail:e})=>{let t=!E.querySelector("h1");(e.again||De)&&(ye(""),De=!1,(e.again||t)&\##
      &dt(!0)),ct().catch(()=>{})}),N.addEventListener("lost",({detail:e})=>ye(`Damage of the store has taken ${r(\##
      e,"event")} away; what is intact is shown. Say `,"warn",R("verify")," for the details.")),N.addEventListener\##
      ("token",({detail:t})=>{De=!0,ye(""),Ee="",document.title="No access · ccstore",s(E,e("div.card.token",e("h1\##
      ",t.had?"This page’s token is not valid any more":"This page needs its token"),t.had&&e("p","The server was \##
      started again since then, and each start has a new token."),e("p","Open the address that ",R("serve")," \##
      printed, with everything after the #. ","To start a server and open the page at once:"),e("p.command",R("\##
      serve --open"),I("Copy",()=>q("ccstore serve --open","Command")))))});let Ot;N.addEventListener("event",({\##
      detail:{type:e,data:t}})=>{if(e!=="head"||!_.live&&t?.seq===N.head)return;if(vn(),f().params.has("as_of"))\##
      return;if(_.live)return void ot(_.live);clearTimeout(Ot),Ot=setTimeout(dt,500)});let Et,vn=()=>{clearTimeout\##
      (Et),Et=setTimeout(()=>ct().catch(()=>{}),1500)};async function dt(e){if(_.live&&!e)return;let n=scrollY,t=C\##
      ()?.getAttribute?.("href");await be(!0),scrollTo(0,n),t&&[...E.querySelectorAll("a")].find(e=>e.getAttribute\##
      ("href")===t)?.focus({preventScroll:!0})}let jn=[["/","Search"],["j k","Next and previous row or turn"],["J \##
      K","Next and previous prompt"],["[ ]","Previous and next session"],["f","Follow the end of a session"],["t",\##
      "Show or hide tools"],["h","Show or hide thinking"],["y","Copy a link to this place"],["r","Copy the resume \##
      command"],[".","Show the stored record"],...Object.values(re).filter(([,e])=>e).map(([e,t])=>["g "+t,e]),["?\##
      ","This page"]];function ut(){ze("Keys",e("dl.keys",jn.map(([t,n])=>e("div",e("dt",t.split(" ").map(t=>e("\##
      kbd",t))),e("dd",n)))),e("p.note","The address of a page has all that it shows; it can be kept."))}m("keys")\##
      .onclick=ut;let He=0;addEventListener("keydown",e=>{if(e.ctrlKey||e.metaKey||e.altKey||m("dialog").open)\##
      return;let s=e.target;if(s.matches?.("input,textarea,select")&&(e.key==="Escape"&&s.blur(),s.type!=="range"&\##
      &s.type!=="checkbox"))return;let{key:t}=e,o=!0;if(Date.now()-He<1200){let[e]=M(re).find(([,e])=>e[1]===t)??[\##
      ];He=0,e!=null&&T(n(e))}else if(_.keys?.[t])_.keys[t]();else if(t==="g")He=Date.now();else if(t==="/"){let e\##
      =E.querySelector("input[type=search]")??m("find").q;e.focus(),e.select()}else t==="?"?ut():t==="y"?q(\##
      location.href,"Link"):o=!1;o&&e.preventDefault()}),Ct(),sessionStorage.token&&be()})()
      """##
}
