// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.

extension Assets {
  static let appJS = Asset(
    name: "app.js", contentType: "text/javascript; charset=utf-8",
    digest: "db7e767c81d263bc83c30b3792686d5954f6550e3e3aea96bb8e53404c7f0562",
    sources: ["api.js", "app.js", "charts.js", "dom.js", "lists.js", "overview.js", "search.js", "session.js", "sessions.js", "storage.js", "strip.js", "text.js", "turns.js", "usage.js", "versions.js"],
    sourceDigest: "35c325d8f28f1df2d8b19cca8927a6e1b74f27a4cc63307d644a23e89783668e",
    text: ##"""
      (()=>{const Wt=new Set(["svg","g","path","rect","line","text","title","circle","polyline"]),nn={label:"aria-\##
      label",current:"aria-current",unspoken:"aria-hidden"};function e(o,s,...i){if(s?.constructor!==Object)return\##
       e(o,{},s,...i);const[n,...a]=o.split("."),t=Wt.has(n)?document.createElementNS("http://www.w3.org/2000/svg"\##
      ,n):document.createElement(n);a.length&&t.setAttribute("class",a.join(" ")),n==="button"&&(t.type="button");\##
      for(const[o,e]of Object.entries(s)){if(e==null||e===!1)continue;const n=nn[o]??o;if(n.startsWith("on"))t.add\##
      EventListener(n.slice(2),e);else if(n==="style")for(const[n,s]of Object.entries(e))t.style.setProperty(n,s);\##
      else n==="value"?t.value=e:t.setAttribute(n,e===!0&&n===o?"":e)}return t.append(...i.flat(9).filter(e=>e!=nu\##
      ll&&e!==!1)),t}const n=(e,...t)=>(e.replaceChildren(...t.flat(9).filter(e=>e!=null&&e!==!1)),e),r=e=>documen\##
      t.getElementById(e),j=()=>document.activeElement,z=e=>e.getBoundingClientRect().top,M=(t,n,s)=>e("button",{o\##
      nclick:n,...s},t),K=e=>{r("said").textContent=e};function a(){const[t,n]=location.hash.slice(1).split("?");l\##
      et e=[];try{e=t.split("/").filter(Boolean).map(decodeURIComponent)}catch{}return{parts:e,params:new URLSearc\##
      hParams(n??"")}}function s(e,t){const o=Object.entries(t??{}).filter(([,e])=>e!=null&&e!==""),n=new URLSearc\##
      hParams(o.flatMap(([e,t])=>Array.isArray(t)?t.map(t=>[e,t]):[[e,t]])),s=a().params.get("as_of");return s&&!n\##
      .has("as_of")&&t?.as_of!==null&&n.set("as_of",s),"#/"+e+(String(n)?"?"+n:"")}const Q=e=>history.replaceState\##
      (null,"",e),$=(e,t)=>Object.fromEntries(t.map(t=>[t,e.getAll(t)]));function l(e){const{parts:o,params:t}=a()\##
      ,n={};for(const s of new Set(t.keys())){const e=t.getAll(s);n[s]=e.length>1?e:e[0]}return s(o.map(encodeURIC\##
      omponent).join("/"),{...n,...e})}const O=(e,t)=>{t?(Q(e),dispatchEvent(new HashChangeEvent("hashchange"))):l\##
      ocation.hash=e},Oe=new Intl.NumberFormat("en"),t=e=>Oe.format(e);function i(e){if(e==null)return"–";if((e<0?\##
      -e:e)<1e4)return Oe.format(Math.round(e));const[n,s]=e>=9995e5?[1e9,"B"]:e>=999500?[1e6,"M"]:[1e3,"k"],t=e/n\##
      ;return t.toFixed(t<99.95?1:0)+" "+s}function d(e){return e==null?"no price":"$"+(e>=9999.5?i(e):e>=1e3?Oe.f\##
      ormat(Math.round(e)):e&&e<.01?e.toFixed(4):e.toFixed(2))}function f(e){if(e==null)return"–";const n=["B","kB\##
      ","MB","GB","TB"];let t=0;for(;e>=999.5&&t<4;t++)e/=1e3;return e.toFixed(t&&e<99.95?1:0)+" "+n[t]}function b\##
      (e){if(e==null)return"–";const t=e/1e3;return t<1?Math.round(e)+" ms":t<60?t.toFixed(t<10?1:0)+" s":t<3600?M\##
      ath.floor(t/60)+" min":t<86400?Math.floor(t/3600)+" h "+Math.floor(t/60)%60+" min":Math.floor(t/86400)+" d "\##
      +Math.floor(t/3600)%24+" h"}const B=(e,t)=>t?(100*e/t).toFixed(e/t<.0995?1:0)+" %":"–",c=(e,n,s)=>t(e)+" "+(\##
      e===1?n:s??n+"s"),T=e=>e.input_tokens+e.output_tokens+e.cache_creation_input_tokens+e.cache_read_input_token\##
      s,y=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",se=e=>String(e).padStart(2,"0"),g=e=>e.getFullYe\##
      ar()+"-"+se(e.getMonth()+1)+"-"+se(e.getDate()),Y=e=>se(e.getHours())+":"+se(e.getMinutes());function p(e){i\##
      f(!e)return"–";const t=new Date(e);return g(t)+" "+Y(t)}function W(e){if(!e)return"–";const t=Date.now()-new\##
       Date(e);return t<6e4?t<0?p(e):"now":t<36e5?Math.floor(t/6e4)+" min ago":t<864e5?Math.floor(t/36e5)+" h ago"\##
      :t<14*864e5?Math.floor(t/864e5)+" d ago":g(new Date(e))}const F=(t,n)=>e("time",{datetime:t,title:p(t)},(n??\##
      p)(t)),xe=e=>e.trim().split(`
      `)[0].slice(0,160);function w(e){const t=(e??"").split(/[\\/]/).filter(Boolean);return{name:t.at(-1)??"no pr\##
      oject",folder:t.slice(0,-1).join("/")}}const re=e=>(e??"").replace(/[\\/](?:\.[\w-]+[\\/])?\.?worktrees[\\/]\##
      .*$/,""),A=(t,...n)=>e("div.heading",e("h1",t),...n),E=(t,...n)=>e("section.card",{label:t},e("h2",t),n),C=(\##
      ...e)=>{const t=E(...e);return t.classList.add("wide"),t},H=(t,...n)=>e("p.empty",t,...n),h=(t,n,s)=>e("span\##
      .badge"+(n?"."+n:""),{title:s},t),ne=(t,...n)=>e("div.choice",{role:"group",label:t},n),_=(t,n,s,o,i)=>ne(t,\##
      s.map(([t,s])=>e("a",{href:l({[n]:t===i?null:t}),current:t===o},s))),Ae=(t,n)=>n.filter(e=>t.get(e)).map(n=>\##
      e("a.chip",{href:l({[n]:null}),label:`Remove the filter ${n}: ${t.get(n)}`},e("small",n),n==="project"?w(t.g\##
      et(n)).name:t.get(n)," ×")),te=(t,n)=>e("dl"+t,Object.entries(n).map(([t,n])=>n&&e("div",e("dt",t),e("dd",n)\##
      ))),m=(e,t,n)=>({title:e,text:t,...n}),u=(e,t,n)=>({title:e,text:t,number:!0,...n});function N(t,n,s,o){cons\##
      t i=(t,n,s)=>{const o=t.text(n),i=t.href?.(n);return e(s?"td":"th",{class:t.number&&"number",scope:!s&&"row"\##
      },i?e("a",{href:i},o):o)};return e("div.scroll",{tabindex:0,role:"region",label:t},e("table",e("caption.sr",\##
      t),e("thead",e("tr",n.map(t=>e("th",{scope:"col",class:t.number&&"number"},t.title)))),e("tbody",s.map(t=>e(\##
      "tr",n.map((e,n)=>i(e,t,n))))),o))}function Se(t,n,s){const o=URL.createObjectURL(new Blob([n],{type:s}));e(\##
      "a",{href:o,download:t}).click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}function tn(e,t){const n=e=>{let\##
       t=e==null?"":String(e);return typeof e=="string"&&/^[=+\-@\t\r]/.test(t)&&(t="'"+t),/[",\n\r]/.test(t)?'"'+\##
      t.replaceAll('"','""')+'"':t};return[e.map(e=>e.title),...t.map(t=>e.map(e=>(e.value??e.text)(t)))].map(e=>e\##
      .map(n).join(",")).join(`\r
      `)+`\r
      `}async function L(t,n){try{await navigator.clipboard.writeText(t),K(n+" copied."),ze(n+" copied")}catch{ge(\##
      n,e("pre.copied",{tabindex:0},t))}}let G;function ze(t){G?.remove(),G=e("div.toast",{unspoken:!0},t),documen\##
      t.body.append(G);const n=G;setTimeout(()=>n.remove(),1800)}function ge(s,...o){const t=r("dialog");n(t,e("di\##
      v.heading",e("h2",{id:"dialog-title"},s),e("button.quiet",{onclick:()=>t.close()},"Close")),o),t.open||t.sho\##
      wModal()}let Z=sessionStorage.getItem("token");function Qe(){const e=location.hash.slice(1);if(!e||e.startsW\##
      ith("/"))return;sessionStorage.setItem("token",Z=e),history.replaceState(null,"",location.pathname+"#/")}cla\##
      ss ee extends Error{constructor(e,t){super(t.detail||t.title||"The server answers "+e+"."),this.status=e,thi\##
      s.problem=t}}class Pe extends Error{}const S=new EventTarget,P=(e,t)=>S.dispatchEvent(new CustomEvent(e,{det\##
      ail:t}));async function oe(e,t){const s={...t.headers};Z&&(s.Authorization="Bearer "+Z);let n;try{n=await fe\##
      tch("/api/v1/"+e,{...t,headers:s,cache:"no-cache",credentials:"omit"})}catch(e){throw e.name==="AbortError"?\##
      e:(P("down"),new Pe("The server cannot be reached."))}if(n.ok)return n;const o=await n.json().catch(()=>({})\##
      );throw n.status===401&&P("token",{had:Boolean(Z)}),new ee(n.status,o)}function Jt(e){const t=new URLSearchP\##
      arams;for(const[s,n]of Object.entries(e??{}))for(const e of Array.isArray(n)?n:[n])e!=null&&e!==""&&t.append\##
      (s,e);return t}function Ue(e,t){const n=Jt(t),s=a().params.get("as_of");return s&&!n.has("as_of")&&!/^(healt\##
      h|doctor|preview|events|log|runs)/.test(e)&&n.set("as_of",s),e+(String(n)?"?"+n:"")}async function o(e,t,n){\##
      const o=await oe(Ue(e,t),{signal:n}),i=Number(o.headers.get("X-Ccstore-Lost"));i&&P("lost",i);const s=await \##
      o.json();return s.head&&!a().params.has("as_of")&&(S.head=s.head.seq),s}const qe=async(e,t)=>(await oe(Ue(e,\##
      t),{})).blob(),Qt=async(e,t)=>(await oe(e,{method:"POST",headers:{"Content-Type":"application/json"},body:JS\##
      ON.stringify(t??{})})).json(),Xt=e=>new Promise(t=>setTimeout(t,e));async function ht(){let t,e=0;for(;;){tr\##
      y{const n={Accept:"text/event-stream"};t&&(n["Last-Event-ID"]=t);const s=await oe("events",{headers:n});P("u\##
      p",{again:e>0}),e=0;const o=s.body.pipeThrough(new TextDecoderStream).getReader();for(let e="";;){const{done\##
      :s,value:i}=await o.read();if(s)break;const n=(e+i).split(`

      `);e=n.pop();for(const s of n){const e={type:"message",data:""};for(const i of s.split(`
      `)){const[,n,o]=/^(\w+): ?(.*)$/.exec(i)??[];n==="id"?t=o:n==="event"?e.type=o:n==="data"&&(e.data+=o)}if(e.\##
      data){let t=null;try{t=JSON.parse(e.data)}catch{}P("event",{type:e.type,data:t})}}}}catch(t){if(t instanceof\##
       ee&&t.status===401)return;e+=1,t instanceof ee||P("down")}await Xt(Math.min(4e3,250*2**e))}}function he(t,s\##
      ){const o=e("div.picture",{role:"img",label:t});let i=0;return new ResizeObserver(([e])=>{const t=Math.floor\##
      (e.contentRect.width);t>0&&t!==i&&n(o,s(i=t))}).observe(o),o}const ve=(t,n,...s)=>e("svg",{width:t,height:n,\##
      viewBox:`0 0 ${t} ${n}`},s),Ve=e=>e.replace(/\.00$|\.0(?= )/,""),R=(t,n,s,o)=>e("text",{x:t,y:n,"text-anchor\##
      ":o},s);let k;function me(t,s){t.addEventListener("pointermove",i=>{const a=t.getBoundingClientRect(),r=s(i.\##
      clientX-a.left,i.clientY-a.top);if(!r)return o();k??=e("div.tip",{unspoken:!0}),n(k,r.map((t,n)=>e(n?"div":"\##
      b",null,t))),k.isConnected||document.body.append(k),k.style.left=Math.max(4,Math.min(i.clientX+14,innerWidth\##
      -k.offsetWidth-8))+"px",k.style.top=Math.max(4,i.clientY-k.offsetHeight-10)+"px"});const o=()=>k?.remove();r\##
      eturn t.addEventListener("pointerleave",o),addEventListener("hashchange",o),t}function Gt(e,t=4){if(!(e>0))r\##
      eturn[0,1];const n=e/t,o=10**Math.floor(Math.log10(n)),s=[1,2,2.5,5,10].map(e=>e*o).find(e=>e>=n);return Arr\##
      ay.from({length:Math.ceil(e/s-1e-9)+1},(e,t)=>t*s)}function ue(t,n,s,o,i=220){if(!n.length)return e("p.note"\##
      ,"Nothing in this period.");const a=n.map(e=>e.parts.reduce((e,t)=>e+t,0)),r=Math.max(...a,0),c=Gt(r),l=c.at\##
      (-1),d=a.indexOf(r),u=`${t}: ${n.length} bars, the highest ${n[d]?.key??""} with ${o(r)}.`;return he(u,t=>{c\##
      onst d=Math.max(...c.map(e=>Ve(o(e)).length))*6.2+10,b=22,g=t-d-2,f=i-b-8,r=g/n.length,u=e=>8+f-f*e/l,v=Math\##
      .max(1,Math.min(44,r-Math.min(3,r*.25))),j=n.map((t,n)=>{let s=0;const o=d+r*n+(r-v)/2;return t.parts.map((t\##
      ,n)=>{if(!(t>0))return null;const i=s;s+=t;const a=Math.max(.75,u(i)-u(s)-(i>0&&u(i)-u(s)>3?1:0));return e("\##
      rect.s"+n,{x:o.toFixed(1),y:u(s).toFixed(1),width:v.toFixed(1),height:a.toFixed(1)})})}),y=Math.ceil(n.lengt\##
      h*74/g),p=e("rect.marker",{y:8,height:f,width:r.toFixed(1),x:-1e3}),h=ve(t,i,c.map(n=>e("g",e("line",{x1:d,x\##
      2:t,y1:u(n),y2:u(n)}),R(d-8,u(n)+4,Ve(o(n)),"end"))),p,j,n.map((e,n)=>n%y===0&&d+r*(n+.5)<t-24&&R(Math.max(3\##
      2,d+r*(n+.5)),i-5,e.key,"middle"))),m=e=>Math.floor((e-d)/r);return h.addEventListener("click",e=>{const t=n\##
      [m(e.clientX-h.getBoundingClientRect().left)];t?.href&&O(t.href)}),h.addEventListener("pointerleave",()=>p.s\##
      etAttribute("x",-1e3)),n.some(e=>e.href)&&h.classList.add("linked"),me(h,e=>{const t=n[m(e)];return t?(p.set\##
      Attribute("x",d+r*m(e)),[t.key+"  "+o(a[m(e)]),...s.length>1?s.map((e,n)=>[e,t.parts[n]]).filter(e=>e[1]>0).\##
      map(([e,t])=>e+"  "+o(t)):[]]):null})})}const Yt=t=>e("ul.legend",t.map((t,n)=>e("li",e("i.s"+n,{unspoken:!0\##
      }),t)));function dt(e){const t=e.filter(e=>e>0).sort((e,t)=>e-t),n=[.25,.5,.75,.93].map(e=>t[Math.floor(e*t.\##
      length)]??1/0);return e=>e>0?1+n.filter(t=>e>=t).length:0}function qt(t,n,s,o,i){const a=dt([...n.values()])\##
      ;return he(t,t=>{const d=Math.max(9,Math.min(16,Math.floor((t-30)/53)-2)),r=d+2,u=Math.min(53,Math.floor((t-\##
      30)/r)),c=new Date(s);c.setDate(c.getDate()-(c.getDay()+6)%7-7*(u-1));const m=[],h=[];for(let t=0,o=-9;t<u;t\##
      ++)for(let i=0;i<7;i++){const l=new Date(c.getFullYear(),c.getMonth(),c.getDate()+7*t+i);if(l>s)break;const \##
      f=g(l),p=30+r*t;m[t*7+i]=f,h.push(e("rect.l"+a(n.get(f)??0),{x:p,y:18+r*i,width:d,height:d,rx:2})),i===0&&l.\##
      getDate()<8&&t-o>2&&t<u-1&&(h.push(R(p,11,l.toLocaleDateString("en",{month:"short"}),"start")),o=t)}const l=\##
      ve(t,20+7*r,["Mon","Wed","Fri"].map((e,t)=>R(0,18+r*(2*t+.8),e,"start")),h),f=(e,t)=>m[Math.floor((e-30)/r)*\##
      7+Math.floor((t-18)/r)];return l.classList.add("linked"),l.addEventListener("click",e=>{const t=l.getBoundin\##
      gClientRect(),n=f(e.clientX-t.left,e.clientY-t.top);n&&O(i(n))}),me(l,(e,t)=>{const s=e>=30&&t>=18&&f(e,t);r\##
      eturn s?[s,n.get(s)?o(n.get(s)):"nothing"]:null})})}const de=["Monday","Tuesday","Wednesday","Thursday","Fri\##
      day","Saturday","Sunday"];function Kt(t,n,s){const o=dt(n.flat());return he(t,t=>{const a=Math.min(34,(t-36)\##
      /24),i=Math.min(24,Math.max(16,a)),r=ve(t,20+7*i,n.map((t,n)=>[R(0,18+i*n+i/2+4,de[n].slice(0,3),"start"),t.\##
      map((t,s)=>e("rect.l"+o(t),{x:(36+a*s).toFixed(1),y:18+i*n,width:(a-2).toFixed(1),height:i-2,rx:2}))]),[0,3,\##
      6,9,12,15,18,21].map(e=>R(36+a*e,11,String(e).padStart(2,"0"),"start")));return me(r,(e,t)=>{const r=Math.fl\##
      oor((e-36)/a),c=Math.floor((t-18)/i),o=n[c]?.[r];return o==null?null:[`${de[c]} ${String(r).padStart(2,"0")}\##
      :00`,o?s(o):"nothing"]})})}function le(t){const n=Math.max(...t.map(e=>e.value??0),0);return e("ol.ranked",t\##
      .map(t=>e("li",e("span.name",{title:t.title??t.name},t.href?e("a",{href:t.href},t.name):t.name,t.note&&e("sm\##
      all",t.note)),e("span.amount",t.text),e("span.track",{unspoken:!0},e("span",{style:{width:n?100*(t.value??0)\##
      /n+"%":"0"}},t.share>0&&e("span",{style:{width:100*t.share+"%"}}))))))}function Ut(t,n){const o=Math.max(...\##
      t,0),i=10,s=28;return e("svg.spark",{viewBox:`0 0 ${i*Math.max(12,t.length)} ${s}`,height:s,role:"img",prese\##
      rveAspectRatio:"none",label:n},t.map((t,n)=>e("rect"+(t?"":".none"),{x:n*i,width:i-2,y:o&&t?s-Math.max(2,s*t\##
      /o):s-1,height:o&&t?Math.max(2,s*t/o):1})))}function ft(t,n,s,o){const a=200,i=e=>5+(a-10)*Math.log10(Math.m\##
      ax(1,e))/Math.log10(Math.max(10,s));return e("svg.span",{width:a,height:16,viewBox:`0 0 ${a} 16`,role:"img",\##
      label:o},e("line",{x1:i(t),x2:i(n),y1:8,y2:8}),e("circle",{cx:i(t),cy:8,r:3.5}),e("circle.end",{cx:i(n),cy:8\##
      ,r:2.5}))}const ae=["text","project","model","branch","state","since","until","on"],$t=[["title","Session"],\##
      ["ended","Last used"],["duration","Duration"],["messages","Messages"],["tokens","Tokens"],["cost","Cost"]];f\##
      unction Me({source_state:e,deleted_after:t}){const n=t&&Math.ceil((new Date(t)-Date.now())/864e5),s="It is k\##
      ept in the store";return e!=="present"?h(e==="missing"?"gone from disk":e,"gone",s):t&&n<=7&&h(n>0?`deleted \##
      in ${n} d`:"deleted any time","warn",s)}const U=e=>e.title||"Session "+e.session.slice(0,8);function It(n,o)\##
      {const{name:c,folder:r}=w(n.project),a=(...t)=>e("div.number",{role:"cell"},t);return e("div.row",{role:"row\##
      ","aria-rowindex":o+2},e("div.what",{role:"cell"},e("a",{href:s("s/"+n.session),"data-index":o},U(n)),e("sma\##
      ll",{title:n.project},e("span.in",c),n.branch&&e("span.branch","on "+n.branch),Me(n),n.forked_from&&h("fork"\##
      ,"","Forked or resumed from "+n.forked_from),e("span.phone",W(n.ended)," · ",d(n.cost_usd)),e("span.sr",r&&"\##
      , in "+r))),e("div",{role:"cell"},F(n.ended,W)),a(b(n.duration_ms)),a(t(n.messages)),a(e("span",{title:t(n.t\##
      okens)+" tokens"},i(n.tokens))),a(d(n.cost_usd)))}class Ht{constructor(t){this.signal=t,this.body=e("div.row\##
      s",{role:"rowgroup"}),this.made=new Map,this.scrolled=()=>requestAnimationFrame(()=>this.draw()),addEventLis\##
      tener("scroll",this.scrolled,{passive:!0}),addEventListener("resize",this.scrolled)}leave(){removeEventListe\##
      ner("scroll",this.scrolled),removeEventListener("resize",this.scrolled)}start(e,t){this.params=t,this.rows=e\##
      .sessions,this.total=e.total,this.next=e.next,this.reading=null,this.made.clear(),this.body.replaceChildren(\##
      ),this.draw()}get tall(){return innerWidth<760?64:52}draw(){if(!this.body.isConnected||!this.rows)return;con\##
      st t=this.tall,s=z(this.body);this.body.style.height=this.total*t+"px";const o=Math.max(0,Math.floor(-s/t)-6\##
      ),n=Math.min(this.total,Math.ceil((innerHeight-s)/t)+6);for(const[e,t]of this.made)(e<o||e>=n)&&!t.contains(\##
      j())&&(t.remove(),this.made.delete(e));for(let s=o;s<n;s++){const i=this.rows[s],a=this.made.get(s);if(a&&(a\##
      .session||!i)){a.style.transform=`translateY(${s*t}px)`;continue}a?.remove();const r=i?It(i,s):e("div.row.wa\##
      iting",{role:"row","aria-rowindex":s+2},e("div",{role:"cell"},"…"));r.session=i,r.style.transform=`translate\##
      Y(${s*t}px)`,this.made.set(s,r),this.body.append(r)}n>this.rows.length&&this.next&&this.read(n)}async read(e\##
      ){if(this.wanted=Math.max(this.wanted??0,e),this.reading)return;const t=this.reading={};try{for(;this.readin\##
      g===t&&this.next&&this.rows.length<this.wanted;){const n=this.wanted-this.rows.length>300?1e3:200,e=await o(\##
      "sessions",{...this.params,limit:n,cursor:this.next},this.signal);if(this.reading!==t)return;this.rows.push(\##
      ...e.sessions),this.next=e.next,this.draw()}}finally{this.reading===t&&(this.reading=null)}}move(e){const s=\##
      j()?.dataset?.index,o=Math.max(0,Math.min(this.total-1,s==null?e>0?0:this.total-1:+s+e)),n=this.tall,t=z(thi\##
      s.body)+o*n;t<150?scrollBy(0,t-150):t+n>innerHeight-20&&scrollBy(0,t+n-innerHeight+20),this.draw(),this.made\##
      .get(o)?.querySelector("a")?.focus({preventScroll:!0})}}async function Pt({main:s,signal:i}){const r=new Ht(\##
      i),d=e("input",{type:"search",placeholder:"Title or first prompt",label:"Filter by title",autocomplete:"off"\##
      }),k=e("span.note",{"aria-live":"polite"}),C=e("div.chips"),h=e("div.facet-lists"),v=e("div.row.head",{role:\##
      "row"}),b=e("div.activity"),x=e("div"),m=e("div.pill"),f=e("div",{role:"table",label:"Sessions"},e("div",{ro\##
      le:"rowgroup"},v),r.body),E=()=>l(Object.fromEntries(ae.map(e=>[e,null])));let u={},S;d.addEventListener("in\##
      put",()=>{clearTimeout(S),S=setTimeout(()=>O(l({text:d.value}),Boolean(a().params.get("text"))),150)});funct\##
      ion F(t){const s=t.get("sort")??"ended",o=t.get("reverse")==="true",i=(s==="title"||s==="project")!==o;n(v,$\##
      t.map(([t,n],a)=>e("div",{role:"columnheader",class:a>1&&"number","aria-sort":t===s&&(i?"ascending":"descend\##
      ing")},e("a",{title:"Sort by "+n.toLowerCase(),href:l({sort:t==="ended"?null:t,reverse:t===s&&!o?"true":null\##
      })},n,t===s&&(i?" ↑":" ↓")))));const a=Ae(t,ae);n(C,a,a.length>1&&e("a.chip",{href:E()},"Clear all")),j()!==\##
      d&&(d.value=t.get("text")??"")}function p(t,s){r.start(t,u),f.setAttribute("aria-rowcount",t.total+1),f.hidd\##
      en=t.total===0,n(k,c(t.total,"session")),n(m),n(x,t.total===0&&(ae.some(e=>s.get(e))?H("No session fits thes\##
      e filters. ",e("a",{href:E()},"Clear the filters")):H("Nothing is stored yet. Store the transcripts of this \##
      machine with ",e("code","ccstore ingest"))))}async function T(s){const[a,d]=await Promise.all([o("facets",{t\##
      z:y,...$(s,["since","until","on"])},i),o("usage",{by:"week",fill:!0,limit:104,tz:y,...$(s,["project","model"\##
      ,"branch"])},i)]),r=new Map;for(const{key:e,sessions:t}of a.projects)r.set(re(e),(r.get(re(e))??0)+t);const \##
      u=[...r].map(([e,t])=>({key:e,sessions:t})).sort((e,t)=>t.sessions-e.sessions),m=h.querySelector("details[op\##
      en]"),c=(n,o,i,a=e=>e)=>{const r=i.filter(e=>e.key).slice(0,200).map(n=>e("li",e("a",{title:n.key,href:l({[o\##
      ]:s.get(o)===n.key?null:n.key}),current:s.get(o)===n.key},e("span",a(n.key)),e("small",t(n.sessions)))));ret\##
      urn r.length>0&&e("section",e("h2",n),e("ul",r.slice(0,7)),r.length>7&&e("details",{open:m},e("summary",`${r\##
      .length-7} more`),e("ul",r.slice(7))))};n(h,e("section",e("h2","State"),_("State","state",[[null,"All"],["mi\##
      ssing","Gone"],["expiring","Expiring"]],s.get("state"))),e("section",e("h2","Time"),_("Time","since",[[null,\##
      "All"],["7d","7 d"],["30d","30 d"],["90d","90 d"],["365d","1 y"]],s.get("since"))),c("Project","project",u,e\##
      =>w(e).name),c("Model","model",a.models),c("Branch","branch",a.branches)),n(b,d.groups.length>1&&ue("Respons\##
      es by week",d.groups.map(e=>({key:g(new Date(e.start)),parts:[e.responses],href:l({on:null,since:g(new Date(\##
      e.start)),until:g(new Date(+new Date(e.start)+6.5*864e5))})})),["Responses"],t,86))}async function M({params\##
      :e}){F(e);const s=u={tz:y,...$(e,[...ae,"sort","reverse"])};T(e).catch(e=>{e.name!=="AbortError"&&n(h,e.mess\##
      age)});const t=await o("sessions",{...u,limit:100},i);if(s!==u)return;p(t,e),Le(t.sessions)}return n(s,A("Se\##
      ssions",k,e("div.grow"),d),e("div.columns",e("details.facets",{open:innerWidth>=1e3},e("summary","Filters"),\##
      h),e("div",b,C,f,x,m))),await M(a()),r.draw(),{update:M,leave:()=>r.leave(),keys:{j:()=>r.move(1),k:()=>r.mo\##
      ve(-1)},async live({type:t}){if(t!=="head")return;const s=await o("sessions",{...u,limit:100},i),l=s.total-r\##
      .total,d=z(r.body)>0&&!r.body.contains(j());d?p(s,a().params):(l>0||s.sessions[0]?.ended!==r.rows[0]?.ended)\##
      &&n(m,e("button",{onclick:()=>{scrollTo(0,0),p(s,a().params)}},l>0?c(l,"new session"):"New messages",": show\##
      "))}}}let X=[];function Le(e){X=e.map(e=>e.session)}async function Rt(e,t){return X.length||Le((await o("ses\##
      sions",{limit:1e3})).sessions),X[X.indexOf(e)+t]}U;const Fe=[["7d","7 days"],["30d","30 days"],["90d","90 da\##
      ys"],["365d","Year"],["all","All"]];function q(n,s,o,i,a){const r=a>0&&i!=null&&Math.round(100*(i-a)/a);retu\##
      rn e("div.figure",e("dt",n),e("dd",s,e("small",r===!1?o:`${r<0?"−":"+"}${t(r<0?-r:r)} % on the period before\##
      `)))}function Ie({totals:n,previous:s}){const a=T(n)-n.output_tokens,o=(e,t,o,i)=>q(e,o(n[t]??0),i,n[t],s?.[\##
      t]);return e("dl.figures",o("Cost","cost_usd",d,"list prices"),o("Sessions","sessions",t,"with responses"),o\##
      ("Responses","responses",t),o("Output","output_tokens",i,"tokens"),q("From cache",B(n.cache_read_input_token\##
      s,a),`of ${i(a)} input tokens`))}async function Lt({main:t,signal:r}){async function l({params:a}){const u=a\##
      .get("range")??"30d",l=u==="all"?null:u,h=e=>o("usage",{since:l,tz:y,...e},r),[m,z,S,v,p,b]=await Promise.al\##
      l([h({by:l?"day":"month",fill:"true",compare:l&&"previous"}),h({by:"model"}),h({by:"project"}),o("sessions",\##
      {limit:8},r),o("usage",{by:"day",tz:y},r),o("doctor",{},r).catch(()=>null)]),M=new Map(p.groups.map(e=>[e.ke\##
      y,e.cost_usd||e.responses/1e3])),j=new Date((p.groups.at(-1)?.key??g(new Date))+"T12:00"),O=new Date,x=O-j>3\##
      00*864e5?j:O,f=new Map;for(const e of S.groups){const t=re(e.key),n=f.get(t)??{key:t,cost:0,tokens:0};n.cost\##
      +=e.cost_usd??0,n.tokens+=T(e),f.set(t,n)}const k=e=>le(e.sort((e,t)=>t.value-e.value).slice(0,8));n(t,A("Ov\##
      erview",e("div.grow"),_("Period","range",Fe,u,"30d")),Ie(m),m.totals.responses===0&&(p.groups.length?H("Noth\##
      ing happened in this period. ",e("a",{href:s("",{range:"all"})},"Show all that is stored")):H("Store the tra\##
      nscripts of this machine with ",e("code","ccstore ingest"))),b&&b.verdict!=="safe"&&e("p.warn","Not everythi\##
      ng is safe yet. ",e("a",{href:s("storage")},"See the storage")),e("div.cards",C(l?"Cost by day":"Cost by mon\##
      th",ue("Cost",m.groups.map(e=>({key:e.key,parts:[e.cost_usd??0],href:s("sessions",{on:e.key})})),["Cost"],d,\##
      180)),C("A year of days",qt(`Cost by day, up to ${g(x)}.`,M,x,d,e=>s("sessions",{on:e}))),E("Projects",k([..\##
      .f.values()].map(e=>({name:w(e.key).name,title:e.key,value:e.cost,text:d(e.cost),note:i(e.tokens),href:e.key\##
      &&s("sessions",{project:e.key,since:l})}))),e("p.note",e("a",{href:s("projects")},"All projects"))),E("Model\##
      s",k(z.groups.map(e=>({name:e.key??"no model",value:e.cost_usd??0,text:d(e.cost_usd),note:i(T(e)),href:s("se\##
      ssions",{model:e.key,since:l})}))),e("p.note",e("a",{href:s("usage",{split:"model"})},"Usage over time"))),C\##
      ("Latest sessions",e("ul.latest",v.sessions.map(t=>e("li",e("a",{href:s("s/"+t.session)},U(t)),F(t.ended,W),\##
      e("span.number",d(t.cost_usd)),e("small",w(t.project).name+" ",Me(t))))),e("p.note",e("a",{href:s("sessions"\##
      )},"All "+c(v.total,"session"))))))}return await l(a()),{update:l}}const Nt=/(`+)(.+?)\1(?!`)|\*\*(?=\S)(.+?\##
      )\*\*|__(?=\S)(.+?)__(?!\w)|(?<![\w*])\*(?=[^\s*])([^*\n]+?)\*(?![\w*])|\[([^\]\n]{1,400})\]\((https?:\/\/[^\##
      \s)]{1,2000})\)|(https?:\/\/[^\s<>"'`)\]]{1,2000})/g,$e=(t,...n)=>e("a",{href:t,rel:"noopener noreferrer",ta\##
      rget:"_blank"},...n);function x(t,n=0){if(n>4||t.length>2e4)return[t];const s=[];let o=0;for(const a of t.ma\##
      tchAll(Nt)){s.push(t.slice(o,a.index));const[h,,r,c,l,d,m,u,i]=a;if(o=a.index+h.length,r!=null)s.push(e("cod\##
      e",r));else if(c??l)s.push(e("strong",x(c??l,n+1)));else if(d)s.push(e("em",x(d,n+1)));else if(u)s.push($e(u\##
      ,x(m,5)));else if(i){const e=/[.,;:!?]+$/.exec(i)?.[0]??"";s.push($e(i.slice(0,i.length-e.length),i.slice(0,\##
      i.length-e.length)),e)}}return s.push(t.slice(o)),s}function D(t){if(t.length<12e3)return e("pre",t);const n\##
      =[];for(let o=0;o<t.length;){let s=Math.min(t.length,o+6e3);const i=t.lastIndexOf(`
      `,s);s<t.length&&i>o+1e3?s=i+1:/[\ud800-\udbff]/.test(t[s-1]??"")&&(s-=1),n.push(e("span.part",t.slice(o,s))\##
      ),o=s}return e("pre",n)}const Ke=e=>e.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(e=>e.trim()),Ee=/\##
      ^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;function Ye(e){return e.length>6e4?[D(e)]:Ce(e.split(`
      `),0)}function Ce(t,n){const s=[];let i=[];const o=()=>{if(!i.length)return;s.push(e("p",i.flatMap((t,n)=>n?\##
      [e("br"),...x(t)]:x(t)))),i=[]};for(let a=0;a<t.length;a++){const r=t[a];let c;if(r.trim())if(c=/^(\s*)(`{3,\##
      }|~{3,})/.exec(r)){o();const[,n,i]=c,e=[];for(a++;a<t.length&&!t[a].trim().startsWith(i);a++)e.push(t[a].sta\##
      rtsWith(n)?t[a].slice(n.length):t[a]);s.push(D(e.join(`
      `)))}else if(c=/^(#{1,6})\s+(.*?)\s*#*$/.exec(r))o(),s.push(e("p.h"+Math.min(3,c[1].length),x(c[2])));else i\##
      f(/^\s*([-*_])(\s*\1){2,}\s*$/.test(r))o(),s.push(e("hr"));else if(r.includes("|")&&/^\s*\|?\s*:?-+:?\s*(\|\\##
      s*:?-+:?\s*)*\|?\s*$/.test(t[a+1]??"")){o();const n=[],i=Ke(r);for(a+=2;a<t.length&&t[a].includes("|");a++)n\##
      .push(Ke(t[a]));a--,s.push(e("div.scroll",{tabindex:0,role:"region",label:"Table"},e("table",e("thead",e("tr\##
      ",i.map(t=>e("th",{scope:"col"},x(t))))),e("tbody",n.map(t=>e("tr",t.map(t=>e("td",x(t)))))))))}else if(/^\s\##
      {0,3}>/.test(r)&&n<6){o();const i=[];for(;a<t.length&&/^\s{0,3}>/.test(t[a]);a++)i.push(t[a].replace(/^\s{0,\##
      3}>\s?/,""));a--,s.push(e("blockquote",Ce(i,n+1)))}else if((c=Ee.exec(r))&&n<6){o();const i=c[1].length,r=c[\##
      2]!=null,d=c[2],l=[];for(;a<t.length;a++){const e=Ee.exec(t[a]);if(e&&e[1].length<=i&&e[2]!=null===r)l.push(\##
      [e[3]]);else if(e&&e[1].length<i+2||!t[a].trim()&&!/^\s+\S/.test(t[a+1]??"")&&!Ee.test(t[a+1]??"")||!e&&t[a]\##
      .trim()&&!/^\s/.test(t[a]))break;else l.at(-1).push(t[a].slice(Math.min(i+2,/^\s*/.exec(t[a])[0].length)))}a\##
      --;const u=l.map(t=>{const s=/^\[([ xX])\]\s+(.*)$/.exec(t[0]);return s&&(t[0]=(s[1]===" "?"☐ ":"☑ ")+s[2]),\##
      e("li",t.length>1?Ce(t,n+1):x(t[0]))});s.push(e(r?"ol":"ul",{start:r&&d!=="1"&&d},u))}else i.push(r);else o(\##
      )}return o(),s}function Xe(e){try{const t=JSON.parse(e);return t&&typeof t=="object"&&!Array.isArray(t)?Obje\##
      ct.entries(t):null}catch{return null}}function Dt(e){const n=Xe(e)?.find(([,e])=>typeof e=="string")?.[1]??/\##
      :\s*"((?:[^"\\]|\\.)*)/.exec(e)?.[1]??"",t=n.trim().split(`
      `)[0];return t.length>160?t.slice(0,159)+"…":t}const Ze={user:"Prompt",assistant:"Answer",system:"Note"};fun\##
      ction zt(s,i,a,r,c){return e("button.more",{onclick:async l=>{const d=l.currentTarget;d.disabled=!0,d.textCo\##
      ntent="Reading …";try{const d=await o(`sessions/${s.id}/turns`,{...s.version,entry:i.entry,before:0,after:1,\##
      max_chars:1e6},s.signal),l=d.turns.find(e=>e.entry===i.entry)?.blocks[a];if(!l)throw new Error("This turn is\##
       not there any more.");n(r,c(l.text),l.truncated&&e("p.note",`This is the beginning, ${t(l.text.length)} cha\##
      racters; the key . shows the stored record.`))}catch(e){e.name!=="AbortError"&&(d.textContent=e.message)}}},\##
      `Show all ${f(i.blocks[a].bytes)}`)}function V(t,n,s,o){const a=n.blocks[s],i=e("div.body",o(a.text));return\##
       a.truncated&&i.append(zt(t,n,s,i,o)),i}function Et(t){const n=Xe(t);return n?n.map(([t,n])=>{const s=typeof\##
       n=="string"?n:JSON.stringify(n,null,2),o=/^old_/.test(t)?".lost":/^new_/.test(t)?".new":"";return e("div.ar\##
      gument"+o,e("span",t),s.length>80||s.includes(`
      `)?D(s):e("code",s))}):[D(t)]}function Ct(t,n,s,o){const r=n.blocks[s],i=n.blocks[o],a=e("details.k-tool"+(i\##
      ?.error?".failed":""),null,e("summary",e("b",r.tool??"Tool"),e("span.gist",Dt(r.text)),i?.error&&h("error","\##
      bad"),e("span.took",i?i.duration_ms!=null&&b(i.duration_ms):"no result")));return a.addEventListener("toggle\##
      ",()=>{if(!a.open||a.children.length>1)return;a.append(V(t,n,s,Et)),i&&a.append(e("h3",i.error?"Error":"Resu\##
      lt"),V(t,n,o,D))}),a}function st(t,n,s,o,i){const r=n.blocks[s],a=e("details.k-"+o,e("summary",e("b",i),e("s\##
      pan.gist",xe(r.text)),e("span.took",r.bytes>999&&f(r.bytes))));return a.addEventListener("toggle",()=>{a.ope\##
      n&&a.children.length===1&&a.append(V(t,n,s,Ye))}),a}function ot(n,s){const o=[],r=new Set;s.blocks.forEach((\##
      t,i)=>{if(r.has(i))return;if(t.kind==="text")o.push(e("div.k-"+(s.role==="user"?"prompt":"answer"),null,V(n,\##
      s,i,Ye)));else if(t.kind==="thinking")o.push(st(n,s,i,"thinking","Thinking"));else if(t.kind==="tool_use"){c\##
      onst e=s.blocks.findIndex((e,n)=>n>i&&e.kind==="tool_result"&&e.call===t.call&&!r.has(n));e>=0&&r.add(e),o.p\##
      ush(Ct(n,s,i,e))}else t.kind==="tool_result"?o.push(e("details.k-tool",e("summary",e("b",t.tool??"Result"),e\##
      ("span.gist",xe(t.text)),t.error&&h("error","bad")),V(n,s,i,D))):t.kind==="summary"?o.push(st(n,s,i,"thinkin\##
      g","Summary")):t.kind==="image"?o.push(!t.call&&e("p.k-prompt.note","Image: "+t.text)):o.push(e("p.k-note",t\##
      .text.slice(0,600)))}),s.kinds=s.blocks.map(e=>({text:s.role==="user"?"prompts":"answers",thinking:"thinking\##
      ",summary:"thinking",image:"prompts",note:"notes"}[e.kind]??"tools"));const a=s.timestamp&&new Date(s.timest\##
      amp),c=s.usage&&T(s.usage);return e("article.turn."+s.role,{"data-entry":s.entry,"data-seq":s.seq,tabindex:-\##
      1,label:Ze[s.role]+(a?", "+p(s.timestamp):"")},e("header",e("span.who",Ze[s.role]),s.branch!=null&&h("branch\##
       "+s.branch)),e("div.parts",o),e("footer",a&&e("time",{datetime:s.timestamp,title:g(a)},Y(a)),c>0&&e("span.t\##
      ook",{title:`${t(s.usage.output_tokens)} tokens written, ${t(c-s.usage.output_tokens)} read`},i(s.usage.outp\##
      ut_tokens)+" tokens")))}const it=["Text","Changes","Commands","Other tools","","Reading","Errors"];function \##
      xt(e){if(e.blocks.some(e=>e.error))return 6;const t=e.blocks.find(e=>e.kind==="tool_use")?.tool?.toLowerCase\##
      ();return t?/edit|write|patch|notebook/.test(t)?1:/bash|shell|exec|command|terminal/.test(t)?2:/read|grep|gl\##
      ob|search|fetch|list|^ls$/.test(t)?5:3:0}async function Ot(t,s){const o=[];for(let e=0;e!=null;){const t=awa\##
      it s.ask({entry:e,before:0,after:200,max_chars:1,parts:"tools"});for(const e of t.turns)e.role==="assistant"\##
      &&e.usage&&e.timestamp&&e.depth===0&&e.branch==null&&o.push({entry:e.entry,at:+new Date(e.timestamp),kind:xt\##
      (e),out:e.usage.output_tokens,context:e.usage.input_tokens+e.usage.cache_creation_input_tokens+e.usage.cache\##
      _read_input_tokens});if(e=typeof t.next=="number"&&t.next>e?t.next:null,o.length>2e4)break}if(o.length<2)ret\##
      urn;o.sort((e,t)=>e.at-t.at);const c=[];let r=0;o.forEach((e,t)=>{const n=t?e.at-o[t-1].at:0;n>12e4&&c.push(\##
      {x:r+15e3,gap:n}),r+=n>12e4?3e4:n,e.x=r});const u=Math.max(...o.map(e=>e.out),1),l=Math.max(...o.map(e=>e.co\##
      ntext),1),h=74,a=64,d=it.map((e,t)=>[e,t]).filter(([,e])=>o.some(t=>t.kind===e)),m=`Time and tokens: ${o.len\##
      gth} responses in ${b(r)} of work, ${c.length} longer pauses, a context of at most ${i(l)} tokens.`;n(t,he(m\##
      ,t=>{const n=e=>3+(t-6)*(r?e.x/r:0),v=e=>Math.max(2,(a-6)*(e/u)**.5),m=e("line.marker",{x1:-9,x2:-9,y1:0,y2:\##
      a}),f=e("svg.linked",{width:t,height:h},c.map(t=>e("line.pause",{x1:n(t),x2:n(t),y1:0,y2:a})),d.map(([,t])=>\##
      e("path.s"+t,{d:o.filter(e=>e.kind===t).map(e=>`M${n(e).toFixed(1)} ${a}v${(-v(e.out)).toFixed(1)}`).join(""\##
      )})),e("polyline",{points:o.map(e=>`${n(e).toFixed(1)},${(a-(a-6)*e.context/l).toFixed(1)}`).join(" ")}),e("\##
      line.base",{x1:0,x2:t,y1:a,y2:a}),m),p=e=>o.reduce((t,s)=>Math.abs(n(s)-e)<Math.abs(n(t)-e)?s:t);return f.ad\##
      dEventListener("click",e=>s.jump(p(e.clientX-f.getBoundingClientRect().left).entry)),me(f,e=>{const t=p(e),s\##
      =new Date(t.at);return m.setAttribute("x1",n(t)),m.setAttribute("x2",n(t)),[`${g(s)} ${Y(s)}`,it[t.kind],i(t\##
      .out)+" tokens written","context "+i(t.context)+" tokens"]})}),e("div.strip-note",e("ul.legend",d.map(([t,n]\##
      )=>e("li",e("i.s"+n,{unspoken:!0}),t)),e("li",e("i.line",{unspoken:!0}),"Context, up to "+i(l))),e("span.not\##
      e",`${o.length} responses · ${b(r)} of work`+(c.length?` · ${c.length} pauses cut`:""))))}const ct=[["prompt\##
      s","Prompts"],["answers","Answers"],["thinking","Thinking"],["tools","Tools"],["notes","Notes"],["subagents"\##
      ,"Subagents"]],wt=160,fe=40;class jt{constructor(t,n,s){Object.assign(this,{id:t,signal:n,version:s,turns:[]\##
      ,hidden:new Set}),this.node=e("div.turns"),this.start=e("div.edge"),this.end=e("div.edge"),this.watcher=new \##
      IntersectionObserver(e=>{for(const t of e)t.isIntersecting&&this.extend(t.target===this.start?-1:1)},{rootMa\##
      rgin:"900px 0px"})}ask(e){return o(`sessions/${this.id}/turns`,{...this.version,...e},this.signal)}async ope\##
      n(e,t){const n=await this.ask(e);this.watcher.disconnect(),this.node.replaceChildren(),this.turns=[],this.to\##
      tal=n.total,this.next=n.next,this.hasBefore=!0,this.add(n.turns,!1),(!this.turns.length||this.turns[0].entry\##
      ===0)&&(this.hasBefore=!1),this.mark(),t&&scrollTo(0,document.body.scrollHeight),requestAnimationFrame(()=>{\##
      this.watcher.observe(this.start),this.watcher.observe(this.end)})}add(e,t){const s=new Set(this.turns.map(e=\##
      >e.entry)),n=e.filter(e=>!s.has(e.entry));for(const e of n)e.node=ot(this,e);for(this.turns=t?[...n,...this.\##
      turns]:[...this.turns,...n];this.turns.length>wt;){const e=t?this.turns.pop():this.turns.shift();e.node.remo\##
      ve(),t?this.next=e.entry:this.hasBefore=!0}return this.arrange(),this.hide(),n.length}arrange(){const o=[],a\##
      =new Map([...this.node.querySelectorAll(".subagent")].map(e=>[e.querySelector(".turn")?.dataset.entry,e]));l\##
      et s=null;for(const t of this.turns)t.depth?(s||(s=a.get(String(t.entry))??e("details.subagent",e("summary")\##
      ,e("div")),s.turns=[],o.push(s)),s.turns.push(t)):(s=null,o.push(t.node));for(const t of o){if(!t.turns)cont\##
      inue;const a=t.turns.reduce((e,t)=>e+(t.usage?T(t.usage):0),0),r=t.turns[0].blocks.find(e=>e.kind==="text")?\##
      .text??"";n(t.firstChild,e("b","Subagent"),e("span.gist",xe(r)),e("span.took",c(t.turns.length,"turn")+(a?",\##
       "+i(a)+" tokens":"")));const s=t.lastChild;(s.children.length!==t.turns.length||s.firstChild!==t.turns[0].n\##
      ode)&&n(s,t.turns.map(e=>e.node))}let t=this.node.firstChild;for(const e of o)e===t?t=t.nextSibling:this.nod\##
      e.insertBefore(e,t);for(;t;){const e=t.nextSibling;t.remove(),t=e}}async extend(e){if(this.busy||!this.turns\##
      .length||(e<0?!this.hasBefore:this.next==null))return;this.busy=!0;try{if(e>0){const e=await this.ask({entry\##
      :this.next,before:0,after:fe});this.next=e.next,this.add(e.turns,!1)}else{const e=this.turns[0],t=z(e.node),\##
      n=await this.ask({entry:e.entry,before:fe,after:1}),s=this.add(n.turns,!0);this.hasBefore=s>0&&this.turns[0]\##
      .entry>0,scrollBy(0,z(e.node)-t)}this.mark()}finally{this.busy=!1}const t=e<0?this.start:this.end;this.watch\##
      er.unobserve(t),this.watcher.observe(t)}mark(){n(this.start,this.hasBefore?"Earlier turns are read …":null),\##
      n(this.end,this.next!=null?"Later turns are read …":this.turns.length?"End of the session":"Nobody says anyt\##
      hing in this session.")}hide(e=this.hidden){this.hidden=e;for(const t of this.turns)t.node.hidden=t.kinds.ev\##
      ery(t=>e.has(t))}seen(){return this.turns.filter(e=>e.node.checkVisibility())}current(){const t=j()?.closest\##
      ?.(".turn"),e=this.seen();return e.find(e=>e.node===t)??e.find(e=>e.node.getBoundingClientRect().bottom>140)\##
      ??e.at(-1)}focus(e){e.node.closest("details.subagent")?.setAttribute("open",""),e.node.scrollIntoView({block\##
      :"start"}),e.node.focus({preventScroll:!0}),Q(je(this.id,e.seq))}async jump(e){let t=this.turns.find(t=>t.en\##
      try>=e);(!t||this.turns[0].entry>e)&&(await this.open({entry:e,before:4,after:fe}),t=this.turns.find(t=>t.en\##
      try>=e)),t&&this.focus(t)}async move(e){const t=this.seen(),n=t.indexOf(this.current()),o=j()===t[n]?.node,s\##
      =t[o?n+e:Math.max(0,n)];s?this.focus(s):await this.extend(e)}}function je(e,t){const n=a().params;n.delete("\##
      follow");const s=String(n);return`#/s/${e}${t!=null?"@"+t:""}${s?"?"+s:""}`}function bt(t,n){const o=n.promp\##
      ts.filter(e=>e.text||e.number>0),s=(n.files??[]).filter(e=>e.writes);return[e("h2","Prompts"),e("ol",o.map(s\##
      =>e("li",e("a",{href:je(n.session,s.seq),"data-prompt":s.entry,onclick:e=>{e.preventDefault(),t.jump(s.entry\##
      )}},e("span",s.text||"Image"),e("small",[s.timestamp&&Y(new Date(s.timestamp)),s.calls&&c(s.calls,"call"),s.\##
      errors&&c(s.errors,"error"),d(s.cost_usd)].filter(Boolean).join(" · ")))))),s.length>0&&e("details.files",{o\##
      pen:s.length<8},e("summary",c(s.length,"file")+" written"),e("ul",s.slice(0,200).map(t=>e("li",{title:`${t.p\##
      ath}, ${c(t.writes,"write")}, ${c(t.reads,"read")}`},w(t.path).name))))]}async function gt({main:r,signal:u,\##
      title:m}){const R=({parts:e,params:t})=>{const[n,s]=(e[1]??"").split("@");return{id:n,seq:s,params:t,follow:\##
      t.get("follow")==="true"}};let{id:y,seq:x,params:C,follow:_}=R(a());const B=C.get("generation")?{generation:\##
      C.get("generation")}:{},f=new jt(y,u,B),k="sessions/"+encodeURIComponent(y),oe=_?f.ask({tail:30}):null,[v,H]\##
      =await Promise.all([o(k,{},u),o(k+"/outline",B,u)]);f.id=y=v.session,m(U(v));const X="ccstore resume "+(v.sh\##
      ort_id??y),V=()=>location.href.split("#")[0]+je(y,f.current()?.seq),G=()=>new Set((a().params.get("hide")??l\##
      ocalStorage.getItem("hide")??"notes").split(",").filter(Boolean)),S=e("div.choice",{role:"group",label:"Show\##
      "}),I=M("Follow",()=>N.f());function A(){const t=G();n(S,ct.map(([n,s])=>e("button",{"aria-pressed":String(!\##
      t.has(n)),"data-kind":n,onclick:()=>T(n)},s)));for(const[e]of ct)f.node.classList.toggle("hide-"+e,t.has(e))\##
      ;f.hide(t),I.setAttribute("aria-pressed",String(_))}function T(e){const t=G(),n=f.current(),i=n&&z(n.node);t\##
      .delete(e)||t.add(e);const s=[...t].join(",");localStorage.setItem("hide",s);const o=j()?.dataset?.kind;Q(l(\##
      {hide:s||"none"})),A(),o&&S.querySelector(`[data-kind=${o}]`).focus(),n?.node.checkVisibility()&&scrollBy(0,\##
      z(n.node)-i),K((t.has(e)?"Hidden: ":"Shown: ")+e)}async function se(e){const t={html:"html",markdown:"md",js\##
      onl:"jsonl"}[e];Se(`${y.slice(0,8)}.${t}`,await qe(k+"/export",{format:e}),"application/octet-stream")}async\##
       function J(){const t=f.current();if(!t)return;const n=await(await qe(`${k}/records/${t.seq}`)).text();let s\##
      =n;try{s=JSON.stringify(JSON.parse(n),null,2)}catch{}ge(`Record ${t.seq} as it is stored`,e("p.note","The fi\##
      rst record of this turn, with line breaks added."),e("div.record",{tabindex:0},D(s.slice(0,2e6))),e("p",e("b\##
      utton",{type:"button",onclick:()=>Se(`record-${t.seq}.json`,n,"application/octet-stream")},"Save the exact b\##
      ytes")))}const q=e=>{const t=f.current()?.entry??0,n=H.prompts.filter(e=>e.number>0),s=e>0?n.find(e=>e.entry\##
      >t):n.findLast(e=>e.entry<t);s&&f.jump(s.entry)},P=async e=>{const t=await Rt(y,e);t?O(s("s/"+t)):ze("No mor\##
      e sessions")},N={j:()=>f.move(1),k:()=>f.move(-1),J:()=>q(1),K:()=>q(-1),"[":()=>P(-1),"]":()=>P(1),t:()=>T(\##
      "tools"),h:()=>T("thinking"),".":J,y:()=>L(V(),"Link"),r:()=>L(X,"Command"),f:async()=>{_=!_,Q(l({follow:_?"\##
      true":null})),A(),K(_?"Following the end of the session.":"Not following any more."),_&&await f.open({tail:3\##
      0},!0)}},Z=e("nav.outline",{label:"Prompts"},bt(f,H)),W=e("div.strip"),ee=g(new Date(v.started))===g(new Dat\##
      e(v.ended));n(r,e("div.heading.session",e("h1",U(v)),Me(v),v.forked_from&&e("a",{href:s("s/"+v.forked_from)}\##
      ,h("forked from "+v.forked_from.slice(0,8)))),C.get("generation")&&e("p.warn",{role:"note"},`This is version\##
       ${+C.get("generation")+1} of it. `,e("a",{href:s("s/"+y)},"Show the latest")),te(".facts",{Project:v.projec\##
      t&&e("a",{href:s("sessions",{project:v.project}),title:v.project},w(v.project).name),Branch:v.branch,Model:v\##
      .model,Time:[F(v.started)," – ",F(v.ended,e=>ee?Y(new Date(e)):p(e))],Duration:b(v.duration_ms),Messages:t(v\##
      .messages),Tokens:e("span",{title:t(v.tokens)},i(v.tokens)),Cost:d(v.cost_usd)}),e("p.command",e("code",X),M\##
      ("Copy",N.r),e("span.grow"),M("Copy link",()=>L(V(),"Link")),e("details.menu",e("summary","Save as"),e("div"\##
      ,[["html","HTML"],["markdown","Markdown"],["jsonl","JSON lines"]].map(([t,n])=>e("button",{onclick:()=>se(t)\##
      .catch(e=>ze(e.message))},n)))),v.generations>1&&e("a.button",{href:s("s/"+y+"/versions")},c(v.generations,"\##
      version")),I),W,e("div.columns.reader",e("details.facets",{open:innerWidth>=1e3},e("summary","Contents"),Z),\##
      e("section.conversation",{label:"Conversation"},S,f.start,f.node,f.end))),A();const ne=()=>x?f.open({at:x,be\##
      fore:6,after:30}):f.open({entry:0,after:30});async function $(){_?await f.open({tail:30},!0):await ne();cons\##
      t e=x&&(f.turns.findLast(e=>e.seq<=x)??f.turns[0]);e&&(f.focus(e),e.node.classList.add("target")),pt(f.node,\##
      a().params.get("q"))}oe?.catch(()=>{}),await $();const E=()=>requestAnimationFrame(()=>{const n=f.current()?\##
      .entry??0,t=[...Z.querySelectorAll("[data-prompt]")],e=t.findLast(e=>+e.dataset.prompt<=n);for(const n of t)\##
      n.toggleAttribute("aria-current",n===e);e&&e!==E.last&&innerWidth>=1e3&&e.scrollIntoView({block:"nearest"}),\##
      E.last=e});return addEventListener("scroll",E,{passive:!0}),Ot(W,f).catch(()=>{}),{keys:N,keepsScroll:!0,lea\##
      ve:()=>{removeEventListener("scroll",E),f.watcher.disconnect()},async update(e){({seq:x,params:C,follow:_}=R\##
      (e),A(),await $())},async live({type:e,data:t}){if(e==="session"&&t?.session&&t.session!==y||e==="head")retu\##
      rn;const a=f.next==null,s=f.turns.at(-1);if(!a||!s)return;const o=await f.ask({entry:s.entry,before:0,after:\##
      fe}),n=o.turns.find(e=>e.entry===s.entry);n&&JSON.stringify(n.blocks)!==JSON.stringify(s.blocks)&&(n.node=ot\##
      (f,n),s.node.replaceWith(n.node),f.turns[f.turns.length-1]=n,f.hide()),f.next=o.next;const i=f.add(o.turns,!\##
      1);f.mark(),i&&K(c(i,"new turn")),_&&scrollTo({top:document.body.scrollHeight})}}}function pt(e,t){if(!globa\##
      lThis.CSS?.highlights)return;if(CSS.highlights.delete("found"),!t)return;const o=[],s=t.toLowerCase(),n=docu\##
      ment.createTreeWalker(e,NodeFilter.SHOW_TEXT);for(;n.nextNode()&&o.length<500;){const e=n.currentNode.data.t\##
      oLowerCase();for(let t=e.indexOf(s);t>=0;t=e.indexOf(s,t+s.length)){const i=new Range;i.setStart(n.currentNo\##
      de,t),i.setEnd(n.currentNode,Math.min(n.currentNode.length,t+s.length)),o.push(i)}}CSS.highlights.set("found\##
      ",new Highlight(...o))}const Re=(t,n,s)=>e("td"+(n?"."+n:""),null,t&&[e("small",`line ${t.line+1} · ${t.kind\##
      }`),e("pre",s??t.text,t.truncated&&" …")]);async function vt({main:i,signal:r,title:d}){async function g({pa\##
      rts:a,params:g}){const v=a[1].split("@")[0],y="sessions/"+encodeURIComponent(v),[C,F]=await Promise.all([o(y\##
      ,{},r),o(y+"/versions",{},r)]),b=C.generations,j=+(g.get("to")??b-1),_=+(g.get("from")??Math.max(0,j-1)),O=C\##
      .title||v.slice(0,8),x=`ccstore restore ${v.slice(0,8)} --generation ${_}`;d("Versions of "+O);const w=b>1?a\##
      wait o(y+"/diff",{from:_,to:j},r):{files:[]},E=F.files.flatMap(e=>e.generations.map(t=>({...t,path:e.path}))\##
      ),k=(t,n)=>t.words.length?t.words.filter(e=>e.change!==(n?"new":"lost")).map(t=>t.change==="kept"?t.text:e(n\##
      ?"del":"ins",null,t.text)):null,S=(t,n,s)=>e("div",e("span.note",t),ne(t,Array.from({length:Math.min(b,30)},\##
      (t,o)=>e("a",{href:l({[n]:o}),current:o===s},o+1))));n(i,A("Versions"),e("p",e("a",{href:s("s/"+v)},O),` · $\##
      {c(b,"version")}`),E.length>0&&N("Versions",[m("Version",e=>String(e.generation+1),{href:e=>s("s/"+v,{genera\##
      tion:e.generation})}),m("File",e=>e.path),m("Stored",e=>p(e.decision?.time)),m("Why",e=>e.decision?.reason??\##
      "first version"),u("Lines",e=>t(e.records)),u("Size",e=>f(e.bytes))],E.slice(0,200)),b<2?e("p.empty","There \##
      is one version of this session: nothing that was stored has been rewritten."):[e("div.options",S("Earlier","\##
      from",_),S("Later","to",j)),e("p.command",e("code",x),M("Copy",()=>L(x,"Command"))),!w.files.length&&e("p.em\##
      pty","No file has both of these versions."),w.files.map(n=>e("section.card",{label:n.path},e("h2.path",n.pat\##
      h),e("p",h(`${t(n.kept)} kept`),h(`${t(n.lost)} lost`,n.lost&&"bad"),h(`${t(n.changed)} changed`,n.changed&&\##
      "warn"),h(`${t(n.new)} new`,n.new&&"good"),n.reordered&&h("in another order","warn")),n.changes.length>0&&e(\##
      "div.scroll",{tabindex:0,role:"region",label:"Changes"},e("table.diff",e("caption.sr","Lines that differ"),e\##
      ("thead",e("tr",e("th",{scope:"col"},`Version ${n.from+1}`),e("th",{scope:"col"},`Version ${n.to+1}`))),e("t\##
      body",n.changes.slice(0,300).map(t=>e("tr",Re(t.old,t.old&&"lost",k(t,!0)),Re(t.new,t.new&&"new",k(t,!1)))))\##
      )),n.changes.length>300&&e("p.note",`The first 300 of ${t(n.changes.length)} changes; all of them: `,e("code\##
      ",`ccstore diff ${v.slice(0,8)}`))))])}return await g(a()),{update:g}}const mt=[["user","Prompts"],["assista\##
      nt","Answers"],["thinking","Thinking"],["tool_input","Tool input"],["tool_output","Tool output"],["title","T\##
      itles"],["system","Notes"]],ut=(e,t)=>t?[e]:[...e.matchAll(/"([^"]+)"|(\S+)/g)].map(([,e,t])=>e??t);function\##
       yt(t,n,s){let i;try{i=new RegExp(n.map(e=>s?e:e.replace(/[.*+?^${}()|[\]\\]/g,"\\$&")).join("|"),"gi")}catc\##
      h{return[t]}const a=[];let o=0;for(const n of t.matchAll(i))n[0]&&a.push(t.slice(o,n.index),e("mark",n[0])),\##
      o=n.index+n[0].length;return[...a,t.slice(o)]}async function _t({main:i,signal:r}){const p=e("input",{type:"\##
      search",label:"Text",placeholder:'Words, or a "phrase"',autocomplete:"off",spellcheck:"false"}),T=e("form.se\##
      arch",{role:"search",onsubmit:e=>{e.preventDefault(),O(l({q:p.value.trim()||null}))}},p,e("button",{type:"su\##
      bmit"},"Search")),b=e("div.options"),m=e("p.note",{"aria-live":"polite"}),v=e("div"),g=e("div.found");let u=\##
      {},d=[],f=new Map;const z=o("sessions",{limit:1e3,all:"true"},r).then(e=>{f=new Map(e.sessions.map(e=>[e.ses\##
      sion,e]))}).catch(()=>{});function x(s,o){const i=s.getAll("role"),a=new Map(o?.map(e=>[e.key,e.records]));n\##
      (b,ne("Where",e("a",{href:l({role:null}),current:!i.length},"Everywhere"),mt.map(([n,s])=>e("a",{current:i.i\##
      ncludes(n),href:l({role:i.includes(n)?i.filter(e=>e!==n):[...i,n]})},s,a.has(n)&&e("small",t(a.get(n)))))),n\##
      e("How",[["case","Case"],["word","Whole words"],["regex","Pattern"]].map(([t,n])=>e("a",{href:l({[t]:s.get(t\##
      )?null:"true"}),current:s.get(t)},n))),_("Order","sort",[["time","Latest"],["relevance","Best"]],s.get("sort\##
      ")??"time","time"),_("Time","since",[[null,"Any time"],["7d","7 d"],["30d","30 d"],["365d","1 y"]],s.get("si\##
      nce")),Ae(s,["project","model","branch","tool","session","on","until"])),p.value=s.get("q")??""}function C(t\##
      ,o,i){const a=new Map;for(const e of d)a.set(e.session,[...a.get(e.session)??[],e]);const l=e=>f.get(e)?.tit\##
      le||"Session "+e.slice(0,8),r=n=>e("li",e("a",{href:s(`s/${n.session}@${n.seq}`,{q:o[0]})},h(mt.find(([e])=>\##
      e===n.role)?.[1]??n.role),e("span.snippet",yt(n.snippet,o,t.get("regex"))),F(n.timestamp)));n(g,[...a].map((\##
      [t,n])=>e("section",e("h2",e("a",{href:s("s/"+t)},l(t)),e("small",c(n.length,"record"),f.has(t)&&" · "+w(f.g\##
      et(t).project).name)),e("ul",n.slice(0,5).map(r)),n.length>5&&e("details",e("summary",`${n.length-5} more in\##
       this session`),e("ul",n.slice(5).map(r))))),i&&e("p",M("Show more",()=>D(t,o,i))))}const E=(e,t)=>o("search\##
      ",{q:ut(e.get("q"),e.get("regex")),tz:y,limit:100,...$(e,["role","case","word","regex","sort","since","until\##
      ","on","project","model","branch","tool","session"]),...t},r);async function D(e,t,n){const o=u,s=await E(e,\##
      {cursor:n});if(o!==u)return;d=d.concat(s.hits),C(e,t,s.next)}async function k({params:s}){x(s);const i=s.get\##
      ("q"),a=u={};if(d=[],!i){n(g,e("p.empty",'All words must be in one record; a "phrase" in quotation marks is \##
      one text.')),n(m),n(v),innerWidth>700&&p.focus();return}m.textContent="Searching …";const o=await E(s).catch\##
      (e=>{throw m.textContent="",e});if(a!==u)return;d=o.hits;const r=o.months??[];if(n(m,d.length?`${c(o.total,"\##
      record")} in ${c(o.sessions,"session")}`+(o.next?`, ${t(d.length)} of them here`:""):"Nothing was found. Try\##
       fewer words, another place, or any time."),x(s,o.roles),n(v,r.length>1&&ue("Records by month",r.map(e=>({ke\##
      y:e.key,parts:[e.records],href:l({on:e.key})})),["Records"],t,90)),await z,a!==u)return;C(s,ut(i,s.get("rege\##
      x")),o.next),document.title=i+" · ccstore"}n(i,A("Search"),T,b,m,v,g),await k(a());const S=e=>{const t=[...g\##
      .querySelectorAll("li a")],n=t.indexOf(j());t[Math.max(0,Math.min(t.length-1,n+e))]?.focus()};return{update:\##
      k,live:()=>{},keys:{j:()=>S(1),k:()=>S(-1)}}}const lt=["day","week","month","model","project","session","bra\##
      nch","machine","tool"],rt=e=>e[0].toUpperCase()+e.slice(1),we={cost:["Cost",e=>e.cost_usd??0,d],tokens:["Tok\##
      ens",T,i],output:["Output",e=>e.output_tokens,i],responses:["Responses",e=>e.responses,t]},nt=["project","mo\##
      del","branch","session"],tt=(e,t)=>e==="project"?w(t).name:t??"none";function kt(e,t,n){const s=new Map;for(\##
      const n of e.flatMap(e=>e.parts))s.set(n.key,(s.get(n.key)??0)+t(n));const o=[...s].sort((e,t)=>t[1]-e[1]).m\##
      ap(([e])=>e),a=o.slice(0,5),i=o.length-5;return[[...a.map(e=>tt(n,e)),...i>0?[`${i} more`]:[]],e=>{const s=n\##
      ew Map(e.parts.map(e=>[e.key,t(e)])),n=o.map(e=>s.get(e)??0);return[...n.slice(0,5),...i>0?[n.slice(5).reduc\##
      e((e,t)=>e+t)]:[]]}]}function At(t,n){const s=new Date,a=new Date(s.getFullYear(),s.getMonth()+1,0).getDate(\##
      ),o=t.totals.cost_usd??0,r=s.getDate()-1+(s.getHours()*60+s.getMinutes())/1440,i=o/Math.max(r,.5)*a;return E\##
      ("This month",e("dl.figures.small",q("So far",d(o),`${s.getDate()} of ${a} days`),q("Forecast",d(i),"at the \##
      same pace"),n>0&&q("Of the budget",B(o,n),i>n?d(i-n)+" above it, by the forecast":"within it, by the forecas\##
      t")),n>0&&e("meter",{min:0,max:n,value:Math.min(o,n),label:"Spent of the budget"}),e("form.inline",{onsubmit\##
      :e=>{e.preventDefault(),O(l({budget:e.target.budget.value}))}},e("label","Budget in $ a month ",e("input",{n\##
      ame:"budget",type:"number",min:0,step:"any",value:n||""})),e("button",{type:"submit"},"Set")))}async functio\##
      n St({main:r,signal:c}){async function h({params:a}){const h=a.get("by")??"day",g=a.get("split"),O=a.get("ra\##
      nge")??"90d",F=a.get("show")??"cost",[w,p,k]=we[F]??we.cost,R=O==="all"?null:O,v=lt.indexOf(h)<3,L=e=>o("usa\##
      ge",{since:R,tz:y,...$(a,nt),...e},c),[b,B,P]=await Promise.all([L({by:h,split:g,fill:v||null,limit:v?2e3:50\##
      0,compare:R&&"previous"}),L({by:"hour-of-week"}),o("usage",{by:"month",on:"this-month",tz:y},c)]),{groups:f,\##
      totals:M}=b,[T,I]=g?kt(f,p,g):[[w],e=>[p(e)]],z=de.map(()=>Array(24).fill(0));for(const e of B.groups){const\##
      [n,s]=(e.key??"").split(" "),t=z[de.indexOf(n)];t&&(t[parseInt(s)]+=p(e))}const D=e=>h==="session"?e.title||\##
      e.key.slice(0,8):tt(h,e.key),S=e=>!e.key||h==="week"||h==="machine"||h==="tool"?null:h==="session"?s("s/"+e.\##
      key):s("sessions",{[v?"on":h]:e.key}),x=[m(rt(h),D,{value:e=>e.key,href:S}),...[["Responses","responses",t],\##
      ["Input","input_tokens",i],["Output","output_tokens",i],["Cache read","cache_read_input_tokens",i],["Cache w\##
      rite 5 min","cache_creation_5m_input_tokens",i],["Cache write 1 h","cache_creation_1h_input_tokens",i],["Cos\##
      t","cost_usd",d]].map(([e,t,n])=>u(e,e=>n(e[t]),{value:e=>e[t]}))],j=v?f.toReversed():f;n(r,A("Usage",e("div\##
      .grow"),_("Period","range",Fe,O,"90d")),e("div.options",_("Group by","by",lt.map(e=>[e,rt(e)]),h,"day"),_("D\##
      ivide by","split",[[null,"Whole"],...["model","project","machine"].map(e=>[e,"by "+e])],g),_("Measure","show\##
      ",Object.entries(we).map(([e,[t]])=>[e,t]),F,"cost"),Ae(a,nt)),Ie(b),M.unpriced_models.length>0&&e("p.warn",\##
      "Without a known price, and not in the cost: "+M.unpriced_models.join(", ")),f.length===0?H("Nothing was use\##
      d in this period. ",e("a",{href:l({range:"all"})},"Show all that is stored")):e("div.cards",C(`${w} by ${h}`\##
      ,v?[g&&Yt(T),ue(w,f.slice(-400).map(e=>({key:e.key,parts:I(e),href:S(e)})),T,k,240)]:le(f.slice(0,15).map(e=\##
      >({name:D(e),title:e.key,value:p(e),text:k(p(e)),href:S(e)})))),E("Hours of the week",Kt(`${w} by hour of th\##
      e week.`,z,k)),At(P,+a.get("budget")),C("Numbers",e("button",{onclick:()=>Se(`usage-by-${h}.csv`,tn(x,j),"te\##
      xt/csv")},"Save as CSV"),N("Usage by "+h,x,j.slice(0,400),e("tfoot",e("tr",x.map((t,n)=>n?e("td.number",t.te\##
      xt(M)):e("th",{scope:"row"},"Total"))))),j.length>400&&e("p.note",`The first 400 of ${t(j.length)}; all of t\##
      hem are in the CSV.`),e("p.note",`Prices: ${b.prices}. Zone: ${b.tz}.`))))}return await h(a()),{update:h}}as\##
      ync function Mt({main:i,signal:r}){async function c({params:a}){const l=a.get("range")??"all",h=await o("too\##
      ls",{since:l==="all"?null:l,tz:y,project:a.get("project"),session:a.get("session")},r),c=h.tools,d=Math.max(\##
      ...c.map(e=>e.longest_ms??0),1e3);n(i,A("Tools",e("div.grow"),_("Period","range",Fe,l,"all")),c.length?e("di\##
      v.cards",E("Calls, and errors among them",le(c.slice(0,12).map(e=>({name:e.tool,value:e.calls,text:t(e.calls\##
      ),share:e.errors/e.calls,note:e.errors?B(e.errors,e.calls)+" errors":null})))),E("Most errors",le(c.filter(e\##
      =>e.errors).sort((e,t)=>t.errors-e.errors).slice(0,12).map(e=>({name:e.tool,value:e.errors,text:t(e.errors),\##
      href:s("search",{q:"error",tool:e.tool,role:"tool_output"}),note:B(e.errors,e.calls)})))),C("All tools",N("T\##
      ools",[m("Tool",e=>e.tool),u("Calls",e=>t(e.calls)),u("Errors",e=>t(e.errors)),u("Share",e=>B(e.errors,e.cal\##
      ls)),u("No result",e=>t(e.unanswered)),u("Median",e=>b(e.median_ms)),u("Longest",e=>b(e.longest_ms)),m(`From\##
       the median to the longest, 1 ms to ${b(d)}`,e=>e.median_ms==null?"–":ft(e.median_ms,e.longest_ms,d,`Median \##
      ${b(e.median_ms)}, longest ${b(e.longest_ms)}`)),u("Together",e=>b(e.total_ms))],c))):e("p.empty","No tool w\##
      as called in this period. ",e("a",{href:s("tools")},"Show all")))}return await c(a()),{update:c}}async funct\##
      ion Ft({main:a,signal:r}){async function l(){const[f,p]=await Promise.all([o("usage",{by:"project",split:"mo\##
      nth",tz:y},r),o("facets",{tz:y},r)]),l=new Map,m=e=>{const t=re(e);return l.has(t)||l.set(t,{key:t,paths:new\##
       Set,cost:0,tokens:0,sessions:0,months:{},last:null}),l.get(t).paths.add(e),l.get(t)};for(const e of f.group\##
      s){const t=m(e.key);t.cost+=e.cost_usd??0,t.tokens+=T(e);for(const n of e.parts??[])t.months[n.key]=(t.month\##
      s[n.key]??0)+(n.cost_usd??0)}for(const{key:n,sessions:s,last:t}of p.projects){const e=m(n);e.sessions+=s,t>(\##
      e.last??"")&&(e.last=t)}const u=[...new Set([...l.values()].flatMap(e=>Object.keys(e.months)))].sort().slice\##
      (-18),h=[...l.values()].sort((e,t)=>(t.last??"")<(e.last??"")?-1:1),g=e=>e.key?s("sessions",{project:e.key})\##
      :s("sessions");n(a,A("Projects",e("span.note",c(h.length,"project"))),!h.length&&e("p.empty","Nothing is sto\##
      red yet."),e("ul.projects",h.slice(0,300).map(n=>e("li",e("h2",e("a",{href:g(n)},w(n.key).name)),e("p.path",\##
      {title:n.key},n.key||"Sessions without a working directory"),Ut(u.map(e=>n.months[e]??0),`Cost by month, ${u\##
      [0]??""} to ${u.at(-1)??""}`),te("",{Cost:d(n.cost),Sessions:t(n.sessions),Tokens:i(n.tokens),Last:n.last&&F\##
      (n.last,W)}),n.paths.size>1&&e("p.note",`With ${c(n.paths.size-1,"worktree")}`)))))}return await l(),{update\##
      :l}}async function Tt({main:i,signal:a}){const r=e("p.note",{role:"status"});async function h(e,t){r.textCon\##
      tent=t;try{const n=await Qt(e,{});for(;;){await new Promise(e=>setTimeout(e,700));const e=await o("runs/"+en\##
      codeURIComponent(n.run),{},a);if(e.sync_status==="in_progress"){r.textContent=`${t} ${f(e.done)} of ${f(e.to\##
      tal)} are read.`;continue}const s=e.sync_status==="completed"?"Done.":`It has failed. ${e.error_message??""}\##
      `;return await l(),r.textContent=s,K(s)}}catch(e){e.name!=="AbortError"&&(r.textContent=e.message)}}async fu\##
      nction l(){const[v,l,O]=await Promise.all([o("status",{},a),o("doctor",{},a).catch(()=>null),o("drift",{limi\##
      t:100},a).catch(()=>o("drift",{},a))]),{stored:g,on_disk:b}=v,j=b?.not_stored,_=l?.verdict==="safe"&&!l.dama\##
      ge?.length,y=(v.history??[]).toSorted((e,t)=>e.started<t.started?1:-1).slice(0,60),w=O.sessions??[];n(i,A("S\##
      torage and health"),e("p.verdict."+(_?"good":"warn"),null,e("b",_?"Everything on disk is stored.":l?.damage?\##
      .length?"The store is damaged.":"Not everything is safe.")," ",l&&[l.cleanup_period_days!=null?`Claude Code \##
      deletes transcripts after ${c(l.cleanup_period_days,"day")}. `:"",l.unsafe?.length?`${c(l.unsafe.length,"tra\##
      nscript")} would be lost. `:"",l.verified_at?["Every byte was checked ",F(l.verified_at,W),"."]:["Every byte\##
       has never been checked: ",e("code","ccstore verify"),"."]]),e("div.cards",E("Stored",te(".list",{Sessions:t\##
      (g.sessions),Records:t(g.records),Files:t(g.sources),Versions:t(g.generations),Transcripts:f(g.source_bytes)\##
      ,Store:[f(g.store_bytes),e("small",` ${B(g.store_bytes,g.source_bytes)} of the transcripts`)],From:p(g.oldes\##
      t),To:p(g.newest),"Bad lines":t(g.bad_lines),Head:[t(v.head.seq),e("small"," chain "+v.head.chain.slice(0,12\##
      ))]})),E("On disk",b?te(".list",{Files:t(b.files),Size:f(b.bytes),"New, not stored":t(j.new_files),"Changed,\##
       not stored":t(j.changed_files),"Not stored":f(j.bytes),"Gone from disk":t(g.missing),Pruned:t(g.pruned),"Fr\##
      ee space":l&&f(l.free_bytes),Folders:v.roots?.map(t=>e("div.path",t))}):e("p","Not known."),e("p.buttons",e(\##
      "button",{onclick:()=>h("runs","Storing what is new.")},"Store what is new"),e("button",{onclick:()=>h("veri\##
      fy","Checking every byte.")},"Check every byte")),r,v.compaction?.recommended&&e("p.note",`${f(v.compaction.\##
      saves_bytes)} can be saved: `,e("code","ccstore compact"))),l?.unsafe?.length>0&&C("Not stored yet",N("Trans\##
      cripts that are not stored",[m("File",e=>e.path??String(e))],l.unsafe.slice(0,100))),C("Only in the store",w\##
      .length?N("Sessions that are only in the store",[m("Session",e=>e.title||e.session.slice(0,8),{href:e=>s("s/\##
      "+e.session)}),m("Ended",e=>p(e.ended)),u("Records",e=>t(e.records)),u("Cost",e=>d(e.cost_usd))],w):e("p.not\##
      e","Everything that is stored is still on disk as well.")),C("Runs",y.length?N("Runs of the ingest",[m("Run"\##
      ,e=>String(e.run)),m("Started",e=>p(e.started),{href:e=>s("",{range:"all",as_of:e.ended??e.started})}),m("Re\##
      sult",e=>e.error_message||e.sync_status.replace("_"," ")),...["new","updated","rewritten","missing","failed"\##
      ,"records","bad_lines"].map(e=>u(e[0].toUpperCase()+e.slice(1).replace("_"," "),n=>t(n[e]))),u("Bytes",e=>f(\##
      e.bytes))],y):null,e("p.note",y.length?"The time of a run leads to the pages as of it.":"Nothing has been st\##
      ored yet."))))}return await l(),{update:l}}Qe();const ce={"":["Overview","o",Lt],sessions:["Sessions","s",Pt\##
      ],search:["Search","",_t],usage:["Usage","u",St],tools:["Tools","t",Mt],projects:["Projects","p",Ft],storage\##
      :["Storage","h",Tt]},Ne={s:["Session","",gt],versions:["Versions","",vt]},De=["system","light","dark"];funct\##
      ion Be(e){e==="system"?delete document.documentElement.dataset.theme:document.documentElement.dataset.theme=\##
      e,r("theme").textContent={system:"Auto",light:"Light",dark:"Dark"}[e],r("theme").setAttribute("aria-label","\##
      Theme: "+e)}const pe=()=>localStorage.getItem("theme")??"system";Be(pe()),r("theme").onclick=()=>{localStora\##
      ge.setItem("theme",De[(De.indexOf(pe())+1)%3]),Be(pe())};let v={},J="",Te=new AbortController;function Bt(t)\##
      {n(r("nav"),e("ul",Object.entries(ce).map(([n,[o]])=>e("li",e("a",{href:s(n),current:n===(Ne[t]?"sessions":t\##
      )&&"page"},o)))))}function Vt(t){if(t.name==="AbortError"||t instanceof Pe||t.status===401)return null;t ins\##
      tanceof ee||console.error(t);const{errors:n=[],candidates:o=[]}=t.problem??{};return e("div.card",e("h1",t.s\##
      tatus===404?"Not found":"This cannot be shown"),e("p",t.message),n.map(t=>e("p",`${t.parameter}: ${t.detail}\##
      `)),o.map(t=>e("p",e("a",{href:s("s/"+t)},t))),e("p",e("a",{href:s("")},"Go to the overview")))}async functi\##
      on ie(t){const{parts:i,params:l}=a(),c=i[0]==="s"&&i[2]==="versions"?"versions":i[0]??"",[f,,h]=ce[c]??Ne[c]\##
      ??["Not found"],d=[c,i[0]==="s"&&i[1]?.split("@")[0],l.get("as_of"),l.get("generation")].join();if(document.\##
      body.classList.toggle("past",l.has("as_of")),Bt(c),Je(),d===J&&!t&&v.update)return ke(()=>v.update(a()));Te.\##
      abort(),Te=new AbortController;const{signal:u}=Te,o=r("main"),m=d!==J;if(v.leave?.(),v={},J=d,document.title\##
      =f+" · ccstore",!h)return void n(o,H("There is no such page. ",e("a",{href:s("")},"Go to the overview")));m&\##
      &(o.setAttribute("aria-busy","true"),o.contains(j())&&o.focus({preventScroll:!0})),await ke(async()=>{const \##
      e=await h({main:o,signal:u,title:e=>{document.title=e+" · ccstore"}});if(u.aborted)return e.leave?.();v=e,m&\##
      &!v.keepsScroll&&scrollTo(0,0)}),u.aborted||o.removeAttribute("aria-busy")}async function ke(e){try{await e(\##
      )}catch(t){const e=Vt(t);e&&n(r("main"),e)}}addEventListener("hashchange",()=>{const e=location.hash.slice(1\##
      );if(e&&!e.startsWith("/"))return Qe(),ht(),ie(!0);ie()}),document.querySelector(".skip").onclick=e=>{e.prev\##
      entDefault(),r("main").focus()},r("find").onsubmit=e=>{e.preventDefault();const t=r("find").q.value.trim();t\##
      &&O(s("search",{q:t}))};let I=[];function Je(){const t=a().params.get("as_of"),d=r("past"),s=I.length;if(!s)\##
      return;const u=e=>e?"As of "+p(e.at):"Now",h=e=>O(l({as_of:I[e]?.at,cursor:null})),i=t?Math.max(0,I.findLast\##
      Index(e=>e.at<=t)):s,g=d.contains(j()),c=Math.ceil(s/60),m=e("output",t&&isNaN(t)?"As of "+p(t):t?"As of eve\##
      nt "+t:"Now");let f;const o=e("input",{type:"range",min:0,max:s,value:i,label:"As of: what the store knew af\##
      ter a run","aria-valuetext":u(I[i]),oninput:()=>{m.textContent=u(I[o.value]),clearTimeout(f),f=setTimeout(()\##
      =>h(o.value),120)}});o.value=i,n(d,m,e("span.slide",o,e("svg.ticks",{viewBox:`0 0 ${s} 4`,preserveAspectRati\##
      o:"none",unspoken:!0},Array.from({length:Math.floor(s/c)+1},(t,n)=>e("line",{x1:n*c,x2:n*c,y1:0,y2:4})))),t&\##
      &M("Back to now",()=>h(s))),g&&o.focus()}async function at(){const e=await o("status",{as_of:null});I=(e.his\##
      tory??[]).map(e=>({run:e.run,at:e.ended??e.started})).filter(e=>e.at).sort((e,t)=>e.at<t.at?-1:1),Je()}const\##
       ye=(t,s,...o)=>n(r("banner"),t&&e("p."+s,t,...o));let be=!1;S.addEventListener("down",()=>ye("The server ha\##
      s stopped. Start it again with ","bad",e("code","ccstore serve"),"; this page tries again by itself and cont\##
      inues.")),S.addEventListener("up",({detail:e})=>{const t=!r("main").querySelector("h1");(e.again||be)&&(ye("\##
      "),be=!1,(e.again||t)&&We(!0)),at().catch(()=>{})}),S.addEventListener("lost",({detail:t})=>ye(`Damage of th\##
      e store has taken ${c(t,"event")} away; what is intact is shown. Say `,"warn",e("code","ccstore verify")," f\##
      or the details.")),S.addEventListener("token",({detail:t})=>{be=!0,J="",document.title="No access · ccstore"\##
      ,n(r("main"),e("div.card.token",e("h1",t.had?"This page’s token is not valid any more":"This page needs its \##
      token"),t.had&&e("p","The server was started again since then, and each start has a new token."),e("p","Open\##
       the address that ",e("code","ccstore serve")," printed, with everything after the #. ","To start a server a\##
      nd open the page at once:"),e("p.command",e("code","ccstore serve --open"),M("Copy",()=>L("ccstore serve --o\##
      pen","Command")))))});let et;S.addEventListener("event",({detail:e})=>{if(e.type!=="head"&&e.type!=="session\##
      ")return;if(e.type==="head"){if(e.data?.seq===S.head)return;Zt()}if(a().params.has("as_of"))return;if(v.live\##
      )return void ke(()=>v.live(e));if(e.type!=="head")return;clearTimeout(et),et=setTimeout(()=>We(),500)});let \##
      Ge;const Zt=()=>{clearTimeout(Ge),Ge=setTimeout(()=>at().catch(()=>{}),1500)};async function We(e){if(v.live\##
      &&!e)return;const n=scrollY,t=j()?.getAttribute?.("href");await ie(!0),scrollTo(0,n),t&&[...r("main").queryS\##
      electorAll("a")].find(e=>e.getAttribute("href")===t)?.focus({preventScroll:!0})}const en=[["/","Search"],["j\##
       k","Next and previous row or turn"],["J K","Next and previous prompt"],["Enter","Open the row"],["[ ]","Pre\##
      vious and next session"],["f","Follow the end of a session"],["t","Show or hide tools"],["h","Show or hide t\##
      hinking"],["y","Copy a link to this place"],["r","Copy the command that resumes the session"],[".","Show the\##
       stored record"],...Object.values(ce).filter(([,e])=>e).map(([e,t])=>["g "+t,e]),["?","This page"]];function\##
       He(){ge("Keys",e("dl.keys",en.map(([t,n])=>e("div",e("dt",t.split(" ").map(t=>e("kbd",t))),e("dd",n)))),e("\##
      p.note","The address of a page has everything that it shows, so it can be kept."))}r("keys").onclick=He;let \##
      _e=0;addEventListener("keydown",e=>{if(e.ctrlKey||e.metaKey||e.altKey||r("dialog").open)return;const n=e.tar\##
      get;if(n.matches?.("input,textarea,select")&&(e.key==="Escape"&&n.blur(),n.type!=="range"&&n.type!=="checkbo\##
      x"))return;const{key:t}=e;let o=!0;if(Date.now()-_e<1200){const[e]=Object.entries(ce).find(([,e])=>e[1]===t)\##
      ??[];_e=0,e!=null&&O(s(e))}else if(v.keys?.[t])v.keys[t]();else if(t==="g")_e=Date.now();else if(t==="/"){co\##
      nst e=r("main").querySelector("input[type=search]")??r("find").q;e.focus(),e.select()}else t==="?"?He():t===\##
      "y"?L(location.href,"Link"):o=!1;o&&e.preventDefault()}),ht(),ie()})()
      """##)
}
