// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let appJS2 = ##"""
      st")),pe(".facts",{Project:b.project&&e("a",{href:s("sessions",{project:b.project}),title:b.project},O(b.pro\##
      ject).name),Branch:b.branch,Model:b.model,Time:[z(b.started)," – ",z(b.ended,e=>ee?W(new Date(e)):p(e))],Dur\##
      ation:y(b.duration_ms),Messages:t(b.messages),Tokens:e("span",{title:t(b.tokens)},a(b.tokens)),Cost:u(b.cost\##
      _usd)}),e("p.command",e("code",Q),D("Copy",L.r),e("span.grow"),D("Copy link",()=>I(K(),"Link")),e("details.m\##
      enu",e("summary","Save as"),e("div",[["html","HTML"],["markdown","Markdown"],["jsonl","JSON lines"]].map(([t\##
      ,n])=>e("button",{onclick:()=>se(t).catch(e=>ze(e.message))},n)))),b.generations>1&&e("a.button",{href:s("s/\##
      "+_+"/versions")},c(b.generations,"version")),B),R,e("div.columns.reader",e("details.facets",{open:innerWidt\##
      h>=1e3},e("summary","Contents"),F),e("section.conversation",{label:"Conversation"},S,g.start,g.node,g.end)))\##
      ,k();const te=()=>x?g.open({at:x,before:6,after:30}):g.open({entry:0,after:30});async function Y(){j?await g\##
      .open({tail:30},!0):await te();const e=x&&g.turns.reduce((e,t)=>t.seq<=x&&!(e.seq<=x&&e.seq>t.seq)?t:e,g.tur\##
      ns[0]);e&&(g.focus(e),e.node.classList.add("target")),bt(g.node,r().params.get("q"))}J?.catch(()=>{}),await \##
      Y();const q=()=>requestAnimationFrame(()=>{const n=g.current()?.entry??0,t=[...F.querySelectorAll("[data-pro\##
      mpt]")],e=t.findLast(e=>+e.dataset.prompt<=n);for(const n of t)n.toggleAttribute("aria-current",n===e);e&&in\##
      nerWidth>999&&!F.matches(":hover")&&e.scrollIntoView({block:"nearest"})});return addEventListener("scroll",q\##
      ,{passive:!0}),Et(R,g).catch(()=>{}),{keys:L,keepsScroll:!0,leave:()=>{removeEventListener("scroll",q),g.wat\##
      cher.disconnect()},async update(e){({seq:x,params:C,follow:j}=H(e),k(),await Y())},async live(){const o=g.ne\##
      xt==null,t=g.turns.at(-1);if(!o||!t)return;const n=await g.ask({entry:t.entry,before:0,after:le}),e=n.turns.\##
      find(e=>e.entry===t.entry);e&&JSON.stringify(e.blocks)!==JSON.stringify(t.blocks)&&(e.node=at(g,e),t.node.re\##
      placeWith(e.node),g.turns[g.turns.length-1]=e,g.hide()),g.next=n.next;const s=g.add(n.turns,!1);g.mark(),s&&\##
      V(c(s,"new turn")),j&&scrollTo({top:document.body.scrollHeight})}}}function bt(e,t){if(!globalThis.CSS?.high\##
      lights)return;if(CSS.highlights.delete("found"),!t)return;const o=[],s=t.toLowerCase(),n=document.createTree\##
      Walker(e,NodeFilter.SHOW_TEXT);for(;n.nextNode()&&o.length<500;){const e=n.currentNode.data.toLowerCase();fo\##
      r(let t=e.indexOf(s);t>=0;t=e.indexOf(s,t+s.length)){const i=new Range;i.setStart(n.currentNode,t),i.setEnd(\##
      n.currentNode,Math.min(n.currentNode.length,t+s.length)),o.push(i)}}CSS.highlights.set("found",new Highlight\##
      (...o))}const Ie=(t,n,s)=>e("td"+(n?"."+n:""),null,t&&[e("small",`line ${t.line+1} · ${t.kind}`),e("pre",s??\##
      t.text,t.truncated&&" …")]);async function jt({main:i,signal:a,title:u}){async function v({parts:r,params:v}\##
      ){const b=r[1].split("@")[0],w="sessions/"+encodeURIComponent(b),[A,F]=await Promise.all([o(w,{},a),o(w+"/ve\##
      rsions",{},a)]),y=A.generations,_=+(v.get("to")??y-1),O=+(v.get("from")??Math.max(0,_-1)),E=A.title||b.slice\##
      (0,8),k=`ccstore restore ${b.slice(0,8)} --generation ${O}`;u("Versions of "+E);const x=y>1?await o(w+"/diff\##
      ",{from:O,to:_},a):{files:[]},T=F.files.flatMap(e=>e.generations.map(t=>({...t,path:e.path}))),S=(t,n)=>t.wo\##
      rds.length?t.words.filter(e=>e.change!==(n?"new":"lost")).map(t=>t.change==="kept"?t.text:e(n?"del":"ins",nu\##
      ll,t.text)):null,M=(t,n,s)=>e("div",e("span.note",t),ce(t,Array.from({length:Math.min(y,30)},(t,o)=>e("a",{h\##
      ref:d({[n]:o}),current:o===s},o+1))));n(i,C("Versions"),e("p",l(s("s/"+b),E),` · ${c(y,"version")}`),j("Stor\##
      ed versions",B("Versions",[f("Version",e=>String(e.generation+1),{href:e=>s("s/"+b,{generation:e.generation}\##
      )}),f("File",e=>e.path),f("Stored",e=>p(e.decision?.time)),f("Why",e=>e.decision?.reason??"first version"),h\##
      ("Lines",e=>t(e.records)),h("Size",e=>g(e.bytes))],T.slice(0,200))),y<2?e("p.empty","There is one version of\##
       this session: nothing that was stored has been rewritten."):[e("div.options",M("Earlier","from",O),M("Later\##
      ","to",_)),e("p.command",e("code",k),D("Copy",()=>I(k,"Command"))),!x.files.length&&e("p.empty","No file has\##
       both of these versions."),x.files.map(n=>j(n.path,e("p",m(`${t(n.kept)} kept`),m(`${t(n.lost)} lost`,n.lost\##
      &&"bad"),m(`${t(n.changed)} changed`,n.changed&&"warn"),m(`${t(n.new)} new`,n.new&&"good"),n.reordered&&m("i\##
      n another order","warn")),n.changes.length>0&&e("div.scroll",{tabindex:0,role:"region",label:"Changes"},e("t\##
      able.diff",e("caption.sr","Lines that differ"),e("thead",e("tr",e("th",{scope:"col"},`Version ${n.from+1}`),\##
      e("th",{scope:"col"},`Version ${n.to+1}`))),e("tbody",n.changes.slice(0,300).map(t=>e("tr",Ie(t.old,t.old&&"\##
      lost",S(t,!0)),Ie(t.new,t.new&&"new",S(t,!1))))))),n.changes.length>300&&e("p.note",`The first 300 of ${t(n.\##
      changes.length)} changes; all of them: `,e("code",`ccstore diff ${b.slice(0,8)}`))))])}return await v(r()),{\##
      update:v}}const gt=[["user","Prompts"],["assistant","Answers"],["thinking","Thinking"],["tool_input","Tool i\##
      nput"],["tool_output","Tool output"],["title","Titles"],["system","Notes"]],pt=(e,t)=>t?[e]:[...e.matchAll(/\##
      "([^"]+)"|(\S+)/g)].map(([,e,t])=>e??t);function wt(t,n,s){let i;try{i=new RegExp(n.map(e=>s?e:e.replace(/[.\##
      *+?^${}()|[\]\\]/g,"\\$&")).join("|"),"gi")}catch{return[t]}const a=[];let o=0;for(const n of t.matchAll(i))\##
      n[0]&&a.push(t.slice(o,n.index),e("mark",n[0])),o=n.index+n[0].length;return[...a,t.slice(o)]}async function\##
       Ot({main:i,signal:a}){const g=e("input",{type:"search",label:"Text",placeholder:'Words, or a "phrase"',auto\##
      complete:"off",spellcheck:"false"}),F=e("form.search",{role:"search",onsubmit:e=>{e.preventDefault(),E(d({q:\##
      g.value.trim()||null}))}},g,e("button",{type:"submit"},"Search")),j=e("div.options"),f=e("p.note",{"aria-liv\##
      e":"polite"}),b=e("div"),v=e("div.found");let h={},u=[],p=new Map;const T=o("sessions",{limit:1e3,all:"true"\##
      },a).then(e=>{p=new Map(e.sessions.map(e=>[e.session,e]))}).catch(()=>{});function y(s,o){const i=s.getAll("\##
      role"),a=new Map(o?.map(e=>[e.key,e.records]));n(j,ce("Where",e("a",{href:d({role:null}),current:!i.length},\##
      "Everywhere"),gt.map(([n,s])=>e("a",{current:i.includes(n),href:d({role:i.includes(n)?i.filter(e=>e!==n):[..\##
      .i,n]})},s,a.has(n)&&e("small",t(a.get(n)))))),ce("How",[["case","Case"],["word","Whole words"],["regex","Pa\##
      ttern"]].map(([t,n])=>e("a",{href:d({[t]:s.get(t)?null:"true"}),current:s.get(t)},n))),x("Order","sort",[["t\##
      ime","Latest"],["relevance","Best"]],s.get("sort")??"time","time"),x("Time","since",[[null,"Any time"],["7d"\##
      ,"7 d"],["30d","30 d"],["365d","1 y"]],s.get("since")),Ae(s,["project","model","branch","tool","session","on\##
      ","until"])),g.value=s.get("q")??""}function k(t,o,i){const a=new Map;for(const e of u)a.set(e.session,[...a\##
      .get(e.session)??[],e]);const d=e=>p.get(e)?.title||"Session "+e.slice(0,8),r=n=>e("li",l(s(`s/${n.session}@\##
      ${n.seq}`,{q:o[0]}),m(gt.find(([e])=>e===n.role)?.[1]??n.role),e("span.snippet",wt(n.snippet,o,t.get("regex"\##
      ))),z(n.timestamp)));n(v,[...a].map(([t,n])=>e("section",e("h2",l(s("s/"+t),d(t)),e("small",c(n.length,"reco\##
      rd"),p.has(t)&&" · "+O(p.get(t).project).name)),e("ul",n.slice(0,5).map(r)),n.length>5&&e("details",e("summa\##
      ry",`${n.length-5} more in this session`),e("ul",n.slice(5).map(r))))),i&&e("p",D("Show more",()=>N(t,o,i)))\##
      )}const A=(e,t)=>o("search",{q:pt(e.get("q"),e.get("regex")),tz:_,limit:100,...q(e,["role","case","word","re\##
      gex","sort","since","until","on","project","model","branch","tool","session"]),...t},a);async function N(e,t\##
      ,n){const o=h,s=await A(e,{cursor:n});if(o!==h)return;u=u.concat(s.hits),k(e,t,s.next)}async function S({par\##
      ams:s}){y(s);const i=s.get("q"),a=h={};if(u=[],!i){n(v,e("p.empty",'All words must be in one record; a "phra\##
      se" in quotation marks is one text.')),n(f),n(b),innerWidth>700&&g.focus();return}f.textContent="Searching …\##
      ";const o=await A(s).catch(e=>{throw f.textContent="",e});if(a!==h)return;u=o.hits;const r=o.months??[];if(n\##
      (f,u.length?`${c(o.total,"record")} in ${c(o.sessions,"session")}`+(o.next?`, ${t(u.length)} of them here`:"\##
      "):"Nothing was found. Try fewer words, another place, or any time."),y(s,o.roles),n(b,r.length>1&&he("Recor\##
      ds by month",r.map(e=>({key:e.key,parts:[e.records],href:d({on:e.key})})),["Records"],t,90)),await T,a!==h)r\##
      eturn;k(s,pt(i,s.get("regex")),o.next),document.title=i+" · ccstore"}n(i,C("Search"),F,j,f,b,v),await S(r())\##
      ;const M=e=>{const t=[...v.querySelectorAll("li a")],n=t.indexOf(w());t[Math.max(0,Math.min(t.length-1,n+e))\##
      ]?.focus()};return{update:S,live:()=>{},keys:{j:()=>M(1),k:()=>M(-1)}}}const mt=["day","week","month","model\##
      ","project","session","branch","machine","tool"],ut=e=>e[0].toUpperCase()+e.slice(1),_e={cost:["Cost",e=>e.c\##
      ost_usd??0,u],tokens:["Tokens",F,a],output:["Output",e=>e.output_tokens,a],responses:["Responses",e=>e.respo\##
      nses,t]},ct=["project","model","branch","session"],ot=(e,t)=>e==="project"?O(t).name:t??"none";function St(e\##
      ,t,n){const s=new Map;for(const n of e.flatMap(e=>e.parts))s.set(n.key,(s.get(n.key)??0)+t(n));const o=[...s\##
      ].sort((e,t)=>t[1]-e[1]).map(([e])=>e),a=o.slice(0,5),i=o.length-5;return[[...a.map(e=>ot(n,e)),...i>0?[`${i\##
      } more`]:[]],e=>{const s=new Map(e.parts.map(e=>[e.key,t(e)])),n=o.map(e=>s.get(e)??0);return[...n.slice(0,5\##
      ),...i>0?[n.slice(5).reduce((e,t)=>e+t)]:[]]}]}function Mt(t,n){const s=new Date,a=new Date(s.getFullYear(),\##
      s.getMonth()+1,0).getDate(),o=t.totals.cost_usd??0,r=s.getDate()-1+(s.getHours()*60+s.getMinutes())/1440,i=o\##
      /Math.max(r,.5)*a;return j("This month",e("dl.figures.small",Y("So far",u(o),`${s.getDate()} of ${a} days`),\##
      Y("Forecast",u(i),"at the same pace"),n>0&&Y("Of the budget",H(o,n),i>n?u(i-n)+" above it, by the forecast":\##
      "within it, by the forecast")),n>0&&e("meter",{min:0,max:n,value:Math.min(o,n),label:"Spent of the budget"})\##
      ,e("form.inline",{onsubmit:e=>{e.preventDefault(),E(d({budget:e.target.budget.value}))}},e("label","Budget i\##
      n $ a month ",e("input",{name:"budget",type:"number",min:0,step:"any",value:n||""})),e("button",{type:"submi\##
      t"},"Set")))}async function Ft({main:i,signal:c}){async function m({params:r}){const m=r.get("by")??"day",v=\##
      r.get("split"),E=r.get("range")??"90d",T=r.get("show")??"cost",[O,g,A]=_e[T]??_e.cost,R=E==="all"?null:E,b=m\##
      t.indexOf(m)<3,L=e=>o("usage",{since:R,tz:_,...q(r,ct),...e},c),[y,I,P]=await Promise.all([L({by:m,split:v,f\##
      ill:b||null,limit:b?2e3:500,compare:R&&"previous"}),L({by:"hour-of-week"}),o("usage",{by:"month",on:"this-mo\##
      nth",tz:_},c)]),{groups:p,totals:F}=y,[z,H]=v?St(p,g,v):[[O],e=>[g(e)]],D=de.map(()=>Array(24).fill(0));for(\##
      const e of I.groups){const[n,s]=(e.key??"").split(" "),t=D[de.indexOf(n)];t&&(t[parseInt(s)]+=g(e))}const N=\##
      e=>m==="session"?e.title||e.key.slice(0,8):ot(m,e.key),M=e=>!e.key||m==="week"||m==="machine"||m==="tool"?nu\##
      ll:m==="session"?s("s/"+e.key):s("sessions",{[b?"on":m]:e.key}),k=[f(ut(m),N,{value:e=>e.key,href:M}),...[["\##
      Responses","responses",t],["Input","input_tokens",a],["Output","output_tokens",a],["Cache read","cache_read_\##
      input_tokens",a],["Cache write 5 min","cache_creation_5m_input_tokens",a],["Cache write 1 h","cache_creation\##
      _1h_input_tokens",a],["Cost","cost_usd",u]].map(([e,t,n])=>h(e,e=>n(e[t]),{value:e=>e[t]}))],w=b?p.filter(e=\##
      >e.responses).reverse():p;n(i,C("Usage",e("div.grow"),x("Period","range",ge,E,"90d")),e("div.options",x("Gro\##
      up by","by",mt.map(e=>[e,ut(e)]),m,"day"),x("Divide by","split",[[null,"Whole"],...["model","project","machi\##
      ne"].map(e=>[e,"by "+e])],v),x("Measure","show",Object.entries(_e).map(([e,[t]])=>[e,t]),T,"cost"),Ae(r,ct))\##
      ,Ve(y),F.unpriced_models.length>0&&e("p.warn","Without a known price, and not in the cost: "+F.unpriced_mode\##
      ls.join(", ")),p.length===0?U("Nothing was used in this period. ",l(d({range:"all"}),"Show all that is store\##
      d")):e("div.cards",S(`${O} by ${m}`,b?[v&&Zt(z),he(O,p.slice(-400).map(e=>({key:e.key,parts:H(e),href:M(e)})\##
      ),z,A,240)]:ae(p.slice(0,15).map(e=>({name:N(e),title:e.key,value:g(e),text:A(g(e)),href:M(e)})))),j("Hours \##
      of the week",Xt(`${O} by hour of the week.`,D,A)),Mt(P,+r.get("budget")),S("Numbers",e("button",{onclick:()=\##
      >Me(`usage-by-${m}.csv`,on(k,w),"text/csv")},"Save as CSV"),B("Usage by "+m,k,w.slice(0,400),e("tfoot",e("tr\##
      ",k.map((t,n)=>n?e("td.number",t.text(F)):e("th",{scope:"row"},"Total"))))),w.length>400&&e("p.note",`The fi\##
      rst 400 of ${t(w.length)}; all of them are in the CSV.`),e("p.note",`Prices: ${y.prices}. Zone: ${y.tz}.`)))\##
      )}return await m(r()),{update:m}}async function Tt({main:i,signal:a}){async function c({params:r}){const d=r\##
      .get("range")??"all",m=await o("tools",{since:d==="all"?null:d,tz:_,project:r.get("project"),session:r.get("\##
      session")},a),c=m.tools,u=Math.max(...c.map(e=>e.longest_ms??0),1e3);n(i,C("Tools",e("div.grow"),x("Period",\##
      "range",ge,d,"all")),c.length?e("div.cards",j("Calls, and errors among them",ae(c.slice(0,12).map(e=>({name:\##
      e.tool,value:e.calls,text:t(e.calls),share:e.errors/e.calls,note:e.errors?H(e.errors,e.calls)+" errors":null\##
      })))),j("Most errors",ae(c.filter(e=>e.errors).sort((e,t)=>t.errors-e.errors).slice(0,12).map(e=>({name:e.to\##
      ol,value:e.errors,text:t(e.errors),href:s("search",{q:"error",tool:e.tool,role:"tool_output"}),note:H(e.erro\##
      rs,e.calls)})))),S("All tools",B("Tools",[f("Tool",e=>e.tool),h("Calls",e=>t(e.calls)),h("Errors",e=>t(e.err\##
      ors)),h("Share",e=>H(e.errors,e.calls)),h("No result",e=>t(e.unanswered)),h("Median",e=>y(e.median_ms)),h("L\##
      ongest",e=>y(e.longest_ms)),f(`From the median to the longest, 1 ms to ${y(u)}`,e=>e.median_ms==null?"–":vt(\##
      e.median_ms,e.longest_ms,u,`Median ${y(e.median_ms)}, longest ${y(e.longest_ms)}`)),h("Together",e=>y(e.tota\##
      l_ms))],c))):e("p.empty","No tool was called in this period. ",l(s("tools"),"Show all")))}return await c(r()\##
      ),{update:c}}async function zt({main:i,signal:r}){async function d(){const[p,g]=await Promise.all([o("usage"\##
      ,{by:"project",split:"month",tz:_},r),o("facets",{tz:_},r)]),d=new Map,f=e=>{const t=ie(e);return d.has(t)||\##
      d.set(t,{key:t,paths:new Set,cost:0,tokens:0,sessions:0,months:{},last:null}),d.get(t).paths.add(e),d.get(t)\##
      };for(const e of p.groups){const t=f(e.key);t.cost+=e.cost_usd??0,t.tokens+=F(e);for(const n of e.parts??[])\##
      t.months[n.key]=(t.months[n.key]??0)+(n.cost_usd??0)}for(const{key:n,sessions:s,last:t}of g.projects){const \##
      e=f(n);e.sessions+=s,t>(e.last??"")&&(e.last=t)}const h=[...new Set([...d.values()].flatMap(e=>Object.keys(e\##
      .months)))].sort().slice(-18),m=[...d.values()].sort((e,t)=>(t.last??"")<(e.last??"")?-1:1),v=e=>e.key?s("se\##
      ssions",{project:e.key}):s("sessions");n(i,C("Projects",e("span.note",c(m.length,"project"))),!m.length&&ke(\##
      ),e("ul.projects",m.slice(0,300).map(n=>e("li",e("h2",l(v(n),O(n.key).name)),e("p.path",{title:n.key},n.key|\##
      |"Sessions without a working directory"),Gt(h.map(e=>n.months[e]??0),`Cost by month, ${h[0]??""} to ${h.at(-\##
      1)??""}`),pe("",{Cost:u(n.cost),Sessions:t(n.sessions),Tokens:a(n.tokens),Last:n.last&&z(n.last,G)}),n.paths\##
      .size>1&&e("p.note",`With ${c(n.paths.size-1,"worktree")}`)))))}return await d(),{update:d}}async function D\##
      t({main:i,signal:a}){const r=e("p.note",{role:"status"});async function d(e,t){r.textContent=t;try{const n=a\##
      wait en(e,{});for(;;){await new Promise(e=>setTimeout(e,700));const e=await o("runs/"+encodeURIComponent(n.r\##
      un),{},a);if(e.sync_status==="in_progress"){r.textContent=`${t} ${g(e.done)} of ${g(e.total)} are read.`;con\##
      tinue}const s=e.sync_status==="completed"?"Done.":`It has failed. ${e.error_message??""}`;return await l(),r\##
      .textContent=s,V(s)}}catch(e){e.name!=="AbortError"&&(r.textContent=e.message)}}async function l(){const[v,l\##
      ,x]=await Promise.all([o("status",{},a),o("doctor",{},a).catch(()=>null),o("drift",{limit:100},a).catch(()=>\##
      o("drift",{},a))]),{stored:m,on_disk:b}=v,y=b?.not_stored,w=l?.verdict==="safe"&&!l.damage?.length,_=(v.hist\##
      ory??[]).toSorted((e,t)=>e.started<t.started?1:-1).slice(0,60),O=x.sessions??[];n(i,C("Storage and health"),\##
      e("p.verdict."+(w?"good":"warn"),null,e("b",w?"Everything on disk is stored.":l?.damage?.length?"The store i\##
      s damaged.":"Not everything is safe.")," ",l&&[l.cleanup_period_days!=null?`Claude Code deletes transcripts \##
      after ${c(l.cleanup_period_days,"day")}. `:"",l.unsafe?.length?`${c(l.unsafe.length,"transcript")} would be \##
      lost. `:"",l.verified_at?["Every byte was checked ",z(l.verified_at,G),"."]:["Every byte has never been chec\##
      ked: ",e("code","ccstore verify"),"."]]),e("div.cards",j("Stored",pe(".list",{Sessions:t(m.sessions),Records\##
      :t(m.records),Files:t(m.sources),Versions:t(m.generations),Transcripts:g(m.source_bytes),Store:[g(m.store_by\##
      tes),e("small",` ${H(m.store_bytes,m.source_bytes)} of the transcripts`)],From:p(m.oldest),To:p(m.newest),"B\##
      ad lines":t(m.bad_lines),Head:[t(v.head.seq),e("small"," chain "+v.head.chain.slice(0,12))]})),j("On disk",b\##
      ?pe(".list",{Files:t(b.files),Size:g(b.bytes),"New, not stored":t(y.new_files),"Changed, not stored":t(y.cha\##
      nged_files),"Not stored":g(y.bytes),"Gone from disk":t(m.missing),Pruned:t(m.pruned),"Free space":l&&g(l.fre\##
      e_bytes),Folders:v.roots?.map(t=>e("div.path",t))}):e("p","Not known."),e("p.buttons",e("button",{onclick:()\##
      =>d("runs","Storing what is new.")},"Store what is new"),e("button",{onclick:()=>d("verify","Checking every \##
      byte.")},"Check every byte")),r,v.compaction?.recommended&&e("p.note",`${g(v.compaction.saves_bytes)} can be\##
       saved: `,e("code","ccstore compact"))),l?.unsafe?.length>0&&S("Not stored yet",B("Transcripts that are not \##
      stored",[f("File",e=>e.path??String(e))],l.unsafe.slice(0,100))),S("Only in the store",O.length?B("Sessions \##
      that are only in the store",[f("Session",e=>e.title||e.session.slice(0,8),{href:e=>s("s/"+e.session)}),f("En\##
      ded",e=>p(e.ended)),h("Records",e=>t(e.records)),h("Cost",e=>u(e.cost_usd))],O):e("p.note","Everything that \##
      is stored is still on disk as well.")),S("Runs",_.length?B("Runs of the ingest",[f("Run",e=>String(e.run)),f\##
      ("Started",e=>p(e.started),{href:e=>s("",{range:"all",as_of:e.ended??e.started})}),f("Result",e=>e.error_mes\##
      sage||e.sync_status.replace("_"," ")),...["new","updated","rewritten","missing","failed","records","bad_line\##
      s"].map(e=>h(e[0].toUpperCase()+e.slice(1).replace("_"," "),n=>t(n[e]))),h("Bytes",e=>g(e.bytes))],_):null,e\##
      ("p.note",_.length?"The time of a run leads to the pages as of it.":"Nothing has been stored yet."))))}retur\##
      n await l(),{update:l}}Je();const te={"":["Overview","o",Ht],sessions:["Sessions","s",Bt],search:["Search","\##
      ",Ot],usage:["Usage","u",Ft],tools:["Tools","t",Tt],projects:["Projects","p",zt],storage:["Storage","h",Dt]}\##
      ,tt={s:["Session","",yt],versions:["Versions","",jt]},Re=["system","light","dark"];function We(e){e==="syste\##
      m"?delete document.documentElement.dataset.theme:document.documentElement.dataset.theme=e,i("theme").textCon\##
      tent={system:"Auto",light:"Light",dark:"Dark"}[e],i("theme").setAttribute("aria-label","Theme: "+e)}const Se\##
      =()=>localStorage.getItem("theme")??"system";We(Se()),i("theme").onclick=()=>{localStorage.setItem("theme",R\##
      e[(Re.indexOf(Se())+1)%3]),We(Se())};let b={},ve="",Ne=new AbortController;function $t(t){n(i("nav"),e("ul",\##
      Object.entries(te).map(([n,[o]])=>e("li",e("a",{href:s(n),current:n===(tt[t]?"sessions":t)&&"page"},o)))));c\##
      onst o=i("nav").querySelector("[aria-current]");o&&(i("nav").firstChild.scrollLeft=o.offsetLeft-90)}function\##
       Wt(t){if(t.name==="AbortError"||t instanceof Be||t.status===401)return null;t instanceof ne||console.error(\##
      t);const{errors:n=[],candidates:o=[]}=t.problem??{};return e("div.card",e("h1",t.status===404?"Not found":"T\##
      his cannot be shown"),e("p",t.message),n.map(t=>e("p",`${t.parameter}: ${t.detail}`)),o.map(t=>e("p",l(s("s/\##
      "+t),t))),e("p",l(s(""),"Go to the overview")))}function Ut({main:e}){return n(e,C("Not found"),U("There is \##
      no such page. ",l(s(""),"Go to the overview"))),{}}async function J(e){const{parts:n,params:o}=r(),s=n[0]===\##
      "s"&&n[2]==="versions"?"versions":n[0]??"",[d,,u]=te[s]??tt[s]??["Not found","",Ut],l=[s,n[0]==="s"&&n[1]?.s\##
      plit("@")[0],o.get("as_of"),o.get("generation")].join();document.body.classList.toggle("past",o.has("as_of")\##
      ),$t(s),Ke();const t=i("main"),a=l!==ve;if(t.setAttribute("aria-busy",!0),!a&&!e&&b.update)return await Fe((\##
      )=>b.update(r())),t.removeAttribute("aria-busy");Ne.abort(),Ne=new AbortController;const{signal:c}=Ne;b.leav\##
      e?.(),b={},ve=l,document.title=d+" · ccstore",a&&t.contains(w())&&t.focus({preventScroll:!0}),await Fe(async\##
      ()=>{const e=await u({main:t,signal:c,title:e=>{document.title=e+" · ccstore"}});if(c.aborted)return e.leave\##
      ?.();b=e,a&&!b.keepsScroll&&scrollTo(0,0)}),c.aborted||t.removeAttribute("aria-busy")}async function Fe(e){t\##
      ry{await e()}catch(t){const e=Wt(t);e&&n(i("main"),e)}}addEventListener("hashchange",()=>{const e=location.h\##
      ash.slice(1);if(e&&!e.startsWith("/"))return Je(),ft(),J(!0);J()}),document.querySelector(".skip").onclick=e\##
      =>{e.preventDefault(),i("main").focus()},i("find").onsubmit=e=>{e.preventDefault();const t=i("find").q.value\##
      .trim();t&&E(s("search",{q:t}))};let P=[];function Ke(){const t=r().params.get("as_of"),l=i("past"),s=P.leng\##
      th;if(!s)return;const u=e=>e?"As of "+p(e.at):"Now",h=e=>E(d({as_of:P[e]?.at??null})),a=t?Math.max(0,P.findL\##
      astIndex(e=>e.at<=t)):s,g=l.contains(w()),c=Math.ceil(s/60),m=e("output",t&&isNaN(t)?"As of "+p(t):t?"As of \##
      event "+t:"Now");let f;const o=e("input",{type:"range",min:0,max:s,value:a,label:"As of: what the store knew\##
       after a run","aria-valuetext":u(P[a]),oninput:()=>{m.textContent=u(P[o.value]),clearTimeout(f),f=setTimeout\##
      (()=>h(o.value),120)}});o.value=a,n(l,m,e("span.slide",o,e("svg.ticks",{viewBox:`0 0 ${s} 4`,preserveAspectR\##
      atio:"none",unspoken:!0},Array.from({length:Math.floor(s/c)+1},(t,n)=>e("line",{x1:n*c,x2:n*c,y1:0,y2:4}))))\##
      ,t&&D("Back to now",()=>h(s))),g&&o.focus()}async function Ge(){const e=await o("status",{as_of:null});P=(e.\##
      history??[]).map(e=>({run:e.run,at:e.ended??e.started})).filter(e=>e.at).sort((e,t)=>e.at<t.at?-1:1),Ke()}co\##
      nst ue=(t,s,...o)=>n(i("banner"),t&&e("p."+s,t,...o));let we=!1;M.addEventListener("down",()=>ue("The server\##
       has stopped. Start it again with ","bad",e("code","ccstore serve"),"; this page tries again by itself and c\##
      ontinues.")),M.addEventListener("up",({detail:e})=>{const t=!i("main").querySelector("h1");(e.again||we)&&(u\##
      e(""),we=!1,(e.again||t)&&Le(!0)),Ge().catch(()=>{})}),M.addEventListener("lost",({detail:t})=>ue(`Damage of\##
       the store has taken ${c(t,"event")} away; what is intact is shown. Say `,"warn",e("code","ccstore verify"),\##
      " for the details.")),M.addEventListener("token",({detail:t})=>{we=!0,ue(""),ve="",document.title="No access\##
       · ccstore",n(i("main"),e("div.card.token",e("h1",t.had?"This page’s token is not valid any more":"This page\##
       needs its token"),t.had&&e("p","The server was started again since then, and each start has a new token."),\##
      e("p","Open the address that ",e("code","ccstore serve")," printed, with everything after the #. ","To start\##
       a server and open the page at once:"),e("p.command",e("code","ccstore serve --open"),D("Copy",()=>I("ccstor\##
      e serve --open","Command")))))});let ht;M.addEventListener("event",({detail:{type:e,data:t}})=>{if(e!=="head\##
      "||t?.seq===M.head)return;if(tn(),r().params.has("as_of"))return;if(b.live)return void Fe(b.live);clearTimeo\##
      ut(ht),ht=setTimeout(Le,500)});let nt;const tn=()=>{clearTimeout(nt),nt=setTimeout(()=>Ge().catch(()=>{}),15\##
      00)};async function Le(e){if(b.live&&!e)return;const n=scrollY,t=w()?.getAttribute?.("href");await J(!0),scr\##
      ollTo(0,n),t&&[...i("main").querySelectorAll("a")].find(e=>e.getAttribute("href")===t)?.focus({preventScroll\##
      :!0})}const sn=[["/","Search"],["j k","Next and previous row or turn"],["J K","Next and previous prompt"],["\##
      [ ]","Previous and next session"],["f","Follow the end of a session"],["t","Show or hide tools"],["h","Show \##
      or hide thinking"],["y","Copy a link to this place"],["r","Copy the resume command"],[".","Show the stored r\##
      ecord"],...Object.values(te).filter(([,e])=>e).map(([e,t])=>["g "+t,e]),["?","This page"]];function He(){De(\##
      "Keys",e("dl.keys",sn.map(([t,n])=>e("div",e("dt",t.split(" ").map(t=>e("kbd",t))),e("dd",n)))),e("p.note","\##
      The address of a page has everything that it shows, so it can be kept."))}i("keys").onclick=He;let ye=0;addE\##
      ventListener("keydown",e=>{if(e.ctrlKey||e.metaKey||e.altKey||i("dialog").open)return;const n=e.target;if(n.\##
      matches?.("input,textarea,select")&&(e.key==="Escape"&&n.blur(),n.type!=="range"&&n.type!=="checkbox"))retur\##
      n;const{key:t}=e;let o=!0;if(Date.now()-ye<1200){const[e]=Object.entries(te).find(([,e])=>e[1]===t)??[];ye=0\##
      ,e!=null&&E(s(e))}else if(b.keys?.[t])b.keys[t]();else if(t==="g")ye=Date.now();else if(t==="/"){const e=i("\##
      main").querySelector("input[type=search]")??i("find").q;e.focus(),e.select()}else t==="?"?He():t==="y"?I(loc\##
      ation.href,"Link"):o=!1;o&&e.preventDefault()}),ft(),sessionStorage.token&&J()})()
      """##
}
