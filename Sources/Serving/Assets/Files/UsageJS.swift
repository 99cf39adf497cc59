// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/usage.js: change that file and run it again.

extension Assets {
  static let usageJS = Asset(
    name: "usage.js", contentType: "text/javascript; charset=utf-8",
    digest: "a90e3b5518d5884dc57ec7ec34f44590d9a3f48566589b44932fc058720452b0",
    sourceDigest: "251fdc0ecbb9876e4a7f4eaef47d5e0bf5414b2acab89e6229e0af13b61f8569",
    text: ##"""
      import{h,fill,route,changed,address,heading,card,choice,dollars,short,exact,percent,tokens,place,zone,table,\##
      csv,save}from"./dom.js";import{get}from"./api.js";import{stacked,legend,hours,weekdays,ranked}from"./charts.\##
      js";import{ranges,figure,cacheShare}from"./overview.js";const groupings=[["day","Day"],["week","Week"],["mon\##
      th","Month"],["model","Model"],["project","Project"],["session","Session"],["branch","Branch"],["machine","M\##
      achine"],["tool","Tool"]],times=["hour","day","week","month","block"],measures={cost:["Cost",e=>e.cost_usd??\##
      0,dollars],tokens:["Tokens",tokens,short],output:["Output",e=>e.output_tokens,short],responses:["Responses",\##
      e=>e.responses,exact]};function divide(e,t,n){const o=new Map;for(const n of e)for(const e of n.parts??[])o.\##
      set(e.key,(o.get(e.key)??0)+t(e));const s=[...o].sort((e,t)=>t[1]-e[1]).map(([e])=>e),i=s.slice(0,5),a=s.len\##
      gth>5;return{series:[...i.map(n),...a?[`${s.length-5} others`]:[]],parts:e=>{const n=new Map((e.parts??[]).m\##
      ap(e=>[e.key,t(e)])),o=s.slice(5).reduce((e,t)=>e+(n.get(t)??0),0);return[...i.map(e=>n.get(e)??0),...a?[o]:\##
      []]}}}const named=(e,t)=>e==="project"?place(t).name:t??"none";function forecast(e,t){const n=new Date,i=new\##
       Date(n.getFullYear(),n.getMonth()+1,0).getDate(),s=e.totals.cost_usd??0,a=n.getDate()-1+(n.getHours()*60+n.\##
      getMinutes())/1440,o=s/Math.max(a,.5)*i;return card("This month",h("dl.figures.small",null,figure("So far",d\##
      ollars(s),null,null,`${n.getDate()} of ${i} days`),figure("Forecast",dollars(o),null,null,"at the same pace"\##
      ),t>0&&figure("Of the budget",percent(s,t),null,null,o>t?dollars(o-t)+" above it, by the forecast":"within i\##
      t, by the forecast")),t>0&&h("meter",{min:0,max:t,value:Math.min(s,t),high:t*.9,"aria-label":"Spent of the b\##
      udget"}),h("form.inline",{onsubmit:e=>{e.preventDefault(),location.hash=changed({budget:e.target.budget.valu\##
      e||null})}},h("label",null,"Budget in $ a month ",h("input",{name:"budget",type:"number",min:0,step:"any",va\##
      lue:t||""})),h("button",null,"Set")))}export default async function({main:e,signal:t}){async function n({par\##
      ams:n}){const[p,C,x]=await Promise.all([get("usage",{by:s,split:a,fill:m?"true":null,compare:f.since&&"previ\##
      ous",...f},t),get("usage",{by:"hour-of-week",...f},t),get("usage",{by:"month",on:"this-month",tz:zone},t)]),\##
      s=n.get("by")??"day",a=n.get("split"),j=n.get("range")??"90d",E=measures[n.get("show")]??measures.cost,[c,l,\##
      v]=E,w=Object.fromEntries(["project","model","branch","session"].map(e=>[e,n.get(e)])),f={since:j==="all"?nu\##
      ll:j,tz:zone,...w},m=times.includes(s),{groups:i,totals:o,previous:r}=p,{series:_,parts:O}=a?divide(i,l,e=>n\##
      amed(a,e)):{series:[c],parts:e=>[l(e)]},y=weekdays.map(()=>Array(24).fill(0));for(const e of C.groups){const\##
      [t,n]=(e.key??"").split(" ");weekdays.includes(t)&&(y[weekdays.indexOf(t)][parseInt(n)]+=l(e))}const[k,A]=ca\##
      cheShare(o),g=e=>s==="session"?address("s/"+e.key):e.key&&address("sessions",m?s==="week"?{}:{on:e.key}:["pr\##
      oject","model","branch"].includes(s)?{[s]:e.key}:{}),d=[{title:s[0].toUpperCase()+s.slice(1),text:e=>s==="se\##
      ssion"?e.title||e.key.slice(0,8):named(s,e.key),value:e=>e.key,href:g,head:!0},...[["Responses","responses",\##
      exact],["Input","input_tokens",short],["Output","output_tokens",short],["Cache read","cache_read_input_token\##
      s",short],["Cache write 5 min","cache_creation_5m_input_tokens",short],["Cache write 1 h","cache_creation_1h\##
      _input_tokens",short],["Cost","cost_usd",dollars]].map(([e,t,n])=>({title:e,number:!0,text:e=>n(e[t]),value:\##
      e=>e[t]}))],u=m?i.toReversed():i,b=u.slice(0,400),S=h("tfoot",null,h("tr",null,d.map((e,t)=>t===0?h("th",{sc\##
      ope:"row"},"Total"):h("td.number",null,e.text(o)))));fill(e,heading("Usage",h("div.grow"),choice("Period","r\##
      ange",ranges,j,"90d")),h("div.options",null,choice("Group by","by",groupings,s,"day"),choice("Divide by","sp\##
      lit",[[null,"Whole"],["model","by model"],["project","by project"],["machine","by machine"]],a),choice("Meas\##
      ure","show",Object.entries(measures).map(([e,[t]])=>[e,t]),n.get("show")??"cost","cost"),Object.entries(w).f\##
      ilter(([,e])=>e).map(([e,t])=>h("a.chip",{href:changed({[e]:null})},h("small",null,e),t," ×"))),h("dl.figure\##
      s",null,figure("Cost",dollars(o.cost_usd??0),o.cost_usd,r?.cost_usd,"list prices"),figure("Tokens",short(tok\##
      ens(o)),tokens(o),r&&tokens(r)),figure("Output",short(o.output_tokens),o.output_tokens,r?.output_tokens,"tok\##
      ens"),figure("From cache",percent(k,A),null,null,"of the input tokens"),figure("Responses",exact(o.responses\##
      ),o.responses,r?.responses)),o.unpriced_models?.length>0&&h("p.warn",{role:"note"},"Without a known price, a\##
      nd not in the cost: "+o.unpriced_models.join(", ")),i.length?h("div.cards",null,h("section.card.wide",{"aria\##
      -label":c},h("h2",null,c),m?[a&&legend(_),stacked(c,i.slice(-400).map(e=>({key:e.key,parts:O(e),href:s==="we\##
      ek"?null:g(e)})),_,v,240)]:ranked(i.slice(0,15).map(e=>({name:d[0].text(e),title:e.key,value:l(e),text:v(l(e\##
      )),href:g(e)})))),card("Hours of the week",hours(`${c} by hour of the week.`,y,v)),forecast(x,+n.get("budget\##
      ")),h("section.card.wide",{"aria-label":"Numbers"},h("div.heading",null,h("h2",null,"Numbers"),h("div.grow")\##
      ,h("button",{type:"button",onclick:()=>save(`usage-by-${s}.csv`,csv(d,u),"text/csv")},"Save as CSV")),table(\##
      "Usage by "+s,d,b,S),u.length>b.length&&h("p.note",null,`The first ${b.length} of ${exact(u.length)}; all of\##
       them are in the CSV.`),h("p.note",null,`Prices: ${p.prices}. Zone: ${p.tz??zone}.`))):h("p.empty",null,"Not\##
      hing was used in this period. ",h("a",{href:changed({range:"all"})},"Show all that is stored")))}return awai\##
      t n(route()),{update:n}}
      """##)
}
