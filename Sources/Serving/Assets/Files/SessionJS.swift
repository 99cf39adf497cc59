// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/session.js: change that file and run it again.

extension Assets {
  static let sessionJS = Asset(
    name: "session.js", contentType: "text/javascript; charset=utf-8",
    digest: "1c07e9333d890d7534e86171edacf92d05ada9a6e075b0b9f0d8a6786843eeab",
    sourceDigest: "6c812be61273aa42ca3339c15eb877906c623783a6fe8f60dd14f38c971b8805",
    text: ##"""
      import{h,fill,route,address,changed,go,say,badge,dollars,short,duration,time,place,exact,plural,tokens,copy,\##
      toast,save,dialog,day,clock}from"./dom.js";import{get,getBlob}from"./api.js";import{turnNode}from"./turns.js\##
      ";import{strip}from"./strip.js";import{plain}from"./text.js";import{state,titled,neighbour}from"./sessions.j\##
      s";const kinds=[["prompts","Prompts"],["answers","Answers"],["thinking","Thinking"],["tools","Tools"],["note\##
      s","Notes"],["subagents","Subagents"]],most=160,step=40;class Reader{constructor(e,t,n){[this.id,this.signal\##
      ,this.version,this.largest]=[e,t,n,1e6],this.turns=[],this.node=h("div.turns"),this.start=h("div.edge"),this\##
      .end=h("div.edge"),this.watcher=new IntersectionObserver(e=>{for(const t of e)t.isIntersecting&&this.extend(\##
      t.target===this.start?-1:1)},{rootMargin:"900px 0px"})}ask(e){return get(`sessions/${this.id}/turns`,{...thi\##
      s.version,...e},this.signal)}async open(e,t){const n=await this.ask(e);this.watcher.disconnect(),this.node.r\##
      eplaceChildren(),this.turns=[],this.total=n.total,this.next=n.next,this.hasBefore=!0,this.add(n.turns,!1),(!\##
      this.turns.length||this.turns[0].entry===0)&&(this.hasBefore=!1),this.mark(),t&&scrollTo(0,document.body.scr\##
      ollHeight),requestAnimationFrame(()=>{this.watcher.observe(this.start),this.watcher.observe(this.end)})}add(\##
      e,t){const s=new Set(this.turns.map(e=>e.entry)),n=e.filter(e=>!s.has(e.entry));for(const e of n)e.node=turn\##
      Node(this,e);for(this.turns=t?[...n,...this.turns]:[...this.turns,...n];this.turns.length>most;){const e=t?t\##
      his.turns.pop():this.turns.shift();e.node.remove(),t?this.next=e.entry:this.hasBefore=!0}return this.arrange\##
      (),n.length}arrange(){const n=[],s=new Map([...this.node.querySelectorAll(".subagent")].map(e=>[e.querySelec\##
      tor(".turn")?.dataset.entry,e]));let t=null;for(const e of this.turns)e.depth?(t||(t=s.get(String(e.entry))?\##
      ?h("details.subagent",null,h("summary"),h("div")),t.turns=[],n.push(t)),t.turns.push(e)):(t=null,n.push(e.no\##
      de));for(const e of n){if(!e.turns)continue;const s=e.turns.reduce((e,t)=>e+(t.usage?tokens(t.usage):0),0),o\##
      =e.turns[0].blocks.find(e=>e.kind==="text")?.text??"";fill(e.firstChild,h("b",null,"Subagent"),h("span.gist"\##
      ,null,o.split(`
      `)[0].slice(0,140)),h("span.took",null,plural(e.turns.length,"turn")+(s?", "+short(s)+" tokens":"")));const \##
      t=e.lastChild;(t.children.length!==e.turns.length||t.firstChild!==e.turns[0].node)&&fill(t,e.turns.map(e=>e.\##
      node))}let e=this.node.firstChild;for(const t of n)t===e?e=e.nextSibling:this.node.insertBefore(t,e);for(;e;\##
      ){const t=e.nextSibling;e.remove(),e=t}}async extend(e){if(this.busy||!this.turns.length||(e<0?!this.hasBefo\##
      re:this.next==null))return;this.busy=!0;try{if(e>0){const e=await this.ask({entry:this.next,before:0,after:s\##
      tep});this.next=e.next,this.add(e.turns,!1)}else{const e=this.turns[0],t=e.node.getBoundingClientRect().top,\##
      n=await this.ask({entry:e.entry,before:step,after:1}),s=this.add(n.turns,!0);this.hasBefore=s>0&&this.turns[\##
      0].entry>0,scrollBy(0,e.node.getBoundingClientRect().top-t)}this.mark()}finally{this.busy=!1}const t=e<0?thi\##
      s.start:this.end;this.watcher.unobserve(t),this.watcher.observe(t)}mark(){fill(this.start,this.hasBefore?"Ea\##
      rlier turns are read …":null),fill(this.end,this.next!=null?"Later turns are read …":this.turns.length?"End \##
      of the session":"Nobody says anything in this session.")}seen(){return this.turns.filter(e=>e.node.checkVisi\##
      bility())}current(){const t=document.activeElement?.closest?.(".turn"),e=this.seen();return e.find(e=>e.node\##
      ===t)??e.find(e=>e.node.getBoundingClientRect().bottom>140)??e.at(-1)}focus(e){e.node.closest("details.subag\##
      ent")?.setAttribute("open",""),e.node.scrollIntoView({block:"start"}),e.node.focus({preventScroll:!0}),histo\##
      ry.replaceState(null,"",changedPlace(this.id,e.seq))}async jump(e){let t=this.turns.find(t=>t.entry>=e);(!t|\##
      |this.turns[0].entry>e)&&(await this.open({entry:e,before:4,after:step}),t=this.turns.find(t=>t.entry>=e)),t\##
      &&this.focus(t)}async move(e){const t=this.seen(),n=t.indexOf(this.current()),o=document.activeElement===t[n\##
      ]?.node,s=t[o?n+e:Math.max(0,n)];s?this.focus(s):await this.extend(e)}}function changedPlace(e,t){const n=ro\##
      ute().params;n.delete("follow");const s=String(n);return`#/s/${e}${t!=null?"@"+t:""}${s?"?"+s:""}`}function \##
      outlineNode(e,t,n){const o=t.prompts.filter(e=>e.text||e.number>0),s=new Map;for(const e of t.prompts)for(co\##
      nst t of e.files)s.set(t,(s.get(t)??0)+1);return[h("h2",null,"Prompts"),h("ol",null,o.map(n=>h("li",null,h("\##
      a",{href:changedPlace(t.session,n.seq),"data-prompt":n.entry,onclick:t=>{t.preventDefault(),e.jump(n.entry)}\##
      },h("span",null,n.text||"Image"),h("small",null,[n.timestamp&&clock(new Date(n.timestamp)),n.calls&&plural(n\##
      .calls,"call"),n.errors&&plural(n.errors,"error"),dollars(n.cost_usd)].filter(Boolean).join(" · ")))))),s.si\##
      ze>0&&h("details.files",{open:s.size<8},h("summary",null,plural(s.size,"file")+" written"),h("ul",null,[...s\##
      .keys()].slice(0,200).map(e=>h("li",{title:e},place(e).name)))),n]}export default async function({main:e,sig\##
      nal:t,title:n}){const C=({parts:e,params:t})=>{const[n,s]=(e[1]??"").split("@");return{id:n,seq:s,params:t,f\##
      ollow:t.get("follow")==="true"}};let{id:i,seq:l,params:d,follow:a}=C(route());const w=d.get("generation")?{g\##
      eneration:d.get("generation")}:{},s=new Reader(i,t,w),f="sessions/"+encodeURIComponent(i),F=a?s.ask({tail:30\##
      }):null,[o,k]=await Promise.all([get(f,{},t),get(f+"/outline",w,t)]);s.id=i=o.session,n(titled(o));const S="\##
      ccstore resume "+i.slice(0,8),x=()=>location.href.split("#")[0]+changedPlace(i,s.current()?.seq),E=()=>new S\##
      et((route().params.get("hide")??localStorage.getItem("hide")??"notes").split(",").filter(Boolean)),p=h("div.\##
      choice",{role:"group","aria-label":"Show"}),_=h("button",{type:"button",onclick:()=>v.f()},"Follow");functio\##
      n u(){const e=E();fill(p,kinds.map(([t,n])=>h("button",{type:"button","aria-pressed":String(!e.has(t)),"data\##
      -kind":t,onclick:()=>g(t)},n)));for(const[t]of kinds)s.node.classList.toggle("hide-"+t,e.has(t));_.setAttrib\##
      ute("aria-pressed",String(a))}function g(e){const t=E(),n=s.current(),a=n?.node.getBoundingClientRect().top;\##
      t.delete(e)||t.add(e);const o=[...t].join(",");localStorage.setItem("hide",o);const i=document.activeElement\##
      ?.dataset?.kind;history.replaceState(null,"",changed({hide:o||"none"})),u(),i&&p.querySelector(`[data-kind=$\##
      {i}]`).focus(),n?.node.checkVisibility()&&scrollBy(0,n.node.getBoundingClientRect().top-a),say((t.has(e)?"Hi\##
      dden: ":"Shown: ")+e)}async function D(e){toast("The file is made …");const t={html:"html",markdown:"md",jso\##
      nl:"jsonl"}[e];save(`${i.slice(0,8)}.${t}`,await getBlob(f+"/export",{format:e}),"application/octet-stream")\##
      }async function z(){const e=s.current();if(!e)return;const t=await(await getBlob(`${f}/records/${e.seq}`)).t\##
      ext();let n=t;try{n=JSON.stringify(JSON.parse(t),null,2)}catch{}dialog(`Record ${e.seq} as it is stored`,h("\##
      p.note",null,"The first record of this turn, with line breaks added."),h("div.record",{tabindex:0},plain(n.s\##
      lice(0,2e6))),h("p",null,h("button",{type:"button",onclick:()=>save(`record-${e.seq}.json`,t,"application/oc\##
      tet-stream")},"Save the exact bytes")))}const j=e=>{const t=s.current()?.entry??0,n=k.prompts.filter(e=>e.nu\##
      mber>0),o=e>0?n.find(e=>e.entry>t):n.findLast(e=>e.entry<t);o&&s.jump(o.entry)},b=async e=>{const t=await ne\##
      ighbour(i,e);t?go(address("s/"+t)):toast(e>0?"This is the last session":"This is the first session")},v={j:(\##
      )=>s.move(1),k:()=>s.move(-1),J:()=>j(1),K:()=>j(-1),"[":()=>b(-1),"]":()=>b(1),t:()=>g("tools"),h:()=>g("th\##
      inking"),".":z,y:()=>copy(x(),"Link"),r:()=>copy(S,"Command"),f:async()=>{a=!a,history.replaceState(null,"",\##
      changed({follow:a?"true":null})),u(),say(a?"Following the end of the session.":"Not following any more."),a&\##
      &await s.open({tail:30},!0)}},M=place(o.project),A=h("nav.outline",{"aria-label":"Prompts"},outlineNode(s,k)\##
      ),y=h("div.strip"),r=(e,...t)=>h("div",null,h("dt",null,e),h("dd",null,t)),c=[o.started,o.ended].filter(Bool\##
      ean).map(e=>new Date(e));fill(e,h("div.heading.session",null,h("h1",null,titled(o)),state(o),o.forked_from&&\##
      h("a",{href:address("s/"+o.forked_from)},badge("forked from "+o.forked_from.slice(0,8)))),d.get("generation"\##
      )&&h("p.warn",{role:"note"},`This is version ${+d.get("generation")+1} of it. `,h("a",{href:address("s/"+i)}\##
      ,"Show the latest")),h("dl.facts",null,r("Project",o.project?h("a",{href:address("sessions",{project:o.proje\##
      ct}),title:o.project},M.name):"none"),o.branch&&r("Branch",o.branch),o.model&&r("Model",o.model),r("Time",ti\##
      me(o.started),c.length>1&&" – "+(day(c[0])===day(c[1])?clock(c[1]):day(c[1])+" "+clock(c[1]))),r("Duration",\##
      duration(o.duration_ms)),r("Messages",exact(o.messages)),r("Tokens",h("span",{title:exact(o.tokens)},short(o\##
      .tokens))),r("Cost",dollars(o.cost_usd))),h("p.command",null,h("code",null,S),h("button",{type:"button",oncl\##
      ick:v.r},"Copy"),h("span.grow"),h("button",{type:"button",onclick:()=>copy(x(),"Link")},"Copy link"),h("deta\##
      ils.menu",null,h("summary",null,"Save as"),h("div",null,[["html","HTML"],["markdown","Markdown"],["jsonl","J\##
      SON lines"]].map(([e,t])=>h("button",{type:"button",onclick:()=>D(e).catch(e=>toast(e.message))},t)))),o.gen\##
      erations>1&&h("a.button",{href:address("s/"+i+"/versions")},plural(o.generations,"version")),_),y,h("div.col\##
      umns.reader",null,h("details.facets",{open:innerWidth>=1e3},h("summary",null,"Contents"),A),h("section.conve\##
      rsation",{"aria-label":"Conversation"},p,s.start,s.node,s.end))),u();const T=()=>l?s.open({at:l,before:6,aft\##
      er:30}):s.open({entry:0,after:30});async function O(){a?await s.open({tail:30},!0):await T();const e=l&&(s.t\##
      urns.findLast(e=>e.seq<=l)??s.turns[0]);e&&(s.focus(e),e.node.classList.add("target")),highlight(s.node,rout\##
      e().params.get("q"))}F?.catch(()=>{}),await O();const m=()=>requestAnimationFrame(()=>{const n=s.current()?.\##
      entry??0,t=[...A.querySelectorAll("[data-prompt]")],e=t.findLast(e=>+e.dataset.prompt<=n);for(const n of t)n\##
      .toggleAttribute("aria-current",n===e);e&&e!==m.last&&innerWidth>=1e3&&e.scrollIntoView({block:"nearest"}),m\##
      .last=e});return addEventListener("scroll",m,{passive:!0}),strip(y,s).catch(()=>{}),{keys:v,keepsScroll:!0,l\##
      eave:()=>{removeEventListener("scroll",m),s.watcher.disconnect()},async update(e){({seq:l,params:d,follow:a}\##
      =C(e),u(),await O())},async live({type:e,data:t}){if(e==="session"&&t?.session&&t.session!==i||e==="head")re\##
      turn;const l=s.next==null,o=s.turns.at(-1);if(!l||!o)return;const r=await s.ask({entry:o.entry,before:0,afte\##
      r:b}),n=r.turns.find(e=>e.entry===o.entry);n&&JSON.stringify(n.blocks)!==JSON.stringify(o.blocks)&&(n.node=t\##
      urnNode(s,n),o.node.replaceWith(n.node),s.turns[s.turns.length-1]=n),s.next=r.next;const c=s.add(r.turns,!1)\##
      ;s.mark(),c&&say(plural(c,"new turn")),a&&scrollTo({top:document.body.scrollHeight})}}}function highlight(e,\##
      t){if(!globalThis.CSS?.highlights)return;if(CSS.highlights.delete("found"),!t)return;const o=[],s=t.toLowerC\##
      ase(),n=document.createTreeWalker(e,NodeFilter.SHOW_TEXT);for(;n.nextNode()&&o.length<500;){const e=n.curren\##
      tNode.data.toLowerCase();for(let t=e.indexOf(s);t>=0;t=e.indexOf(s,t+s.length)){const i=new Range;i.setStart\##
      (n.currentNode,t),i.setEnd(n.currentNode,Math.min(n.currentNode.length,t+s.length)),o.push(i)}}CSS.highlight\##
      s.set("found",new Highlight(...o))}
      """##)
}
