// Made by Tools/embed-dashboard of the file charts.js of the dashboard. Change that file and run the script.

extension Assets {
  static let chartsJS = Asset(
    name: "charts.js", contentType: "text/javascript; charset=utf-8",
    digest: "41a1b5f61f595bb1feda2350b7ed358ea91a2c624dff9ab6856c0daa7e5903bf",
    sourceDigest: "c28b75e63e53d48da740dcea243078a3eed31b1c07bd7a7422d602fc551d69c2",
    text: ##"""
      import{h,fill,go,day}from"./dom.js";export function picture(e,t){const n=h("div.picture",{role:"img",label:e\##
      });let s=0;return new ResizeObserver(([e])=>{const o=Math.floor(e.contentRect.width);o>0&&o!==s&&fill(n,t(s=\##
      o))}).observe(n),n}const svg=(e,t,...n)=>h("svg",{width:e,height:t,viewBox:`0 0 ${e} ${t}`},n),axisText=e=>e\##
      .replace(/\.00$|\.0(?= )/,""),label=(e,t,n,s)=>h("text",{x:e,y:t,"text-anchor":s},n);let tip;export function\##
       pointed(e,t){e.addEventListener("pointermove",s=>{const o=e.getBoundingClientRect(),i=t(s.clientX-o.left,s.\##
      clientY-o.top);if(!i)return n();tip??=h("div.tip",{unspoken:!0}),fill(tip,i.map((e,t)=>h(t?"div":"b",null,e)\##
      )),tip.isConnected||document.body.append(tip),tip.style.left=Math.max(4,Math.min(s.clientX+14,innerWidth-tip\##
      .offsetWidth-8))+"px",tip.style.top=Math.max(4,s.clientY-tip.offsetHeight-10)+"px"});const n=()=>tip?.remove\##
      ();return e.addEventListener("pointerleave",n),addEventListener("hashchange",n),e}export function steps(e,t=\##
      4){if(!(e>0))return[0,1];const n=e/t,o=10**Math.floor(Math.log10(n)),s=[1,2,2.5,5,10].map(e=>e*o).find(e=>e>\##
      =n);return Array.from({length:Math.ceil(e/s-1e-9)+1},(e,t)=>t*s)}export function stacked(e,t,n,s,o=220){if(!\##
      t.length)return h("p.note","Nothing in this period.");const i=t.map(e=>e.parts.reduce((e,t)=>e+t,0)),a=Math.\##
      max(...i,0),r=steps(a),c=r.at(-1),l=i.indexOf(a),d=`${e}: ${t.length} bars, the highest ${t[l]?.key??""} wit\##
      h ${s(a)}.`;return picture(d,e=>{const l=Math.max(...r.map(e=>axisText(s(e)).length))*6.2+10,b=22,g=e-l-2,f=\##
      o-b-8,a=g/t.length,d=e=>8+f-f*e/c,v=Math.max(1,Math.min(44,a-Math.min(3,a*.25))),j=t.map((e,t)=>{let n=0;con\##
      st s=l+a*t+(a-v)/2;return e.parts.map((e,t)=>{if(!(e>0))return null;const o=n;n+=e;const i=Math.max(.75,d(o)\##
      -d(n)-(o>0&&d(o)-d(n)>3?1:0));return h("rect.s"+t,{x:s.toFixed(1),y:d(n).toFixed(1),width:v.toFixed(1),heigh\##
      t:i.toFixed(1)})})}),y=Math.ceil(t.length*74/g),p=h("rect.marker",{y:8,height:f,width:a.toFixed(1),x:-1e3}),\##
      u=svg(e,o,r.map(t=>h("g",h("line",{x1:l,x2:e,y1:d(t),y2:d(t)}),label(l-8,d(t)+4,axisText(s(t)),"end"))),p,j,\##
      t.map((t,n)=>n%y===0&&l+a*(n+.5)<e-24&&label(Math.max(32,l+a*(n+.5)),o-5,t.key,"middle"))),m=e=>Math.floor((\##
      e-l)/a);return u.addEventListener("click",e=>{const n=t[m(e.clientX-u.getBoundingClientRect().left)];n?.href\##
      &&go(n.href)}),u.addEventListener("pointerleave",()=>p.setAttribute("x",-1e3)),t.some(e=>e.href)&&u.classLis\##
      t.add("linked"),pointed(u,e=>{const o=t[m(e)];return o?(p.setAttribute("x",l+a*m(e)),[o.key+"  "+s(i[m(e)]),\##
      ...n.length>1?n.map((e,t)=>[e,o.parts[t]]).filter(e=>e[1]>0).map(([e,t])=>e+"  "+s(t)):[]]):null})})}export \##
      const legend=e=>h("ul.legend",e.map((e,t)=>h("li",h("i.s"+t,{unspoken:!0}),e)));function shade(e){const t=e.\##
      filter(e=>e>0).sort((e,t)=>e-t),n=[.25,.5,.75,.93].map(e=>t[Math.floor(e*t.length)]??1/0);return e=>e>0?1+n.\##
      filter(t=>e>=t).length:0}export function calendar(e,t,n,s,o){const i=shade([...t.values()]);return picture(e\##
      ,e=>{const d=Math.max(9,Math.min(16,Math.floor((e-30)/53)-2)),a=d+2,u=Math.min(53,Math.floor((e-30)/a)),r=ne\##
      w Date(n);r.setDate(r.getDate()-(r.getDay()+6)%7-7*(u-1));const m=[],f=[],c=[];for(let e=0,s=-1;e<u;e++)for(\##
      let o=0;o<7;o++){const l=new Date(r.getFullYear(),r.getMonth(),r.getDate()+7*e+o);if(l>n)break;const p=day(l\##
      );m[e*7+o]=p,f.push(h("rect.l"+i(t.get(p)??0),{x:30+a*e,y:18+a*o,width:d,height:d,rx:2})),o===0&&l.getMonth(\##
      )!==s&&(s=l.getMonth(),e<u-2&&c.push(label(30+a*e,11,l.toLocaleDateString("en",{month:"short"}),"start")))}c\##
      onst l=svg(e,20+7*a,c.length>1&&c[0].getAttribute("x")>c[1].getAttribute("x")-28?c.slice(1):c,["Mon","Wed","\##
      Fri"].map((e,t)=>label(0,18+a*(2*t+.8),e,"start")),f),p=(e,t)=>m[Math.floor((e-30)/a)*7+Math.floor((t-18)/a)\##
      ];return l.classList.add("linked"),l.addEventListener("click",e=>{const t=l.getBoundingClientRect(),n=p(e.cl\##
      ientX-t.left,e.clientY-t.top);n&&go(o(n))}),pointed(l,(e,n)=>{const o=e>=30&&n>=18&&p(e,n);return o?[o,t.get\##
      (o)?s(t.get(o)):"nothing"]:null})})}export const weekdays=["Monday","Tuesday","Wednesday","Thursday","Friday\##
      ","Saturday","Sunday"];export function hours(e,t,n){const s=shade(t.flat());return picture(e,e=>{const i=Mat\##
      h.min(34,(e-36)/24),o=Math.min(24,Math.max(16,i)),a=svg(e,20+7*o,t.map((e,t)=>[label(0,18+o*t+o/2+4,weekdays\##
      [t].slice(0,3),"start"),e.map((e,n)=>h("rect.l"+s(e),{x:(36+i*n).toFixed(1),y:18+o*t,width:(i-2).toFixed(1),\##
      height:o-2,rx:2}))]),[0,3,6,9,12,15,18,21].map(e=>label(36+i*e,11,String(e).padStart(2,"0"),"start")));retur\##
      n pointed(a,(e,s)=>{const r=Math.floor((e-36)/i),c=Math.floor((s-18)/o),a=t[c]?.[r];return a==null?null:[`${\##
      weekdays[c]} ${String(r).padStart(2,"0")}:00`,a?n(a):"nothing"]})})}export function ranked(e){const t=Math.m\##
      ax(...e.map(e=>e.value??0),0);return h("ol.ranked",e.map(e=>h("li",h("span.name",{title:e.title??e.name},e.h\##
      ref?h("a",{href:e.href},e.name):e.name,e.note&&h("small",e.note)),h("span.amount",e.text),h("span.track",{un\##
      spoken:!0},h("span",{style:{width:t?100*(e.value??0)/t+"%":"0"}},e.share>0&&h("span",{style:{width:100*e.sha\##
      re+"%"}}))))))}export function spark(e,t){const s=Math.max(...e,0),o=10,n=28;return h("svg.spark",{viewBox:`\##
      0 0 ${o*Math.max(12,e.length)} ${n}`,height:n,role:"img",preserveAspectRatio:"none",label:t},e.map((e,t)=>h(\##
      "rect"+(e?"":".none"),{x:t*o,width:o-2,y:s&&e?n-Math.max(2,n*e/s):n-1,height:s&&e?Math.max(2,n*e/s):1})))}ex\##
      port function span(e,t,n,s){const i=200,o=e=>5+(i-10)*Math.log10(Math.max(1,e))/Math.log10(Math.max(10,n));r\##
      eturn h("svg.span",{width:i,height:16,viewBox:`0 0 ${i} 16`,role:"img",label:s},h("line",{x1:o(e),x2:o(t),y1\##
      :8,y2:8}),h("circle",{cx:o(e),cy:8,r:3.5}),h("circle.end",{cx:o(t),cy:8,r:2.5}))}
      """##)
}
