// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.

extension Assets {
  static let appJS = Asset(
    name: "app.js", contentType: "text/javascript; charset=utf-8",
    digest: "c9ed605424ea92688183e0ec88f22026f1bbf7ca9c4e9bc25cafee57ed624484",
    sources: ["api.js", "app.js", "charts.js", "dom.js", "lists.js", "overview.js", "search.js", "session.js", "sessions.js", "storage.js", "strip.js", "text.js", "turns.js", "usage.js", "versions.js"],
    sourceDigest: "73d30ed9825b8aee13572de0d47aa841a565ee46b6c21fffdf9736a19881927b",
    text: ##"""
      (()=>{const qt=new Set(["svg","g","path","rect","line","text","title","circle","polyline"]),on={label:"aria-\##
      label",current:"aria-current",unspoken:"aria-hidden"};function e(o,s,...i){if(s?.constructor!==Object)return\##
       e(o,{},s,...i);const[n,...a]=o.split("."),t=qt.has(n)?document.createElementNS("http://www.w3.org/2000/svg"\##
      ,n):document.createElement(n);a.length&&t.setAttribute("class",a.join(" ")),n==="button"&&(t.type="button");\##
      for(const[o,e]of Object.entries(s)){if(e==null||e===!1)continue;const n=on[o]??o;if(n.startsWith("on"))t.add\##
      EventListener(n.slice(2),e);else if(n==="style")for(const[n,s]of Object.entries(e))t.style.setProperty(n,s);\##
      else n==="value"?t.value=e:t.setAttribute(n,e===!0&&n===o?"":e)}return t.append(...i.flat(9).filter(e=>e!=nu\##
      ll&&e!==!1)),t}const n=(e,...t)=>(e.replaceChildren(...t.flat(9).filter(e=>e!=null&&e!==!1)),e),c=e=>documen\##
      t.getElementById(e),y=()=>document.activeElement,M=e=>e.getBoundingClientRect().top,F=(t,n,s)=>e("button",{o\##
      nclick:n,...s},t),V=e=>{c("said").textContent=e};function i(){const[t,n]=location.hash.slice(1).split("?");l\##
      et e=[];try{e=t.split("/").filter(Boolean).map(decodeURIComponent)}catch{}return{parts:e,params:new URLSearc\##
      hParams(n??"")}}function s(e,t){const o=Object.entries(t??{}).filter(([,e])=>e!=null&&e!==""),n=new URLSearc\##
      hParams(o.flatMap(([e,t])=>Array.isArray(t)?t.map(t=>[e,t]):[[e,t]])),s=i().params.get("as_of");return s&&!n\##
      .has("as_of")&&t?.as_of!==null&&n.set("as_of",s),"#/"+e+(String(n)?"?"+n:"")}const ee=e=>history.replaceStat\##
      e(null,"",e),B=(e,t)=>Object.fromEntries(t.map(t=>[t,e.getAll(t)]));function l(e){const{parts:o,params:t}=i(\##
      ),n={};for(const s of new Set(t.keys())){const e=t.getAll(s);n[s]=e.length>1?e:e[0]}return s(o.map(encodeURI\##
      Component).join("/"),{...n,...e})}const k=(e,t)=>{t?(ee(e),dispatchEvent(new HashChangeEvent("hashchange")))\##
      :location.hash=e},Ee=new Intl.NumberFormat("en"),t=e=>Ee.format(e);function a(e){if(e==null)return"–";if((e<\##
      0?-e:e)<1e4)return Ee.format(Math.round(e));const[n,s]=e>=9995e5?[1e9,"B"]:e>=999500?[1e6,"M"]:[1e3,"k"],t=e\##
      /n;return t.toFixed(t<99.95?1:0)+" "+s}function d(e){return e==null?"no price":"$"+(e>=9999.5?a(e):e>=1e3?Ee\##
      .format(Math.round(e)):e&&e<.01?e.toFixed(4):e.toFixed(2))}function p(e){if(e==null)return"–";const n=["B","\##
      kB","MB","GB","TB"];let t=0;for(;e>=999.5&&t<4;t++)e/=1e3;return e.toFixed(t&&e<99.95?1:0)+" "+n[t]}function\##
       j(e){if(e==null)return"–";const t=e/1e3;return t<1?Math.round(e)+" ms":t<60?t.toFixed(t<10?1:0)+" s":t<3600\##
      ?Math.floor(t/60)+" min":t<86400?Math.floor(t/3600)+" h "+Math.floor(t/60)%60+" min":Math.floor(t/86400)+" d\##
       "+Math.floor(t/3600)%24+" h"}const I=(e,t)=>t?(100*e/t).toFixed(e/t<.0995?1:0)+" %":"–",r=(e,n,s)=>t(e)+" "\##
      +(e===1?n:s??n+"s"),D=e=>e.input_tokens+e.output_tokens+e.cache_creation_input_tokens+e.cache_read_input_tok\##
      ens,v=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",ne=e=>String(e).padStart(2,"0"),g=e=>e.getFull\##
      Year()+"-"+ne(e.getMonth()+1)+"-"+ne(e.getDate()),$=e=>ne(e.getHours())+":"+ne(e.getMinutes());function f(e)\##
      {if(!e)return"–";const t=new Date(e);return g(t)+" "+$(t)}function W(e){if(!e)return"–";const t=Date.now()-n\##
      ew Date(e);return t<6e4?t<0?f(e):"now":t<36e5?Math.floor(t/6e4)+" min ago":t<864e5?Math.floor(t/36e5)+" h ag\##
      o":t<14*864e5?Math.floor(t/864e5)+" d ago":g(new Date(e))}const T=(t,n)=>e("time",{datetime:t,title:f(t)},(n\##
      ??f)(t)),ge=e=>e.trim().split(`
      `)[0].slice(0,160);function _(e){const t=(e??"").split(/[\\/]/).filter(Boolean);return{name:t.at(-1)??"no pr\##
      oject",folder:t.slice(0,-1).join("/")}}const se=e=>(e??"").replace(/[\\/](?:\.[\w-]+[\\/])?\.?worktrees[\\/]\##
      .*$/,""),A=(t,...n)=>e("div.heading",e("h1",t),...n),x=(t,...n)=>e("section.card",{label:t},e("h2",t),n),O=(\##
      ...e)=>{const t=x(...e);return t.classList.add("wide"),t},q=(t,...n)=>e("p.empty",t,...n),ke=()=>q("Nothing \##
      is stored yet. Store the transcripts of this machine with ",e("code","ccstore ingest")),m=(t,n,s)=>e("span.b\##
      adge"+(n?"."+n:""),{title:s},t),X=(t,...n)=>e("div.choice",{role:"group",label:t},n),w=(t,n,s,o,i)=>X(t,s.ma\##
      p(([t,s])=>e("a",{href:l({[n]:t===i?null:t}),current:t===o},s))),Se=(t,n)=>n.filter(e=>t.get(e)).map(n=>e("a\##
      .chip",{href:l({[n]:null}),label:`Remove the filter ${n}: ${t.get(n)}`},e("small",n),n==="project"?_(t.get(n\##
      )).name:t.get(n)," ×")),ce=(t,n)=>e("dl"+t,Object.entries(n).map(([t,n])=>n&&e("div",e("dt",t),e("dd",n)))),\##
      h=(e,t,n)=>({title:e,text:t,...n}),u=(e,t,n)=>({title:e,text:t,number:!0,...n});function H(t,n,s,o){const i=\##
      (t,n,s)=>{const o=t.text(n),i=t.href?.(n);return e(s?"td":"th",{class:t.number&&"number",scope:!s&&"row"},i?\##
      e("a",{href:i},o):o)};return e("div.scroll",{tabindex:0,role:"region",label:t},e("table",e("caption.sr",t),e\##
      ("thead",e("tr",n.map(t=>e("th",{scope:"col",class:t.number&&"number"},t.title)))),e("tbody",s.map(t=>e("tr"\##
      ,n.map((e,n)=>i(e,t,n))))),o))}function Fe(t,n,s){const o=URL.createObjectURL(new Blob([n],{type:s}));e("a",\##
      {href:o,download:t}).click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}function sn(e,t){const n=e=>{let t=e\##
      ==null?"":String(e);return typeof e=="string"&&/^[=+\-@\t\r]/.test(t)&&(t="'"+t),/[",\n\r]/.test(t)?'"'+t.re\##
      placeAll('"','""')+'"':t};return[e.map(e=>e.title),...t.map(t=>e.map(e=>(e.value??e.text)(t)))].map(e=>e.map\##
      (n).join(",")).join(`\r
      `)+`\r
      `}async function N(t,n){try{await navigator.clipboard.writeText(t),V(n+" copied."),ye(n+" copied")}catch{Oe(\##
      n,e("pre.copied",{tabindex:0},t))}}let oe;function ye(t){oe?.remove(),oe=e("div.toast",{unspoken:!0},t),docu\##
      ment.body.append(oe);const n=oe;setTimeout(()=>n.remove(),1800)}function Oe(s,...o){const t=c("dialog");n(t,\##
      e("div.heading",e("h2",{id:"dialog-title"},s),e("button.quiet",{onclick:()=>t.close()},"Close")),o),t.open||\##
      t.showModal()}let J=sessionStorage.getItem("token");function Ke(){const e=location.hash.slice(1);if(!e||e.st\##
      artsWith("/"))return;sessionStorage.setItem("token",J=e),history.replaceState(null,"",location.pathname+"#/"\##
      )}class te extends Error{constructor(e,t){super(t.detail||t.title||"The server answers "+e+"."),this.status=\##
      e,this.problem=t}}class Ie extends Error{}const S=new EventTarget,R=(e,t)=>S.dispatchEvent(new CustomEvent(e\##
      ,{detail:t}));async function ie(e,t){const s={...t.headers};J&&(s.Authorization="Bearer "+J);let n;try{n=awa\##
      it fetch("/api/v1/"+e,{...t,headers:s,cache:"no-cache",credentials:"omit"})}catch(e){throw e.name==="AbortEr\##
      ror"?e:(R("down"),new Ie("The server cannot be reached."))}if(n.ok)return n;const o=await n.json().catch(()=\##
      >({}));throw n.status===401&&R("token",{had:Boolean(J)}),new te(n.status,o)}function tn(e){const t=new URLSe\##
      archParams;for(const[s,n]of Object.entries(e??{}))for(const e of Array.isArray(n)?n:[n])e!=null&&e!==""&&t.a\##
      ppend(s,e);return t}function Ne(e,t){const n=tn(t),s=i().params.get("as_of");return s&&!n.has("as_of")&&!/^(\##
      health|doctor|preview|events|log|runs)/.test(e)&&n.set("as_of",s),e+(String(n)?"?"+n:"")}async function o(e,\##
      t,n){const o=await ie(Ne(e,t),{signal:n}),a=Number(o.headers.get("X-Ccstore-Lost"));a&&R("lost",a);const s=a\##
      wait o.json();return s.head&&!i().params.has("as_of")&&(S.head=s.head.seq),s}const Ue=async(e,t)=>(await ie(\##
      Ne(e,t),{})).blob(),Jt=async(e,t)=>(await ie(e,{method:"POST",headers:{"Content-Type":"application/json"},bo\##
      dy:JSON.stringify(t??{})})).json(),Zt=e=>new Promise(t=>setTimeout(t,e));async function ut(){let t,e=0;for(;\##
      ;){try{const n={Accept:"text/event-stream"};t&&(n["Last-Event-ID"]=t);const s=await ie("events",{headers:n})\##
      ;R("up",{again:e>0}),e=0;const o=s.body.pipeThrough(new TextDecoderStream).getReader();for(let e="";;){const\##
      {done:s,value:i}=await o.read();if(s)break;const n=(e+i).split(`

      `);e=n.pop();for(const s of n){const e={type:"message",data:""};for(const i of s.split(`
      `)){const[,n,o]=/^(\w+): ?(.*)$/.exec(i)??[];n==="id"?t=o:n==="event"?e.type=o:n==="data"&&(e.data+=o)}if(e.\##
      data){let t=null;try{t=JSON.parse(e.data)}catch{}R("event",{type:e.type,data:t})}}}}catch(t){if(t instanceof\##
       te&&t.status===401)return;e+=1,t instanceof te||R("down")}await Zt(Math.min(4e3,250*2**e))}}function me(t,s\##
      ){const o=e("div.picture",{role:"img",label:t});let i=0;return new ResizeObserver(([e])=>{const t=Math.floor\##
      (e.contentRect.width);t>0&&t!==i&&n(o,s(i=t))}).observe(o),o}const be=(t,n,...s)=>e("svg",{width:t,height:n,\##
      viewBox:`0 0 ${t} ${n}`},s),mt=e=>e.replace(/\.00$|\.0(?= )/,""),L=(t,n,s,o)=>e("text",{x:t,y:n,"text-anchor\##
      ":o},s);let E;function fe(t,s){t.addEventListener("pointermove",i=>{const a=t.getBoundingClientRect(),r=s(i.\##
      clientX-a.left,i.clientY-a.top);if(!r)return o();E??=e("div.tip",{unspoken:!0}),n(E,r.map((t,n)=>e(n?"div":"\##
      b",null,t))),E.isConnected||document.body.append(E),E.style.left=Math.max(4,Math.min(i.clientX+14,innerWidth\##
      -E.offsetWidth-8))+"px",E.style.top=Math.max(4,i.clientY-E.offsetHeight-10)+"px"});const o=()=>E?.remove();r\##
      eturn t.addEventListener("pointerleave",o),addEventListener("hashchange",o),t}function Qt(e,t=4){if(!(e>0))r\##
      eturn[0,1];const n=e/t,o=10**Math.floor(Math.log10(n)),s=[1,2,2.5,5,10].map(e=>e*o).find(e=>e>=n);return Arr\##
      ay.from({length:Math.ceil(e/s-1e-9)+1},(e,t)=>t*s)}function he(t,n,s,o,i=220){if(!n.length)return e("p.note"\##
      ,"Nothing in this period.");const a=n.map(e=>e.parts.reduce((e,t)=>e+t,0)),r=Math.max(...a,0),c=Qt(r),l=c.at\##
      (-1),d=a.indexOf(r),u=`${t}: ${n.length} bars, the highest ${n[d]?.key??""} with ${o(r)}.`;return me(u,t=>{c\##
      onst d=Math.max(...c.map(e=>mt(o(e)).length))*6.2+10,b=22,g=t-d-2,f=i-b-8,r=g/n.length,u=e=>8+f-f*e/l,v=Math\##
      .max(1,Math.min(44,r-Math.min(3,r*.25))),j=n.map((t,n)=>{let s=0;const o=d+r*n+(r-v)/2;return t.parts.map((t\##
      ,n)=>{if(!(t>0))return null;const i=s;s+=t;const a=Math.max(.75,u(i)-u(s)-(i>0&&u(i)-u(s)>3?1:0));return e("\##
      rect.s"+n,{x:o.toFixed(1),y:u(s).toFixed(1),width:v.toFixed(1),height:a.toFixed(1)})})}),y=Math.ceil(n.lengt\##
      h*74/g),p=e("rect.marker",{y:8,height:f,width:r.toFixed(1),x:-1e3}),h=be(t,i,c.map(n=>e("g",e("line",{x1:d,x\##
      2:t,y1:u(n),y2:u(n)}),L(d-8,u(n)+4,mt(o(n)),"end"))),p,j,n.map((e,n)=>n%y===0&&d+r*(n+.5)<t-24&&L(Math.max(3\##
      2,d+r*(n+.5)),i-5,e.key,"middle"))),m=e=>Math.floor((e-d)/r);return h.addEventListener("click",e=>{const t=n\##
      [m(e.clientX-h.getBoundingClientRect().left)];t?.href&&k(t.href)}),h.addEventListener("pointerleave",()=>p.s\##
      etAttribute("x",-1e3)),n.some(e=>e.href)&&h.classList.add("linked"),fe(h,e=>{const t=n[m(e)];return t?(p.set\##
      Attribute("x",d+r*m(e)),[t.key+"  "+o(a[m(e)]),...s.length>1?s.map((e,n)=>[e,t.parts[n]]).filter(e=>e[1]>0).\##
      map(([e,t])=>e+"  "+o(t)):[]]):null})})}const Xt=t=>e("ul.legend",t.map((t,n)=>e("li",e("i.s"+n,{unspoken:!0\##
      }),t)));function tt(e){const t=e.filter(e=>e>0).sort((e,t)=>e-t),n=[.25,.5,.75,.93].map(e=>t[Math.floor(e*t.\##
      length)]??1/0);return e=>e>0?1+n.filter(t=>e>=t).length:0}function Gt(t,n,s,o,i){const a=tt([...n.values()])\##
      ;return me(t,t=>{const d=Math.max(9,Math.min(16,Math.floor((t-30)/53)-2)),r=d+2,u=Math.min(53,Math.floor((t-\##
      30)/r)),c=new Date(s);c.setDate(c.getDate()-(c.getDay()+6)%7-7*(u-1));const m=[],h=[];for(let t=0,o=-9;t<u;t\##
      ++)for(let i=0;i<7;i++){const l=new Date(c.getFullYear(),c.getMonth(),c.getDate()+7*t+i);if(l>s)break;const \##
      f=g(l),p=30+r*t;m[t*7+i]=f,h.push(e("rect.l"+a(n.get(f)??0),{x:p,y:18+r*i,width:d,height:d,rx:2})),i===0&&l.\##
      getDate()<8&&t-o>2&&t<u-1&&(h.push(L(p,11,l.toLocaleDateString("en",{month:"short"}),"start")),o=t)}const l=\##
      be(t,20+7*r,["Mon","Wed","Fri"].map((e,t)=>L(0,18+r*(2*t+.8),e,"start")),h),f=(e,t)=>m[Math.floor((e-30)/r)*\##
      7+Math.floor((t-18)/r)];return l.classList.add("linked"),l.addEventListener("click",e=>{const t=l.getBoundin\##
      gClientRect(),n=f(e.clientX-t.left,e.clientY-t.top);n&&k(i(n))}),fe(l,(e,t)=>{const s=e>=30&&t>=18&&f(e,t);r\##
      eturn s?[s,n.get(s)?o(n.get(s)):"nothing"]:null})})}const de=["Monday","Tuesday","Wednesday","Thursday","Fri\##
      day","Saturday","Sunday"];function Yt(t,n,s){const o=tt(n.flat());return me(t,t=>{const a=Math.min(34,(t-36)\##
      /24),i=Math.min(24,Math.max(16,a)),r=be(t,20+7*i,n.map((t,n)=>[L(0,18+i*n+i/2+4,de[n].slice(0,3),"start"),t.\##
      map((t,s)=>e("rect.l"+o(t),{x:(36+a*s).toFixed(1),y:18+i*n,width:(a-2).toFixed(1),height:i-2,rx:2}))]),[0,3,\##
      6,9,12,15,18,21].map(e=>L(36+a*e,11,String(e).padStart(2,"0"),"start")));return fe(r,(e,t)=>{const r=Math.fl\##
      oor((e-36)/a),c=Math.floor((t-18)/i),o=n[c]?.[r];return o==null?null:[`${de[c]} ${String(r).padStart(2,"0")}\##
      :00`,o?s(o):"nothing"]})})}function le(t){const n=Math.max(...t.map(e=>e.value??0),0);return e("ol.ranked",t\##
      .map(t=>e("li",e("span.name",{title:t.title??t.name},t.href?e("a",{href:t.href},t.name):t.name,t.note&&e("sm\##
      all",t.note)),e("span.amount",t.text),e("span.track",{unspoken:!0},e("span",{style:{width:n?100*(t.value??0)\##
      /n+"%":"0"}},t.share>0&&e("span",{style:{width:100*t.share+"%"}}))))))}function pt(t,n){const o=Math.max(...\##
      t,0),i=10,s=28;return e("svg.spark",{viewBox:`0 0 ${i*Math.max(12,t.length)} ${s}`,height:s,role:"img",prese\##
      rveAspectRatio:"none",label:n},t.map((t,n)=>e("rect"+(t?"":".none"),{x:n*i,width:i-2,y:o&&t?s-Math.max(2,s*t\##
      /o):s-1,height:o&&t?Math.max(2,s*t/o):1})))}function Kt(t,n,s,o){const a=200,i=e=>5+(a-10)*Math.log10(Math.m\##
      ax(1,e))/Math.log10(Math.max(10,s));return e("svg.span",{width:a,height:16,viewBox:`0 0 ${a} 16`,role:"img",\##
      label:o},e("line",{x1:i(t),x2:i(n),y1:8,y2:8}),e("circle",{cx:i(t),cy:8,r:3.5}),e("circle.end",{cx:i(n),cy:8\##
      ,r:2.5}))}const re=["text","project","model","branch","state","since","until","on"],Ut=[["title","Session"],\##
      ["ended","Last used"],["duration","Duration"],["messages","Messages"],["tokens","Tokens"],["cost","Cost"]];f\##
      unction pe({source_state:e,deleted_after:t}){const n=t&&Math.ceil((new Date(t)-Date.now())/864e5),s="It is k\##
      ept in the store";return e!=="present"?m(e==="missing"?"gone from disk":e,"gone",s):t&&n<=7&&m(n>0?`deleted \##
      in ${n} d`:"deleted any time","warn",s)}const K=e=>e.title||"Session "+e.session.slice(0,8);function Bt(n,o)\##
      {const{name:c,folder:r}=_(n.project),i=(...t)=>e("div.number",{role:"cell"},t);return e("div.row",{role:"row\##
      ","aria-rowindex":o+2},e("div.what",{role:"cell"},e("a",{href:s("s/"+n.session),"data-index":o},K(n)),e("sma\##
      ll",{title:n.project},e("span.in",c),n.branch&&e("span.branch","on "+n.branch),pe(n),n.forked_from&&m("fork"\##
      ,"","Forked or resumed from "+n.forked_from),e("span.phone",W(n.ended)," · ",d(n.cost_usd)),e("span.sr",r&&"\##
      , in "+r))),e("div",{role:"cell"},T(n.ended,W)),i(j(n.duration_ms)),i(t(n.messages)),i(e("span",{title:t(n.t\##
      okens)+" tokens"},a(n.tokens))),i(d(n.cost_usd)))}class It{constructor(t){this.signal=t,this.body=e("div.row\##
      s",{role:"rowgroup"}),this.made=new Map,this.scrolled=()=>requestAnimationFrame(()=>this.draw()),addEventLis\##
      tener("scroll",this.scrolled,{passive:!0}),addEventListener("resize",this.scrolled)}leave(){removeEventListe\##
      ner("scroll",this.scrolled),removeEventListener("resize",this.scrolled)}start(e,t){this.params=t,this.rows=e\##
      .sessions,this.total=e.total,this.next=e.next,this.reading=null,this.made.clear(),this.body.replaceChildren(\##
      ),this.draw()}get tall(){return innerWidth<760?64:52}draw(){if(!this.body.isConnected||!this.rows)return;con\##
      st t=this.tall,s=M(this.body);this.body.style.height=this.total*t+"px";const o=Math.max(0,Math.floor(-s/t)-6\##
      ),n=Math.min(this.total,Math.ceil((innerHeight-s)/t)+6);for(const[e,t]of this.made)(e<o||e>=n)&&!t.contains(\##
      y())&&(t.remove(),this.made.delete(e));for(let s=o;s<n;s++){const i=this.rows[s],a=this.made.get(s);if(a&&(a\##
      .session||!i)){a.style.transform=`translateY(${s*t}px)`;continue}a?.remove();const r=i?Bt(i,s):e("div.row.wa\##
      iting",{role:"row","aria-rowindex":s+2},e("div",{role:"cell"},"…"));r.session=i,r.style.transform=`translate\##
      Y(${s*t}px)`,this.made.set(s,r),this.body.append(r)}n>this.rows.length&&this.next&&this.read(n)}async read(e\##
      ){if(this.wanted=Math.max(this.wanted??0,e),this.reading)return;const t=this.reading={};try{for(;this.readin\##
      g===t&&this.next&&this.rows.length<this.wanted;){const n=this.wanted-this.rows.length>300?1e3:200,e=await o(\##
      "sessions",{...this.params,limit:n,cursor:this.next},this.signal);if(this.reading!==t)return;this.rows.push(\##
      ...e.sessions),this.next=e.next,this.draw()}}finally{this.reading===t&&(this.reading=null)}}move(e){const s=\##
      y()?.dataset?.index,o=Math.max(0,Math.min(this.total-1,s==null?e>0?0:this.total-1:+s+e)),n=this.tall,t=M(thi\##
      s.body)+o*n;t<150?scrollBy(0,t-150):t+n>innerHeight-20&&scrollBy(0,t+n-innerHeight+20),this.draw(),this.made\##
      .get(o)?.querySelector("a")?.focus({preventScroll:!0})}}async function Ht({main:s,signal:a}){const c=new It(\##
      a),d=e("input",{type:"search",placeholder:"Title or first prompt",label:"Filter by title",autocomplete:"off"\##
      }),E=e("span.note",{"aria-live":"polite"}),x=e("div.chips"),h=e("div.facet-lists"),b=e("div.row.head",{role:\##
      "row"}),j=e("div.activity"),O=e("div"),m=e("div.pill"),f=e("div",{role:"table",label:"Sessions"},e("div",{ro\##
      le:"rowgroup"},b),c.body),C=()=>l(Object.fromEntries(re.map(e=>[e,null])));let u={},S;d.addEventListener("in\##
      put",()=>{clearTimeout(S),S=setTimeout(()=>k(l({text:d.value}),Boolean(i().params.get("text"))),150)});funct\##
      ion T(t){const s=t.get("sort")??"ended",o=t.get("reverse")==="true",i=(s==="title"||s==="project")!==o;n(b,U\##
      t.map(([t,n],a)=>e("div",{role:"columnheader",class:a>1&&"number","aria-sort":t===s&&(i?"ascending":"descend\##
      ing")},e("a",{title:"Sort by "+n.toLowerCase(),href:l({sort:t==="ended"?null:t,reverse:t===s&&!o?"true":null\##
      })},n,t===s&&(i?" ↑":" ↓")))));const a=Se(t,re);n(x,a,a.length>1&&e("a.chip",{href:C()},"Clear all")),y()!==\##
      d&&(d.value=t.get("text")??"")}function p(t,s){c.start(t,u),f.setAttribute("aria-rowcount",t.total+1),f.hidd\##
      en=t.total===0,n(E,r(t.total,"session")),n(m),n(O,t.total===0&&(re.some(e=>s.get(e))?q("No session fits thes\##
      e filters. ",e("a",{href:C()},"Clear the filters")):ke()))}async function z(s){const[i,d]=await Promise.all(\##
      [o("facets",{tz:v,...B(s,["since","until","on"])},a),o("usage",{by:"week",fill:!0,limit:104,tz:v,...B(s,["pr\##
      oject","model","branch"])},a)]),r=new Map;for(const{key:e,sessions:t}of i.projects)r.set(se(e),(r.get(se(e))\##
      ??0)+t);const u=[...r].map(([e,t])=>({key:e,sessions:t})).sort((e,t)=>t.sessions-e.sessions),m=h.querySelect\##
      or("details[open]"),c=(n,o,i,a=e=>e)=>{const r=i.filter(e=>e.key).slice(0,200).map(n=>e("li",e("a",{title:n.\##
      key,href:l({[o]:s.get(o)===n.key?null:n.key}),current:s.get(o)===n.key},e("span",a(n.key)),e("small",t(n.ses\##
      sions)))));return r.length>0&&e("section",e("h2",n),e("ul",r.slice(0,7)),r.length>7&&e("details",{open:m},e(\##
      "summary",`${r.length-7} more`),e("ul",r.slice(7))))};n(h,e("section",e("h2","State"),w("State","state",[[nu\##
      ll,"All"],["missing","Gone"],["expiring","Expiring"]],s.get("state"))),e("section",e("h2","Time"),w("Time","\##
      since",[[null,"All"],["7d","7 d"],["30d","30 d"],["90d","90 d"],["365d","1 y"]],s.get("since"))),c("Project"\##
      ,"project",u,e=>_(e).name),c("Model","model",i.models),c("Branch","branch",i.branches)),n(j,d.groups.length>\##
      1&&he("Responses by week",d.groups.map(e=>({key:g(new Date(e.start)),parts:[e.responses],href:l({on:null,sin\##
      ce:g(new Date(e.start)),until:g(new Date(+new Date(e.start)+6.5*864e5))})})),["Responses"],t,86))}async func\##
      tion F({params:e}){T(e);const s=u={tz:v,...B(e,[...re,"sort","reverse"])};z(e).catch(e=>{e.name!=="AbortErro\##
      r"&&n(h,e.message)});const t=await o("sessions",{...u,limit:100},a);if(s!==u)return;p(t,e),Re(t.sessions)}re\##
      turn n(s,A("Sessions",E,e("div.grow"),d),e("div.columns",e("details.facets",{open:innerWidth>=1e3},e("summar\##
      y","Filters"),h),e("div",j,x,f,O,m))),await F(i()),c.draw(),{update:F,leave:()=>c.leave(),keys:{j:()=>c.move\##
      (1),k:()=>c.move(-1)},async live({type:t}){if(t!=="head")return;const s=await o("sessions",{...u,limit:100},\##
      a),l=s.total-c.total,d=M(c.body)>0&&!c.body.contains(y());d?p(s,i().params):(l>0||s.sessions[0]?.ended!==c.r\##
      ows[0]?.ended)&&n(m,e("button",{onclick:()=>{scrollTo(0,0),p(s,i().params)}},l>0?r(l,"new session"):"New mes\##
      sages",": show"))}}}let G=[];function Re(e){G=e.map(e=>e.session)}async function Pt(e,t){return G.length||Re\##
      ((await o("sessions",{limit:1e3})).sessions),G[G.indexOf(e)+t]}K;const Me=[["7d","7 days"],["30d","30 days"]\##
      ,["90d","90 days"],["365d","Year"],["all","All"]];function Y(n,s,o,i,a){const r=a>0&&i!=null&&Math.round(100\##
      *(i-a)/a);return e("div.figure",e("dt",n),e("dd",s,e("small",r===!1?o:`${r<0?"−":"+"}${t(r<0?-r:r)} % on the\##
       period before`)))}function Be({totals:n,previous:s}){const i=D(n)-n.output_tokens,o=(e,t,o,i)=>Y(e,o(n[t]??\##
      0),i,n[t],s?.[t]);return e("dl.figures",o("Cost","cost_usd",d,"list prices"),o("Sessions","sessions",t,"with\##
       responses"),o("Responses","responses",t),o("Output","output_tokens",a,"tokens"),Y("From cache",I(n.cache_re\##
      ad_input_tokens,i),`of ${a(i)} input tokens`))}async function Rt({main:t,signal:c}){async function l({params\##
      :i}){const u=i.get("range")??"30d",l=u==="all"?null:u,h=e=>o("usage",{since:l,tz:v,...e},c),[m,F,S,b,p,j]=aw\##
      ait Promise.all([h({by:l?"day":"month",fill:"true",compare:l&&"previous"}),h({by:"model"}),h({by:"project"})\##
      ,o("sessions",{limit:8},c),o("usage",{by:"day",tz:v},c),o("doctor",{},c).catch(()=>null)]),M=new Map(p.group\##
      s.map(e=>[e.key,e.cost_usd||e.responses/1e3])),y=new Date((p.groups.at(-1)?.key??g(new Date))+"T12:00"),C=ne\##
      w Date,E=C-y>300*864e5?y:C,f=new Map;for(const e of S.groups){const t=se(e.key),n=f.get(t)??{key:t,cost:0,to\##
      kens:0};n.cost+=e.cost_usd??0,n.tokens+=D(e),f.set(t,n)}const k=e=>le(e.sort((e,t)=>t.value-e.value).slice(0\##
      ,8));n(t,A("Overview",e("div.grow"),w("Period","range",Me,u,"30d")),Be(m),m.totals.responses===0&&(p.groups.\##
      length?q("Nothing happened in this period. ",e("a",{href:s("",{range:"all"})},"Show all that is stored")):ke\##
      ()),j&&j.verdict!=="safe"&&e("p.warn","Not everything is safe yet. ",e("a",{href:s("storage")},"See the stor\##
      age")),e("div.cards",O(l?"Cost by day":"Cost by month",he("Cost",m.groups.map(e=>({key:e.key,parts:[e.cost_u\##
      sd??0],href:s("sessions",{on:e.key})})),["Cost"],d,180)),O("A year of days",Gt(`Cost by day, up to ${g(E)}.`\##
      ,M,E,d,e=>s("sessions",{on:e}))),x("Projects",k([...f.values()].map(e=>({name:_(e.key).name,title:e.key,valu\##
      e:e.cost,text:d(e.cost),note:a(e.tokens),href:e.key&&s("sessions",{project:e.key,since:l})}))),e("p.note",e(\##
      "a",{href:s("projects")},"All projects"))),x("Models",k(F.groups.map(e=>({name:e.key??"no model",value:e.cos\##
      t_usd??0,text:d(e.cost_usd),note:a(D(e)),href:s("sessions",{model:e.key,since:l})}))),e("p.note",e("a",{href\##
      :s("usage",{split:"model"})},"Usage over time"))),O("Latest sessions",e("ul.latest",b.sessions.map(t=>e("li"\##
      ,e("a",{href:s("s/"+t.session)},K(t)),T(t.ended,W),e("span.number",d(t.cost_usd)),e("small",_(t.project).nam\##
      e+" ",pe(t))))),e("p.note",e("a",{href:s("sessions")},"All "+r(b.total,"session"))))))}return await l(i()),{\##
      update:l}}const Lt=/(`+)(.+?)\1(?!`)|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__(?!\w)|(?<![\w*])\*(?=[^\s*])([^*\n]\##
      +?)\*(?![\w*])|\[([^\]\n]{1,400})\]\((https?:\/\/[^\s)]{1,2000})\)|(https?:\/\/[^\s<>"'`)\]]{1,2000})/g,We=(\##
      t,...n)=>e("a",{href:t,rel:"noopener noreferrer",target:"_blank"},...n);function C(t,n=0){if(n>4||t.length>2\##
      e4)return[t];const s=[];let o=0;for(const a of t.matchAll(Lt)){s.push(t.slice(o,a.index));const[h,,r,c,l,d,m\##
      ,u,i]=a;if(o=a.index+h.length,r!=null)s.push(e("code",r));else if(c??l)s.push(e("strong",C(c??l,n+1)));else \##
      if(d)s.push(e("em",C(d,n+1)));else if(u)s.push(We(u,C(m,5)));else if(i){const e=/[.,;:!?]+$/.exec(i)?.[0]??"\##
      ";s.push(We(i.slice(0,i.length-e.length),i.slice(0,i.length-e.length)),e)}}return s.push(t.slice(o)),s}funct\##
      ion z(t){if(t.length<12e3)return e("pre",t);const n=[];for(let o=0;o<t.length;){let s=Math.min(t.length,o+6e\##
      3);const i=t.lastIndexOf(`
      `,s);s<t.length&&i>o+1e3?s=i+1:/[\ud800-\udbff]/.test(t[s-1]??"")&&(s-=1),n.push(e("span.part",t.slice(o,s))\##
      ),o=s}return e("pre",n)}const qe=e=>e.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(e=>e.trim()),Ce=/\##
      ^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;function Ge(e){return e.length>6e4?[z(e)]:xe(e.split(`
      `),0)}function xe(t,n){const s=[];let i=[];const o=()=>{if(!i.length)return;s.push(e("p",i.flatMap((t,n)=>n?\##
      [e("br"),...C(t)]:C(t)))),i=[]};for(let a=0;a<t.length;a++){const r=t[a];let c;if(r.trim())if(c=/^(\s*)(`{3,\##
      }|~{3,})/.exec(r)){o();const[,n,i]=c,e=[];for(a++;a<t.length&&!t[a].trim().startsWith(i);a++)e.push(t[a].sta\##
      rtsWith(n)?t[a].slice(n.length):t[a]);s.push(z(e.join(`
      `)))}else if(c=/^(#{1,6})\s+(.*?)\s*#*$/.exec(r))o(),s.push(e("p.h"+Math.min(3,c[1].length),C(c[2])));else i\##
      f(/^\s*([-*_])(\s*\1){2,}\s*$/.test(r))o(),s.push(e("hr"));else if(r.includes("|")&&/^\s*\|?\s*:?-+:?\s*(\|\\##
      s*:?-+:?\s*)*\|?\s*$/.test(t[a+1]??"")){o();const n=[],i=qe(r);for(a+=2;a<t.length&&t[a].includes("|");a++)n\##
      .push(qe(t[a]));a--,s.push(e("div.scroll",{tabindex:0,role:"region",label:"Table"},e("table",e("thead",e("tr\##
      ",i.map(t=>e("th",{scope:"col"},C(t))))),e("tbody",n.map(t=>e("tr",t.map(t=>e("td",C(t)))))))))}else if(/^\s\##
      {0,3}>/.test(r)&&n<6){o();const i=[];for(;a<t.length&&/^\s{0,3}>/.test(t[a]);a++)i.push(t[a].replace(/^\s{0,\##
      3}>\s?/,""));a--,s.push(e("blockquote",xe(i,n+1)))}else if((c=Ce.exec(r))&&n<6){o();const i=c[1].length,r=c[\##
      2]!=null,d=c[2],l=[];for(;a<t.length;a++){const e=Ce.exec(t[a]);if(e&&e[1].length<=i&&e[2]!=null===r)l.push(\##
      [e[3]]);else if(e&&e[1].length<i+2||!t[a].trim()&&!/^\s+\S/.test(t[a+1]??"")&&!Ce.test(t[a+1]??"")||!e&&t[a]\##
      .trim()&&!/^\s/.test(t[a]))break;else l.at(-1).push(t[a].slice(Math.min(i+2,/^\s*/.exec(t[a])[0].length)))}a\##
      --;const u=l.map(t=>{const s=/^\[([ xX])\]\s+(.*)$/.exec(t[0]);return s&&(t[0]=(s[1]===" "?"☐ ":"☑ ")+s[2]),\##
      e("li",t.length>1?xe(t,n+1):C(t[0]))});s.push(e(r?"ol":"ul",{start:r&&d!=="1"&&d},u))}else i.push(r);else o(\##
      )}return o(),s}function Qe(e){try{const t=JSON.parse(e);return t&&typeof t=="object"&&!Array.isArray(t)?Obje\##
      ct.entries(t):null}catch{return null}}function Nt(e){const n=Qe(e)?.find(([,e])=>typeof e=="string")?.[1]??/\##
      :\s*"((?:[^"\\]|\\.)*)/.exec(e)?.[1]??"",t=n.trim().split(`
      `)[0];return t.length>160?t.slice(0,159)+"…":t}const Je={user:"Prompt",assistant:"Answer",system:"Note"};fun\##
      ction Dt(s,i,a,r,c){return e("button.more",{onclick:async l=>{const d=l.currentTarget;d.disabled=!0,d.textCo\##
      ntent="Reading …";try{const d=await o(`sessions/${s.id}/turns`,{...s.version,entry:i.entry,before:0,after:1,\##
      max_chars:1e6},s.signal),l=d.turns.find(e=>e.entry===i.entry)?.blocks[a];if(!l)throw new Error("This turn is\##
       not there any more.");n(r,c(l.text),l.truncated&&e("p.note",`This is the beginning, ${t(l.text.length)} cha\##
      racters; the key . shows the stored record.`))}catch(e){e.name!=="AbortError"&&(d.textContent=e.message)}}},\##
      `Show all ${p(i.blocks[a].bytes)}`)}function U(t,n,s,o){const a=n.blocks[s],i=e("div.body",o(a.text));return\##
       a.truncated&&i.append(Dt(t,n,s,i,o)),i}function kt(t){const n=Qe(t);return n?n.map(([t,n])=>{const s=typeof\##
       n=="string"?n:JSON.stringify(n,null,2),o=/^old_/.test(t)?".lost":/^new_/.test(t)?".new":"";return e("div.ar\##
      gument"+o,e("span",t),s.length>80||s.includes(`
      `)?z(s):e("code",s))}):[z(t)]}function Et(t,n,s,o){const r=n.blocks[s],i=n.blocks[o],a=e("details.k-tool"+(i\##
      ?.error?".failed":""),null,e("summary",e("b",r.tool??"Tool"),e("span.gist",Nt(r.text)),i?.error&&m("error","\##
      bad"),e("span.took",i?i.duration_ms!=null&&j(i.duration_ms):"no result")));return a.addEventListener("toggle\##
      ",()=>{if(!a.open||a.children.length>1)return;a.append(U(t,n,s,kt)),i&&a.append(e("h3",i.error?"Error":"Resu\##
      lt"),U(t,n,o,z))}),a}function ot(t,n,s,o,i){const r=n.blocks[s],a=e("details.k-"+o,e("summary",e("b",i),e("s\##
      pan.gist",ge(r.text)),e("span.took",r.bytes>999&&p(r.bytes))));return a.addEventListener("toggle",()=>{a.ope\##
      n&&a.children.length===1&&a.append(U(t,n,s,Ge))}),a}function it(n,s){const o=[],r=new Set;s.blocks.forEach((\##
      t,i)=>{if(r.has(i))return;if(t.kind==="text")o.push(e("div.k-"+(s.role==="user"?"prompt":"answer"),null,U(n,\##
      s,i,Ge)));else if(t.kind==="thinking")o.push(ot(n,s,i,"thinking","Thinking"));else if(t.kind==="tool_use"){c\##
      onst e=s.blocks.findIndex((e,n)=>n>i&&e.kind==="tool_result"&&e.call===t.call&&!r.has(n));e>=0&&r.add(e),o.p\##
      ush(Et(n,s,i,e))}else t.kind==="tool_result"?o.push(e("details.k-tool",e("summary",e("b",t.tool??"Result"),e\##
      ("span.gist",ge(t.text)),t.error&&m("error","bad")),U(n,s,i,z))):t.kind==="summary"?o.push(ot(n,s,i,"thinkin\##
      g","Summary")):t.kind==="image"?o.push(!t.call&&e("p.k-prompt.note","Image: "+t.text)):o.push(e("p.k-note",t\##
      .text.slice(0,600)))}),s.kinds=s.blocks.map(e=>({text:s.role==="user"?"prompts":"answers",thinking:"thinking\##
      ",summary:"thinking",image:"prompts",note:"notes"}[e.kind]??"tools"));const i=s.timestamp&&new Date(s.timest\##
      amp),c=s.usage&&D(s.usage);return e("article.turn."+s.role,{"data-entry":s.entry,"data-seq":s.seq,tabindex:-\##
      1,label:Je[s.role]+(i?", "+f(s.timestamp):"")},e("header",e("span.who",Je[s.role]),s.branch!=null&&m("branch\##
       "+s.branch)),e("div.parts",o),e("footer",i&&e("time",{datetime:s.timestamp,title:g(i)},$(i)),c>0&&e("span.t\##
      ook",{title:`${t(s.usage.output_tokens)} tokens written, ${t(c-s.usage.output_tokens)} read`},a(s.usage.outp\##
      ut_tokens)+" tokens")))}const at=["Text","Changes","Commands","Other tools","","Reading","Errors"];function \##
      Ct(e){if(e.blocks.some(e=>e.error))return 6;const t=e.blocks.find(e=>e.kind==="tool_use")?.tool?.toLowerCase\##
      ();return t?/edit|write|patch|notebook/.test(t)?1:/bash|shell|exec|command|terminal/.test(t)?2:/read|grep|gl\##
      ob|search|fetch|list|^ls$/.test(t)?5:3:0}async function xt(t,s){const o=[];for(let e=0;e!=null;){const t=awa\##
      it s.ask({entry:e,before:0,after:200,max_chars:1,parts:"tools"});for(const e of t.turns)e.role==="assistant"\##
      &&e.usage&&e.timestamp&&e.depth===0&&e.branch==null&&o.push({entry:e.entry,at:+new Date(e.timestamp),kind:Ct\##
      (e),out:e.usage.output_tokens,context:e.usage.input_tokens+e.usage.cache_creation_input_tokens+e.usage.cache\##
      _read_input_tokens});if(e=typeof t.next=="number"&&t.next>e?t.next:null,o.length>2e4)break}if(o.length<2)ret\##
      urn;o.sort((e,t)=>e.at-t.at);const c=[];let r=0;o.forEach((e,t)=>{const n=t?e.at-o[t-1].at:0;n>12e4&&c.push(\##
      {x:r+15e3,gap:n}),r+=n>12e4?3e4:n,e.x=r});const u=Math.max(...o.map(e=>e.out),1),l=Math.max(...o.map(e=>e.co\##
      ntext),1),h=74,i=64,d=at.map((e,t)=>[e,t]).filter(([,e])=>o.some(t=>t.kind===e)),m=`Time and tokens: ${o.len\##
      gth} responses in ${j(r)} of work, ${c.length} longer pauses, a context of at most ${a(l)} tokens.`;n(t,me(m\##
      ,t=>{const n=e=>3+(t-6)*(r?e.x/r:0),v=e=>Math.max(2,(i-6)*(e/u)**.5),m=e("line.marker",{x1:-9,x2:-9,y1:0,y2:\##
      i}),f=e("svg.linked",{width:t,height:h},c.map(t=>e("line.pause",{x1:n(t),x2:n(t),y1:0,y2:i})),d.map(([,t])=>\##
      e("path.s"+t,{d:o.filter(e=>e.kind===t).map(e=>`M${n(e).toFixed(1)} ${i}v${(-v(e.out)).toFixed(1)}`).join(""\##
      )})),e("polyline",{points:o.map(e=>`${n(e).toFixed(1)},${(i-(i-6)*e.context/l).toFixed(1)}`).join(" ")}),e("\##
      line.base",{x1:0,x2:t,y1:i,y2:i}),m),p=e=>o.reduce((t,s)=>Math.abs(n(s)-e)<Math.abs(n(t)-e)?s:t);return f.ad\##
      dEventListener("click",e=>s.jump(p(e.clientX-f.getBoundingClientRect().left).entry)),fe(f,e=>{const t=p(e),s\##
      =new Date(t.at);return m.setAttribute("x1",n(t)),m.setAttribute("x2",n(t)),[`${g(s)} ${$(s)}`,at[t.kind],a(t\##
      .out)+" tokens written","context "+a(t.context)+" tokens"]})}),e("div.strip-note",e("ul.legend",d.map(([t,n]\##
      )=>e("li",e("i.s"+n,{unspoken:!0}),t)),e("li",e("i.line",{unspoken:!0}),"Context, up to "+a(l))),e("span.not\##
      e",`${o.length} responses · ${j(r)} of work`+(c.length?` · ${c.length} pauses cut`:""))))}const lt=[["prompt\##
      s","Prompts"],["answers","Answers"],["thinking","Thinking"],["tools","Tools"],["notes","Notes"],["subagents"\##
      ,"Subagents"]],Ot=160,Q=40;class yt{constructor(t,n,s){Object.assign(this,{id:t,signal:n,version:s,turns:[],\##
      hidden:new Set}),this.node=e("div.turns"),this.start=e("div.edge"),this.end=e("div.edge"),this.watcher=new I\##
      ntersectionObserver(e=>{for(const t of e)t.isIntersecting&&this.extend(t.target===this.start?-1:1)},{rootMar\##
      gin:"900px 0px"})}ask(e){return o(`sessions/${this.id}/turns`,{...this.version,...e},this.signal)}async open\##
      (e,t){const n=await this.ask(e);this.watcher.disconnect(),this.node.replaceChildren(),this.turns=[],this.tot\##
      al=n.total,this.next=n.next,this.hasBefore=!0,this.add(n.turns,!1),(!this.turns.length||this.turns[0].entry=\##
      ==0)&&(this.hasBefore=!1),this.mark(),t&&scrollTo(0,document.body.scrollHeight),requestAnimationFrame(()=>{t\##
      his.watcher.observe(this.start),this.watcher.observe(this.end)})}add(e,t){const s=new Set(this.turns.map(e=>\##
      e.entry)),n=e.filter(e=>!s.has(e.entry));for(const e of n)e.node=it(this,e);for(this.turns=t?[...n,...this.t\##
      urns]:[...this.turns,...n];this.turns.length>Ot;){const e=t?this.turns.pop():this.turns.shift();e.node.remov\##
      e(),t?this.next=e.entry:this.hasBefore=!0}return this.arrange(),this.hide(),n.length}arrange(){const o=[],i=\##
      new Map([...this.node.querySelectorAll(".subagent")].map(e=>[e.querySelector(".turn")?.dataset.entry,e]));le\##
      t s=null;for(const t of this.turns)t.depth?(s||(s=i.get(String(t.entry))??e("details.subagent",e("summary"),\##
      e("div")),s.turns=[],o.push(s)),s.turns.push(t)):(s=null,o.push(t.node));for(const t of o){if(!t.turns)conti\##
      nue;const i=t.turns.reduce((e,t)=>e+(t.usage?D(t.usage):0),0),c=t.turns[0].blocks.find(e=>e.kind==="text")?.\##
      text??"";n(t.firstChild,e("b","Subagent"),e("span.gist",ge(c)),e("span.took",r(t.turns.length,"turn")+(i?", \##
      "+a(i)+" tokens":"")));const s=t.lastChild;(s.children.length!==t.turns.length||s.firstChild!==t.turns[0].no\##
      de)&&n(s,t.turns.map(e=>e.node))}let t=this.node.firstChild;for(const e of o)e===t?t=t.nextSibling:this.node\##
      .insertBefore(e,t);for(;t;){const e=t.nextSibling;t.remove(),t=e}}async extend(e){if(this.busy||!this.turns.\##
      length||(e<0?!this.hasBefore:this.next==null))return;this.busy=!0;try{if(e>0){const e=await this.ask({entry:\##
      this.next,before:0,after:Q});this.next=e.next,this.add(e.turns,!1)}else{const e=this.turns[0],t=M(e.node),n=\##
      await this.ask({entry:e.entry,before:Q,after:1}),s=this.add(n.turns,!0);this.hasBefore=s>0&&this.turns[0].en\##
      try>0,scrollBy(0,M(e.node)-t)}this.mark()}finally{this.busy=!1}const t=e<0?this.start:this.end;this.watcher.\##
      unobserve(t),this.watcher.observe(t)}mark(){n(this.start,this.hasBefore?"Earlier turns are read …":null),n(t\##
      his.end,this.next!=null?"Later turns are read …":this.turns.length?"End of the session":"Nobody says anythin\##
      g in this session.")}hide(e=this.hidden){this.hidden=e;for(const t of this.turns)t.node.hidden=t.kinds.every\##
      (t=>e.has(t))}seen(){return this.turns.filter(e=>e.node.checkVisibility())}current(){const t=y()?.closest?.(\##
      ".turn"),e=this.seen();return e.find(e=>e.node===t)??e.find(e=>e.node.getBoundingClientRect().bottom>140)??e\##
      .at(-1)}focus(e){e.node.closest("details.subagent")?.setAttribute("open",""),e.node.scrollIntoView({block:"s\##
      tart"}),e.node.focus({preventScroll:!0}),ee(ve(this.id,e.seq))}async jump(e){let t=this.turns.find(t=>t.entr\##
      y>=e);(!t||this.turns[0].entry>e)&&(await this.open({entry:e,before:4,after:Q}),t=this.turns.find(t=>t.entry\##
      >=e)),t&&this.focus(t)}async move(e){const t=this.seen(),n=t.indexOf(this.current()),o=y()===t[n]?.node,s=t[\##
      o?n+e:Math.max(0,n)];s?this.focus(s):await this.extend(e)}}function ve(e,t){const n=i().params;n.delete("fol\##
      low");const s=String(n);return`#/s/${e}${t!=null?"@"+t:""}${s?"?"+s:""}`}function jt(t,n){const o=n.prompts.\##
      filter(e=>e.text||e.number>0),s=(n.files??[]).filter(e=>e.writes);return[e("h2","Prompts"),e("ol",o.map(s=>e\##
      ("li",e("a",{href:ve(n.session,s.seq),"data-prompt":s.entry,onclick:e=>{e.preventDefault(),t.jump(s.entry)}}\##
      ,e("span",s.text||"Image"),e("small",[s.timestamp&&$(new Date(s.timestamp)),s.calls&&r(s.calls,"call"),s.err\##
      ors&&r(s.errors,"error"),d(s.cost_usd)].filter(Boolean).join(" · ")))))),s.length>0&&e("details.files",{open\##
      :s.length<8},e("summary",r(s.length,"file")+" written"),e("ul",s.slice(0,200).map(t=>e("li",{title:`${t.path\##
      }, ${r(t.writes,"write")}, ${r(t.reads,"read")}`},_(t.path).name))))]}async function vt({main:c,signal:u,tit\##
      le:h}){const R=({parts:e,params:t})=>{const[n,s]=(e[1]??"").split("@");return{id:n,seq:s,params:t,follow:t.g\##
      et("follow")==="true"}};let{id:b,seq:O,params:x,follow:w}=R(i());const B=x.get("generation")?{generation:x.g\##
      et("generation")}:{},p=new yt(b,u,B),E="sessions/"+encodeURIComponent(b),oe=w?p.ask({tail:30}):null,[v,H]=aw\##
      ait Promise.all([o(E,{},u),o(E+"/outline",B,u)]);p.id=b=v.session,h(K(v));const X="ccstore resume "+(v.short\##
      _id??b),W=()=>location.href.split("#")[0]+ve(b,p.current()?.seq),G=()=>new Set((i().params.get("hide")??loca\##
      lStorage.getItem("hide")??"notes").split(",").filter(Boolean)),S=e("div.choice",{role:"group",label:"Show"})\##
      ,I=F("Follow",()=>L.f());function A(){const t=G();n(S,lt.map(([n,s])=>e("button",{"aria-pressed":String(!t.h\##
      as(n)),"data-kind":n,onclick:()=>D(n)},s)));for(const[e]of lt)p.node.classList.toggle("hide-"+e,t.has(e));p.\##
      hide(t),I.setAttribute("aria-pressed",String(w))}function D(e){const t=G(),n=p.current(),i=n&&M(n.node);t.de\##
      lete(e)||t.add(e);const s=[...t].join(",");localStorage.setItem("hide",s);const o=y()?.dataset?.kind;ee(l({h\##
      ide:s||"none"})),A(),o&&S.querySelector(`[data-kind=${o}]`).focus(),n?.node.checkVisibility()&&scrollBy(0,M(\##
      n.node)-i),V((t.has(e)?"Hidden: ":"Shown: ")+e)}async function se(e){const t={html:"html",markdown:"md",json\##
      l:"jsonl"}[e];Fe(`${b.slice(0,8)}.${t}`,await Ue(E+"/export",{format:e}),"application/octet-stream")}async f\##
      unction J(){const t=p.current();if(!t)return;const n=await(await Ue(`${E}/records/${t.seq}`)).text();let s=n\##
      ;try{s=JSON.stringify(JSON.parse(n),null,2)}catch{}Oe(`Record ${t.seq} as it is stored`,e("div.record",{tabi\##
      ndex:0},z(s.slice(0,2e6))),e("p",e("button",{type:"button",onclick:()=>Fe(`record-${t.seq}.json`,n,"applicat\##
      ion/octet-stream")},"Save the exact bytes")))}const Y=e=>{const t=p.current()?.entry??0,n=H.prompts.filter(e\##
      =>e.number>0),s=e>0?n.find(e=>e.entry>t):n.findLast(e=>e.entry<t);s&&p.jump(s.entry)},P=async e=>{const t=aw\##
      ait Pt(b,e);t?k(s("s/"+t)):ye("No more sessions")},L={j:()=>p.move(1),k:()=>p.move(-1),J:()=>Y(1),K:()=>Y(-1\##
      ),"[":()=>P(-1),"]":()=>P(1),t:()=>D("tools"),h:()=>D("thinking"),".":J,y:()=>N(W(),"Link"),r:()=>N(X,"Comma\##
      nd"),f:async()=>{w=!w,ee(l({follow:w?"true":null})),A(),V(w?"Following the end of the session.":"Not followi\##
      ng any more."),w&&await p.open({tail:30},!0)}},Z=e("nav.outline",{label:"Prompts"},jt(p,H)),q=e("div.strip")\##
      ,te=g(new Date(v.started))===g(new Date(v.ended));n(c,e("div.heading.session",e("h1",K(v)),pe(v),v.forked_fr\##
      om&&e("a",{href:s("s/"+v.forked_from)},m("forked from "+v.forked_from.slice(0,8)))),x.get("generation")&&e("\##
      p.warn",{role:"note"},`This is version ${+x.get("generation")+1} of it. `,e("a",{href:s("s/"+b)},"Show the l\##
      atest")),ce(".facts",{Project:v.project&&e("a",{href:s("sessions",{project:v.project}),title:v.project},_(v.\##
      project).name),Branch:v.branch,Model:v.model,Time:[T(v.started)," – ",T(v.ended,e=>te?$(new Date(e)):f(e))],\##
      Duration:j(v.duration_ms),Messages:t(v.messages),Tokens:e("span",{title:t(v.tokens)},a(v.tokens)),Cost:d(v.c\##
      ost_usd)}),e("p.command",e("code",X),F("Copy",L.r),e("span.grow"),F("Copy link",()=>N(W(),"Link")),e("detail\##
      s.menu",e("summary","Save as"),e("div",[["html","HTML"],["markdown","Markdown"],["jsonl","JSON lines"]].map(\##
      ([t,n])=>e("button",{onclick:()=>se(t).catch(e=>ye(e.message))},n)))),v.generations>1&&e("a.button",{href:s(\##
      "s/"+b+"/versions")},r(v.generations,"version")),I),q,e("div.columns.reader",e("details.facets",{open:innerW\##
      idth>=1e3},e("summary","Contents"),Z),e("section.conversation",{label:"Conversation"},S,p.start,p.node,p.end\##
      ))),A();const ne=()=>O?p.open({at:O,before:6,after:30}):p.open({entry:0,after:30});async function U(){w?awai\##
      t p.open({tail:30},!0):await ne();const e=O&&p.turns.reduce((e,t)=>t.seq<=O&&!(e.seq<=O&&e.seq>t.seq)?t:e,p.\##
      turns[0]);e&&(p.focus(e),e.node.classList.add("target")),gt(p.node,i().params.get("q"))}oe?.catch(()=>{}),aw\##
      ait U();const C=()=>requestAnimationFrame(()=>{const n=p.current()?.entry??0,t=[...Z.querySelectorAll("[data\##
      -prompt]")],e=t.findLast(e=>+e.dataset.prompt<=n);for(const n of t)n.toggleAttribute("aria-current",n===e);e\##
      &&e!==C.last&&innerWidth>=1e3&&e.scrollIntoView({block:"nearest"}),C.last=e});return addEventListener("scrol\##
      l",C,{passive:!0}),xt(q,p).catch(()=>{}),{keys:L,keepsScroll:!0,leave:()=>{removeEventListener("scroll",C),p\##
      .watcher.disconnect()},async update(e){({seq:O,params:x,follow:w}=R(e),A(),await U())},async live({type:e,da\##
      ta:t}){if(e==="session"&&t?.session&&t.session!==b||e==="head")return;const a=p.next==null,s=p.turns.at(-1);\##
      if(!a||!s)return;const o=await p.ask({entry:s.entry,before:0,after:Q}),n=o.turns.find(e=>e.entry===s.entry);\##
      n&&JSON.stringify(n.blocks)!==JSON.stringify(s.blocks)&&(n.node=it(p,n),s.node.replaceWith(n.node),p.turns[p\##
      .turns.length-1]=n,p.hide()),p.next=o.next;const i=p.add(o.turns,!1);p.mark(),i&&V(r(i,"new turn")),w&&scrol\##
      lTo({top:document.body.scrollHeight})}}}function gt(e,t){if(!globalThis.CSS?.highlights)return;if(CSS.highli\##
      ghts.delete("found"),!t)return;const o=[],s=t.toLowerCase(),n=document.createTreeWalker(e,NodeFilter.SHOW_TE\##
      XT);for(;n.nextNode()&&o.length<500;){const e=n.currentNode.data.toLowerCase();for(let t=e.indexOf(s);t>=0;t\##
      =e.indexOf(s,t+s.length)){const i=new Range;i.setStart(n.currentNode,t),i.setEnd(n.currentNode,Math.min(n.cu\##
      rrentNode.length,t+s.length)),o.push(i)}}CSS.highlights.set("found",new Highlight(...o))}const Ze=(t,n,s)=>e\##
      ("td"+(n?"."+n:""),null,t&&[e("small",`line ${t.line+1} · ${t.kind}`),e("pre",s??t.text,t.truncated&&" …")])\##
      ;async function bt({main:a,signal:c,title:d}){async function g({parts:i,params:g}){const v=i[1].split("@")[0\##
      ],y="sessions/"+encodeURIComponent(v),[C,M]=await Promise.all([o(y,{},c),o(y+"/versions",{},c)]),b=C.generat\##
      ions,j=+(g.get("to")??b-1),_=+(g.get("from")??Math.max(0,j-1)),O=C.title||v.slice(0,8),x=`ccstore restore ${\##
      v.slice(0,8)} --generation ${_}`;d("Versions of "+O);const w=b>1?await o(y+"/diff",{from:_,to:j},c):{files:[\##
      ]},E=M.files.flatMap(e=>e.generations.map(t=>({...t,path:e.path}))),k=(t,n)=>t.words.length?t.words.filter(e\##
      =>e.change!==(n?"new":"lost")).map(t=>t.change==="kept"?t.text:e(n?"del":"ins",null,t.text)):null,S=(t,n,s)=\##
      >e("div",e("span.note",t),X(t,Array.from({length:Math.min(b,30)},(t,o)=>e("a",{href:l({[n]:o}),current:o===s\##
      },o+1))));n(a,A("Versions"),e("p",e("a",{href:s("s/"+v)},O),` · ${r(b,"version")}`),E.length>0&&H("Versions"\##
      ,[h("Version",e=>String(e.generation+1),{href:e=>s("s/"+v,{generation:e.generation})}),h("File",e=>e.path),h\##
      ("Stored",e=>f(e.decision?.time)),h("Why",e=>e.decision?.reason??"first version"),u("Lines",e=>t(e.records))\##
      ,u("Size",e=>p(e.bytes))],E.slice(0,200)),b<2?e("p.empty","There is one version of this session: nothing tha\##
      t was stored has been rewritten."):[e("div.options",S("Earlier","from",_),S("Later","to",j)),e("p.command",e\##
      ("code",x),F("Copy",()=>N(x,"Command"))),!w.files.length&&e("p.empty","No file has both of these versions.")\##
      ,w.files.map(n=>e("section.card",{label:n.path},e("h2.path",n.path),e("p",m(`${t(n.kept)} kept`),m(`${t(n.lo\##
      st)} lost`,n.lost&&"bad"),m(`${t(n.changed)} changed`,n.changed&&"warn"),m(`${t(n.new)} new`,n.new&&"good"),\##
      n.reordered&&m("in another order","warn")),n.changes.length>0&&e("div.scroll",{tabindex:0,role:"region",labe\##
      l:"Changes"},e("table.diff",e("caption.sr","Lines that differ"),e("thead",e("tr",e("th",{scope:"col"},`Versi\##
      on ${n.from+1}`),e("th",{scope:"col"},`Version ${n.to+1}`))),e("tbody",n.changes.slice(0,300).map(t=>e("tr",\##
      Ze(t.old,t.old&&"lost",k(t,!0)),Ze(t.new,t.new&&"new",k(t,!1))))))),n.changes.length>300&&e("p.note",`The fi\##
      rst 300 of ${t(n.changes.length)} changes; all of them: `,e("code",`ccstore diff ${v.slice(0,8)}`))))])}retu\##
      rn await g(i()),{update:g}}const ft=[["user","Prompts"],["assistant","Answers"],["thinking","Thinking"],["to\##
      ol_input","Tool input"],["tool_output","Tool output"],["title","Titles"],["system","Notes"]],ht=(e,t)=>t?[e]\##
      :[...e.matchAll(/"([^"]+)"|(\S+)/g)].map(([,e,t])=>e??t);function _t(t,n,s){let i;try{i=new RegExp(n.map(e=>\##
      s?e:e.replace(/[.*+?^${}()|[\]\\]/g,"\\$&")).join("|"),"gi")}catch{return[t]}const a=[];let o=0;for(const n \##
      of t.matchAll(i))n[0]&&a.push(t.slice(o,n.index),e("mark",n[0])),o=n.index+n[0].length;return[...a,t.slice(o\##
      )]}async function wt({main:a,signal:c}){const p=e("input",{type:"search",label:"Text",placeholder:'Words, or\##
       a "phrase"',autocomplete:"off",spellcheck:"false"}),M=e("form.search",{role:"search",onsubmit:e=>{e.prevent\##
      Default(),k(l({q:p.value.trim()||null}))}},p,e("button",{type:"submit"},"Search")),j=e("div.options"),h=e("p\##
      .note",{"aria-live":"polite"}),b=e("div"),g=e("div.found");let u={},d=[],f=new Map;const z=o("sessions",{lim\##
      it:1e3,all:"true"},c).then(e=>{f=new Map(e.sessions.map(e=>[e.session,e]))}).catch(()=>{});function O(s,o){c\##
      onst i=s.getAll("role"),a=new Map(o?.map(e=>[e.key,e.records]));n(j,X("Where",e("a",{href:l({role:null}),cur\##
      rent:!i.length},"Everywhere"),ft.map(([n,s])=>e("a",{current:i.includes(n),href:l({role:i.includes(n)?i.filt\##
      er(e=>e!==n):[...i,n]})},s,a.has(n)&&e("small",t(a.get(n)))))),X("How",[["case","Case"],["word","Whole words\##
      "],["regex","Pattern"]].map(([t,n])=>e("a",{href:l({[t]:s.get(t)?null:"true"}),current:s.get(t)},n))),w("Ord\##
      er","sort",[["time","Latest"],["relevance","Best"]],s.get("sort")??"time","time"),w("Time","since",[[null,"A\##
      ny time"],["7d","7 d"],["30d","30 d"],["365d","1 y"]],s.get("since")),Se(s,["project","model","branch","tool\##
      ","session","on","until"])),p.value=s.get("q")??""}function x(t,o,i){const a=new Map;for(const e of d)a.set(\##
      e.session,[...a.get(e.session)??[],e]);const l=e=>f.get(e)?.title||"Session "+e.slice(0,8),c=n=>e("li",e("a"\##
      ,{href:s(`s/${n.session}@${n.seq}`,{q:o[0]})},m(ft.find(([e])=>e===n.role)?.[1]??n.role),e("span.snippet",_t\##
      (n.snippet,o,t.get("regex"))),T(n.timestamp)));n(g,[...a].map(([t,n])=>e("section",e("h2",e("a",{href:s("s/"\##
      +t)},l(t)),e("small",r(n.length,"record"),f.has(t)&&" · "+_(f.get(t).project).name)),e("ul",n.slice(0,5).map\##
      (c)),n.length>5&&e("details",e("summary",`${n.length-5} more in this session`),e("ul",n.slice(5).map(c))))),\##
      i&&e("p",F("Show more",()=>D(t,o,i))))}const C=(e,t)=>o("search",{q:ht(e.get("q"),e.get("regex")),tz:v,limit\##
      :100,...B(e,["role","case","word","regex","sort","since","until","on","project","model","branch","tool","ses\##
      sion"]),...t},c);async function D(e,t,n){const o=u,s=await C(e,{cursor:n});if(o!==u)return;d=d.concat(s.hits\##
      ),x(e,t,s.next)}async function E({params:s}){O(s);const i=s.get("q"),a=u={};if(d=[],!i){n(g,e("p.empty",'All\##
       words must be in one record; a "phrase" in quotation marks is one text.')),n(h),n(b),innerWidth>700&&p.focu\##
      s();return}h.textContent="Searching …";const o=await C(s).catch(e=>{throw h.textContent="",e});if(a!==u)retu\##
      rn;d=o.hits;const c=o.months??[];if(n(h,d.length?`${r(o.total,"record")} in ${r(o.sessions,"session")}`+(o.n\##
      ext?`, ${t(d.length)} of them here`:""):"Nothing was found. Try fewer words, another place, or any time."),O\##
      (s,o.roles),n(b,c.length>1&&he("Records by month",c.map(e=>({key:e.key,parts:[e.records],href:l({on:e.key})}\##
      )),["Records"],t,90)),await z,a!==u)return;x(s,ht(i,s.get("regex")),o.next),document.title=i+" · ccstore"}n(\##
      a,A("Search"),M,j,h,b,g),await E(i());const S=e=>{const t=[...g.querySelectorAll("li a")],n=t.indexOf(y());t\##
      [Math.max(0,Math.min(t.length-1,n+e))]?.focus()};return{update:E,live:()=>{},keys:{j:()=>S(1),k:()=>S(-1)}}}\##
      const dt=["day","week","month","model","project","session","branch","machine","tool"],ct=e=>e[0].toUpperCase\##
      ()+e.slice(1),_e={cost:["Cost",e=>e.cost_usd??0,d],tokens:["Tokens",D,a],output:["Output",e=>e.output_tokens\##
      ,a],responses:["Responses",e=>e.responses,t]},st=["project","model","branch","session"],nt=(e,t)=>e==="proje\##
      ct"?_(t).name:t??"none";function At(e,t,n){const s=new Map;for(const n of e.flatMap(e=>e.parts))s.set(n.key,\##
      (s.get(n.key)??0)+t(n));const o=[...s].sort((e,t)=>t[1]-e[1]).map(([e])=>e),a=o.slice(0,5),i=o.length-5;retu\##
      rn[[...a.map(e=>nt(n,e)),...i>0?[`${i} more`]:[]],e=>{const s=new Map(e.parts.map(e=>[e.key,t(e)])),n=o.map(\##
      e=>s.get(e)??0);return[...n.slice(0,5),...i>0?[n.slice(5).reduce((e,t)=>e+t)]:[]]}]}function St(t,n){const s\##
      =new Date,a=new Date(s.getFullYear(),s.getMonth()+1,0).getDate(),o=t.totals.cost_usd??0,r=s.getDate()-1+(s.g\##
      etHours()*60+s.getMinutes())/1440,i=o/Math.max(r,.5)*a;return x("This month",e("dl.figures.small",Y("So far"\##
      ,d(o),`${s.getDate()} of ${a} days`),Y("Forecast",d(i),"at the same pace"),n>0&&Y("Of the budget",I(o,n),i>n\##
      ?d(i-n)+" above it, by the forecast":"within it, by the forecast")),n>0&&e("meter",{min:0,max:n,value:Math.m\##
      in(o,n),label:"Spent of the budget"}),e("form.inline",{onsubmit:e=>{e.preventDefault(),k(l({budget:e.target.\##
      budget.value}))}},e("label","Budget in $ a month ",e("input",{name:"budget",type:"number",min:0,step:"any",v\##
      alue:n||""})),e("button",{type:"submit"},"Set")))}async function Mt({main:r,signal:c}){async function m({par\##
      ams:i}){const m=i.get("by")??"day",g=i.get("split"),C=i.get("range")??"90d",F=i.get("show")??"cost",[_,p,k]=\##
      _e[F]??_e.cost,L=C==="all"?null:C,b=dt.indexOf(m)<3,N=e=>o("usage",{since:L,tz:v,...B(i,st),...e},c),[j,I,R]\##
      =await Promise.all([N({by:m,split:g,fill:b||null,limit:b?2e3:500,compare:L&&"previous"}),N({by:"hour-of-week\##
      "}),o("usage",{by:"month",on:"this-month",tz:v},c)]),{groups:f,totals:M}=j,[T,P]=g?At(f,p,g):[[_],e=>[p(e)]]\##
      ,z=de.map(()=>Array(24).fill(0));for(const e of I.groups){const[n,s]=(e.key??"").split(" "),t=z[de.indexOf(n\##
      )];t&&(t[parseInt(s)]+=p(e))}const D=e=>m==="session"?e.title||e.key.slice(0,8):nt(m,e.key),S=e=>!e.key||m==\##
      ="week"||m==="machine"||m==="tool"?null:m==="session"?s("s/"+e.key):s("sessions",{[b?"on":m]:e.key}),E=[h(ct\##
      (m),D,{value:e=>e.key,href:S}),...[["Responses","responses",t],["Input","input_tokens",a],["Output","output_\##
      tokens",a],["Cache read","cache_read_input_tokens",a],["Cache write 5 min","cache_creation_5m_input_tokens",\##
      a],["Cache write 1 h","cache_creation_1h_input_tokens",a],["Cost","cost_usd",d]].map(([e,t,n])=>u(e,e=>n(e[t\##
      ]),{value:e=>e[t]}))],y=b?f.toReversed():f;n(r,A("Usage",e("div.grow"),w("Period","range",Me,C,"90d")),e("di\##
      v.options",w("Group by","by",dt.map(e=>[e,ct(e)]),m,"day"),w("Divide by","split",[[null,"Whole"],...["model"\##
      ,"project","machine"].map(e=>[e,"by "+e])],g),w("Measure","show",Object.entries(_e).map(([e,[t]])=>[e,t]),F,\##
      "cost"),Se(i,st)),Be(j),M.unpriced_models.length>0&&e("p.warn","Without a known price, and not in the cost: \##
      "+M.unpriced_models.join(", ")),f.length===0?q("Nothing was used in this period. ",e("a",{href:l({range:"all\##
      "})},"Show all that is stored")):e("div.cards",O(`${_} by ${m}`,b?[g&&Xt(T),he(_,f.slice(-400).map(e=>({key:\##
      e.key,parts:P(e),href:S(e)})),T,k,240)]:le(f.slice(0,15).map(e=>({name:D(e),title:e.key,value:p(e),text:k(p(\##
      e)),href:S(e)})))),x("Hours of the week",Yt(`${_} by hour of the week.`,z,k)),St(R,+i.get("budget")),O("Numb\##
      ers",e("button",{onclick:()=>Fe(`usage-by-${m}.csv`,sn(E,y),"text/csv")},"Save as CSV"),H("Usage by "+m,E,y.\##
      slice(0,400),e("tfoot",e("tr",E.map((t,n)=>n?e("td.number",t.text(M)):e("th",{scope:"row"},"Total"))))),y.le\##
      ngth>400&&e("p.note",`The first 400 of ${t(y.length)}; all of them are in the CSV.`),e("p.note",`Prices: ${j\##
      .prices}. Zone: ${j.tz}.`))))}return await m(i()),{update:m}}async function Ft({main:a,signal:r}){async func\##
      tion c({params:i}){const l=i.get("range")??"all",m=await o("tools",{since:l==="all"?null:l,tz:v,project:i.ge\##
      t("project"),session:i.get("session")},r),c=m.tools,d=Math.max(...c.map(e=>e.longest_ms??0),1e3);n(a,A("Tool\##
      s",e("div.grow"),w("Period","range",Me,l,"all")),c.length?e("div.cards",x("Calls, and errors among them",le(\##
      c.slice(0,12).map(e=>({name:e.tool,value:e.calls,text:t(e.calls),share:e.errors/e.calls,note:e.errors?I(e.er\##
      rors,e.calls)+" errors":null})))),x("Most errors",le(c.filter(e=>e.errors).sort((e,t)=>t.errors-e.errors).sl\##
      ice(0,12).map(e=>({name:e.tool,value:e.errors,text:t(e.errors),href:s("search",{q:"error",tool:e.tool,role:"\##
      tool_output"}),note:I(e.errors,e.calls)})))),O("All tools",H("Tools",[h("Tool",e=>e.tool),u("Calls",e=>t(e.c\##
      alls)),u("Errors",e=>t(e.errors)),u("Share",e=>I(e.errors,e.calls)),u("No result",e=>t(e.unanswered)),u("Med\##
      ian",e=>j(e.median_ms)),u("Longest",e=>j(e.longest_ms)),h(`From the median to the longest, 1 ms to ${j(d)}`,\##
      e=>e.median_ms==null?"–":Kt(e.median_ms,e.longest_ms,d,`Median ${j(e.median_ms)}, longest ${j(e.longest_ms)}\##
      `)),u("Together",e=>j(e.total_ms))],c))):e("p.empty","No tool was called in this period. ",e("a",{href:s("to\##
      ols")},"Show all")))}return await c(i()),{update:c}}async function Tt({main:i,signal:c}){async function l(){\##
      const[f,p]=await Promise.all([o("usage",{by:"project",split:"month",tz:v},c),o("facets",{tz:v},c)]),l=new Ma\##
      p,m=e=>{const t=se(e);return l.has(t)||l.set(t,{key:t,paths:new Set,cost:0,tokens:0,sessions:0,months:{},las\##
      t:null}),l.get(t).paths.add(e),l.get(t)};for(const e of f.groups){const t=m(e.key);t.cost+=e.cost_usd??0,t.t\##
      okens+=D(e);for(const n of e.parts??[])t.months[n.key]=(t.months[n.key]??0)+(n.cost_usd??0)}for(const{key:n,\##
      sessions:s,last:t}of p.projects){const e=m(n);e.sessions+=s,t>(e.last??"")&&(e.last=t)}const u=[...new Set([\##
      ...l.values()].flatMap(e=>Object.keys(e.months)))].sort().slice(-18),h=[...l.values()].sort((e,t)=>(t.last??\##
      "")<(e.last??"")?-1:1),g=e=>e.key?s("sessions",{project:e.key}):s("sessions");n(i,A("Projects",e("span.note"\##
      ,r(h.length,"project"))),!h.length&&ke(),e("ul.projects",h.slice(0,300).map(n=>e("li",e("h2",e("a",{href:g(n\##
      )},_(n.key).name)),e("p.path",{title:n.key},n.key||"Sessions without a working directory"),pt(u.map(e=>n.mon\##
      ths[e]??0),`Cost by month, ${u[0]??""} to ${u.at(-1)??""}`),ce("",{Cost:d(n.cost),Sessions:t(n.sessions),Tok\##
      ens:a(n.tokens),Last:n.last&&T(n.last,W)}),n.paths.size>1&&e("p.note",`With ${r(n.paths.size-1,"worktree")}`\##
      )))))}return await l(),{update:l}}async function zt({main:i,signal:a}){const c=e("p.note",{role:"status"});a\##
      sync function m(e,t){c.textContent=t;try{const n=await Jt(e,{});for(;;){await new Promise(e=>setTimeout(e,70\##
      0));const e=await o("runs/"+encodeURIComponent(n.run),{},a);if(e.sync_status==="in_progress"){c.textContent=\##
      `${t} ${p(e.done)} of ${p(e.total)} are read.`;continue}const s=e.sync_status==="completed"?"Done.":`It has \##
      failed. ${e.error_message??""}`;return await l(),c.textContent=s,V(s)}}catch(e){e.name!=="AbortError"&&(c.te\##
      xtContent=e.message)}}async function l(){const[v,l,C]=await Promise.all([o("status",{},a),o("doctor",{},a).c\##
      atch(()=>null),o("drift",{limit:100},a).catch(()=>o("drift",{},a))]),{stored:g,on_disk:b}=v,j=b?.not_stored,\##
      _=l?.verdict==="safe"&&!l.damage?.length,y=(v.history??[]).toSorted((e,t)=>e.started<t.started?1:-1).slice(0\##
      ,60),w=C.sessions??[];n(i,A("Storage and health"),e("p.verdict."+(_?"good":"warn"),null,e("b",_?"Everything \##
      on disk is stored.":l?.damage?.length?"The store is damaged.":"Not everything is safe.")," ",l&&[l.cleanup_p\##
      eriod_days!=null?`Claude Code deletes transcripts after ${r(l.cleanup_period_days,"day")}. `:"",l.unsafe?.le\##
      ngth?`${r(l.unsafe.length,"transcript")} would be lost. `:"",l.verified_at?["Every byte was checked ",T(l.ve\##
      rified_at,W),"."]:["Every byte has never been checked: ",e("code","ccstore verify"),"."]]),e("div.cards",x("\##
      Stored",ce(".list",{Sessions:t(g.sessions),Records:t(g.records),Files:t(g.sources),Versions:t(g.generations)\##
      ,Transcripts:p(g.source_bytes),Store:[p(g.store_bytes),e("small",` ${I(g.store_bytes,g.source_bytes)} of the\##
       transcripts`)],From:f(g.oldest),To:f(g.newest),"Bad lines":t(g.bad_lines),Head:[t(v.head.seq),e("small"," c\##
      hain "+v.head.chain.slice(0,12))]})),x("On disk",b?ce(".list",{Files:t(b.files),Size:p(b.bytes),"New, not st\##
      ored":t(j.new_files),"Changed, not stored":t(j.changed_files),"Not stored":p(j.bytes),"Gone from disk":t(g.m\##
      issing),Pruned:t(g.pruned),"Free space":l&&p(l.free_bytes),Folders:v.roots?.map(t=>e("div.path",t))}):e("p",\##
      "Not known."),e("p.buttons",e("button",{onclick:()=>m("runs","Storing what is new.")},"Store what is new"),e\##
      ("button",{onclick:()=>m("verify","Checking every byte.")},"Check every byte")),c,v.compaction?.recommended&\##
      &e("p.note",`${p(v.compaction.saves_bytes)} can be saved: `,e("code","ccstore compact"))),l?.unsafe?.length>\##
      0&&O("Not stored yet",H("Transcripts that are not stored",[h("File",e=>e.path??String(e))],l.unsafe.slice(0,\##
      100))),O("Only in the store",w.length?H("Sessions that are only in the store",[h("Session",e=>e.title||e.ses\##
      sion.slice(0,8),{href:e=>s("s/"+e.session)}),h("Ended",e=>f(e.ended)),u("Records",e=>t(e.records)),u("Cost",\##
      e=>d(e.cost_usd))],w):e("p.note","Everything that is stored is still on disk as well.")),O("Runs",y.length?H\##
      ("Runs of the ingest",[h("Run",e=>String(e.run)),h("Started",e=>f(e.started),{href:e=>s("",{range:"all",as_o\##
      f:e.ended??e.started})}),h("Result",e=>e.error_message||e.sync_status.replace("_"," ")),...["new","updated",\##
      "rewritten","missing","failed","records","bad_lines"].map(e=>u(e[0].toUpperCase()+e.slice(1).replace("_"," "\##
      ),n=>t(n[e]))),u("Bytes",e=>p(e.bytes))],y):null,e("p.note",y.length?"The time of a run leads to the pages a\##
      s of it.":"Nothing has been stored yet."))))}return await l(),{update:l}}Ke();const Z={"":["Overview","o",Rt\##
      ],sessions:["Sessions","s",Ht],search:["Search","",wt],usage:["Usage","u",Mt],tools:["Tools","t",Ft],project\##
      s:["Projects","p",Tt],storage:["Storage","h",zt]},Le={s:["Session","",vt],versions:["Versions","",bt]},$e=["\##
      system","light","dark"];function Ve(e){e==="system"?delete document.documentElement.dataset.theme:document.d\##
      ocumentElement.dataset.theme=e,c("theme").textContent={system:"Auto",light:"Light",dark:"Dark"}[e],c("theme"\##
      ).setAttribute("aria-label","Theme: "+e)}const Te=()=>localStorage.getItem("theme")??"system";Ve(Te()),c("th\##
      eme").onclick=()=>{localStorage.setItem("theme",$e[($e.indexOf(Te())+1)%3]),Ve(Te())};let b={},De="",ze=new \##
      AbortController;function Vt(t){n(c("nav"),e("ul",Object.entries(Z).map(([n,[o]])=>e("li",e("a",{href:s(n),cu\##
      rrent:n===(Le[t]?"sessions":t)&&"page"},o)))))}function $t(t){if(t.name==="AbortError"||t instanceof Ie||t.s\##
      tatus===401)return null;t instanceof te||console.error(t);const{errors:n=[],candidates:o=[]}=t.problem??{};r\##
      eturn e("div.card",e("h1",t.status===404?"Not found":"This cannot be shown"),e("p",t.message),n.map(t=>e("p"\##
      ,`${t.parameter}: ${t.detail}`)),o.map(t=>e("p",e("a",{href:s("s/"+t)},t))),e("p",e("a",{href:s("")},"Go to \##
      the overview")))}function Wt({main:t}){return n(t,A("Not found"),q("There is no such page. ",e("a",{href:s("\##
      ")},"Go to the overview"))),{}}async function ae(e){const{parts:n,params:o}=i(),s=n[0]==="s"&&n[2]==="versio\##
      ns"?"versions":n[0]??"",[d,,u]=Z[s]??Le[s]??["Not found","",Wt],l=[s,n[0]==="s"&&n[1]?.split("@")[0],o.get("\##
      as_of"),o.get("generation")].join();document.body.classList.toggle("past",o.has("as_of")),Vt(s),Ye();const t\##
      =c("main"),a=l!==De;if(t.setAttribute("aria-busy",!0),!a&&!e&&b.update)return await Ae(()=>b.update(i())),t.\##
      removeAttribute("aria-busy");ze.abort(),ze=new AbortController;const{signal:r}=ze;b.leave?.(),b={},De=l,docu\##
      ment.title=d+" · ccstore",a&&t.contains(y())&&t.focus({preventScroll:!0}),await Ae(async()=>{const e=await u\##
      ({main:t,signal:r,title:e=>{document.title=e+" · ccstore"}});if(r.aborted)return e.leave?.();b=e,a&&!b.keeps\##
      Scroll&&scrollTo(0,0)}),r.aborted||t.removeAttribute("aria-busy")}async function Ae(e){try{await e()}catch(t\##
      ){const e=$t(t);e&&n(c("main"),e)}}addEventListener("hashchange",()=>{const e=location.hash.slice(1);if(e&&!\##
      e.startsWith("/"))return Ke(),ut(),ae(!0);ae()}),document.querySelector(".skip").onclick=e=>{e.preventDefaul\##
      t(),c("main").focus()},c("find").onsubmit=e=>{e.preventDefault();const t=c("find").q.value.trim();t&&k(s("se\##
      arch",{q:t}))};let P=[];function Ye(){const t=i().params.get("as_of"),d=c("past"),s=P.length;if(!s)return;co\##
      nst u=e=>e?"As of "+f(e.at):"Now",h=e=>k(l({as_of:P[e]?.at??null})),a=t?Math.max(0,P.findLastIndex(e=>e.at<=\##
      t)):s,g=d.contains(y()),r=Math.ceil(s/60),m=e("output",t&&isNaN(t)?"As of "+f(t):t?"As of event "+t:"Now");l\##
      et p;const o=e("input",{type:"range",min:0,max:s,value:a,label:"As of: what the store knew after a run","ari\##
      a-valuetext":u(P[a]),oninput:()=>{m.textContent=u(P[o.value]),clearTimeout(p),p=setTimeout(()=>h(o.value),12\##
      0)}});o.value=a,n(d,m,e("span.slide",o,e("svg.ticks",{viewBox:`0 0 ${s} 4`,preserveAspectRatio:"none",unspok\##
      en:!0},Array.from({length:Math.floor(s/r)+1},(t,n)=>e("line",{x1:n*r,x2:n*r,y1:0,y2:4})))),t&&F("Back to now\##
      ",()=>h(s))),g&&o.focus()}async function et(){const e=await o("status",{as_of:null});P=(e.history??[]).map(e\##
      =>({run:e.run,at:e.ended??e.started})).filter(e=>e.at).sort((e,t)=>e.at<t.at?-1:1),Ye()}const ue=(t,s,...o)=\##
      >n(c("banner"),t&&e("p."+s,t,...o));let je=!1;S.addEventListener("down",()=>ue("The server has stopped. Star\##
      t it again with ","bad",e("code","ccstore serve"),"; this page tries again by itself and continues.")),S.add\##
      EventListener("up",({detail:e})=>{const t=!c("main").querySelector("h1");(e.again||je)&&(ue(""),je=!1,(e.aga\##
      in||t)&&He(!0)),et().catch(()=>{})}),S.addEventListener("lost",({detail:t})=>ue(`Damage of the store has tak\##
      en ${r(t,"event")} away; what is intact is shown. Say `,"warn",e("code","ccstore verify")," for the details.\##
      ")),S.addEventListener("token",({detail:t})=>{je=!0,ue(""),De="",document.title="No access · ccstore",n(c("m\##
      ain"),e("div.card.token",e("h1",t.had?"This page’s token is not valid any more":"This page needs its token")\##
      ,t.had&&e("p","The server was started again since then, and each start has a new token."),e("p","Open the ad\##
      dress that ",e("code","ccstore serve")," printed, with everything after the #. ","To start a server and open\##
       the page at once:"),e("p.command",e("code","ccstore serve --open"),F("Copy",()=>N("ccstore serve --open","C\##
      ommand")))))});let rt;S.addEventListener("event",({detail:e})=>{if(e.type!=="head"&&e.type!=="session")retur\##
      n;if(e.type==="head"){if(e.data?.seq===S.head)return;en()}if(i().params.has("as_of"))return;if(b.live)return\##
       void Ae(()=>b.live(e));if(e.type!=="head")return;clearTimeout(rt),rt=setTimeout(()=>He(),500)});let Xe;cons\##
      t en=()=>{clearTimeout(Xe),Xe=setTimeout(()=>et().catch(()=>{}),1500)};async function He(e){if(b.live&&!e)re\##
      turn;const n=scrollY,t=y()?.getAttribute?.("href");await ae(!0),scrollTo(0,n),t&&[...c("main").querySelector\##
      All("a")].find(e=>e.getAttribute("href")===t)?.focus({preventScroll:!0})}const nn=[["/","Search"],["j k","Ne\##
      xt and previous row or turn"],["J K","Next and previous prompt"],["Enter","Open the row"],["[ ]","Previous a\##
      nd next session"],["f","Follow the end of a session"],["t","Show or hide tools"],["h","Show or hide thinking\##
      "],["y","Copy a link to this place"],["r","Copy the command that resumes the session"],[".","Show the stored\##
       record"],...Object.values(Z).filter(([,e])=>e).map(([e,t])=>["g "+t,e]),["?","This page"]];function Pe(){Oe\##
      ("Keys",e("dl.keys",nn.map(([t,n])=>e("div",e("dt",t.split(" ").map(t=>e("kbd",t))),e("dd",n)))),e("p.note",\##
      "The address of a page has everything that it shows, so it can be kept."))}c("keys").onclick=Pe;let we=0;add\##
      EventListener("keydown",e=>{if(e.ctrlKey||e.metaKey||e.altKey||c("dialog").open)return;const n=e.target;if(n\##
      .matches?.("input,textarea,select")&&(e.key==="Escape"&&n.blur(),n.type!=="range"&&n.type!=="checkbox"))retu\##
      rn;const{key:t}=e;let o=!0;if(Date.now()-we<1200){const[e]=Object.entries(Z).find(([,e])=>e[1]===t)??[];we=0\##
      ,e!=null&&k(s(e))}else if(b.keys?.[t])b.keys[t]();else if(t==="g")we=Date.now();else if(t==="/"){const e=c("\##
      main").querySelector("input[type=search]")??c("find").q;e.focus(),e.select()}else t==="?"?Pe():t==="y"?N(loc\##
      ation.href,"Link"):o=!1;o&&e.preventDefault()}),ut(),ae()})()
      """##)
}
