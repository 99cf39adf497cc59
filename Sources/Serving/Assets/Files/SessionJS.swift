// Made by Tools/embed-dashboard of the file session.js of the dashboard. Change that file and run the script.

extension Assets {
  static let sessionJS = Asset(
    name: "session.js", contentType: "text/javascript; charset=utf-8",
    digest: "bc0d1418a3d3284e0615194e111a0a5de7b0eb82deddf03d405c2a679e562c28",
    sourceDigest: "eb0c1f45f8b562a3cf40f0340e5151a123a63c11ff84cdea5aadfc004be474c3",
    text: ##"""
      import{h,fill,route,address,changed,go,say,badge,dollars,short,duration,time,place,exact,plural,tokens,copy,\##
      toast,save,dialog,day,clock}from"./dom.js";import{get,getBlob}from"./api.js";import{turnNode}from"./turns.js\##
      ";import{strip}from"./strip.js";import{plain}from"./text.js";import{state,titled,neighbour}from"./sessions.j\##
      s";const kinds=[["prompts","Prompts"],["answers","Answers"],["thinking","Thinking"],["tools","Tools"],["note\##
      s","Notes"],["subagents","Subagents"]],most=160,step=40;class Reader{constructor(e,t,n){Object.assign(this,{\##
      id:e,signal:t,version:n,turns:[],hidden:new Set}),this.node=h("div.turns"),this.start=h("div.edge"),this.end\##
      =h("div.edge"),this.watcher=new IntersectionObserver(e=>{for(const t of e)t.isIntersecting&&this.extend(t.ta\##
      rget===this.start?-1:1)},{rootMargin:"900px 0px"})}ask(e){return get(`sessions/${this.id}/turns`,{...this.ve\##
      rsion,...e},this.signal)}async open(e,t){const n=await this.ask(e);this.watcher.disconnect(),this.node.repla\##
      ceChildren(),this.turns=[],this.total=n.total,this.next=n.next,this.hasBefore=!0,this.add(n.turns,!1),(!this\##
      .turns.length||this.turns[0].entry===0)&&(this.hasBefore=!1),this.mark(),t&&scrollTo(0,document.body.scrollH\##
      eight),requestAnimationFrame(()=>{this.watcher.observe(this.start),this.watcher.observe(this.end)})}add(e,t)\##
      {const s=new Set(this.turns.map(e=>e.entry)),n=e.filter(e=>!s.has(e.entry));for(const e of n)e.node=turnNode\##
      (this,e);for(this.turns=t?[...n,...this.turns]:[...this.turns,...n];this.turns.length>most;){const e=t?this.\##
      turns.pop():this.turns.shift();e.node.remove(),t?this.next=e.entry:this.hasBefore=!0}return this.arrange(),t\##
      his.hide(),n.length}arrange(){const n=[],s=new Map([...this.node.querySelectorAll(".subagent")].map(e=>[e.qu\##
      erySelector(".turn")?.dataset.entry,e]));let t=null;for(const e of this.turns)e.depth?(t||(t=s.get(String(e.\##
      entry))??h("details.subagent",h("summary"),h("div")),t.turns=[],n.push(t)),t.turns.push(e)):(t=null,n.push(e\##
      .node));for(const e of n){if(!e.turns)continue;const s=e.turns.reduce((e,t)=>e+(t.usage?tokens(t.usage):0),0\##
      ),o=e.turns[0].blocks.find(e=>e.kind==="text")?.text??"";fill(e.firstChild,h("b","Subagent"),h("span.gist",o\##
      .split(`
      `)[0].slice(0,140)),h("span.took",plural(e.turns.length,"turn")+(s?", "+short(s)+" tokens":"")));const t=e.l\##
      astChild;(t.children.length!==e.turns.length||t.firstChild!==e.turns[0].node)&&fill(t,e.turns.map(e=>e.node)\##
      )}let e=this.node.firstChild;for(const t of n)t===e?e=e.nextSibling:this.node.insertBefore(t,e);for(;e;){con\##
      st t=e.nextSibling;e.remove(),e=t}}async extend(e){if(this.busy||!this.turns.length||(e<0?!this.hasBefore:th\##
      is.next==null))return;this.busy=!0;try{if(e>0){const e=await this.ask({entry:this.next,before:0,after:step})\##
      ;this.next=e.next,this.add(e.turns,!1)}else{const e=this.turns[0],t=e.node.getBoundingClientRect().top,n=awa\##
      it this.ask({entry:e.entry,before:step,after:1}),s=this.add(n.turns,!0);this.hasBefore=s>0&&this.turns[0].en\##
      try>0,scrollBy(0,e.node.getBoundingClientRect().top-t)}this.mark()}finally{this.busy=!1}const t=e<0?this.sta\##
      rt:this.end;this.watcher.unobserve(t),this.watcher.observe(t)}mark(){fill(this.start,this.hasBefore?"Earlier\##
       turns are read …":null),fill(this.end,this.next!=null?"Later turns are read …":this.turns.length?"End of th\##
      e session":"Nobody says anything in this session.")}hide(e=this.hidden){this.hidden=e;for(const t of this.tu\##
      rns)t.node.hidden=t.kinds.every(t=>e.has(t))}seen(){return this.turns.filter(e=>e.node.checkVisibility())}cu\##
      rrent(){const t=document.activeElement?.closest?.(".turn"),e=this.seen();return e.find(e=>e.node===t)??e.fin\##
      d(e=>e.node.getBoundingClientRect().bottom>140)??e.at(-1)}focus(e){e.node.closest("details.subagent")?.setAt\##
      tribute("open",""),e.node.scrollIntoView({block:"start"}),e.node.focus({preventScroll:!0}),history.replaceSt\##
      ate(null,"",changedPlace(this.id,e.seq))}async jump(e){let t=this.turns.find(t=>t.entry>=e);(!t||this.turns[\##
      0].entry>e)&&(await this.open({entry:e,before:4,after:step}),t=this.turns.find(t=>t.entry>=e)),t&&this.focus\##
      (t)}async move(e){const t=this.seen(),n=t.indexOf(this.current()),o=document.activeElement===t[n]?.node,s=t[\##
      o?n+e:Math.max(0,n)];s?this.focus(s):await this.extend(e)}}function changedPlace(e,t){const n=route().params\##
      ;n.delete("follow");const s=String(n);return`#/s/${e}${t!=null?"@"+t:""}${s?"?"+s:""}`}function outlineNode(\##
      e,t){const s=t.prompts.filter(e=>e.text||e.number>0),n=(t.files??[]).filter(e=>e.writes);return[h("h2","Prom\##
      pts"),h("ol",s.map(n=>h("li",h("a",{href:changedPlace(t.session,n.seq),"data-prompt":n.entry,onclick:t=>{t.p\##
      reventDefault(),e.jump(n.entry)}},h("span",n.text||"Image"),h("small",[n.timestamp&&clock(new Date(n.timesta\##
      mp)),n.calls&&plural(n.calls,"call"),n.errors&&plural(n.errors,"error"),dollars(n.cost_usd)].filter(Boolean)\##
      .join(" · ")))))),n.length>0&&h("details.files",{open:n.length<8},h("summary",plural(n.length,"file")+" writ\##
      ten"),h("ul",n.slice(0,200).map(e=>h("li",{title:`${e.path}, ${plural(e.writes,"write")}, ${plural(e.reads,"\##
      read")}`},place(e.path).name))))]}export default async function({main:e,signal:t,title:n}){const C=({parts:e\##
      ,params:t})=>{const[n,s]=(e[1]??"").split("@");return{id:n,seq:s,params:t,follow:t.get("follow")==="true"}};\##
      let{id:i,seq:l,params:d,follow:a}=C(route());const w=d.get("generation")?{generation:d.get("generation")}:{}\##
      ,s=new Reader(i,t,w),f="sessions/"+encodeURIComponent(i),F=a?s.ask({tail:30}):null,[o,k]=await Promise.all([\##
      get(f,{},t),get(f+"/outline",w,t)]);s.id=i=o.session,n(titled(o));const S="ccstore resume "+(o.short_id??i),\##
      x=()=>location.href.split("#")[0]+changedPlace(i,s.current()?.seq),E=()=>new Set((route().params.get("hide")\##
      ??localStorage.getItem("hide")??"notes").split(",").filter(Boolean)),p=h("div.choice",{role:"group",label:"S\##
      how"}),_=h("button",{onclick:()=>v.f()},"Follow");function u(){const e=E();fill(p,kinds.map(([t,n])=>h("butt\##
      on",{"aria-pressed":String(!e.has(t)),"data-kind":t,onclick:()=>g(t)},n)));for(const[t]of kinds)s.node.class\##
      List.toggle("hide-"+t,e.has(t));s.hide(e),_.setAttribute("aria-pressed",String(a))}function g(e){const t=E()\##
      ,n=s.current(),a=n?.node.getBoundingClientRect().top;t.delete(e)||t.add(e);const o=[...t].join(",");localSto\##
      rage.setItem("hide",o);const i=document.activeElement?.dataset?.kind;history.replaceState(null,"",changed({h\##
      ide:o||"none"})),u(),i&&p.querySelector(`[data-kind=${i}]`).focus(),n?.node.checkVisibility()&&scrollBy(0,n.\##
      node.getBoundingClientRect().top-a),say((t.has(e)?"Hidden: ":"Shown: ")+e)}async function D(e){toast("The fi\##
      le is made …");const t={html:"html",markdown:"md",jsonl:"jsonl"}[e];save(`${i.slice(0,8)}.${t}`,await getBlo\##
      b(f+"/export",{format:e}),"application/octet-stream")}async function z(){const e=s.current();if(!e)return;co\##
      nst t=await(await getBlob(`${f}/records/${e.seq}`)).text();let n=t;try{n=JSON.stringify(JSON.parse(t),null,2\##
      )}catch{}dialog(`Record ${e.seq} as it is stored`,h("p.note","The first record of this turn, with line break\##
      s added."),h("div.record",{tabindex:0},plain(n.slice(0,2e6))),h("p",h("button",{type:"button",onclick:()=>sa\##
      ve(`record-${e.seq}.json`,t,"application/octet-stream")},"Save the exact bytes")))}const j=e=>{const t=s.cur\##
      rent()?.entry??0,n=k.prompts.filter(e=>e.number>0),o=e>0?n.find(e=>e.entry>t):n.findLast(e=>e.entry<t);o&&s.\##
      jump(o.entry)},b=async e=>{const t=await neighbour(i,e);t?go(address("s/"+t)):toast(e>0?"This is the last se\##
      ssion":"This is the first session")},v={j:()=>s.move(1),k:()=>s.move(-1),J:()=>j(1),K:()=>j(-1),"[":()=>b(-1\##
      ),"]":()=>b(1),t:()=>g("tools"),h:()=>g("thinking"),".":z,y:()=>copy(x(),"Link"),r:()=>copy(S,"Command"),f:a\##
      sync()=>{a=!a,history.replaceState(null,"",changed({follow:a?"true":null})),u(),say(a?"Following the end of \##
      the session.":"Not following any more."),a&&await s.open({tail:30},!0)}},M=place(o.project),A=h("nav.outline\##
      ",{label:"Prompts"},outlineNode(s,k)),y=h("div.strip"),r=(e,...t)=>h("div",h("dt",e),h("dd",t)),c=[o.started\##
      ,o.ended].filter(Boolean).map(e=>new Date(e));fill(e,h("div.heading.session",h("h1",titled(o)),state(o),o.fo\##
      rked_from&&h("a",{href:address("s/"+o.forked_from)},badge("forked from "+o.forked_from.slice(0,8)))),d.get("\##
      generation")&&h("p.warn",{role:"note"},`This is version ${+d.get("generation")+1} of it. `,h("a",{href:addre\##
      ss("s/"+i)},"Show the latest")),h("dl.facts",r("Project",o.project?h("a",{href:address("sessions",{project:o\##
      .project}),title:o.project},M.name):"none"),o.branch&&r("Branch",o.branch),o.model&&r("Model",o.model),r("Ti\##
      me",time(o.started),c.length>1&&" – "+(day(c[0])===day(c[1])?clock(c[1]):day(c[1])+" "+clock(c[1]))),r("Dura\##
      tion",duration(o.duration_ms)),r("Messages",exact(o.messages)),r("Tokens",h("span",{title:exact(o.tokens)},s\##
      hort(o.tokens))),r("Cost",dollars(o.cost_usd))),h("p.command",h("code",S),h("button",{onclick:v.r},"Copy"),h\##
      ("span.grow"),h("button",{onclick:()=>copy(x(),"Link")},"Copy link"),h("details.menu",h("summary","Save as")\##
      ,h("div",[["html","HTML"],["markdown","Markdown"],["jsonl","JSON lines"]].map(([e,t])=>h("button",{onclick:(\##
      )=>D(e).catch(e=>toast(e.message))},t)))),o.generations>1&&h("a.button",{href:address("s/"+i+"/versions")},p\##
      lural(o.generations,"version")),_),y,h("div.columns.reader",h("details.facets",{open:innerWidth>=1e3},h("sum\##
      mary","Contents"),A),h("section.conversation",{label:"Conversation"},p,s.start,s.node,s.end))),u();const T=(\##
      )=>l?s.open({at:l,before:6,after:30}):s.open({entry:0,after:30});async function O(){a?await s.open({tail:30}\##
      ,!0):await T();const e=l&&(s.turns.findLast(e=>e.seq<=l)??s.turns[0]);e&&(s.focus(e),e.node.classList.add("t\##
      arget")),highlight(s.node,route().params.get("q"))}F?.catch(()=>{}),await O();const m=()=>requestAnimationFr\##
      ame(()=>{const n=s.current()?.entry??0,t=[...A.querySelectorAll("[data-prompt]")],e=t.findLast(e=>+e.dataset\##
      .prompt<=n);for(const n of t)n.toggleAttribute("aria-current",n===e);e&&e!==m.last&&innerWidth>=1e3&&e.scrol\##
      lIntoView({block:"nearest"}),m.last=e});return addEventListener("scroll",m,{passive:!0}),strip(y,s).catch(()\##
      =>{}),{keys:v,keepsScroll:!0,leave:()=>{removeEventListener("scroll",m),s.watcher.disconnect()},async update\##
      (e){({seq:l,params:d,follow:a}=C(e),u(),await O())},async live({type:e,data:t}){if(e==="session"&&t?.session\##
      &&t.session!==i||e==="head")return;const l=s.next==null,o=s.turns.at(-1);if(!l||!o)return;const r=await s.as\##
      k({entry:o.entry,before:0,after:b}),n=r.turns.find(e=>e.entry===o.entry);n&&JSON.stringify(n.blocks)!==JSON.\##
      stringify(o.blocks)&&(n.node=turnNode(s,n),o.node.replaceWith(n.node),s.turns[s.turns.length-1]=n,s.hide()),\##
      s.next=r.next;const c=s.add(r.turns,!1);s.mark(),c&&say(plural(c,"new turn")),a&&scrollTo({top:document.body\##
      .scrollHeight})}}}function highlight(e,t){if(!globalThis.CSS?.highlights)return;if(CSS.highlights.delete("fo\##
      und"),!t)return;const o=[],s=t.toLowerCase(),n=document.createTreeWalker(e,NodeFilter.SHOW_TEXT);for(;n.next\##
      Node()&&o.length<500;){const e=n.currentNode.data.toLowerCase();for(let t=e.indexOf(s);t>=0;t=e.indexOf(s,t+\##
      s.length)){const i=new Range;i.setStart(n.currentNode,t),i.setEnd(n.currentNode,Math.min(n.currentNode.lengt\##
      h,t+s.length)),o.push(i)}}CSS.highlights.set("found",new Highlight(...o))}
      """##)
}
