// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let appJS = Asset(
    name: "app.js", contentType: "text/javascript; charset=utf-8",
    digest: "61f7f25b6548ec360325c0b238956c1cbefaad6a47336d8de85ef2eb1ae9c7df",
    sources: [
      "api.js", "app.js", "charts.js", "dom.js", "lists.js", "overview.js", "search.js", "session.js",
      "sessions.js", "storage.js", "strip.js", "text.js", "turns.js", "usage.js", "versions.js",
    ],
    sourceDigest: "a01170c602fe471922455aa505a37eada02cf319f41c52140dbf65c1d2bda9ae",
    text: ##"""
      (()=>{const Gt=new Set(["svg","g","path","rect","line","text","title","circle","polyline"]),rn={label:"aria-\##
      label",current:"aria-current",unspoken:"aria-hidden"};function e(o,s,...i){if(s?.constructor!==Object)return\##
       e(o,{},s,...i);const[n,...a]=o.split("."),t=Gt.has(n)?document.createElementNS("http://www.w3.org/2000/svg"\##
      ,n):document.createElement(n);a.length&&t.setAttribute("class",a.join(" ")),n==="button"&&(t.type="button");\##
      for(const[o,e]of Object.entries(s)){if(e==null||e===!1)continue;const n=rn[o]??o;if(n.startsWith("on"))t.add\##
      EventListener(n.slice(2),e);else if(n==="style")for(const[n,s]of Object.entries(e))t.style.setProperty(n,s);\##
      else n==="value"?t.value=e:t.setAttribute(n,e===!0&&n===o?"":e)}return t.append(...i.flat(9).filter(e=>e!=nu\##
      ll&&e!==!1)),t}const n=(e,...t)=>(e.replaceChildren(...t.flat(9).filter(e=>e!=null&&e!==!1)),e),i=e=>documen\##
      t.getElementById(e),w=()=>document.activeElement,z=e=>e.getBoundingClientRect().top,d=(t,...n)=>e("a",{href:\##
      t},n),N=(t,n,s)=>e("button",{onclick:n,...s},t),V=e=>{i("said").textContent=e};function r(){const[t,n]=locat\##
      ion.hash.slice(1).split("?");let e=[];try{e=t.split("/").filter(Boolean).map(decodeURIComponent)}catch{}retu\##
      rn{parts:e,params:new URLSearchParams(n??"")}}function s(e,t){const o=Object.entries(t??{}).filter(([,e])=>e\##
      !=null&&e!==""),n=new URLSearchParams(o.flatMap(([e,t])=>Array.isArray(t)?t.map(t=>[e,t]):[[e,t]])),s=r().pa\##
      rams.get("as_of");return s&&!n.has("as_of")&&t?.as_of!==null&&n.set("as_of",s),"#/"+e+(String(n)?"?"+n:"")}c\##
      onst te=e=>history.replaceState(null,"",e),q=(e,t)=>Object.fromEntries(t.map(t=>[t,e.getAll(t)]));function l\##
      (e){const{parts:o,params:t}=r(),n={};for(const s of new Set(t.keys())){const e=t.getAll(s);n[s]=e.length>1?e\##
      :e[0]}return s(o.map(encodeURIComponent).join("/"),{...n,...e})}const S=(e,t)=>{t?(te(e),dispatchEvent(new H\##
      ashChangeEvent("hashchange"))):location.hash=e},Oe=new Intl.NumberFormat("en"),t=e=>Oe.format(e);function a(\##
      e){if(e==null)return"–";if((e<0?-e:e)<1e4)return Oe.format(Math.round(e));const[n,s]=e>=9995e5?[1e9,"B"]:e>=\##
      999500?[1e6,"M"]:[1e3,"k"],t=e/n;return t.toFixed(t<99.95?1:0)+" "+s}function u(e){return e==null?"no price"\##
      :"$"+(e>=9999.5?a(e):e>=1e3?Oe.format(Math.round(e)):e&&e<.01?e.toFixed(4):e.toFixed(2))}function p(e){if(e=\##
      =null)return"–";const n=["B","kB","MB","GB","TB"];let t=0;for(;e>=999.5&&t<4;t++)e/=1e3;return e.toFixed(t&&\##
      e<99.95?1:0)+" "+n[t]}function y(e){if(e==null)return"–";const t=e/1e3;return t<1?Math.round(e)+" ms":t<60?t\##
      .toFixed(t<10?1:0)+" s":t<3600?Math.floor(t/60)+" min":t<86400?Math.floor(t/3600)+" h "+Math.floor(t/60)%60+\##
      " min":Math.floor(t/86400)+" d "+Math.floor(t/3600)%24+" h"}const R=(e,t)=>t?(100*e/t).toFixed(e/t<.0995?1:0\##
      )+" %":"–",c=(e,n,s)=>t(e)+" "+(e===1?n:s??n+"s"),F=e=>e.input_tokens+e.output_tokens+e.cache_creation_input\##
      _tokens+e.cache_read_input_tokens,_=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",pe=e=>String(e).\##
      padStart(2,"0"),v=e=>e.getFullYear()+"-"+pe(e.getMonth()+1)+"-"+pe(e.getDate()),U=e=>pe(e.getHours())+":"+pe\##
      (e.getMinutes());function g(e){if(!e)return"–";const t=new Date(e);return v(t)+" "+U(t)}function W(e){if(!e)\##
      return"–";const t=Date.now()-new Date(e);return t<6e4?t<0?g(e):"now":t<36e5?Math.floor(t/6e4)+" min ago":t<8\##
      64e5?Math.floor(t/36e5)+" h ago":t<14*864e5?Math.floor(t/864e5)+" d ago":v(new Date(e))}const D=(t,n)=>e("ti\##
      me",{datetime:t,title:g(t)},(n??g)(t)),xe=e=>e.trim().split(`
      `)[0].slice(0,160);function C(e){const t=(e??"").split(/[\\/]/).filter(Boolean);return{name:t.at(-1)??"no pr\##
      oject",folder:t.slice(0,-1).join("/")}}const oe=e=>(e??"").replace(/[\\/](?:\.[\w-]+[\\/])?\.?worktrees[\\/]\##
      .*$/,""),x=(t,...n)=>e("div.heading",e("h1",t),...n),j=(t,...n)=>e("section.card",{label:t},e("h2",t),n),A=(\##
      ...e)=>{const t=j(...e);return t.classList.add("wide"),t},ae=(t,...n)=>e("p.empty",t,...n),ke=()=>ae("Nothin\##
      g is stored yet. Store the transcripts of this machine with ",e("code","ccstore ingest")),m=(t,n,s)=>e("span\##
      .badge"+(n?"."+n:""),{title:s},t),re=(t,...n)=>e("div.choice",{role:"group",label:t},n),O=(t,n,s,o,i)=>re(t,\##
      s.map(([t,s])=>e("a",{href:l({[n]:t===i?null:t}),current:t===o},s))),Ae=(t,n)=>n.filter(e=>t.get(e)).map(n=>\##
      e("a.chip",{href:l({[n]:null}),label:`Remove the filter ${n}: ${t.get(n)}`},e("small",n),n==="project"?C(t.g\##
      et(n)).name:t.get(n)," ×")),G=(t,n)=>e("dl"+t,Object.entries(n).map(([t,n])=>n&&e("div",e("dt",t),e("dd",n))\##
      )),f=(e,t,n)=>({title:e,text:t,...n}),h=(e,t,n)=>({title:e,text:t,number:!0,...n});function H(t,n,s,o){const\##
       i=(t,n,s)=>{const o=t.text(n),i=t.href?.(n);return e(s?"td":"th",{class:t.number&&"number",scope:!s&&"row"}\##
      ,i?e("a",{href:i},o):o)};return e("div.scroll",{tabindex:0,role:"region",label:t},e("table",e("caption.sr",t\##
      ),e("thead",e("tr",n.map(t=>e("th",{scope:"col",class:t.number&&"number"},t.title)))),e("tbody",s.map(t=>e("\##
      tr",n.map((e,n)=>i(e,t,n))))),o))}function Me(t,n,s){const o=URL.createObjectURL(new Blob([n],{type:s}));e("\##
      a",{href:o,download:t}).click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}function an(e,t){const n=e=>{let \##
      t=e==null?"":String(e);return typeof e=="string"&&/^[=+\-@\t\r]/.test(t)&&(t="'"+t),/[",\n\r]/.test(t)?'"'+t\##
      .replaceAll('"','""')+'"':t};return[e.map(e=>e.title),...t.map(t=>e.map(e=>(e.value??e.text)(t)))].map(e=>e.\##
      map(n).join(",")).join(`\r
      `)+`\r
      `}async function I(t,n){try{await navigator.clipboard.writeText(t),V(n+" copied."),ze(n+" copied")}catch{De(\##
      n,e("pre.copied",{tabindex:0},t))}}let ee;function ze(t){ee?.remove(),ee=e("div.toast",{unspoken:!0},t),docu\##
      ment.body.append(ee);const n=ee;setTimeout(()=>n.remove(),1800)}function De(s,...o){const t=i("dialog");n(t,\##
      e("div.heading",e("h2",{id:"dialog-title"},s),e("button.quiet",{onclick:()=>t.close()},"Close")),o),t.open||\##
      t.showModal()}let Q=sessionStorage.getItem("token");function Je(){const e=location.hash.slice(1);if(!e||e.st\##
      artsWith("/"))return;sessionStorage.setItem("token",Q=e),history.replaceState(null,"",location.pathname+"#/"\##
      )}class ne extends Error{constructor(e,t){super(t.detail||t.title||"The server answers "+e+"."),this.status=\##
      e,this.problem=t}}class Be extends Error{}const M=new EventTarget,L=(e,t)=>M.dispatchEvent(new CustomEvent(e\##
      ,{detail:t}));async function X(e,t){const s={...t.headers};Q&&(s.Authorization="Bearer "+Q);let n;for(let o=\##
      0;!n;o++)try{n=await fetch("/api/v1/"+e,{...t,headers:s,cache:"no-cache",credentials:"omit"})}catch(e){if(e.\##
      name==="AbortError")throw e;if(o>1||t.method)throw L("down"),new Be;await dt(200)}if(n.ok)return n;const o=a\##
      wait n.json().catch(()=>({}));throw n.status===401&&L("token",{had:Boolean(Q)}),new ne(n.status,o)}function \##
      sn(e){const t=new URLSearchParams;for(const[s,n]of Object.entries(e??{}))for(const e of Array.isArray(n)?n:[\##
      n])e!=null&&e!==""&&t.append(s,e);return t}function Ye(e,t){const n=sn(t),s=r().params.get("as_of");return s\##
      &&!n.has("as_of")&&!/^(health|doctor|preview|events|log|runs)/.test(e)&&n.set("as_of",s),e+(String(n)?"?"+n:\##
      "")}async function o(e,t,n){const o=await X(Ye(e,t),{signal:n}),i=Number(o.headers.get("X-Ccstore-Lost"));i&\##
      &L("lost",i);const s=await o.json();return s.head&&!r().params.has("as_of")&&(M.head=s.head.seq),s}const Ze=\##
      async(e,t)=>(await X(Ye(e,t),{})).blob(),tn=async(e,t)=>(await X(e,{method:"POST",headers:{"Content-Type":"a\##
      pplication/json"},body:JSON.stringify(t??{})})).json(),dt=e=>new Promise(t=>setTimeout(t,e));async function \##
      pt(){let t,e=0;for(;;){try{const n={Accept:"text/event-stream"};t&&(n["Last-Event-ID"]=t);const s=await X("e\##
      vents",{headers:n});L("up",{again:e>0}),e=0;const o=s.body.pipeThrough(new TextDecoderStream).getReader();fo\##
      r(let e="";;){const{done:s,value:i}=await o.read();if(s)break;const n=(e+i).split(`

      `);e=n.pop();for(const s of n){const e={type:"message",data:""};for(const i of s.split(`
      `)){const[,n,o]=/^(\w+): ?(.*)$/.exec(i)??[];n==="id"?t=o:n==="event"?e.type=o:n==="data"&&(e.data+=o)}if(e.\##
      data){let t=null;try{t=JSON.parse(e.data)}catch{}L("event",{type:e.type,data:t})}}}}catch(t){if(t instanceof\##
       ne&&t.status===401)return;e+=1,t instanceof ne||L("down")}await dt(Math.min(4e3,250*2**e))}}function fe(t,s\##
      ){const o=e("div.picture",{role:"img",label:t});let i=0;return new ResizeObserver(([e])=>{const t=Math.floor\##
      (e.contentRect.width);t>0&&t!==i&&n(o,s(i=t))}).observe(o),o}const be=(t,n,...s)=>e("svg",{width:t,height:n,\##
      viewBox:`0 0 ${t} ${n}`},s),Ve=e=>e.replace(/\.00$|\.0(?= )/,""),B=(t,n,s,o)=>e("text",{x:t,y:n,"text-anchor\##
      ":o},s);let E;function me(t,s){t.addEventListener("pointermove",i=>{const a=t.getBoundingClientRect(),r=s(i.\##
      clientX-a.left,i.clientY-a.top);if(!r)return o();E??=e("div.tip",{unspoken:!0}),n(E,r.map((t,n)=>e(n?"div":"\##
      b",null,t))),E.isConnected||document.body.append(E),E.style.left=Math.max(4,Math.min(i.clientX+14,innerWidth\##
      -E.offsetWidth-8))+"px",E.style.top=Math.max(4,i.clientY-E.offsetHeight-10)+"px"});const o=()=>E?.remove();r\##
      eturn t.addEventListener("pointerleave",o),addEventListener("hashchange",o),t}function en(e,t=4){if(!(e>0))r\##
      eturn[0,1];const n=e/t,o=10**Math.floor(Math.log10(n)),s=[1,2,2.5,5,10].map(e=>e*o).find(e=>e>=n);return Arr\##
      ay.from({length:Math.ceil(e/s-1e-9)+1},(e,t)=>t*s)}function he(t,n,s,o,i=220){if(!n.length)return e("p.note"\##
      ,"Nothing in this period.");const a=n.map(e=>e.parts.reduce((e,t)=>e+t,0)),r=Math.max(...a,0),c=en(r),l=c.at\##
      (-1),d=a.indexOf(r),u=`${t}: ${n.length} bars, the highest ${n[d]?.key??""} with ${o(r)}.`;return fe(u,t=>{c\##
      onst d=Math.max(...c.map(e=>Ve(o(e)).length))*6.2+10,b=22,g=t-d-2,f=i-b-8,r=g/n.length,u=e=>8+f-f*e/l,v=Math\##
      .max(1,Math.min(44,r-Math.min(3,r*.25))),j=n.map((t,n)=>{let s=0;const o=d+r*n+(r-v)/2;return t.parts.map((t\##
      ,n)=>{if(!(t>0))return null;const i=s;s+=t;const a=Math.max(.75,u(i)-u(s)-(i>0&&u(i)-u(s)>3?1:0));return e("\##
      rect.s"+n,{x:o.toFixed(1),y:u(s).toFixed(1),width:v.toFixed(1),height:a.toFixed(1)})})}),y=Math.ceil(n.lengt\##
      h*74/g),p=e("rect.marker",{y:8,height:f,width:r.toFixed(1),x:-1e3}),h=be(t,i,c.map(n=>e("g",e("line",{x1:d,x\##
      2:t,y1:u(n),y2:u(n)}),B(d-8,u(n)+4,Ve(o(n)),"end"))),p,j,n.map((e,n)=>n%y===0&&d+r*(n+.5)<t-24&&B(Math.max(3\##
      2,d+r*(n+.5)),i-5,e.key,"middle"))),m=e=>Math.floor((e-d)/r);return h.addEventListener("click",e=>{const t=n\##
      [m(e.clientX-h.getBoundingClientRect().left)];t?.href&&S(t.href)}),h.addEventListener("pointerleave",()=>p.s\##
      etAttribute("x",-1e3)),n.some(e=>e.href)&&h.classList.add("linked"),me(h,e=>{const t=n[m(e)];return t?(p.set\##
      Attribute("x",d+r*m(e)),[t.key+"  "+o(a[m(e)]),...s.length>1?s.map((e,n)=>[e,t.parts[n]]).filter(e=>e[1]>0).\##
      map(([e,t])=>e+"  "+o(t)):[]]):null})})}const Jt=t=>e("ul.legend",t.map((t,n)=>e("li",e("i.s"+n,{unspoken:!0\##
      }),t)));function ot(e){const t=e.filter(e=>e>0).sort((e,t)=>e-t),n=[.25,.5,.75,.93].map(e=>t[Math.floor(e*t.\##
      length)]??1/0);return e=>e>0?1+n.filter(t=>e>=t).length:0}function Zt(t,n,s,o,i){const a=ot([...n.values()])\##
      ;return fe(t,t=>{const d=Math.max(9,Math.min(22,Math.floor((t-30)/53)-2)),r=d+2,u=Math.min(53,Math.floor((t-\##
      30)/r)),c=new Date(s);c.setDate(c.getDate()-(c.getDay()+6)%7-7*(u-1));const m=[],h=[];for(let t=0,o=-9;t<u;t\##
      ++)for(let i=0;i<7;i++){const l=new Date(c.getFullYear(),c.getMonth(),c.getDate()+7*t+i);if(l>s)break;const \##
      f=v(l),p=30+r*t;m[t*7+i]=f,h.push(e("rect.l"+a(n.get(f)??0),{x:p,y:18+r*i,width:d,height:d,rx:2})),i===0&&l.\##
      getDate()<8&&t-o>2&&t<u-1&&(h.push(B(p,11,l.toLocaleDateString("en",{month:"short"}),"start")),o=t)}const l=\##
      be(t,20+7*r,["Mon","Wed","Fri"].map((e,t)=>B(0,18+r*(2*t+.8),e,"start")),h),f=(e,t)=>m[Math.floor((e-30)/r)*\##
      7+Math.floor((t-18)/r)];return l.classList.add("linked"),l.addEventListener("click",e=>{const t=l.getBoundin\##
      gClientRect(),n=f(e.clientX-t.left,e.clientY-t.top);n&&S(i(n))}),me(l,(e,t)=>{const s=e>=30&&t>=18&&f(e,t);r\##
      eturn s?[s,n.get(s)?o(n.get(s)):"nothing"]:null})})}const de=["Monday","Tuesday","Wednesday","Thursday","Fri\##
      day","Saturday","Sunday"];function Qt(t,n,s){const o=ot(n.flat());return fe(t,t=>{const a=Math.min(34,(t-36)\##
      /24),i=Math.min(24,Math.max(16,a)),r=be(t,20+7*i,n.map((t,n)=>[B(0,18+i*n+i/2+4,de[n].slice(0,3),"start"),t.\##
      map((t,s)=>e("rect.l"+o(t),{x:(36+a*s).toFixed(1),y:18+i*n,width:(a-2).toFixed(1),height:i-2,rx:2}))]),[0,3,\##
      6,9,12,15,18,21].map(e=>B(36+a*e,11,String(e).padStart(2,"0"),"start")));return me(r,(e,t)=>{const r=Math.fl\##
      oor((e-36)/a),c=Math.floor((t-18)/i),o=n[c]?.[r];return o==null?null:[`${de[c]} ${String(r).padStart(2,"0")}\##
      :00`,o?s(o):"nothing"]})})}function ce(t){const n=Math.max(...t.map(e=>e.value??0),0);return e("ol.ranked",t\##
      .map(t=>e("li",e("span.name",{title:t.title??t.name},t.href?d(t.href,t.name):t.name,t.note&&e("small",t.note\##
      )),e("span.amount",t.text),e("span.track",{unspoken:!0},e("span",{style:{width:n?100*(t.value??0)/n+"%":"0"}\##
      },t.share>0&&e("span",{style:{width:100*t.share+"%"}}))))))}function Xt(t,n){const o=Math.max(...t,0),i=10,s\##
      =28;return e("svg.spark",{viewBox:`0 0 ${i*Math.max(12,t.length)} ${s}`,height:s,role:"img",preserveAspectRa\##
      tio:"none",label:n},t.map((t,n)=>e("rect"+(t?"":".none"),{x:n*i,width:i-2,y:o&&t?s-Math.max(2,s*t/o):s-1,hei\##
      ght:o&&t?Math.max(2,s*t/o):1})))}function bt(t,n,s,o){const a=200,i=e=>5+(a-10)*Math.log10(Math.max(1,e))/Ma\##
      th.log10(Math.max(10,s));return e("svg.span",{width:a,height:16,viewBox:`0 0 ${a} 16`,role:"img",label:o},e(\##
      "line",{x1:i(t),x2:i(n),y1:8,y2:8}),e("circle",{cx:i(t),cy:8,r:3.5}),e("circle.end",{cx:i(n),cy:8,r:2.5}))}c\##
      onst se=["text","project","model","branch","state","since","until","on"],Yt=[["title","Session"],["ended","L\##
      ast used"],["duration","Duration"],["messages","Messages"],["tokens","Tokens"],["cost","Cost"]];function Te(\##
      {source_state:e,deleted_after:t}){const n=t&&Math.ceil((new Date(t)-Date.now())/864e5),s="It is kept in the \##
      store";return e!=="present"?m(e==="missing"?"gone from disk":e,"gone",s):t&&n<=7&&m(n>0?`deleted in ${n} d`:\##
      "deleted any time","warn",s)}const $=e=>e.title||"Session "+e.session.slice(0,8);function qt(n,o){const{name\##
      :c,folder:r}=C(n.project),i=(...t)=>e("div.number",{role:"cell"},t);return e("div.row",{role:"row","aria-row\##
      index":o+2},e("div.what",{role:"cell"},e("a",{href:s("s/"+n.session),"data-index":o},$(n)),e("small",{title:\##
      n.project},e("span.in",c),n.branch&&e("span.branch","on "+n.branch),Te(n),n.forked_from&&m("fork","","Forked\##
       or resumed from "+n.forked_from),e("span.phone",W(n.ended)," · ",u(n.cost_usd)),e("span.sr",r&&", in "+r)))\##
      ,e("div",{role:"cell"},D(n.ended,W)),i(y(n.duration_ms)),i(t(n.messages)),i(e("span",{title:t(n.tokens)+" to\##
      kens"},a(n.tokens))),i(u(n.cost_usd)))}class $t{constructor(t){this.signal=t,this.body=e("div.rows",{role:"r\##
      owgroup"}),this.made=new Map,this.scrolled=()=>requestAnimationFrame(()=>this.draw()),addEventListener("scro\##
      ll",this.scrolled,{passive:!0}),addEventListener("resize",this.scrolled)}leave(){removeEventListener("scroll\##
      ",this.scrolled),removeEventListener("resize",this.scrolled)}start(e,t){this.params=t,this.rows=e.sessions,t\##
      his.total=e.total,this.next=e.next,this.reading=null,this.made.clear(),this.body.replaceChildren(),this.draw\##
      ()}get tall(){return innerWidth<760?64:52}draw(){if(!this.body.isConnected||!this.rows)return;const t=this.t\##
      all,s=z(this.body);this.body.style.height=this.total*t+"px";const o=Math.max(0,Math.floor(-s/t)-6),n=Math.mi\##
      n(this.total,Math.ceil((innerHeight-s)/t)+6);for(const[e,t]of this.made)(e<o||e>=n)&&!t.contains(w())&&(t.re\##
      move(),this.made.delete(e));for(let s=o;s<n;s++){const i=this.rows[s],a=this.made.get(s);if(a&&(a.session||!\##
      i)){a.style.transform=`translateY(${s*t}px)`;continue}a?.remove();const r=i?qt(i,s):e("div.row.waiting",{rol\##
      e:"row","aria-rowindex":s+2},e("div",{role:"cell"},"…"));r.session=i,r.style.transform=`translateY(${s*t}px)\##
      `,this.made.set(s,r),this.body.append(r)}n>this.rows.length&&this.next&&this.read(n)}async read(e){if(this.w\##
      anted=Math.max(this.wanted??0,e),this.reading)return;const t=this.reading={};try{for(;this.reading===t&&this\##
      .next&&this.rows.length<this.wanted;){const n=this.wanted-this.rows.length>300?1e3:200,e=await o("sessions",\##
      {...this.params,limit:n,cursor:this.next},this.signal);if(this.reading!==t)return;this.rows.push(...e.sessio\##
      ns),this.next=e.next,this.draw()}}catch(e){e.status===410&&dispatchEvent(new Event("hashchange"))}finally{th\##
      is.reading===t&&(this.reading=null)}}move(e){const s=w()?.dataset?.index,o=Math.max(0,Math.min(this.total-1,\##
      s==null?e>0?0:this.total-1:+s+e)),n=this.tall,t=z(this.body)+o*n;t<150?scrollBy(0,t-150):t+n>innerHeight-20&\##
      &scrollBy(0,t+n-innerHeight+20),this.draw(),this.made.get(o)?.querySelector("a")?.focus({preventScroll:!0})}\##
      }async function Vt({main:s,signal:i}){const a=new $t(i),u=e("input",{type:"search",placeholder:"Title or fir\##
      st prompt",label:"Filter by title",autocomplete:"off"}),A=e("span.note",{"aria-live":"polite"}),E=e("div.chi\##
      ps"),m=e("div.facet-lists"),b=e("div.row.head",{role:"row"}),j=e("div.activity"),y=e("div"),f=e("div.pill"),\##
      p=e("div",{role:"table",label:"Sessions"},e("div",{role:"rowgroup"},b),a.body),k=()=>l(Object.fromEntries(se\##
      .map(e=>[e,null])));let h={},M;u.addEventListener("input",()=>{clearTimeout(M),M=setTimeout(()=>S(l({text:u.\##
      value}),Boolean(r().params.get("text"))),150)});function T(t){const s=t.get("sort")??"ended",o=t.get("revers\##
      e")==="true",i=(s==="title"||s==="project")!==o;n(b,Yt.map(([t,n],a)=>e("div",{role:"columnheader",class:a>1\##
      &&"number","aria-sort":t===s&&(i?"ascending":"descending")},e("a",{title:"Sort by "+n.toLowerCase(),href:l({\##
      sort:t==="ended"?null:t,reverse:t===s&&!o?"true":null})},n,t===s&&(i?" ↑":" ↓")))));const a=Ae(t,se);n(E,a,a\##
      .length>1&&e("a.chip",{href:k()},"Clear all")),w()!==u&&(u.value=t.get("text")??"")}function g(e,t){a.start(\##
      e,h),p.setAttribute("aria-rowcount",e.total+1),p.hidden=e.total===0,n(A,c(e.total,"session")),n(f),n(y,e.tot\##
      al===0&&(se.some(e=>t.get(e))?ae("No session fits these filters. ",d(k(),"Clear the filters")):ke()))}async \##
      function D(s){const[a,c]=await Promise.all([o("facets",{tz:_,...q(s,["since","until","on"])},i),o("usage",{b\##
      y:"week",fill:!0,limit:104,tz:_,...q(s,["project","model","branch"])},i)]),d=m.querySelector("details[open]"\##
      ),r=(n,o,i,a=e=>e)=>{const c=new Map;for(const e of i)c.set(oe(e.key),(c.get(oe(e.key))??0)+e.sessions);cons\##
      t r=[...c].filter(([e])=>e).sort((e,t)=>t[1]-e[1]).slice(0,200).map(([n,i])=>e("li",e("a",{title:n,current:s\##
      .get(o)===n,href:l({[o]:s.get(o)===n?null:n})},e("span",a(n)),e("small",t(i)))));return r.length>0&&e("secti\##
      on",e("h2",n),e("ul",r.slice(0,7)),r.length>7&&e("details",{open:d},e("summary",`${r.length-7} more`),e("ul"\##
      ,r.slice(7))))};n(m,e("section",e("h2","State"),O("State","state",[[null,"All"],["missing","Gone"],["expirin\##
      g","Expiring"]],s.get("state"))),e("section",e("h2","Time"),O("Time","since",[[null,"All"],["7d","7 d"],["30\##
      d","30 d"],["90d","90 d"],["365d","1 y"]],s.get("since"))),r("Project","project",a.projects,e=>C(e).name),r(\##
      "Model","model",a.models),r("Branch","branch",a.branches)),n(j,c.groups.length>1&&he("Responses by week",c.g\##
      roups.map(e=>({key:v(new Date(e.start)),parts:[e.responses],href:l({on:null,since:v(new Date(e.start)),until\##
      :v(new Date(+new Date(e.start)+6.5*864e5))})})),["Responses"],t,86))}async function F({params:e}){T(e);const\##
       s=h={tz:_,...q(e,[...se,"sort","reverse"])};D(e).catch(e=>{e.name!=="AbortError"&&n(m,e.message)});const t=\##
      await o("sessions",{...h,limit:100},i);if(s!==h)return;g(t,e),Pe(t.sessions)}return n(s,x("Sessions",A,e("di\##
      v.grow"),u),e("div.columns",e("details.facets",{open:innerWidth>=1e3},e("summary","Filters"),m),e("div",j,E,\##
      p,y,f))),await F(r()),a.draw(),{update:F,leave:()=>a.leave(),keys:{j:()=>a.move(1),k:()=>a.move(-1)},async l\##
      ive(){const t=await o("sessions",{...h,limit:100},i),s=t.total-a.total,l=z(a.body)>0&&!a.body.contains(w());\##
      l?g(t,r().params):(s>0||t.sessions[0]?.ended!==a.rows[0]?.ended)&&n(f,e("button",{onclick:()=>{scrollTo(0,0)\##
      ,g(t,r().params)}},s>0?c(s,"new session"):"New messages",": show"))}}}let Z=[];function Pe(e){Z=e.map(e=>e.s\##
      ession)}async function Bt(e,t){return Z.length||Pe((await o("sessions",{limit:1e3})).sessions),Z[Z.indexOf(e\##
      )+t]}$;const ge=[["7d","7 days"],["30d","30 days"],["90d","90 days"],["365d","Year"],["all","All"]];function\##
       Y(n,s,o,i,a){const r=a>0&&i!=null&&Math.round(100*(i-a)/a);return e("div.figure",e("dt",n),e("dd",s,e("smal\##
      l",r===!1?o:`${r<0?"−":"+"}${t(r<0?-r:r)} % on the period before`)))}const Le=()=>ae("Nothing happened in th\##
      is period. ",d(l({range:"all"}),"Show all that is stored"));function $e({totals:n,previous:s}){const i=F(n)-\##
      n.output_tokens,o=(e,t,o,i)=>Y(e,o(n[t]??0),i,n[t],s?.[t]);return e("dl.figures",o("Cost","cost_usd",u,"list\##
       prices"),o("Sessions","sessions",t,"with responses"),o("Responses","responses",t),o("Output","output_tokens\##
      ",a,"tokens"),Y("From cache",R(n.cache_read_input_tokens,i),`of ${a(i)} input tokens`))}async function It({m\##
      ain:t,signal:i}){async function l({params:r}){const h=r.get("range")??"30d",l=h==="all"?null:h,m=e=>o("usage\##
      ",{since:l,tz:_,...e},i),[f,z,M,b,g,y]=await Promise.all([m({by:l?"day":"month",fill:"true",compare:l&&"prev\##
      ious"}),m({by:"model"}),m({by:"project"}),o("sessions",{limit:8},i),o("usage",{by:"day",tz:_},i),o("doctor",\##
      {},i).catch(()=>null)]),T=new Map(g.groups.map(e=>[e.key,e.cost_usd||e.responses/1e3])),w=new Date((g.groups\##
      .at(-1)?.key??v(new Date))+"T12:00"),E=new Date,k=E-w>300*864e5?w:E,p=new Map;for(const e of M.groups){const\##
       t=oe(e.key),n=p.get(t)??{key:t,cost:0,tokens:0};n.cost+=e.cost_usd??0,n.tokens+=F(e),p.set(t,n)}const S=e=>\##
      ce(e.sort((e,t)=>t.value-e.value).slice(0,8));n(t,x("Overview",e("div.grow"),O("Period","range",ge,h,"30d"))\##
      ,$e(f),f.totals.responses===0&&(g.groups.length?Le():ke()),y&&y.verdict!=="safe"&&e("p.warn","Not everything\##
       is safe yet. ",d(s("storage"),"See the storage")),e("div.cards",A(l?"Cost by day":"Cost by month",he("Cost"\##
      ,f.groups.map(e=>({key:e.key,parts:[e.cost_usd??0],href:s("sessions",{on:e.key})})),["Cost"],u,180)),A("A ye\##
      ar of days",Zt(`Cost by day, up to ${v(k)}.`,T,k,u,e=>s("sessions",{on:e}))),j("Projects",S([...p.values()].\##
      map(e=>({name:C(e.key).name,title:e.key,value:e.cost,text:u(e.cost),note:a(e.tokens),href:e.key&&s("sessions\##
      ",{project:e.key,since:l})}))),e("p.note",d(s("projects"),"All projects"))),j("Models",S(z.groups.map(e=>({n\##
      ame:e.key??"no model",value:e.cost_usd??0,text:u(e.cost_usd),note:a(F(e)),href:s("sessions",{model:e.key,sin\##
      ce:l})}))),e("p.note",d(s("usage",{split:"model"}),"Usage over time"))),A("Latest sessions",e("ul.latest",b.\##
      sessions.map(t=>e("li",d(s("s/"+t.session),$(t)),D(t.ended,W),e("span.number",u(t.cost_usd)),e("small",C(t.p\##
      roject).name+" ",Te(t))))),e("p.note",d(s("sessions"),"All "+c(b.total,"session"))))))}return await l(r()),{\##
      update:l}}const Ht=/(`+)(.+?)\1(?!`)|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__(?!\w)|(?<![\w*])\*(?=[^\s*])([^*\n]\##
      +?)\*(?![\w*])|\[([^\]\n]{1,400})\]\((https?:\/\/[^\s)]{1,2000})\)|(https?:\/\/[^\s<>"'`)\]]{1,2000})/g,Ke=(\##
      t,...n)=>e("a",{href:t,rel:"noopener noreferrer",target:"_blank"},...n);function k(t,n=0){if(n>4||t.length>2\##
      e4)return[t];const s=[];let o=0;for(const a of t.matchAll(Ht)){s.push(t.slice(o,a.index));const[h,,r,c,l,d,m\##
      ,u,i]=a;if(o=a.index+h.length,r!=null)s.push(e("code",r));else if(c??l)s.push(e("strong",k(c??l,n+1)));else \##
      if(d)s.push(e("em",k(d,n+1)));else if(u)s.push(Ke(u,k(m,5)));else if(i){const e=/[.,;:!?]+$/.exec(i)?.[0]??"\##
      ";s.push(Ke(i.slice(0,i.length-e.length),i.slice(0,i.length-e.length)),e)}}return s.push(t.slice(o)),s}funct\##
      ion T(t){if(t.length<12e3)return e("pre",t);const n=[];for(let o=0;o<t.length;){let s=Math.min(t.length,o+6e\##
      3);const i=t.lastIndexOf(`
      `,s);s<t.length&&i>o+1e3?s=i+1:/[\ud800-\udbff]/.test(t[s-1]??"")&&(s-=1),n.push(e("span.part",t.slice(o,s))\##
      ),o=s}return e("pre",n)}const Ge=e=>e.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(e=>e.trim()),Ee=/\##
      ^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;function Qe(e){return e.length>6e4?[T(e)]:Ce(e.split(`
      `),0)}function Ce(t,n){const s=[];let i=[];const o=()=>{if(!i.length)return;s.push(e("p",i.flatMap((t,n)=>n?\##
      [e("br"),...k(t)]:k(t)))),i=[]};for(let a=0;a<t.length;a++){const r=t[a];let c;if(r.trim())if(c=/^(\s*)(`{3,\##
      }|~{3,})/.exec(r)){o();const[,n,i]=c,e=[];for(a++;a<t.length&&!t[a].trim().startsWith(i);a++)e.push(t[a].sta\##
      rtsWith(n)?t[a].slice(n.length):t[a]);s.push(T(e.join(`
      `)))}else if(c=/^(#{1,6})\s+(.*?)\s*#*$/.exec(r))o(),s.push(e("p.h"+Math.min(3,c[1].length),k(c[2])));else i\##
      f(/^\s*([-*_])(\s*\1){2,}\s*$/.test(r))o(),s.push(e("hr"));else if(r.includes("|")&&/^\s*\|?\s*:?-+:?\s*(\|\\##
      s*:?-+:?\s*)*\|?\s*$/.test(t[a+1]??"")){o();const n=[],i=Ge(r);for(a+=2;a<t.length&&t[a].includes("|");a++)n\##
      .push(Ge(t[a]));a--,s.push(e("div.scroll",{tabindex:0,role:"region",label:"Table"},e("table",e("thead",e("tr\##
      ",i.map(t=>e("th",{scope:"col"},k(t))))),e("tbody",n.map(t=>e("tr",t.map(t=>e("td",k(t)))))))))}else if(/^\s\##
      {0,3}>/.test(r)&&n<6){o();const i=[];for(;a<t.length&&/^\s{0,3}>/.test(t[a]);a++)i.push(t[a].replace(/^\s{0,\##
      3}>\s?/,""));a--,s.push(e("blockquote",Ce(i,n+1)))}else if((c=Ee.exec(r))&&n<6){o();const i=c[1].length,r=c[\##
      2]!=null,d=c[2],l=[];for(;a<t.length;a++){const e=Ee.exec(t[a]);if(e&&e[1].length<=i&&e[2]!=null===r)l.push(\##
      [e[3]]);else if(e&&e[1].length<i+2||!t[a].trim()&&!/^\s+\S/.test(t[a+1]??"")&&!Ee.test(t[a+1]??"")||!e&&t[a]\##
      .trim()&&!/^\s/.test(t[a]))break;else l.at(-1).push(t[a].slice(Math.min(i+2,/^\s*/.exec(t[a])[0].length)))}a\##
      --;const u=l.map(t=>{const s=/^\[([ xX])\]\s+(.*)$/.exec(t[0]);return s&&(t[0]=(s[1]===" "?"☐ ":"☑ ")+s[2]),\##
      e("li",t.length>1?Ce(t,n+1):k(t[0]))});s.push(e(r?"ol":"ul",{start:r&&d!=="1"&&d},u))}else i.push(r);else o(\##
      )}return o(),s}function Re(e){try{const t=JSON.parse(e);return t&&typeof t=="object"&&!Array.isArray(t)?Obje\##
      ct.entries(t):null}catch{return null}}function Pt(e){const n=Re(e)?.find(([,e])=>typeof e=="string")?.[1]??/\##
      :\s*"((?:[^"\\]|\\.)*)/.exec(e)?.[1]??"",t=n.trim().split(`
      `)[0];return t.length>160?t.slice(0,159)+"…":t}const tt={user:"Prompt",assistant:"Answer",system:"Note"};fun\##
      ction Rt(s,i,a,r,c){return e("button.more",{onclick:async l=>{const d=l.currentTarget;d.disabled=!0,d.textCo\##
      ntent="Reading …";try{const d=await o(`sessions/${s.id}/turns`,{...s.version,entry:i.entry,before:0,after:1,\##
      max_chars:1e6},s.signal),l=d.turns.find(e=>e.entry===i.entry)?.blocks[a];if(!l)throw new Error("This turn is\##
       not there any more.");n(r,c(l.text),l.truncated&&e("p.note",`This is the beginning, ${t(l.text.length)} cha\##
      racters; the key . shows the stored record.`))}catch(e){e.name!=="AbortError"&&(d.textContent=e.message)}}},\##
      `Show all ${p(i.blocks[a].bytes)}`)}function K(t,n,s,o){const a=n.blocks[s],i=e("div.body",o(a.text));return\##
       a.truncated&&i.append(Rt(t,n,s,i,o)),i}function Lt(t){const n=Re(t);return n?n.map(([t,n])=>{const s=typeof\##
       n=="string"?n:JSON.stringify(n,null,2),o=/^old_/.test(t)?".lost":/^new_/.test(t)?".new":"";return e("div.ar\##
      gument"+o,e("span",t),s.length>80||s.includes(`
      `)?T(s):e("code",s))}):[T(t)]}function St(t,n,s,o){const r=n.blocks[s],i=n.blocks[o],a=e("details.k-tool"+(i\##
      ?.error?".failed":""),null,e("summary",e("b",r.tool??"Tool"),e("span.gist",Pt(r.text)),i?.error&&m("error","\##
      bad"),e("span.took",i?i.duration_ms!=null&&y(i.duration_ms):"no result")));return a.addEventListener("toggle\##
      ",()=>{if(!a.open||a.children.length>1)return;a.append(K(t,n,s,Lt)),i&&a.append(e("h3",i.error?"Error":"Resu\##
      lt"),K(t,n,o,T))}),a}function at(t,n,s,o,i){const r=n.blocks[s],a=e("details.k-"+o,e("summary",e("b",i),e("s\##
      pan.gist",xe(r.text)),e("span.took",r.bytes>999&&p(r.bytes))));return a.addEventListener("toggle",()=>{a.ope\##
      n&&a.children.length===1&&a.append(K(t,n,s,Qe))}),a}function rt(n,s){const o=[],r=new Set;s.blocks.forEach((\##
      t,i)=>{if(r.has(i))return;if(t.kind==="text")o.push(e("div.k-"+(s.role==="user"?"prompt":"answer"),null,K(n,\##
      s,i,Qe)));else if(t.kind==="thinking")o.push(at(n,s,i,"thinking","Thinking"));else if(t.kind==="tool_use"){c\##
      onst e=s.blocks.findIndex((e,n)=>n>i&&e.kind==="tool_result"&&e.call===t.call&&!r.has(n));e>=0&&r.add(e),o.p\##
      ush(St(n,s,i,e))}else t.kind==="tool_result"?o.push(e("details.k-tool",e("summary",e("b",t.tool??"Result"),e\##
      ("span.gist",xe(t.text)),t.error&&m("error","bad")),K(n,s,i,T))):t.kind==="summary"?o.push(at(n,s,i,"thinkin\##
      g","Summary")):t.kind==="image"?o.push(!t.call&&e("p.k-prompt.note","Image: "+t.text)):o.push(e("p.k-note",t\##
      .text.slice(0,600)))}),s.kinds=s.blocks.map(e=>({text:s.role==="user"?"prompts":"answers",thinking:"thinking\##
      ",summary:"thinking",image:"prompts",note:"notes"}[e.kind]??"tools"));const i=s.timestamp&&new Date(s.timest\##
      amp),c=s.usage&&F(s.usage);return e("article.turn."+s.role,{"data-entry":s.entry,"data-seq":s.seq,tabindex:-\##
      1,label:tt[s.role]+(i?", "+g(s.timestamp):"")},e("header",e("span.who",tt[s.role]),s.branch!=null&&m("branch\##
       "+s.branch)),e("div.parts",o),e("footer",i&&e("time",{datetime:s.timestamp,title:v(i)},U(i)),c>0&&e("span.t\##
      ook",{title:`${t(s.usage.output_tokens)} tokens written, ${t(c-s.usage.output_tokens)} read`},a(s.usage.outp\##
      ut_tokens)+" tokens")))}const ct=["Text","Changes","Commands","Other tools","","Reading","Errors"];function \##
      At(e){if(e.blocks.some(e=>e.error))return 6;const t=e.blocks.find(e=>e.kind==="tool_use")?.tool?.toLowerCase\##
      ();return t?/edit|write|patch|notebook/.test(t)?1:/bash|shell|exec|command|terminal/.test(t)?2:/read|grep|gl\##
      ob|search|fetch|list|^ls$/.test(t)?5:3:0}async function kt(t,s){const o=[];for(let e=0;e!=null;){const t=awa\##
      it s.ask({entry:e,before:0,after:200,max_chars:1,parts:"tools"});for(const e of t.turns)e.role==="assistant"\##
      &&e.usage&&e.timestamp&&e.depth===0&&e.branch==null&&o.push({entry:e.entry,at:+new Date(e.timestamp),kind:At\##
      (e),out:e.usage.output_tokens,context:e.usage.input_tokens+e.usage.cache_creation_input_tokens+e.usage.cache\##
      _read_input_tokens});if(e=typeof t.next=="number"&&t.next>e?t.next:null,o.length>2e4)break}if(o.length<2)ret\##
      urn;o.sort((e,t)=>e.at-t.at);const c=[];let r=0;o.forEach((e,t)=>{const n=t?e.at-o[t-1].at:0;n>12e4&&c.push(\##
      {x:r+15e3,gap:n}),r+=n>12e4?3e4:n,e.x=r});const u=Math.max(...o.map(e=>e.out),1),l=Math.max(...o.map(e=>e.co\##
      ntext),1),h=74,i=64,d=ct.map((e,t)=>[e,t]).filter(([,e])=>o.some(t=>t.kind===e)),m=`Time and tokens: ${o.len\##
      gth} responses in ${y(r)} of work, ${c.length} longer pauses, a context of at most ${a(l)} tokens.`;n(t,fe(m\##
      ,t=>{const n=e=>3+(t-6)*(r?e.x/r:0),g=e=>Math.max(2,(i-6)*(e/u)**.5),m=e("line.marker",{x1:-9,x2:-9,y1:0,y2:\##
      i}),f=e("svg.linked",{width:t,height:h},c.map(t=>e("line.pause",{x1:n(t),x2:n(t),y1:0,y2:i})),d.map(([,t])=>\##
      e("path.s"+t,{d:o.filter(e=>e.kind===t).map(e=>`M${n(e).toFixed(1)} ${i}v${(-g(e.out)).toFixed(1)}`).join(""\##
      )})),e("polyline",{points:o.map(e=>`${n(e).toFixed(1)},${(i-(i-6)*e.context/l).toFixed(1)}`).join(" ")}),e("\##
      line.base",{x1:0,x2:t,y1:i,y2:i}),m),p=e=>o.reduce((t,s)=>Math.abs(n(s)-e)<Math.abs(n(t)-e)?s:t);return f.ad\##
      dEventListener("click",e=>s.jump(p(e.clientX-f.getBoundingClientRect().left).entry)),me(f,e=>{const t=p(e),s\##
      =new Date(t.at);return m.setAttribute("x1",n(t)),m.setAttribute("x2",n(t)),[`${v(s)} ${U(s)}`,ct[t.kind],a(t\##
      .out)+" tokens written","context "+a(t.context)+" tokens"]})}),e("div.strip-note",e("ul.legend",d.map(([t,n]\##
      )=>e("li",e("i.s"+n,{unspoken:!0}),t)),e("li",e("i.line",{unspoken:!0}),"Context, up to "+a(l))),e("span.not\##
      e",`${o.length} responses · ${y(r)} of work`+(c.length?` · ${c.length} pauses cut`:""))))}const ut=[["prompt\##
      s","Prompts"],["answers","Answers"],["thinking","Thinking"],["tools","Tools"],["notes","Notes"],["subagents"\##
      ,"Subagents"]],Et=160,le=40;class Ct{constructor(t,n,s){Object.assign(this,{id:t,signal:n,version:s,turns:[]\##
      ,hidden:new Set}),this.node=e("div.turns"),this.start=e("div.edge"),this.end=e("div.edge"),this.watcher=new \##
      IntersectionObserver(e=>{for(const t of e)t.isIntersecting&&this.extend(t.target===this.start?-1:1)},{rootMa\##
      rgin:"900px 0px"})}ask(e){return o(`sessions/${this.id}/turns`,{...this.version,...e},this.signal)}async ope\##
      n(e,t){const s=this.window={},n=await this.ask(e);if(s!==this.window)return;this.watcher.disconnect(),this.n\##
      ode.replaceChildren(),this.turns=[],this.total=n.total,this.next=n.next,this.hasBefore=!0,this.add(n.turns,!\##
      1),(!this.turns.length||this.turns[0].entry===0)&&(this.hasBefore=!1),this.mark(),t&&scrollTo(0,document.bod\##
      y.scrollHeight),requestAnimationFrame(()=>{this.watcher.observe(this.start),this.watcher.observe(this.end)})\##
      }add(e,t){const s=new Set(this.turns.map(e=>e.entry)),n=e.filter(e=>!s.has(e.entry));for(const e of n)e.node\##
      =rt(this,e);for(this.turns=t?[...n,...this.turns]:[...this.turns,...n];this.turns.length>Et;){const e=t?this\##
      .turns.pop():this.turns.shift();e.node.remove(),t?this.next=e.entry:this.hasBefore=!0}return this.arrange(),\##
      this.hide(),n.length}arrange(){const o=[],i=new Map([...this.node.querySelectorAll(".subagent")].map(e=>[e.q\##
      uerySelector(".turn")?.dataset.entry,e]));let s=null;for(const t of this.turns)t.depth?(s||(s=i.get(String(t\##
      .entry))??e("details.subagent",e("summary"),e("div")),s.turns=[],o.push(s)),s.turns.push(t)):(s=null,o.push(\##
      t.node));for(const t of o){if(!t.turns)continue;const i=t.turns.reduce((e,t)=>e+(t.usage?F(t.usage):0),0),r=\##
      t.turns[0].blocks.find(e=>e.kind==="text")?.text??"";n(t.firstChild,e("b","Subagent"),e("span.gist",xe(r)),e\##
      ("span.took",c(t.turns.length,"turn")+(i?", "+a(i)+" tokens":"")));const s=t.lastChild;(s.children.length!==\##
      t.turns.length||s.firstChild!==t.turns[0].node)&&n(s,t.turns.map(e=>e.node))}let t=this.node.firstChild;for(\##
      const e of o)e===t?t=t.nextSibling:this.node.insertBefore(e,t);for(;t;){const e=t.nextSibling;t.remove(),t=e\##
      }}async extend(e){if(this.busy||!this.turns.length||(e<0?!this.hasBefore:this.next==null))return;this.busy=!\##
      0;const{window:t}=this;try{if(e>0){const e=await this.ask({entry:this.next,before:0,after:le});if(t!==this.w\##
      indow)return;this.next=e.next,this.add(e.turns,!1)}else{const e=this.turns[0],n=z(e.node),s=await this.ask({\##
      entry:e.entry,before:le,after:1});if(t!==this.window)return;const o=this.add(s.turns,!0);this.hasBefore=o>0&\##
      &this.turns[0].entry>0,scrollBy(0,z(e.node)-n)}this.mark()}finally{this.busy=!1}const n=e<0?this.start:this.\##
      end;this.watcher.unobserve(n),this.watcher.observe(n)}mark(){n(this.start,this.hasBefore?"Earlier turns are \##
      read …":null),n(this.end,this.next!=null?"Later turns are read …":this.turns.length?"End of the session":"No\##
      body says anything in this session.")}hide(e=this.hidden){this.hidden=e;for(const t of this.turns)t.node.hid\##
      den=t.kinds.every(t=>e.has(t))}seen(){return this.turns.filter(e=>e.node.checkVisibility())}current(){const \##
      t=w()?.closest?.(".turn"),e=this.seen();return e.find(e=>e.node===t)??e.find(e=>e.node.getBoundingClientRect\##
      ().bottom>140)??e.at(-1)}focus(e){e.node.closest("details.subagent")?.setAttribute("open",""),e.node.scrollI\##
      ntoView({block:"start"}),e.node.focus({preventScroll:!0}),te(je(this.id,e.seq))}async jump(e){let t=this.tur\##
      ns.find(t=>t.entry>=e);(!t||this.turns[0].entry>e)&&(await this.open({entry:e,before:4,after:le}),t=this.tur\##
      ns.find(t=>t.entry>=e)),t&&this.focus(t)}async move(e){const t=this.seen(),n=t.indexOf(this.current()),o=w()\##
      ===t[n]?.node,s=t[o?n+e:Math.max(0,n)];s?this.focus(s):await this.extend(e)}}function je(e,t){const n=r().pa\##
      rams;n.delete("follow");const s=String(n);return`#/s/${e}${t!=null?"@"+t:""}${s?"?"+s:""}`}function wt(t,n){\##
      const o=n.prompts.filter(e=>e.text||e.number>0),s=(n.files??[]).filter(e=>e.writes);return[e("h2","Prompts")\##
      ,e("ol",o.map(s=>e("li",e("a",{href:je(n.session,s.seq),"data-prompt":s.entry,onclick:e=>{e.preventDefault()\##
      ,t.jump(s.entry)}},e("span",s.text||"Image"),e("small",[s.timestamp&&U(new Date(s.timestamp)),s.calls&&c(s.c\##
      alls,"call"),s.errors&&c(s.errors,"error"),u(s.cost_usd)].filter(Boolean).join(" · ")))))),s.length>0&&e("de\##
      tails.files",{open:s.length<8},e("summary",c(s.length,"file")+" written"),e("ul",s.slice(0,200).map(t=>e("li\##
      ",{title:`${t.path}, ${c(t.writes,"write")}, ${c(t.reads,"read")}`},t.path.split(/[\\/]/).slice(-2).join("/"\##
      )))))]}async function _t({main:i,signal:h,title:f}){const H=({parts:e,params:t})=>{const[n,s]=(e[1]??"").spl\##
      it("@");return{id:n,seq:s,params:t,follow:t.get("follow")==="true"}};let{id:_,seq:O,params:x,follow:j}=H(r()\##
      );const W=x.get("generation")?{generation:x.get("generation")}:{},p=new Ct(_,h,W),k="sessions/"+encodeURICom\##
      ponent(_),ee=j?p.ask({tail:30}):null,[b,J]=await Promise.all([o(k,{},h),o(k+"/outline",W,h)]);p.id=_=b.sessi\##
      on,f($(b));const Z="ccstore resume "+(b.short_id??_),K=()=>location.href.split("#")[0]+je(_,p.current()?.seq\##
      ),Q=()=>new Set((r().params.get("hide")??localStorage.getItem("hide")??"notes").split(",").filter(Boolean)),\##
      A=e("div.choice",{role:"group",label:"Show"}),B=N("Follow",()=>L.f());function E(){const t=Q();n(A,ut.map(([\##
      n,s])=>e("button",{"aria-pressed":String(!t.has(n)),"data-kind":n,onclick:()=>M(n)},s)));for(const[e]of ut)p\##
      .node.classList.toggle("hide-"+e,t.has(e));p.hide(t),B.setAttribute("aria-pressed",String(j))}function M(e){\##
      const t=Q(),n=p.current(),i=n&&z(n.node);t.delete(e)||t.add(e);const s=[...t].join(",");localStorage.setItem\##
      ("hide",s);const o=w()?.dataset?.kind;te(l({hide:s||"none"})),E(),o&&A.querySelector(`[data-kind=${o}]`).foc\##
      us(),n?.node.checkVisibility()&&scrollBy(0,z(n.node)-i),V((t.has(e)?"Hidden: ":"Shown: ")+e)}async function \##
      ie(e){const t={html:"html",markdown:"md",jsonl:"jsonl"}[e];Me(`${_.slice(0,8)}.${t}`,await Ze(k+"/export",{f\##
      ormat:e}),"application/octet-stream")}async function oe(){const t=p.current();if(!t)return;const n=await(awa\##
      it Ze(`${k}/records/${t.seq}`)).text();let s=n;try{s=JSON.stringify(JSON.parse(n),null,2)}catch{}De(`Record \##
      ${t.seq} as it is stored`,e("div.record",{tabindex:0},T(s.slice(0,2e6))),e("p",e("button",{type:"button",onc\##
      lick:()=>Me(`record-${t.seq}.json`,n,"application/octet-stream")},"Save the exact bytes")))}const X=e=>{cons\##
      t t=p.current()?.entry??0,n=J.prompts.filter(e=>e.number>0),s=e>0?n.find(e=>e.entry>t):n.findLast(e=>e.entry\##
      <t);s&&p.jump(s.entry)},P=async e=>{const t=await Bt(_,e);t?S(s("s/"+t)):ze("No more sessions")},L={j:()=>p.\##
      move(1),k:()=>p.move(-1),J:()=>X(1),K:()=>X(-1),"[":()=>P(-1),"]":()=>P(1),t:()=>M("tools"),h:()=>M("thinkin\##
      g"),".":oe,y:()=>I(K(),"Link"),r:()=>I(Z,"Command"),f:async()=>{j=!j,te(l({follow:j?"true":null})),E(),V(j?"\##
      Following the end of the session.":"Not following any more."),j&&await p.open({tail:30},!0)}},F=e("nav.outli\##
      ne",{label:"Prompts"},wt(p,J)),R=e("div.strip"),ne=v(new Date(b.started))===v(new Date(b.ended));n(i,e("div.\##
      heading.session",e("h1",$(b)),Te(b),b.forked_from&&d(s("s/"+b.forked_from),m("forked from "+b.forked_from.sl\##
      ice(0,8)))),x.get("generation")&&e("p.warn",{role:"note"},`This is version ${x.get("generation")} of it. `,d
      """## + appJS2)
}
