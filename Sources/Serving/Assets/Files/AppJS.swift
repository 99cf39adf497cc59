// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.

extension Assets {
  static let appJS = Asset(
    name: "app.js", contentType: "text/javascript; charset=utf-8",
    digest: "7efdfe1043654e58d12dafdebdd77318427939ab8cdca67a1080cf9ab61917ed",
    sources: ["api.js", "app.js", "charts.js", "dom.js", "lists.js", "overview.js", "search.js", "session.js", "sessions.js", "storage.js", "strip.js", "text.js", "turns.js", "usage.js", "versions.js"],
    sourceDigest: "9ad210d287af973fa8f949834a0d272385dbe3976f1530be5d73b1bd1292ae85",
    text: ##"""
      (()=>{const Vt=new Set(["svg","g","path","rect","line","text","title","circle","polyline"]),Ht={label:"aria-\##
      label",current:"aria-current",unspoken:"aria-hidden"};function e(o,s,...i){if(s?.constructor!==Object)return\##
       e(o,{},s,...i);const[n,...a]=o.split("."),t=Vt.has(n)?document.createElementNS("http://www.w3.org/2000/svg"\##
      ,n):document.createElement(n);a.length&&t.setAttribute("class",a.join(" ")),n==="button"&&(t.type="button");\##
      for(const[o,e]of Object.entries(s)){if(e==null||e===!1)continue;const n=Ht[o]??o;if(n.startsWith("on"))t.add\##
      EventListener(n.slice(2),e);else if(n==="style")for(const[n,s]of Object.entries(e))t.style.setProperty(n,s);\##
      else n==="value"?t.value=e:t.setAttribute(n,e===!0&&n===o?"":e)}return t.append(...i.flat(9).filter(e=>e!=nu\##
      ll&&e!==!1)),t}const n=(e,...t)=>(e.replaceChildren(...t.flat(9).filter(e=>e!=null&&e!==!1)),e),a=e=>documen\##
      t.getElementById(e),L=e=>{a("said").textContent=e};function r(){const[t,n]=location.hash.slice(1).split("?")\##
      ;let e=[];try{e=t.split("/").filter(Boolean).map(decodeURIComponent)}catch{}return{parts:e,params:new URLSea\##
      rchParams(n??"")}}function s(e,t){const o=Object.entries(t??{}).filter(([,e])=>e!=null&&e!==""),n=new URLSea\##
      rchParams(o.flatMap(([e,t])=>Array.isArray(t)?t.map(t=>[e,t]):[[e,t]])),s=r().params.get("as_of");return s&&\##
      !n.has("as_of")&&t?.as_of!==null&&n.set("as_of",s),"#/"+e+(String(n)?"?"+n:"")}function d(e){const{parts:o,p\##
      arams:t}=r(),n={};for(const s of new Set(t.keys())){const e=t.getAll(s);n[s]=e.length>1?e:e[0]}return s(o.ma\##
      p(encodeURIComponent).join("/"),{...n,...e})}const x=(e,t)=>{t?(history.replaceState(null,"",e),dispatchEven\##
      t(new HashChangeEvent("hashchange"))):location.hash=e},ke=new Intl.NumberFormat("en"),t=e=>ke.format(e);func\##
      tion i(e){if(e==null)return"–";if((e<0?-e:e)<1e4)return ke.format(Math.round(e));const[n,s]=e>=9995e5?[1e9,"\##
      B"]:e>=999500?[1e6,"M"]:[1e3,"k"],t=e/n;return t.toFixed(t<99.95?1:0)+" "+s}function u(e){return e==null?"no\##
       price":"$"+(e>=9999.5?i(e):e>=1e3?ke.format(Math.round(e)):e&&e<.01?e.toFixed(4):e.toFixed(2))}function v(e\##
      ){if(e==null)return"–";const n=["B","kB","MB","GB","TB"];let t=0;for(;e>=999.5&&t<4;t++)e/=1e3;return e.toFi\##
      xed(t&&e<99.95?1:0)+" "+n[t]}function b(e){if(e==null)return"–";const t=e/1e3;return t<1?Math.round(e)+" ms"\##
      :t<60?t.toFixed(t<10?1:0)+" s":t<3600?Math.floor(t/60)+" min":t<86400?Math.floor(t/3600)+" h "+Math.floor(t/\##
      60)%60+" min":Math.floor(t/86400)+" d "+Math.floor(t/3600)%24+" h"}const H=(e,t)=>t?(100*e/t).toFixed(e/t<.0\##
      995?1:0)+" %":"–",c=(e,n,s)=>t(e)+" "+(e===1?n:s??n+"s"),M=e=>e.input_tokens+e.output_tokens+e.cache_creatio\##
      n_input_tokens+e.cache_read_input_tokens,y=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",G=e=>Stri\##
      ng(e).padStart(2,"0"),p=e=>e.getFullYear()+"-"+G(e.getMonth()+1)+"-"+G(e.getDate()),z=e=>G(e.getHours())+":"\##
      +G(e.getMinutes());function j(e){if(!e)return"–";const t=new Date(e);return p(t)+" "+z(t)}function U(e){if(!\##
      e)return"–";const t=Date.now()-new Date(e);return t<6e4?t<0?j(e):"now":t<36e5?Math.floor(t/6e4)+" min ago":t\##
      <864e5?Math.floor(t/36e5)+" h ago":t<14*864e5?Math.floor(t/864e5)+" d ago":p(new Date(e))}const R=(t,n)=>e("\##
      time",{datetime:t,title:j(t)},(n??j)(t));function _(e){const t=(e??"").split(/[\\/]/).filter(Boolean);return\##
      {name:t.at(-1)??"no project",folder:t.slice(0,-1).join("/")}}const ee=e=>(e??"").replace(/[\\/](?:\.[\w-]+[\\##
      \/])?\.?worktrees[\\/].*$/,""),S=(t,...n)=>e("div.heading",e("h1",t),...n),E=(t,...n)=>e("section.card",{lab\##
      el:t},e("h2",t),n),k=(...e)=>{const t=E(...e);return t.classList.add("wide"),t},T=(t,...n)=>e("p.empty",t,..\##
      .n),m=(t,n,s)=>e("span.badge"+(n?"."+n:""),{title:s},t),se=(t,...n)=>e("div.choice",{role:"group",label:t},n\##
      ),w=(t,n,s,o,i)=>se(t,s.map(([t,s])=>e("a",{href:d({[n]:t===i?null:t}),current:t===o},s))),Ce=(t,n)=>n.filte\##
      r(e=>t.get(e)).map(n=>e("a.chip",{href:d({[n]:null}),label:`Remove the filter ${n}: ${t.get(n)}`},e("small",\##
      n),n==="project"?_(t.get(n)).name:t.get(n)," ×")),f=(e,t,n)=>({title:e,text:t,...n}),h=(e,t,n)=>({title:e,te\##
      xt:t,number:!0,...n});function P(t,n,s,o){const i=(t,n,s)=>{const o=t.text(n),i=t.href?.(n);return e(s?"td":\##
      "th",{class:t.number&&"number",scope:!s&&"row"},i?e("a",{href:i},o):o)};return e("div.scroll",{tabindex:0,ro\##
      le:"region",label:t},e("table",e("caption.sr",t),e("thead",e("tr",n.map(t=>e("th",{scope:"col",class:t.numbe\##
      r&&"number"},t.title)))),e("tbody",s.map(t=>e("tr",n.map((e,n)=>i(e,t,n))))),o))}function _e(t,n,s){const o=\##
      URL.createObjectURL(new Blob([n],{type:s}));e("a",{href:o,download:t}).click(),setTimeout(()=>URL.revokeObje\##
      ctURL(o),1e4)}function kt(e,t){const n=e=>{let t=e==null?"":String(e);return typeof e=="string"&&/^[=+\-@\t\\##
      r]/.test(t)&&(t="'"+t),/[",\n\r]/.test(t)?'"'+t.replaceAll('"','""')+'"':t};return[e.map(e=>e.title),...t.ma\##
      p(t=>e.map(e=>(e.value??e.text)(t)))].map(e=>e.map(n).join(",")).join(`\r
      `)+`\r
      `}async function B(t,n){try{await navigator.clipboard.writeText(t),L(n+" copied."),J(n+" copied")}catch{ge(n\##
      ,e("pre.copied",{tabindex:0},t))}}let q;function J(t){q?.remove(),q=e("div.toast",{unspoken:!0},t),document.\##
      body.append(q);const n=q;setTimeout(()=>n.remove(),1800)}function ge(s,...o){const t=a("dialog");n(t,e("div.\##
      heading",e("h2",{id:"dialog-title"},s),e("button.quiet",{onclick:()=>t.close()},"Close")),o),t.open||t.showM\##
      odal()}let Z=sessionStorage.getItem("token");function st(){const e=location.hash.slice(1);if(!e||e.startsWit\##
      h("/")||e==="main")return;sessionStorage.setItem("token",Z=e),history.replaceState(null,"",location.pathname\##
      +"#/")}class te extends Error{constructor(e,t){super(t.detail||t.title||"The server answers "+e+"."),this.st\##
      atus=e,this.problem=t}}class qe extends Error{}const A=new EventTarget,I=(e,t)=>A.dispatchEvent(new CustomEv\##
      ent(e,{detail:t}));async function Q(e,t){const s={...t.headers};Z&&(s.Authorization="Bearer "+Z);let n;try{n\##
      =await fetch("/api/v1/"+e,{...t,headers:s,cache:"no-cache",credentials:"omit"})}catch(e){throw e.name==="Abo\##
      rtError"?e:(I("down"),new qe("The server cannot be reached."))}if(n.ok)return n;const o=await n.json().catch\##
      (()=>({}));throw n.status===401&&I("token",{had:Boolean(Z)}),new te(n.status,o)}function Mt(e){const t=new U\##
      RLSearchParams;for(const[s,n]of Object.entries(e??{}))for(const e of Array.isArray(n)?n:[n])e!=null&&e!==""&\##
      &t.append(s,e);return t}function Re(e,t){const n=Mt(t),s=r().params.get("as_of");return s&&!n.has("as_of")&&\##
      !/^(health|doctor|preview|events|log|runs)/.test(e)&&n.set("as_of",s),e+(String(n)?"?"+n:"")}async function \##
      o(e,t,n){const o=await Q(Re(e,t),{signal:n}),i=Number(o.headers.get("X-Ccstore-Lost"));i&&I("lost",i);const \##
      s=await o.json();return s.head&&!r().params.has("as_of")&&(A.head=s.head.seq),s}const Te=async(e,t)=>(await \##
      Q(Re(e,t),{})).blob(),Dt=async(e,t)=>(await Q(e,{method:"POST",headers:{"Content-Type":"application/json"},b\##
      ody:JSON.stringify(t??{})})).json(),Bt=e=>new Promise(t=>setTimeout(t,e));async function De(){let t,e=0;for(\##
      ;;){try{const n={Accept:"text/event-stream"};t&&(n["Last-Event-ID"]=t);const s=await Q("events",{headers:n})\##
      ;I("up",{again:e>0}),e=0;const o=s.body.pipeThrough(new TextDecoderStream).getReader();for(let e="";;){const\##
      {done:s,value:i}=await o.read();if(s)break;const n=(e+i).split(`

      `);e=n.pop();for(const s of n){const e={type:"message",data:""};for(const i of s.split(`
      `)){const[,n,o]=/^(\w+): ?(.*)$/.exec(i)??[];n==="id"?t=o:n==="event"?e.type=o:n==="data"&&(e.data+=o)}if(e.\##
      data){let t=null;try{t=JSON.parse(e.data)}catch{}I("event",{type:e.type,data:t})}}}}catch(t){if(t instanceof\##
       te&&t.status===401)return;e+=1,t instanceof te||I("down")}await Bt(Math.min(4e3,250*2**e))}}function ie(t,s\##
      ){const o=e("div.picture",{role:"img",label:t});let i=0;return new ResizeObserver(([e])=>{const t=Math.floor\##
      (e.contentRect.width);t>0&&t!==i&&n(o,s(i=t))}).observe(o),o}const be=(t,n,...s)=>e("svg",{width:t,height:n,\##
      viewBox:`0 0 ${t} ${n}`},s),Ye=e=>e.replace(/\.00$|\.0(?= )/,""),N=(t,n,s,o)=>e("text",{x:t,y:n,"text-anchor\##
      ":o},s);let C;function de(t,s){t.addEventListener("pointermove",i=>{const a=t.getBoundingClientRect(),r=s(i.\##
      clientX-a.left,i.clientY-a.top);if(!r)return o();C??=e("div.tip",{unspoken:!0}),n(C,r.map((t,n)=>e(n?"div":"\##
      b",null,t))),C.isConnected||document.body.append(C),C.style.left=Math.max(4,Math.min(i.clientX+14,innerWidth\##
      -C.offsetWidth-8))+"px",C.style.top=Math.max(4,i.clientY-C.offsetHeight-10)+"px"});const o=()=>C?.remove();r\##
      eturn t.addEventListener("pointerleave",o),addEventListener("hashchange",o),t}function Tt(e,t=4){if(!(e>0))r\##
      eturn[0,1];const n=e/t,o=10**Math.floor(Math.log10(n)),s=[1,2,2.5,5,10].map(e=>e*o).find(e=>e>=n);return Arr\##
      ay.from({length:Math.ceil(e/s-1e-9)+1},(e,t)=>t*s)}function le(t,n,s,o,i=220){if(!n.length)return e("p.note"\##
      ,"Nothing in this period.");const a=n.map(e=>e.parts.reduce((e,t)=>e+t,0)),r=Math.max(...a,0),c=Tt(r),l=c.at\##
      (-1),d=a.indexOf(r),u=`${t}: ${n.length} bars, the highest ${n[d]?.key??""} with ${o(r)}.`;return ie(u,t=>{c\##
      onst d=Math.max(...c.map(e=>Ye(o(e)).length))*6.2+10,b=22,g=t-d-2,f=i-b-8,r=g/n.length,u=e=>8+f-f*e/l,v=Math\##
      .max(1,Math.min(44,r-Math.min(3,r*.25))),j=n.map((t,n)=>{let s=0;const o=d+r*n+(r-v)/2;return t.parts.map((t\##
      ,n)=>{if(!(t>0))return null;const i=s;s+=t;const a=Math.max(.75,u(i)-u(s)-(i>0&&u(i)-u(s)>3?1:0));return e("\##
      rect.s"+n,{x:o.toFixed(1),y:u(s).toFixed(1),width:v.toFixed(1),height:a.toFixed(1)})})}),y=Math.ceil(n.lengt\##
      h*74/g),p=e("rect.marker",{y:8,height:f,width:r.toFixed(1),x:-1e3}),h=be(t,i,c.map(n=>e("g",e("line",{x1:d,x\##
      2:t,y1:u(n),y2:u(n)}),N(d-8,u(n)+4,Ye(o(n)),"end"))),p,j,n.map((e,n)=>n%y===0&&d+r*(n+.5)<t-24&&N(Math.max(3\##
      2,d+r*(n+.5)),i-5,e.key,"middle"))),m=e=>Math.floor((e-d)/r);return h.addEventListener("click",e=>{const t=n\##
      [m(e.clientX-h.getBoundingClientRect().left)];t?.href&&x(t.href)}),h.addEventListener("pointerleave",()=>p.s\##
      etAttribute("x",-1e3)),n.some(e=>e.href)&&h.classList.add("linked"),de(h,e=>{const t=n[m(e)];return t?(p.set\##
      Attribute("x",d+r*m(e)),[t.key+"  "+o(a[m(e)]),...s.length>1?s.map((e,n)=>[e,t.parts[n]]).filter(e=>e[1]>0).\##
      map(([e,t])=>e+"  "+o(t)):[]]):null})})}const Xt=t=>e("ul.legend",t.map((t,n)=>e("li",e("i.s"+n,{unspoken:!0\##
      }),t)));function it(e){const t=e.filter(e=>e>0).sort((e,t)=>e-t),n=[.25,.5,.75,.93].map(e=>t[Math.floor(e*t.\##
      length)]??1/0);return e=>e>0?1+n.filter(t=>e>=t).length:0}function Gt(t,n,s,o,i){const a=it([...n.values()])\##
      ;return ie(t,t=>{const u=Math.max(9,Math.min(16,Math.floor((t-30)/53)-2)),r=u+2,h=Math.min(53,Math.floor((t-\##
      30)/r)),c=new Date(s);c.setDate(c.getDate()-(c.getDay()+6)%7-7*(h-1));const m=[],f=[],l=[];for(let t=0,o=-1;\##
      t<h;t++)for(let i=0;i<7;i++){const d=new Date(c.getFullYear(),c.getMonth(),c.getDate()+7*t+i);if(d>s)break;c\##
      onst g=p(d);m[t*7+i]=g,f.push(e("rect.l"+a(n.get(g)??0),{x:30+r*t,y:18+r*i,width:u,height:u,rx:2})),i===0&&d\##
      .getMonth()!==o&&(o=d.getMonth(),t<h-2&&l.push(N(30+r*t,11,d.toLocaleDateString("en",{month:"short"}),"start\##
      ")))}const d=be(t,20+7*r,l.length>1&&l[0].getAttribute("x")>l[1].getAttribute("x")-28?l.slice(1):l,["Mon","W\##
      ed","Fri"].map((e,t)=>N(0,18+r*(2*t+.8),e,"start")),f),g=(e,t)=>m[Math.floor((e-30)/r)*7+Math.floor((t-18)/r\##
      )];return d.classList.add("linked"),d.addEventListener("click",e=>{const t=d.getBoundingClientRect(),n=g(e.c\##
      lientX-t.left,e.clientY-t.top);n&&x(i(n))}),de(d,(e,t)=>{const s=e>=30&&t>=18&&g(e,t);return s?[s,n.get(s)?o\##
      (n.get(s)):"nothing"]:null})})}const re=["Monday","Tuesday","Wednesday","Thursday","Friday","Saturday","Sund\##
      ay"];function qt(t,n,s){const o=it(n.flat());return ie(t,t=>{const a=Math.min(34,(t-36)/24),i=Math.min(24,Ma\##
      th.max(16,a)),r=be(t,20+7*i,n.map((t,n)=>[N(0,18+i*n+i/2+4,re[n].slice(0,3),"start"),t.map((t,s)=>e("rect.l"\##
      +o(t),{x:(36+a*s).toFixed(1),y:18+i*n,width:(a-2).toFixed(1),height:i-2,rx:2}))]),[0,3,6,9,12,15,18,21].map(\##
      e=>N(36+a*e,11,String(e).padStart(2,"0"),"start")));return de(r,(e,t)=>{const r=Math.floor((e-36)/a),c=Math.\##
      floor((t-18)/i),o=n[c]?.[r];return o==null?null:[`${re[c]} ${String(r).padStart(2,"0")}:00`,o?s(o):"nothing"\##
      ]})})}function ae(t){const n=Math.max(...t.map(e=>e.value??0),0);return e("ol.ranked",t.map(t=>e("li",e("spa\##
      n.name",{title:t.title??t.name},t.href?e("a",{href:t.href},t.name):t.name,t.note&&e("small",t.note)),e("span\##
      .amount",t.text),e("span.track",{unspoken:!0},e("span",{style:{width:n?100*(t.value??0)/n+"%":"0"}},t.share>\##
      0&&e("span",{style:{width:100*t.share+"%"}}))))))}function Ut(t,n){const o=Math.max(...t,0),i=10,s=28;return\##
       e("svg.spark",{viewBox:`0 0 ${i*Math.max(12,t.length)} ${s}`,height:s,role:"img",preserveAspectRatio:"none"\##
      ,label:n},t.map((t,n)=>e("rect"+(t?"":".none"),{x:n*i,width:i-2,y:o&&t?s-Math.max(2,s*t/o):s-1,height:o&&t?M\##
      ath.max(2,s*t/o):1})))}function Wt(t,n,s,o){const a=200,i=e=>5+(a-10)*Math.log10(Math.max(1,e))/Math.log10(M\##
      ath.max(10,s));return e("svg.span",{width:a,height:16,viewBox:`0 0 ${a} 16`,role:"img",label:o},e("line",{x1\##
      :i(t),x2:i(n),y1:8,y2:8}),e("circle",{cx:i(t),cy:8,r:3.5}),e("circle.end",{cx:i(n),cy:8,r:2.5}))}const oe=["\##
      text","project","model","branch","state","since","until","on"],$t=[["title","Session"],["ended","Last used"]\##
      ,["duration","Duration"],["messages","Messages"],["tokens","Tokens"],["cost","Cost"]];function ue(e){const t\##
      =e.deleted_after&&Math.ceil((new Date(e.deleted_after)-Date.now())/864e5);return e.source_state==="present"?\##
      t!=null&&t<=7?m(t>0?`deleted in ${t} d`:"deleted any time","warn","Claude Code will delete this transcript; \##
      it stays in the store"):null:m(e.source_state,"gone",{missing:"The transcript is gone from disk; it is kept \##
      in the store",pruned:"ccstore prune deleted the transcript; it is kept in the store",partial:"Some files of \##
      it are gone from disk; they are kept in the store"}[e.source_state])}const V=e=>e.title||"Session "+e.sessio\##
      n.slice(0,8);function It(n,o){const{name:c,folder:r}=_(n.project),a=(...t)=>e("div.number",{role:"cell"},t);\##
      return e("div.row",{role:"row","aria-rowindex":o+2},e("div.what",{role:"cell"},e("a",{href:s("s/"+n.session)\##
      ,"data-index":o},V(n)),e("small",{title:n.project},e("span.in",c),n.branch&&e("span.branch",n.branch),ue(n),\##
      n.forked_from&&m("fork","","Forked or resumed from "+n.forked_from),e("span.phone",U(n.ended)," · ",u(n.cost\##
      _usd)),e("span.sr",r&&", in "+r))),e("div",{role:"cell"},R(n.ended,U)),a(b(n.duration_ms)),a(t(n.messages)),\##
      a(e("span",{title:t(n.tokens)+" tokens"},i(n.tokens))),a(u(n.cost_usd)))}class Pt{constructor(t){this.signal\##
      =t,this.body=e("div.rows",{role:"rowgroup"}),this.made=new Map,this.scrolled=()=>requestAnimationFrame(()=>t\##
      his.draw()),addEventListener("scroll",this.scrolled,{passive:!0}),addEventListener("resize",this.scrolled)}l\##
      eave(){removeEventListener("scroll",this.scrolled),removeEventListener("resize",this.scrolled)}start(e,t){th\##
      is.params=t,this.rows=e.sessions,this.total=e.total,this.next=e.next,this.reading=null,this.made.clear(),thi\##
      s.body.replaceChildren(),this.draw()}get tall(){return innerWidth<760?64:52}draw(){if(!this.body.isConnected\##
      ||!this.rows)return;const t=this.tall,s=this.body.getBoundingClientRect().top;this.body.style.height=this.to\##
      tal*t+"px";const o=Math.max(0,Math.floor(-s/t)-6),n=Math.min(this.total,Math.ceil((innerHeight-s)/t)+6);for(\##
      const[e,t]of this.made)(e<o||e>=n)&&!t.contains(document.activeElement)&&(t.remove(),this.made.delete(e));fo\##
      r(let s=o;s<n;s++){const i=this.rows[s],a=this.made.get(s);if(a&&(a.session||!i)){a.style.transform=`transla\##
      teY(${s*t}px)`;continue}a?.remove();const r=i?It(i,s):e("div.row.waiting",{role:"row","aria-rowindex":s+2},e\##
      ("div",{role:"cell"},"…"));r.session=i,r.style.transform=`translateY(${s*t}px)`,this.made.set(s,r),this.body\##
      .append(r)}n>this.rows.length&&this.next&&this.read(n)}async read(e){if(this.wanted=Math.max(this.wanted??0,\##
      e),this.reading)return;const t=this.reading={};try{for(;this.reading===t&&this.next&&this.rows.length<this.w\##
      anted;){const n=this.wanted-this.rows.length>300?1e3:200,e=await o("sessions",{...this.params,limit:n,cursor\##
      :this.next},this.signal);if(this.reading!==t)return;this.rows.push(...e.sessions),this.next=e.next,this.draw\##
      ()}}finally{this.reading===t&&(this.reading=null)}}move(e){const s=document.activeElement?.dataset?.index,o=\##
      Math.max(0,Math.min(this.total-1,s==null?e>0?0:this.total-1:+s+e)),n=this.tall,t=this.body.getBoundingClient\##
      Rect().top+o*n;t<150?scrollBy(0,t-150):t+n>innerHeight-20&&scrollBy(0,t+n-innerHeight+20),this.draw(),this.m\##
      ade.get(o)?.querySelector("a")?.focus({preventScroll:!0})}}async function Rt({main:s,signal:i}){const a=new \##
      Pt(i),l=e("input",{type:"search",placeholder:"Title or first prompt",label:"Filter by title",autocomplete:"o\##
      ff"}),E=e("span.note",{"aria-live":"polite"}),O=e("div.chips"),h=e("div.facet-lists"),v=e("div.row.head",{ro\##
      le:"row"}),b=e("div.activity"),j=e("div"),m=e("div.pill"),f=e("div",{role:"table",label:"Sessions"},e("div",\##
      {role:"rowgroup"},v),a.body),C=()=>d(Object.fromEntries(oe.map(e=>[e,null])));let u={},k;l.addEventListener(\##
      "input",()=>{clearTimeout(k),k=setTimeout(()=>x(d({text:l.value}),Boolean(r().params.get("text"))),150)});fu\##
      nction M(t){const s=t.get("sort")??"ended",o=t.get("reverse")==="true",i=(s==="title"||s==="project")!==o;n(\##
      v,$t.map(([t,n],a)=>e("div",{role:"columnheader",class:a>1&&"number","aria-sort":t===s&&(i?"ascending":"desc\##
      ending")},e("a",{title:"Sort by "+n.toLowerCase(),href:d({sort:t==="ended"?null:t,reverse:t===s&&!o?"true":n\##
      ull})},n,t===s&&(i?" ↑":" ↓")))));const a=Ce(t,oe);n(O,a,a.length>1&&e("a.chip",{href:C()},"Clear all")),doc\##
      ument.activeElement!==l&&(l.value=t.get("text")??"")}function g(t,s){a.start(t,u),f.setAttribute("aria-rowco\##
      unt",t.total+1),f.hidden=t.total===0,n(E,c(t.total,"session")),n(m),n(j,t.total===0&&(oe.some(e=>s.get(e))?T\##
      ("No session fits these filters. ",e("a",{href:C()},"Clear the filters")):T("Nothing is stored yet. Store th\##
      e transcripts of this machine with ",e("code","ccstore ingest"))))}async function F(s){const[a,u]=await Prom\##
      ise.all([o("facets",{tz:y,...l("since","until","on")},i),o("usage",{by:"week",fill:!0,limit:104,tz:y,...l("p\##
      roject","model","branch")},i)]),l=(...e)=>Object.fromEntries(e.map(e=>[e,s.get(e)])),r=new Map;for(const{key\##
      :e,sessions:t}of a.projects)r.set(ee(e),(r.get(ee(e))??0)+t);const m=[...r].map(([e,t])=>({key:e,sessions:t}\##
      )).sort((e,t)=>t.sessions-e.sessions),f=h.querySelector("details[open]"),c=(n,o,i,a=e=>e)=>{const r=i.filter\##
      (e=>e.key).slice(0,200).map(n=>e("li",e("a",{title:n.key,href:d({[o]:s.get(o)===n.key?null:n.key}),current:s\##
      .get(o)===n.key},e("span",a(n.key)),e("small",t(n.sessions)))));return r.length>0&&e("section",e("h2",n),e("\##
      ul",r.slice(0,7)),r.length>7&&e("details",{open:f},e("summary",`${r.length-7} more`),e("ul",r.slice(7))))};n\##
      (h,e("section",e("h2","State"),w("State","state",[[null,"All"],["missing","Gone"],["expiring","Expiring"]],s\##
      .get("state"))),e("section",e("h2","Time"),w("Time","since",[[null,"All"],["7d","7 d"],["30d","30 d"],["90d"\##
      ,"90 d"],["365d","1 y"]],s.get("since"))),c("Project","project",m,e=>_(e).name),c("Model","model",a.models),\##
      c("Branch","branch",a.branches)),n(b,u.groups.length>1&&le("Responses by week",u.groups.map(e=>({key:p(new D\##
      ate(e.start)),parts:[e.responses],href:d({on:null,since:p(new Date(e.start)),until:p(new Date(+new Date(e.st\##
      art)+6.5*864e5))})})),["Responses"],t,86))}async function A({params:e}){M(e);const s=u=Object.fromEntries([[\##
      "tz",y],...[...oe,"sort","reverse"].map(t=>[t,e.get(t)])]);F(e).catch(e=>{e.name!=="AbortError"&&n(h,e.messa\##
      ge)});const t=await o("sessions",{...u,limit:100},i);if(s!==u)return;g(t,e),Ue(t.sessions)}return n(s,S("Ses\##
      sions",E,e("div.grow"),l),e("div.columns",e("details.facets",{open:innerWidth>=1e3},e("summary","Filters"),h\##
      ),e("div",b,O,f,j,m))),await A(r()),a.draw(),{update:A,leave:()=>a.leave(),keys:{j:()=>a.move(1),k:()=>a.mov\##
      e(-1),Enter:()=>document.activeElement?.click?.()},async live({type:t}){if(t!=="head")return;const s=await o\##
      ("sessions",{...u,limit:100},i),l=s.total-a.total,d=a.body.getBoundingClientRect().top>0&&!a.body.contains(d\##
      ocument.activeElement);d?g(s,r().params):(l>0||s.sessions[0]?.ended!==a.rows[0]?.ended)&&n(m,e("button",{onc\##
      lick:()=>{scrollTo(0,0),g(s,r().params)}},l>0?c(l,"new session"):"New messages",": show"))}}}let ne=[];funct\##
      ion Ue(e){ne=e.map(e=>e.session)}async function zt(e,t){return ne.length||Ue((await o("sessions",{limit:1e3}\##
      )).sessions),ne[ne.indexOf(e)+t]}V;const xe=[["7d","7 days"],["30d","30 days"],["90d","90 days"],["365d","Ye\##
      ar"],["all","All"]];function W(t,n,s,o,i){const a=i>0&&o!=null&&Math.round(100*(o-i)/i);return e("div.figure\##
      ",e("dt",t),e("dd",n,e("small",a===!1?s:a>999?"more than ten times the period before":`${a<0?"−":"+"}${a<0?-\##
      a:a} % on the period before`)))}function ze({totals:n,previous:s}){const a=M(n)-n.output_tokens,o=(e,t,o,i)=\##
      >W(e,o(n[t]??0),i,n[t],s?.[t]);return e("dl.figures",o("Cost","cost_usd",u,"list prices"),o("Sessions","sess\##
      ions",t,"with responses"),o("Responses","responses",t),o("Output","output_tokens",i,"tokens"),W("From cache"\##
      ,H(n.cache_read_input_tokens,a),`of ${i(a)} input tokens`))}async function ct({main:t,signal:a}){async funct\##
      ion l({params:r}){const d=r.get("range")??"30d",l=d==="all"?null:d,h=e=>o("usage",{since:l,tz:y,...e},a),[m,\##
      z,A,v,g,b]=await Promise.all([h({by:l?"day":"month",fill:"true",compare:l&&"previous"}),h({by:"model"}),h({b\##
      y:"project"}),o("sessions",{limit:8},a),o("usage",{by:"day",tz:y},a),o("doctor",{},a).catch(()=>null)]),F=ne\##
      w Map(g.groups.map(e=>[e.key,e.cost_usd||e.responses/1e3])),j=new Date((g.groups.at(-1)?.key??p(new Date))+"\##
      T12:00"),O=new Date,x=O-j>300*864e5?j:O,f=new Map;for(const e of A.groups){const t=ee(e.key),n=f.get(t)??{ke\##
      y:t,cost:0,tokens:0};n.cost+=e.cost_usd??0,n.tokens+=M(e),f.set(t,n)}const C=e=>ae(e.sort((e,t)=>t.value-e.v\##
      alue).slice(0,8));n(t,S("Overview",e("div.grow"),w("Period","range",xe,d,"30d")),ze(m),m.totals.responses===\##
      0&&(g.groups.length?T("Nothing happened in this period. ",e("a",{href:s("",{range:"all"})},"Show all that is\##
       stored")):T("Store the transcripts of this machine with ",e("code","ccstore ingest"))),b&&b.verdict!=="safe\##
      "&&e("p.warn","Not everything is safe yet. ",e("a",{href:s("storage")},"See the storage")),e("div.cards",k(l\##
      ?"Cost by day":"Cost by month",le("Cost",m.groups.map(e=>({key:e.key,parts:[e.cost_usd??0],href:s("sessions"\##
      ,{on:e.key})})),["Cost"],u,180)),k("A year of days",Gt(`Cost by day, up to ${p(x)}.`,F,x,u,e=>s("sessions",{\##
      on:e}))),E("Projects",C([...f.values()].map(e=>({name:_(e.key).name,title:e.key,value:e.cost,text:u(e.cost),\##
      note:i(e.tokens),href:e.key&&s("sessions",{project:e.key,since:l})}))),e("p.note",e("a",{href:s("projects")}\##
      ,"All projects"))),E("Models",C(z.groups.map(e=>({name:e.key??"no model",value:e.cost_usd??0,text:u(e.cost_u\##
      sd),note:i(M(e)),href:s("sessions",{model:e.key,since:l})}))),e("p.note",e("a",{href:s("usage",{split:"model\##
      "})},"Usage over time"))),k("Latest sessions",e("ul.latest",v.sessions.map(t=>e("li",e("a",{href:s("s/"+t.se\##
      ssion)},V(t)),R(t.ended,U),e("span.number",u(t.cost_usd)),e("small",_(t.project).name+" ",ue(t))))),e("p.not\##
      e",e("a",{href:s("sessions")},"All "+c(v.total,"session"))))))}return await l(r()),{update:l}}const Ft=/(`+)\##
      (.+?)\1(?!`)|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__(?!\w)|(?<![\w*])\*(?=[^\s*])([^*\n]+?)\*(?![\w*])|\[([^\]\n\##
      ]{1,400})\]\((https?:\/\/[^\s)]{1,2000})\)|(https?:\/\/[^\s<>"'`)\]]{1,2000})/g,Ae=(t,...n)=>e("a",{href:t,r\##
      el:"noopener noreferrer",target:"_blank"},...n);function O(t,n=0){if(n>4||t.length>2e4)return[t];const s=[];\##
      let o=0;for(const a of t.matchAll(Ft)){s.push(t.slice(o,a.index));const[h,,r,c,l,d,m,u,i]=a;if(o=a.index+h.l\##
      ength,r!=null)s.push(e("code",r));else if(c??l)s.push(e("strong",O(c??l,n+1)));else if(d)s.push(e("em",O(d,n\##
      +1)));else if(u)s.push(Ae(u,O(m,5)));else if(i){const e=/[.,;:!?]+$/.exec(i)?.[0]??"";s.push(Ae(i.slice(0,i.\##
      length-e.length),i.slice(0,i.length-e.length)),e)}}return s.push(t.slice(o)),s}function F(t){if(t.length<12e\##
      3)return e("pre",t);const n=[];for(let o=0;o<t.length;){let s=Math.min(t.length,o+6e3);const i=t.lastIndexOf\##
      (`
      `,s);s<t.length&&i>o+1e3?s=i+1:/[\ud800-\udbff]/.test(t[s-1]??"")&&(s-=1),n.push(e("span.part",t.slice(o,s))\##
      ),o=s}return e("pre",n)}const He=e=>e.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(e=>e.trim()),je=/\##
      ^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;function Be(e){return e.length>6e4?[F(e)]:ve(e.split(`
      `),0)}function ve(t,n){const s=[];let i=[];const o=()=>{if(!i.length)return;s.push(e("p",i.flatMap((t,n)=>n?\##
      [e("br"),...O(t)]:O(t)))),i=[]};for(let a=0;a<t.length;a++){const r=t[a];let c;if(r.trim())if(c=/^(\s*)(`{3,\##
      }|~{3,})\s*([\w+#.-]*)/.exec(r)){o();const[,n,l,i]=c,e=[];for(a++;a<t.length&&!t[a].trim().startsWith(l);a++\##
      )e.push(t[a].startsWith(n)?t[a].slice(n.length):t[a]);const r=F(e.join(`
      `));i&&(r.dataset.language=i),s.push(r)}else if(c=/^(#{1,6})\s+(.*?)\s*#*$/.exec(r))o(),s.push(e("p.h"+c[1].\##
      length,O(c[2])));else if(/^\s*([-*_])(\s*\1){2,}\s*$/.test(r))o(),s.push(e("hr"));else if(r.includes("|")&&/\##
      ^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(t[a+1]??"")){o();const n=[],i=He(r);for(a+=2;a<t.length&&t\##
      [a].includes("|");a++)n.push(He(t[a]));a--,s.push(e("div.scroll",{tabindex:0,role:"region",label:"Table"},e(\##
      "table",e("thead",e("tr",i.map(t=>e("th",{scope:"col"},O(t))))),e("tbody",n.map(t=>e("tr",t.map(t=>e("td",O(\##
      t)))))))))}else if(/^\s{0,3}>/.test(r)&&n<6){o();const i=[];for(;a<t.length&&/^\s{0,3}>/.test(t[a]);a++)i.pu\##
      sh(t[a].replace(/^\s{0,3}>\s?/,""));a--,s.push(e("blockquote",ve(i,n+1)))}else if((c=je.exec(r))&&n<6){o();c\##
      onst i=c[1].length,r=c[2]!=null,d=c[2],l=[];for(;a<t.length;a++){const e=je.exec(t[a]);if(e&&e[1].length<=i&\##
      &e[2]!=null===r)l.push([e[3]]);else if(e&&e[1].length<i+2||!t[a].trim()&&!/^\s+\S/.test(t[a+1]??"")&&!je.tes\##
      t(t[a+1]??"")||!e&&t[a].trim()&&!/^\s/.test(t[a]))break;else l.at(-1).push(t[a].slice(Math.min(i+2,/^\s*/.ex\##
      ec(t[a])[0].length)))}a--;const u=l.map(t=>{const s=/^\[([ xX])\]\s+(.*)$/.exec(t[0]);return s&&(t[0]=(s[1]=\##
      ==" "?"☐ ":"☑ ")+s[2]),e("li",t.length>1?ve(t,n+1):O(t[0]))});s.push(e(r?"ol":"ul",{start:r&&d!=="1"&&d},u))\##
      }else i.push(r);else o()}return o(),s}function $e(e){try{const t=JSON.parse(e);return t&&typeof t=="object"&\##
      &!Array.isArray(t)?Object.entries(t):null}catch{return null}}function St(e){const n=$e(e)?.find(([,e])=>type\##
      of e=="string")?.[1]??/:\s*"((?:[^"\\]|\\.)*)/.exec(e)?.[1]??"",t=n.trim().split(`
      `)[0];return t.length>160?t.slice(0,159)+"…":t}const Se={user:"Prompt",assistant:"Answer",system:"Note"};fun\##
      ction At(s,i,a,r,c){return e("button.more",{onclick:async l=>{const d=l.currentTarget;d.disabled=!0,d.textCo\##
      ntent="Reading …";try{const d=await o(`sessions/${s.id}/turns`,{...s.version,entry:i.entry,before:0,after:1,\##
      max_chars:1e6},s.signal),l=d.turns.find(e=>e.entry===i.entry)?.blocks[a];if(!l)throw new Error("This turn is\##
       not there any more.");n(r,c(l.text),l.truncated&&e("p.note",`This is the beginning, ${t(l.text.length)} cha\##
      racters; the key . shows the stored record.`))}catch(e){e.name!=="AbortError"&&(d.textContent=e.message)}}},\##
      `Show all ${v(i.blocks[a].bytes)}`)}function $(t,n,s,o){const a=n.blocks[s],i=e("div.body",o(a.text));return\##
       a.truncated&&i.append(At(t,n,s,i,o)),i}function Ct(t){const n=$e(t);return n?n.map(([t,n])=>{const s=typeof\##
       n=="string"?n:JSON.stringify(n,null,2),o=/^old_/.test(t)?".lost":/^new_/.test(t)?".new":"";return e("div.ar\##
      gument"+o,e("span",t),s.length>80||s.includes(`
      `)?F(s):e("code",s))}):[F(t)]}function jt(t,n,s,o){const r=n.blocks[s],i=n.blocks[o],a=e("details.k-tool"+(i\##
      ?.error?".failed":""),null,e("summary",e("b",r.tool??"Tool"),e("span.gist",St(r.text)),i?.error&&m("error","\##
      bad"),e("span.took",i?i.duration_ms!=null&&b(i.duration_ms):"no result")));return a.addEventListener("toggle\##
      ",()=>{if(!a.open||a.children.length>1)return;a.append($(t,n,s,Ct)),i&&a.append(e("h3",i.error?"Error":"Resu\##
      lt"),$(t,n,o,F));const c=n.blocks.filter(e=>e.kind==="image"&&e.call&&e.call===r.call);for(const t of c)a.ap\##
      pend(e("p.note","Image: "+t.text))}),a}function Xe(t,n,s,o,i){const r=n.blocks[s],a=e("details.k-"+o,e("summ\##
      ary",e("b",i),e("span.gist",r.text.trim().split(`
      `)[0].slice(0,160)),e("span.took",r.bytes>999&&v(r.bytes))));return a.addEventListener("toggle",()=>{a.open&\##
      &a.children.length===1&&a.append($(t,n,s,Be))}),a}function Qe(n,s){const o=[],r=new Set;s.blocks.forEach((t,\##
      i)=>{if(r.has(i))return;if(t.kind==="text")o.push(e("div.k-"+(s.role==="user"?"prompt":"answer"),null,$(n,s,\##
      i,Be)));else if(t.kind==="thinking")o.push(Xe(n,s,i,"thinking","Thinking"));else if(t.kind==="tool_use"){con\##
      st e=s.blocks.findIndex((e,n)=>n>i&&e.kind==="tool_result"&&e.call===t.call&&!r.has(n));e>=0&&r.add(e),o.pus\##
      h(jt(n,s,i,e))}else t.kind==="tool_result"?o.push(e("details.k-tool",e("summary",e("b",t.tool??"Result"),e("\##
      span.gist",t.text.slice(0,160).split(`
      `)[0]),t.error&&m("error","bad")),$(n,s,i,F))):t.kind==="summary"?o.push(Xe(n,s,i,"thinking","Summary")):t.k\##
      ind==="image"?o.push(!t.call&&e("p.k-prompt.note","Image: "+t.text)):o.push(e("p.k-note",t.text.slice(0,600)\##
      ))}),s.kinds=s.blocks.map(e=>({text:s.role==="user"?"prompts":"answers",thinking:"thinking",summary:"thinkin\##
      g",image:"prompts",note:"notes"}[e.kind]??"tools"));const a=s.timestamp&&new Date(s.timestamp),c=s.usage&&M(\##
      s.usage);return e("article.turn."+s.role,{"data-entry":s.entry,"data-seq":s.seq,tabindex:-1,label:Se[s.role]\##
      +(a?", "+j(s.timestamp):"")},e("header",e("span.who",Se[s.role]),s.branch!=null&&m("branch "+s.branch)),e("d\##
      iv.parts",o),e("footer",a&&e("time",{datetime:s.timestamp,title:p(a)},z(a)),c>0&&e("span.took",{title:`${t(s\##
      .usage.output_tokens)} tokens written, ${t(c-s.usage.output_tokens)} read`},i(s.usage.output_tokens)+" token\##
      s")))}const Ze=["Text","Changes","Commands","Other tools","","Reading","Errors"];function bt(e){if(e.blocks.\##
      some(e=>e.error))return 6;const t=e.blocks.find(e=>e.kind==="tool_use")?.tool?.toLowerCase();return t?/edit|\##
      write|patch|notebook/.test(t)?1:/bash|shell|exec|command|terminal/.test(t)?2:/read|grep|glob|search|fetch|li\##
      st|^ls$/.test(t)?5:3:0}async function vt(t,s){const o=[];for(let e=0;e!=null;){const t=await s.ask({entry:e,\##
      before:0,after:200,max_chars:1,parts:"tools"});for(const e of t.turns)e.role==="assistant"&&e.usage&&e.times\##
      tamp&&e.depth===0&&e.branch==null&&o.push({entry:e.entry,at:+new Date(e.timestamp),kind:bt(e),out:e.usage.ou\##
      tput_tokens,context:e.usage.input_tokens+e.usage.cache_creation_input_tokens+e.usage.cache_read_input_tokens\##
      });if(e=typeof t.next=="number"&&t.next>e?t.next:null,o.length>2e4)break}if(o.length<2)return;o.sort((e,t)=>\##
      e.at-t.at);const c=[];let r=0;o.forEach((e,t)=>{const n=t?e.at-o[t-1].at:0;n>12e4&&c.push({x:r+15e3,gap:n}),\##
      r+=n>12e4?3e4:n,e.x=r});const d=Math.max(...o.map(e=>e.out),1),l=Math.max(...o.map(e=>e.context),1),h=74,a=6\##
      4,u=Ze.map((e,t)=>[e,t]).filter(([,e])=>o.some(t=>t.kind===e)),m=`Time and tokens: ${o.length} responses in \##
      ${b(r)} of work, ${c.length} longer pauses, at most ${i(d)} tokens written at once, a context of at most ${i\##
      (l)} tokens.`;n(t,ie(m,t=>{const n=e=>3+(t-6)*(r?e.x/r:0),v=e=>Math.max(2,(a-6)*(e/d)**.5),m=e("line.marker"\##
      ,{x1:-9,x2:-9,y1:0,y2:a}),f=e("svg.linked",{width:t,height:h},c.map(t=>e("line.pause",{x1:n(t),x2:n(t),y1:0,\##
      y2:a})),u.map(([,t])=>e("path.s"+t,{d:o.filter(e=>e.kind===t).map(e=>`M${n(e).toFixed(1)} ${a}v${(-v(e.out))\##
      .toFixed(1)}`).join("")})),e("polyline",{points:o.map(e=>`${n(e).toFixed(1)},${(a-(a-6)*e.context/l).toFixed\##
      (1)}`).join(" ")}),e("line.base",{x1:0,x2:t,y1:a,y2:a}),m),g=e=>o.reduce((t,s)=>Math.abs(n(s)-e)<Math.abs(n(\##
      t)-e)?s:t);return f.addEventListener("click",e=>s.jump(g(e.clientX-f.getBoundingClientRect().left).entry)),d\##
      e(f,e=>{const t=g(e),s=new Date(t.at);return m.setAttribute("x1",n(t)),m.setAttribute("x2",n(t)),[`${p(s)} $\##
      {z(s)}`,Ze[t.kind],i(t.out)+" tokens written","context "+i(t.context)+" tokens"]})}),e("div.strip-note",e("u\##
      l.legend",u.map(([t,n])=>e("li",e("i.s"+n,{unspoken:!0}),t)),e("li",e("i.line",{unspoken:!0}),"Context, up t\##
      o "+i(l))),e("span.note",`${o.length} responses · ${b(r)} of work`+(c.length?` · ${c.length} pauses cut`:"")\##
      )))}const tt=[["prompts","Prompts"],["answers","Answers"],["thinking","Thinking"],["tools","Tools"],["notes"\##
      ,"Notes"],["subagents","Subagents"]],gt=160,Y=40;class pt{constructor(t,n,s){Object.assign(this,{id:t,signal\##
      :n,version:s,turns:[],hidden:new Set}),this.node=e("div.turns"),this.start=e("div.edge"),this.end=e("div.edg\##
      e"),this.watcher=new IntersectionObserver(e=>{for(const t of e)t.isIntersecting&&this.extend(t.target===this\##
      .start?-1:1)},{rootMargin:"900px 0px"})}ask(e){return o(`sessions/${this.id}/turns`,{...this.version,...e},t\##
      his.signal)}async open(e,t){const n=await this.ask(e);this.watcher.disconnect(),this.node.replaceChildren(),\##
      this.turns=[],this.total=n.total,this.next=n.next,this.hasBefore=!0,this.add(n.turns,!1),(!this.turns.length\##
      ||this.turns[0].entry===0)&&(this.hasBefore=!1),this.mark(),t&&scrollTo(0,document.body.scrollHeight),reques\##
      tAnimationFrame(()=>{this.watcher.observe(this.start),this.watcher.observe(this.end)})}add(e,t){const s=new \##
      Set(this.turns.map(e=>e.entry)),n=e.filter(e=>!s.has(e.entry));for(const e of n)e.node=Qe(this,e);for(this.t\##
      urns=t?[...n,...this.turns]:[...this.turns,...n];this.turns.length>gt;){const e=t?this.turns.pop():this.turn\##
      s.shift();e.node.remove(),t?this.next=e.entry:this.hasBefore=!0}return this.arrange(),this.hide(),n.length}a\##
      rrange(){const o=[],a=new Map([...this.node.querySelectorAll(".subagent")].map(e=>[e.querySelector(".turn")?\##
      .dataset.entry,e]));let s=null;for(const t of this.turns)t.depth?(s||(s=a.get(String(t.entry))??e("details.s\##
      ubagent",e("summary"),e("div")),s.turns=[],o.push(s)),s.turns.push(t)):(s=null,o.push(t.node));for(const t o\##
      f o){if(!t.turns)continue;const a=t.turns.reduce((e,t)=>e+(t.usage?M(t.usage):0),0),r=t.turns[0].blocks.find\##
      (e=>e.kind==="text")?.text??"";n(t.firstChild,e("b","Subagent"),e("span.gist",r.split(`
      `)[0].slice(0,140)),e("span.took",c(t.turns.length,"turn")+(a?", "+i(a)+" tokens":"")));const s=t.lastChild;\##
      (s.children.length!==t.turns.length||s.firstChild!==t.turns[0].node)&&n(s,t.turns.map(e=>e.node))}let t=this\##
      .node.firstChild;for(const e of o)e===t?t=t.nextSibling:this.node.insertBefore(e,t);for(;t;){const e=t.nextS\##
      ibling;t.remove(),t=e}}async extend(e){if(this.busy||!this.turns.length||(e<0?!this.hasBefore:this.next==nul\##
      l))return;this.busy=!0;try{if(e>0){const e=await this.ask({entry:this.next,before:0,after:Y});this.next=e.ne\##
      xt,this.add(e.turns,!1)}else{const e=this.turns[0],t=e.node.getBoundingClientRect().top,n=await this.ask({en\##
      try:e.entry,before:Y,after:1}),s=this.add(n.turns,!0);this.hasBefore=s>0&&this.turns[0].entry>0,scrollBy(0,e\##
      .node.getBoundingClientRect().top-t)}this.mark()}finally{this.busy=!1}const t=e<0?this.start:this.end;this.w\##
      atcher.unobserve(t),this.watcher.observe(t)}mark(){n(this.start,this.hasBefore?"Earlier turns are read …":nu\##
      ll),n(this.end,this.next!=null?"Later turns are read …":this.turns.length?"End of the session":"Nobody says \##
      anything in this session.")}hide(e=this.hidden){this.hidden=e;for(const t of this.turns)t.node.hidden=t.kind\##
      s.every(t=>e.has(t))}seen(){return this.turns.filter(e=>e.node.checkVisibility())}current(){const t=document\##
      .activeElement?.closest?.(".turn"),e=this.seen();return e.find(e=>e.node===t)??e.find(e=>e.node.getBoundingC\##
      lientRect().bottom>140)??e.at(-1)}focus(e){e.node.closest("details.subagent")?.setAttribute("open",""),e.nod\##
      e.scrollIntoView({block:"start"}),e.node.focus({preventScroll:!0}),history.replaceState(null,"",fe(this.id,e\##
      .seq))}async jump(e){let t=this.turns.find(t=>t.entry>=e);(!t||this.turns[0].entry>e)&&(await this.open({ent\##
      ry:e,before:4,after:Y}),t=this.turns.find(t=>t.entry>=e)),t&&this.focus(t)}async move(e){const t=this.seen()\##
      ,n=t.indexOf(this.current()),o=document.activeElement===t[n]?.node,s=t[o?n+e:Math.max(0,n)];s?this.focus(s):\##
      await this.extend(e)}}function fe(e,t){const n=r().params;n.delete("follow");const s=String(n);return`#/s/${\##
      e}${t!=null?"@"+t:""}${s?"?"+s:""}`}function ht(t,n){const o=n.prompts.filter(e=>e.text||e.number>0),s=(n.fi\##
      les??[]).filter(e=>e.writes);return[e("h2","Prompts"),e("ol",o.map(s=>e("li",e("a",{href:fe(n.session,s.seq)\##
      ,"data-prompt":s.entry,onclick:e=>{e.preventDefault(),t.jump(s.entry)}},e("span",s.text||"Image"),e("small",\##
      [s.timestamp&&z(new Date(s.timestamp)),s.calls&&c(s.calls,"call"),s.errors&&c(s.errors,"error"),u(s.cost_usd\##
      )].filter(Boolean).join(" · ")))))),s.length>0&&e("details.files",{open:s.length<8},e("summary",c(s.length,"\##
      file")+" written"),e("ul",s.slice(0,200).map(t=>e("li",{title:`${t.path}, ${c(t.writes,"write")}, ${c(t.read\##
      s,"read")}`},_(t.path).name))))]}async function ut({main:a,signal:l,title:h}){const H=({parts:e,params:t})=>\##
      {const[n,s]=(e[1]??"").split("@");return{id:n,seq:s,params:t,follow:t.get("follow")==="true"}};let{id:v,seq:\##
      O,params:C,follow:j}=H(r());const I=C.get("generation")?{generation:C.get("generation")}:{},f=new pt(v,l,I),\##
      A="sessions/"+encodeURIComponent(v),Z=j?f.ask({tail:30}):null,[g,N]=await Promise.all([o(A,{},l),o(A+"/outli\##
      ne",I,l)]);f.id=v=g.session,h(V(g));const P="ccstore resume "+(g.short_id??v),W=()=>location.href.split("#")\##
      [0]+fe(v,f.current()?.seq),K=()=>new Set((r().params.get("hide")??localStorage.getItem("hide")??"notes").spl\##
      it(",").filter(Boolean)),S=e("div.choice",{role:"group",label:"Show"}),q=e("button",{onclick:()=>T.f()},"Fol\##
      low");function E(){const t=K();n(S,tt.map(([n,s])=>e("button",{"aria-pressed":String(!t.has(n)),"data-kind":\##
      n,onclick:()=>M(n)},s)));for(const[e]of tt)f.node.classList.toggle("hide-"+e,t.has(e));f.hide(t),q.setAttrib\##
      ute("aria-pressed",String(j))}function M(e){const t=K(),n=f.current(),i=n?.node.getBoundingClientRect().top;\##
      t.delete(e)||t.add(e);const s=[...t].join(",");localStorage.setItem("hide",s);const o=document.activeElement\##
      ?.dataset?.kind;history.replaceState(null,"",d({hide:s||"none"})),E(),o&&S.querySelector(`[data-kind=${o}]`)\##
      .focus(),n?.node.checkVisibility()&&scrollBy(0,n.node.getBoundingClientRect().top-i),L((t.has(e)?"Hidden: ":\##
      "Shown: ")+e)}async function ne(e){J("The file is made …");const t={html:"html",markdown:"md",jsonl:"jsonl"}\##
      [e];_e(`${v.slice(0,8)}.${t}`,await Te(A+"/export",{format:e}),"application/octet-stream")}async function te\##
      (){const t=f.current();if(!t)return;const n=await(await Te(`${A}/records/${t.seq}`)).text();let s=n;try{s=JS\##
      ON.stringify(JSON.parse(n),null,2)}catch{}ge(`Record ${t.seq} as it is stored`,e("p.note","The first record \##
      of this turn, with line breaks added."),e("div.record",{tabindex:0},F(s.slice(0,2e6))),e("p",e("button",{typ\##
      e:"button",onclick:()=>_e(`record-${t.seq}.json`,n,"application/octet-stream")},"Save the exact bytes")))}co\##
      nst D=e=>{const t=f.current()?.entry??0,n=N.prompts.filter(e=>e.number>0),s=e>0?n.find(e=>e.entry>t):n.findL\##
      ast(e=>e.entry<t);s&&f.jump(s.entry)},U=async e=>{const t=await zt(v,e);t?x(s("s/"+t)):J(e>0?"This is the la\##
      st session":"This is the first session")},T={j:()=>f.move(1),k:()=>f.move(-1),J:()=>D(1),K:()=>D(-1),"[":()=\##
      >U(-1),"]":()=>U(1),t:()=>M("tools"),h:()=>M("thinking"),".":te,y:()=>B(W(),"Link"),r:()=>B(P,"Command"),f:a\##
      sync()=>{j=!j,history.replaceState(null,"",d({follow:j?"true":null})),E(),L(j?"Following the end of the sess\##
      ion.":"Not following any more."),j&&await f.open({tail:30},!0)}},Q=_(g.project),G=e("nav.outline",{label:"Pr\##
      ompts"},ht(f,N)),X=e("div.strip"),y=(t,...n)=>e("div",e("dt",t),e("dd",n)),w=[g.started,g.ended].filter(Bool\##
      ean).map(e=>new Date(e));n(a,e("div.heading.session",e("h1",V(g)),ue(g),g.forked_from&&e("a",{href:s("s/"+g.\##
      forked_from)},m("forked from "+g.forked_from.slice(0,8)))),C.get("generation")&&e("p.warn",{role:"note"},`Th\##
      is is version ${+C.get("generation")+1} of it. `,e("a",{href:s("s/"+v)},"Show the latest")),e("dl.facts",y("\##
      Project",g.project?e("a",{href:s("sessions",{project:g.project}),title:g.project},Q.name):"none"),g.branch&&\##
      y("Branch",g.branch),g.model&&y("Model",g.model),y("Time",R(g.started),w.length>1&&" – "+(p(w[0])===p(w[1])?\##
      z(w[1]):p(w[1])+" "+z(w[1]))),y("Duration",b(g.duration_ms)),y("Messages",t(g.messages)),y("Tokens",e("span"\##
      ,{title:t(g.tokens)},i(g.tokens))),y("Cost",u(g.cost_usd))),e("p.command",e("code",P),e("button",{onclick:T.\##
      r},"Copy"),e("span.grow"),e("button",{onclick:()=>B(W(),"Link")},"Copy link"),e("details.menu",e("summary","\##
      Save as"),e("div",[["html","HTML"],["markdown","Markdown"],["jsonl","JSON lines"]].map(([t,n])=>e("button",{\##
      onclick:()=>ne(t).catch(e=>J(e.message))},n)))),g.generations>1&&e("a.button",{href:s("s/"+v+"/versions")},c\##
      (g.generations,"version")),q),X,e("div.columns.reader",e("details.facets",{open:innerWidth>=1e3},e("summary"\##
      ,"Contents"),G),e("section.conversation",{label:"Conversation"},S,f.start,f.node,f.end))),E();const ee=()=>O\##
      ?f.open({at:O,before:6,after:30}):f.open({entry:0,after:30});async function $(){j?await f.open({tail:30},!0)\##
      :await ee();const e=O&&(f.turns.findLast(e=>e.seq<=O)??f.turns[0]);e&&(f.focus(e),e.node.classList.add("targ\##
      et")),lt(f.node,r().params.get("q"))}Z?.catch(()=>{}),await $();const k=()=>requestAnimationFrame(()=>{const\##
       n=f.current()?.entry??0,t=[...G.querySelectorAll("[data-prompt]")],e=t.findLast(e=>+e.dataset.prompt<=n);fo\##
      r(const n of t)n.toggleAttribute("aria-current",n===e);e&&e!==k.last&&innerWidth>=1e3&&e.scrollIntoView({blo\##
      ck:"nearest"}),k.last=e});return addEventListener("scroll",k,{passive:!0}),vt(X,f).catch(()=>{}),{keys:T,kee\##
      psScroll:!0,leave:()=>{removeEventListener("scroll",k),f.watcher.disconnect()},async update(e){({seq:O,param\##
      s:C,follow:j}=H(e),E(),await $())},async live({type:e,data:t}){if(e==="session"&&t?.session&&t.session!==v||\##
      e==="head")return;const a=f.next==null,s=f.turns.at(-1);if(!a||!s)return;const o=await f.ask({entry:s.entry,\##
      before:0,after:Y}),n=o.turns.find(e=>e.entry===s.entry);n&&JSON.stringify(n.blocks)!==JSON.stringify(s.block\##
      s)&&(n.node=Qe(f,n),s.node.replaceWith(n.node),f.turns[f.turns.length-1]=n,f.hide()),f.next=o.next;const i=f\##
      .add(o.turns,!1);f.mark(),i&&L(c(i,"new turn")),j&&scrollTo({top:document.body.scrollHeight})}}}function lt(\##
      e,t){if(!globalThis.CSS?.highlights)return;if(CSS.highlights.delete("found"),!t)return;const o=[],s=t.toLowe\##
      rCase(),n=document.createTreeWalker(e,NodeFilter.SHOW_TEXT);for(;n.nextNode()&&o.length<500;){const e=n.curr\##
      entNode.data.toLowerCase();for(let t=e.indexOf(s);t>=0;t=e.indexOf(s,t+s.length)){const i=new Range;i.setSta\##
      rt(n.currentNode,t),i.setEnd(n.currentNode,Math.min(n.currentNode.length,t+s.length)),o.push(i)}}CSS.highlig\##
      hts.set("found",new Highlight(...o))}const Le=(t,n,s)=>e("td"+(n?"."+n:""),null,t&&[e("small",`line ${t.line\##
      +1} · ${t.kind}`),e("pre",s??t.text,t.truncated&&" …")]);async function dt({main:i,signal:a,title:l}){async \##
      function u({parts:r,params:u}){const p=r[1].split("@")[0],y="sessions/"+encodeURIComponent(p),[C,M]=await Pr\##
      omise.all([o(y,{},a),o(y+"/versions",{},a)]),g=C.generations,b=+(u.get("to")??g-1),_=+(u.get("from")??Math.m\##
      ax(0,b-1)),O=C.title||p.slice(0,8),x=`ccstore restore ${p.slice(0,8)} --generation ${_}`;l("Versions of "+O)\##
      ;const w=g>1?await o(y+"/diff",{from:_,to:b},a):{files:[]},E=M.files.flatMap(e=>e.generations.map(t=>({...t,\##
      path:e.path}))),k=(t,n)=>t.words.length?t.words.filter(e=>e.change!==(n?"new":"lost")).map(t=>t.change==="ke\##
      pt"?t.text:e(n?"del":"ins",null,t.text)):null,A=(t,n,s)=>e("div",e("span.note",t),se(t,Array.from({length:Ma\##
      th.min(g,30)},(t,o)=>e("a",{href:d({[n]:o}),current:o===s},o+1))));n(i,S("Versions"),e("p",e("a",{href:s("s/\##
      "+p)},O),` · ${c(g,"version")}`),E.length>0&&P("Versions",[f("Version",e=>String(e.generation+1),{href:e=>s(\##
      "s/"+p,{generation:e.generation})}),f("File",e=>e.path),f("Stored",e=>j(e.decision?.time)),f("Why",e=>e.deci\##
      sion?.reason??"first version"),h("Lines",e=>t(e.records)),h("Size",e=>v(e.bytes))],E.slice(0,200)),g<2?e("p.\##
      empty","There is one version of this session: nothing that was stored has been rewritten."):[e("div.options"\##
      ,A("Earlier","from",_),A("Later","to",b)),e("p.command",e("code",x),e("button",{onclick:()=>B(x,"Command")},\##
      "Copy")),!w.files.length&&e("p.empty","No file has both of these versions."),w.files.map(n=>e("section.card"\##
      ,{label:n.path},e("h2.path",n.path),e("p",m(`${t(n.kept)} kept`),m(`${t(n.lost)} lost`,n.lost&&"bad"),m(`${t\##
      (n.changed)} changed`,n.changed&&"warn"),m(`${t(n.new)} new`,n.new&&"good"),n.reordered&&m("in another order\##
      ","warn")),n.changes.length>0&&e("div.scroll",{tabindex:0,role:"region",label:"Changes"},e("table.diff",e("c\##
      aption.sr","Lines that differ"),e("thead",e("tr",e("th",{scope:"col"},`Version ${n.from+1}`),e("th",{scope:"\##
      col"},`Version ${n.to+1}`))),e("tbody",n.changes.slice(0,300).map(t=>e("tr",Le(t.old,t.old&&"lost",k(t,!0)),\##
      Le(t.new,t.new&&"new",k(t,!1))))))),n.changes.length>300&&e("p.note",`The first 300 of ${t(n.changes.length)\##
      } changes; all of them: `,e("code",`ccstore diff ${p.slice(0,8)}`))))])}return await u(r()),{update:u}}const\##
       rt=[["user","Prompts"],["assistant","Answers"],["thinking","Thinking"],["tool_input","Tool input"],["tool_o\##
      utput","Tool output"],["title","Titles"],["system","Notes"]],at=(e,t)=>t?[e]:[...e.matchAll(/"([^"]+)"|(\S+)\##
      /g)].map(([,e,t])=>e??t);function mt(t,n,s){let i;try{i=new RegExp(n.map(e=>s?e:e.replace(/[.*+?^${}()|[\]\\\##
      ]/g,"\\$&")).join("|"),"gi")}catch{return[t]}const a=[];let o=0;for(const n of t.matchAll(i))n[0]&&a.push(t.\##
      slice(o,n.index),e("mark",n[0])),o=n.index+n[0].length;return[...a,t.slice(o)]}async function ft({main:i,sig\##
      nal:a}){const p=e("input",{type:"search",label:"Text",placeholder:'Words, or a "phrase"',autocomplete:"off",\##
      spellcheck:"false"}),A=e("form.search",{role:"search",onsubmit:e=>{e.preventDefault(),x(d({q:p.value.trim()|\##
      |null}))}},p,e("button",{type:"submit"},"Search")),b=e("div.options"),h=e("p.note",{"aria-live":"polite"}),v\##
      =e("div"),g=e("div.found");let u={},l=[],f=new Map;const M=o("sessions",{limit:1e3,all:"true"},a).then(e=>{f\##
      =new Map(e.sessions.map(e=>[e.session,e]))}).catch(()=>{});function j(s,o){const i=s.getAll("role"),a=new Ma\##
      p(o?.map(e=>[e.key,e.records]));n(b,se("Where",e("a",{href:d({role:null}),current:!i.length},"Everywhere"),r\##
      t.map(([n,s])=>e("a",{current:i.includes(n),href:d({role:i.includes(n)?i.filter(e=>e!==n):[...i,n]})},s,a.ha\##
      s(n)&&e("small",t(a.get(n)))))),se("How",[["case","Case"],["word","Whole words"],["regex","Pattern"]].map(([\##
      t,n])=>e("a",{href:d({[t]:s.get(t)?null:"true"}),current:s.get(t)},n))),w("Order","sort",[["time","Latest"],\##
      ["relevance","Best"]],s.get("sort")??"time","time"),w("Time","since",[[null,"Any time"],["7d","7 d"],["30d",\##
      "30 d"],["365d","1 y"]],s.get("since")),Ce(s,["project","model","branch","tool","session","on","until"])),p.\##
      value=s.get("q")??""}function O(t,o,i){const a=new Map;for(const e of l)a.set(e.session,[...a.get(e.session)\##
      ??[],e]);const d=e=>f.get(e)?.title||"Session "+e.slice(0,8),r=n=>e("li",e("a",{href:s(`s/${n.session}@${n.s\##
      eq}`,{q:o[0]})},m(rt.find(([e])=>e===n.role)?.[1]??n.role),e("span.snippet",mt(n.snippet,o,t.get("regex"))),\##
      R(n.timestamp)));n(g,[...a].map(([t,n])=>e("section",e("h2",e("a",{href:s("s/"+t)},d(t)),e("small",c(n.lengt\##
      h,"record"),f.has(t)&&" · "+_(f.get(t).project).name)),e("ul",n.slice(0,5).map(r)),n.length>5&&e("details",e\##
      ("summary",`${n.length-5} more in this session`),e("ul",n.slice(5).map(r))))),i&&e("p",e("button",{onclick:(\##
      )=>F(t,o,i)},"Show more")))}const C=(e,t)=>o("search",{q:at(e.get("q"),e.get("regex")),tz:y,limit:100,...Obj\##
      ect.fromEntries(["role","case","word","regex","sort","since","until","on","project","model","branch","tool",\##
      "session"].map(t=>[t,e.getAll(t)])),...t},a);async function F(e,t,n){const o=u,s=await C(e,{cursor:n});if(o!\##
      ==u)return;l=l.concat(s.hits),O(e,t,s.next)}async function E({params:s}){j(s);const i=s.get("q"),a=u={};if(l\##
      =[],!i){n(g,e("p.empty","Search in prompts, answers, thinking, and what tools were given and answered. ",'Al\##
      l words must be in one record; a "phrase" in quotation marks is one text.')),n(h),n(v),innerWidth>700&&p.foc\##
      us();return}h.textContent="Searching …";const o=await C(s).catch(e=>{throw h.textContent="",e});if(a!==u)ret\##
      urn;l=o.hits;const r=o.months??[];if(n(h,l.length?`${c(o.total,"record")} in ${c(o.sessions,"session")}`+(o.\##
      next?`, ${t(l.length)} of them here`:""):"Nothing was found. Try fewer words, another place, or any time."),\##
      j(s,o.roles),n(v,r.length>1&&le("Records by month",r.map(e=>({key:e.key,parts:[e.records],href:d({on:e.key})\##
      })),["Records"],t,90)),await M,a!==u)return;O(s,at(i,s.get("regex")),o.next),document.title=i+" · ccstore"}n\##
      (i,S("Search"),A,b,h,v,g),await E(r());const k=e=>{const t=[...g.querySelectorAll("li a")],n=t.indexOf(docum\##
      ent.activeElement);t[Math.max(0,Math.min(t.length-1,n+e))]?.focus()};return{update:E,live:()=>{},keys:{j:()=\##
      >k(1),k:()=>k(-1)}}}const ot=["day","week","month","model","project","session","branch","machine","tool"],nt\##
      =e=>e[0].toUpperCase()+e.slice(1),pe={cost:["Cost",e=>e.cost_usd??0,u],tokens:["Tokens",M,i],output:["Output\##
      ",e=>e.output_tokens,i],responses:["Responses",e=>e.responses,t]},Je=["project","model","branch","session"],\##
      Ge=(e,t)=>e==="project"?_(t).name:t??"none";function yt(e,t,n){const s=new Map;for(const n of e.flatMap(e=>e\##
      .parts))s.set(n.key,(s.get(n.key)??0)+t(n));const o=[...s].sort((e,t)=>t[1]-e[1]).map(([e])=>e),a=o.slice(0,\##
      5),i=o.length-5;return[[...a.map(e=>Ge(n,e)),...i>0?[`${i} more`]:[]],e=>{const s=new Map(e.parts.map(e=>[e.\##
      key,t(e)])),n=o.map(e=>s.get(e)??0);return[...n.slice(0,5),...i>0?[n.slice(5).reduce((e,t)=>e+t)]:[]]}]}func\##
      tion _t(t,n){const s=new Date,a=new Date(s.getFullYear(),s.getMonth()+1,0).getDate(),o=t.totals.cost_usd??0,\##
      r=s.getDate()-1+(s.getHours()*60+s.getMinutes())/1440,i=o/Math.max(r,.5)*a;return E("This month",e("dl.figur\##
      es.small",W("So far",u(o),`${s.getDate()} of ${a} days`),W("Forecast",u(i),"at the same pace"),n>0&&W("Of th\##
      e budget",H(o,n),i>n?u(i-n)+" above it, by the forecast":"within it, by the forecast")),n>0&&e("meter",{min:\##
      0,max:n,value:Math.min(o,n),label:"Spent of the budget"}),e("form.inline",{onsubmit:e=>{e.preventDefault(),x\##
      (d({budget:e.target.budget.value}))}},e("label","Budget in $ a month ",e("input",{name:"budget",type:"number\##
      ",min:0,step:"any",value:n||""})),e("button",{type:"submit"},"Set")))}async function wt({main:a,signal:c}){a\##
      sync function l({params:r}){const l=r.get("by")??"day",g=r.get("split"),O=r.get("range")??"90d",F=r.get("sho\##
      w")??"cost",[_,p,C]=pe[F]??pe.cost,R=O==="all"?null:O,v=ot.indexOf(l)<3,L=e=>o("usage",{since:R,tz:y,...Obje\##
      ct.fromEntries(Je.map(e=>[e,r.get(e)])),...e},c),[b,B,H]=await Promise.all([L({by:l,split:g,fill:v||null,lim\##
      it:v?2e3:500,compare:R&&"previous"}),L({by:"hour-of-week"}),o("usage",{by:"month",on:"this-month",tz:y},c)])\##
      ,{groups:m,totals:M}=b,[z,I]=g?yt(m,p,g):[[_],e=>[p(e)]],D=re.map(()=>Array(24).fill(0));for(const e of B.gr\##
      oups){const[n,s]=(e.key??"").split(" "),t=D[re.indexOf(n)];t&&(t[parseInt(s)]+=p(e))}const N=e=>l==="session\##
      "?e.title||e.key.slice(0,8):Ge(l,e.key),A=e=>!e.key||l==="week"||l==="machine"||l==="tool"?null:l==="session\##
      "?s("s/"+e.key):s("sessions",{[v?"on":l]:e.key}),x=[f(nt(l),N,{value:e=>e.key,href:A}),...[["Responses","res\##
      ponses",t],["Input","input_tokens",i],["Output","output_tokens",i],["Cache read","cache_read_input_tokens",i\##
      ],["Cache write 5 min","cache_creation_5m_input_tokens",i],["Cache write 1 h","cache_creation_1h_input_token\##
      s",i],["Cost","cost_usd",u]].map(([e,t,n])=>h(e,e=>n(e[t]),{value:e=>e[t]}))],j=v?m.toReversed():m;n(a,S("Us\##
      age",e("div.grow"),w("Period","range",xe,O,"90d")),e("div.options",w("Group by","by",ot.map(e=>[e,nt(e)]),l,\##
      "day"),w("Divide by","split",[[null,"Whole"],...["model","project","machine"].map(e=>[e,"by "+e])],g),w("Mea\##
      sure","show",Object.entries(pe).map(([e,[t]])=>[e,t]),F,"cost"),Ce(r,Je)),ze(b),M.unpriced_models.length>0&&\##
      e("p.warn","Without a known price, and not in the cost: "+M.unpriced_models.join(", ")),m.length===0?T("Noth\##
      ing was used in this period. ",e("a",{href:d({range:"all"})},"Show all that is stored")):e("div.cards",k(`${\##
      _} by ${l}`,v?[g&&Xt(z),le(_,m.slice(-400).map(e=>({key:e.key,parts:I(e),href:A(e)})),z,C,240)]:ae(m.slice(0\##
      ,15).map(e=>({name:N(e),title:e.key,value:p(e),text:C(p(e)),href:A(e)})))),E("Hours of the week",qt(`${_} by\##
       hour of the week.`,D,C)),_t(H,+r.get("budget")),k("Numbers",e("button",{onclick:()=>_e(`usage-by-${l}.csv`,\##
      kt(x,j),"text/csv")},"Save as CSV"),P("Usage by "+l,x,j.slice(0,400),e("tfoot",e("tr",x.map((t,n)=>n?e("td.n\##
      umber",t.text(M)):e("th",{scope:"row"},"Total"))))),j.length>400&&e("p.note",`The first 400 of ${t(j.length)\##
      }; all of them are in the CSV.`),e("p.note",`Prices: ${b.prices}. Zone: ${b.tz}.`))))}return await l(r()),{u\##
      pdate:l}}async function Ot({main:i,signal:a}){async function c({params:r}){const l=r.get("range")??"all",u=a\##
      wait o("tools",{since:l==="all"?null:l,tz:y,project:r.get("project"),session:r.get("session")},a),c=u.tools,\##
      d=Math.max(...c.map(e=>e.longest_ms??0),1e3);n(i,S("Tools",e("div.grow"),w("Period","range",xe,l,"all")),c.l\##
      ength?e("div.cards",E("Calls, and errors among them",ae(c.slice(0,12).map(e=>({name:e.tool,value:e.calls,tex\##
      t:t(e.calls),share:e.errors/e.calls,note:e.errors?H(e.errors,e.calls)+" errors":null})))),E("Most errors",ae\##
      (c.filter(e=>e.errors).sort((e,t)=>t.errors-e.errors).slice(0,12).map(e=>({name:e.tool,value:e.errors,text:t\##
      (e.errors),href:s("search",{q:"error",tool:e.tool,role:"tool_output"}),note:H(e.errors,e.calls)})))),k("All \##
      tools",P("Tools",[f("Tool",e=>e.tool),h("Calls",e=>t(e.calls)),h("Errors",e=>t(e.errors)),h("Share",e=>H(e.e\##
      rrors,e.calls)),h("No result",e=>t(e.unanswered)),h("Median",e=>b(e.median_ms)),h("Longest",e=>b(e.longest_m\##
      s)),f(`From the median to the longest, 1 ms to ${b(d)}`,e=>e.median_ms==null?"–":Wt(e.median_ms,e.longest_ms\##
      ,d,`Median ${b(e.median_ms)}, longest ${b(e.longest_ms)}`)),h("Together",e=>b(e.total_ms))],c))):e("p.empty"\##
      ,"No tool was called in this period. ",e("a",{href:s("tools")},"Show all")))}return await c(r()),{update:c}}\##
      async function xt({main:a,signal:r}){async function l(){const[f,p]=await Promise.all([o("usage",{by:"project\##
      ",split:"month",tz:y},r),o("facets",{tz:y},r)]),l=new Map,m=e=>{const t=ee(e);return l.has(t)||l.set(t,{key:\##
      t,paths:new Set,cost:0,tokens:0,sessions:0,months:{},last:null}),l.get(t).paths.add(e),l.get(t)};for(const e\##
       of f.groups){const t=m(e.key);t.cost+=e.cost_usd??0,t.tokens+=M(e);for(const n of e.parts??[])t.months[n.ke\##
      y]=(t.months[n.key]??0)+(n.cost_usd??0)}for(const{key:n,sessions:s,last:t}of p.projects){const e=m(n);e.sess\##
      ions+=s,t>(e.last??"")&&(e.last=t)}const d=[...new Set([...l.values()].flatMap(e=>Object.keys(e.months)))].s\##
      ort().slice(-18),h=[...l.values()].sort((e,t)=>(t.last??"")<(e.last??"")?-1:1),g=e=>e.key?s("sessions",{proj\##
      ect:e.key}):s("sessions");n(a,S("Projects",e("span.note",c(h.length,"project"))),!h.length&&e("p.empty","Not\##
      hing is stored yet."),e("ul.projects",h.slice(0,300).map(n=>e("li",e("h2",e("a",{href:g(n)},_(n.key).name)),\##
      e("p.path",{title:n.key},n.key||"Sessions without a working directory"),Ut(d.map(e=>n.months[e]??0),`Cost by\##
       month, ${d[0]??""} to ${d.at(-1)??""}`),e("dl",e("div",e("dt","Cost"),e("dd",u(n.cost))),e("div",e("dt","Se\##
      ssions"),e("dd",t(n.sessions))),e("div",e("dt","Tokens"),e("dd",i(n.tokens))),e("div",e("dt","Last"),e("dd",\##
      n.last?R(n.last,U):"–"))),n.paths.size>1&&e("p.note",`With ${c(n.paths.size-1,"worktree")}`)))))}return awai\##
      t l(),{update:l}}const l=(t,...n)=>e("div",e("dt",t),e("dd",n));async function Et({main:i,signal:a}){const r\##
      =e("p.note",{role:"status"});async function m(e,t){r.textContent=t;try{const n=await Dt(e,{});for(r.textCont\##
      ent=t+` Run ${n.run??""} has begun.`;;){await new Promise(e=>setTimeout(e,700));const e=await o("runs/"+enco\##
      deURIComponent(n.run),{},a);if(e.sync_status==="in_progress")continue;const t=e.sync_status==="completed"?"D\##
      one.":`It has failed. ${e.error_message??""}`;return await d(),r.textContent=t,L(t)}}catch(e){e.name!=="Abor\##
      tError"&&(r.textContent=e.message)}}async function d(){const[g,d,x]=await Promise.all([o("status",{},a),o("d\##
      octor",{},a).catch(()=>null),o("drift",{limit:100},a).catch(()=>o("drift",{},a))]),{stored:p,on_disk:b}=g,y=\##
      b?.not_stored,w=d?.verdict==="safe"&&!d.damage?.length,_=(g.history??[]).toSorted((e,t)=>e.started<t.started\##
      ?1:-1).slice(0,60),O=x.sessions??[];n(i,S("Storage and health"),e("p.verdict."+(w?"good":"warn"),null,e("b",\##
      w?"Everything on disk is stored.":d?.damage?.length?"The store is damaged.":"Not everything is safe.")," ",d\##
      &&[d.cleanup_period_days!=null?`Claude Code deletes transcripts after ${c(d.cleanup_period_days,"day")}. `:"\##
      ",d.unsafe?.length?`${c(d.unsafe.length,"transcript")} would be lost. `:"",d.verified_at?["Every byte was ch\##
      ecked ",R(d.verified_at,U),"."]:["Every byte has never been checked: ",e("code","ccstore verify"),"."]]),e("\##
      div.cards",E("Stored",e("dl.list",l("Sessions",t(p.sessions)),l("Records",t(p.records)),l("Files",t(p.source\##
      s)),l("Versions",t(p.generations)),l("Transcripts",v(p.source_bytes)),l("Store",v(p.store_bytes),e("small",`\##
       ${H(p.store_bytes,p.source_bytes)} of the transcripts`)),l("From",j(p.oldest)),l("To",j(p.newest)),l("Bad l\##
      ines",t(p.bad_lines)),l("Head",t(g.head.seq),e("small"," chain "+g.head.chain.slice(0,12))))),E("On disk",b?\##
      e("dl.list",l("Files",t(b.files)),l("Size",v(b.bytes)),l("New, not stored",t(y.new_files)),l("Changed, not s\##
      tored",t(y.changed_files)),l("Not stored",v(y.bytes)),l("Gone from disk",t(p.missing)),l("Pruned",t(p.pruned\##
      )),d&&l("Free space",v(d.free_bytes)),l("Folders",g.roots?.map(t=>e("div.path",t)))):e("p","Not known."),e("\##
      p.buttons",e("button",{onclick:()=>m("runs","Storing what is new.")},"Store what is new"),e("button",{onclic\##
      k:()=>m("verify","Checking every byte.")},"Check every byte")),r,g.compaction?.recommended&&e("p.note",`${v(\##
      g.compaction.saves_bytes)} can be saved: `,e("code","ccstore compact"))),d?.unsafe?.length>0&&k("Not stored \##
      yet",P("Transcripts that are not stored",[f("File",e=>e.path??String(e))],d.unsafe.slice(0,100))),k("Only in\##
       the store",O.length?P("Sessions that are only in the store",[f("Session",e=>e.title||e.session.slice(0,8),{\##
      href:e=>s("s/"+e.session)}),f("Ended",e=>j(e.ended)),h("Records",e=>t(e.records)),h("Cost",e=>u(e.cost_usd))\##
      ],O):e("p.note","Everything that is stored is still on disk as well.")),k("Runs",_.length?P("Runs of the ing\##
      est",[f("Run",e=>String(e.run)),f("Started",e=>j(e.started),{href:e=>s("",{range:"all",as_of:e.ended??e.star\##
      ted})}),f("Result",e=>e.error_message||e.sync_status.replace("_"," ")),...["new","updated","rewritten","miss\##
      ing","failed","records","bad_lines"].map(e=>h(e[0].toUpperCase()+e.slice(1).replace("_"," "),n=>t(n[e]))),h(\##
      "Bytes",e=>v(e.bytes))],_):null,e("p.note",_.length?"The time of a run leads to the pages as of it.":"Nothin\##
      g has been stored yet."))))}return await d(),{update:d,run:({data:e})=>{e?.total&&(r.textContent=`${v(e.done\##
      )} of ${v(e.total)} are read.`)}}}st();const X={"":["Overview","o",ct],sessions:["Sessions","s",Rt],search:[\##
      "Search","",ft],usage:["Usage","u",wt],tools:["Tools","t",Ot],projects:["Projects","p",xt],storage:["Storage\##
      ","h",Et]},Ke={s:["Session","",ut],versions:["Versions","",dt]},We=["system","light","dark"];function Pe(e){\##
      e==="system"?delete document.documentElement.dataset.theme:document.documentElement.dataset.theme=e,a("theme\##
      ").textContent={system:"Auto",light:"Light",dark:"Dark"}[e],a("theme").setAttribute("aria-label","Theme: "+e\##
      )}const ye=()=>localStorage.getItem("theme")??"system";Pe(ye()),a("theme").onclick=()=>{localStorage.setItem\##
      ("theme",We[(We.indexOf(ye())+1)%3]),Pe(ye())};let g={},ce="",he=new AbortController;function Nt(t){n(a("nav\##
      "),e("ul",Object.entries(X).map(([n,[o]])=>e("li",e("a",{href:s(n),current:n===(Ke[t]?"sessions":t)&&"page"}\##
      ,o)))))}function Lt(t){if(t.name==="AbortError"||t instanceof qe||t.status===401)return null;t instanceof te\##
      ||console.error(t);const{errors:n=[],candidates:o=[]}=t.problem??{};return e("div.card",e("h1",t.status===40\##
      4?"Not found":"This cannot be shown"),e("p",t.message),n.map(t=>e("p",`${t.parameter}: ${t.detail}`)),o.map(\##
      t=>e("p",e("a",{href:s("s/"+t)},t))),e("p",e("a",{href:s("")},"Go to the overview")))}async function K(t){co\##
      nst{parts:i,params:l}=r(),c=i[0]==="s"&&i[2]==="versions"?"versions":i[0]??"",[f,,h]=X[c]??Ke[c]??["Not foun\##
      d"],d=[c,i[0]==="s"&&i[1]?.split("@")[0],l.get("as_of"),l.get("generation")].join();if(document.body.classLi\##
      st.toggle("past",l.has("as_of")),Nt(c),Me(),d===ce&&!t&&g.update)return Ee(()=>g.update(r()));he.abort(),he=\##
      new AbortController;const{signal:u}=he,o=a("main"),m=d!==ce;if(g.leave?.(),g={},ce=d,document.title=f+" · cc\##
      store",!h)return void n(o,T("There is no such page. ",e("a",{href:s("")},"Go to the overview")));m&&(o.setAt\##
      tribute("aria-busy","true"),o.contains(document.activeElement)&&o.focus({preventScroll:!0})),await Ee(async(\##
      )=>{const e=await h({main:o,signal:u,title:e=>{document.title=e+" · ccstore"}});if(u.aborted)return e.leave?\##
      .();g=e,m&&!g.keepsScroll&&scrollTo(0,0)}),u.aborted||o.removeAttribute("aria-busy")}async function Ee(e){tr\##
      y{await e()}catch(t){const e=Lt(t);e&&n(a("main"),e)}}addEventListener("hashchange",()=>{const e=location.ha\##
      sh.slice(1);if(e==="main")return void a("main").focus();if(e&&!e.startsWith("/"))return st(),De(),K(!0);K()}\##
      ),document.querySelector(".skip").onclick=e=>{e.preventDefault(),a("main").focus()},a("find").onsubmit=e=>{e\##
      .preventDefault();const t=a("find").q.value.trim();t&&x(s("search",{q:t}))};let D=[];function Me(){const t=r\##
      ().params.get("as_of"),l=a("past"),s=D.length;if(!s)return;const u=e=>e?"As of "+j(e.at):"Now",h=e=>x(d({as_\##
      of:D[e]?.at,cursor:null})),i=t?Math.max(0,D.findLastIndex(e=>e.at<=t)):s,p=l.contains(document.activeElement\##
      ),c=Math.ceil(s/60),m=e("output",t&&isNaN(t)?"As of "+j(t):t?"As of event "+t:"Now");let f;const o=e("input"\##
      ,{type:"range",min:0,max:s,value:i,label:"As of: what the store knew after a run","aria-valuetext":u(D[i]),o\##
      ninput:()=>{m.textContent=u(D[o.value]),clearTimeout(f),f=setTimeout(()=>h(o.value),120)}});o.value=i,n(l,m,\##
      e("span.slide",o,e("svg.ticks",{viewBox:`0 0 ${s} 4`,preserveAspectRatio:"none",unspoken:!0},Array.from({len\##
      gth:Math.floor(s/c)+1},(t,n)=>e("line",{x1:n*c,x2:n*c,y1:0,y2:4})))),t&&e("button",{onclick:()=>h(s)},"Back \##
      to now")),p&&o.focus()}async function Fe(){const e=await o("status",{as_of:null});D=(e.history??[]).map(e=>(\##
      {run:e.run,at:e.ended??e.started})).filter(e=>e.at).sort((e,t)=>e.at<t.at?-1:1),Me()}const Oe=(t,s,...o)=>n(\##
      a("banner"),t&&e("p."+s,t,...o));let we=!1;A.addEventListener("down",()=>Oe("The server has stopped. Start i\##
      t again with ","bad",e("code","ccstore serve"),"; this page tries again by itself and continues.")),A.addEve\##
      ntListener("up",({detail:e})=>{const t=!a("main").querySelector("h1");(e.again||we)&&(Oe(""),we=!1,(e.again|\##
      |t)&&Ve(!0)),Fe().catch(()=>{})}),A.addEventListener("lost",({detail:t})=>Oe(`Damage of the store has taken \##
      ${c(t,"event")} away; what is intact is shown. Say `,"warn",e("code","ccstore verify")," for the details."))\##
      ,A.addEventListener("token",({detail:t})=>{we=!0,ce="",document.title="No access · ccstore",n(a("main"),e("d\##
      iv.card.token",e("h1",t.had?"This page’s token is not valid any more":"This page needs its token"),e("p",t.h\##
      ad?"The server was started again since this page was opened, and each start has a new token.":"Only the addr\##
      ess that the server printed gives access to the sessions."),e("p","Open the address that ",e("code","ccstore\##
       serve")," printed, with everything after the #. ","To start a server and open the page at once:"),e("p.comm\##
      and",e("code","ccstore serve --open"),e("button",{onclick:()=>B("ccstore serve --open","Command")},"Copy")))\##
      )});let Ne;A.addEventListener("event",({detail:e})=>{if((e.type==="run"||e.type==="progress")&&g.run?.(e),e.\##
      type!=="head"&&e.type!=="session")return;if(e.type==="head"){if(e.data?.seq===A.head)return;Kt()}if(r().para\##
      ms.has("as_of"))return;if(g.live)return void Ee(()=>g.live(e));if(e.type!=="head")return;clearTimeout(Ne),Ne\##
      =setTimeout(()=>Ve(),500)});let Ie;const Kt=()=>{clearTimeout(Ie),Ie=setTimeout(()=>Fe().catch(()=>{}),1500)\##
      };async function Ve(e){if(g.live&&!e)return;const n=scrollY,t=document.activeElement?.getAttribute?.("href")\##
      ;await K(!0),scrollTo(0,n),t&&[...a("main").querySelectorAll("a")].find(e=>e.getAttribute("href")===t)?.focu\##
      s({preventScroll:!0})}const Yt=[["/","Search"],["j k","Next and previous row or turn"],["J K","Next and prev\##
      ious prompt"],["Enter","Open the row"],["[ ]","Previous and next session"],["f","Follow the end of a session\##
      "],["t","Show or hide tools"],["h","Show or hide thinking"],["y","Copy a link to this place"],["r","Copy the\##
       command that resumes the session"],[".","Show the stored record"],...Object.values(X).filter(([,e])=>e).map\##
      (([e,t])=>["g "+t,e]),["?","This page"]];function et(){ge("Keys",e("dl.keys",Yt.map(([t,n])=>e("div",e("dt",\##
      t.split(" ").map(t=>e("kbd",t))),e("dd",n)))),e("p.note","The address of a page has everything that it shows\##
      : it can be kept, and back and forward work."))}a("keys").onclick=et;let me=0;addEventListener("keydown",e=>\##
      {if(e.ctrlKey||e.metaKey||e.altKey||a("dialog").open)return;const n=e.target;if(n.matches?.("input,textarea,\##
      select")&&(e.key==="Escape"&&n.blur(),n.type!=="range"&&n.type!=="checkbox"))return;const{key:t}=e;let o=!0;\##
      if(Date.now()-me<1200){const[e]=Object.entries(X).find(([,e])=>e[1]===t)??[];me=0,e!=null&&x(s(e))}else if(g\##
      .keys?.[t])g.keys[t]();else if(t==="g")me=Date.now();else if(t==="/"){const e=a("main").querySelector("input\##
      [type=search]")??a("find").q;e.focus(),e.select()}else t==="?"?et():t==="y"?B(location.href,"Link"):o=!1;o&&\##
      e.preventDefault()}),L(""),De(),K()})()
      """##)
}
