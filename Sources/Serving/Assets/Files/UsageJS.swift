// Made by Tools/embed-dashboard of the file usage.js of the dashboard. Change that file and run the script.

extension Assets {
  static let usageJS = Asset(
    name: "usage.js", contentType: "text/javascript; charset=utf-8",
    digest: "c264215954703ab5d0abab98af782f21c7a26edff58f1aaaee87d9e2e7387ddf",
    sourceDigest: "e5834e5e8bdda33908d7d5ca5626953117fc34cd4eb01f66ff8bbe834b4eca6b",
    text: ##"""
      import{h,fill,route,changed,address,heading,card,wide,choice,chips,dollars,short,exact,percent,tokens,place,\##
      zone,table,column,amount,csv,save,empty,go}from"./dom.js";import{get}from"./api.js";import{stacked,legend,ho\##
      urs,weekdays,ranked}from"./charts.js";import{ranges,figure,figures}from"./overview.js";const groupings=["day\##
      ","week","month","model","project","session","branch","machine","tool"],upper=e=>e[0].toUpperCase()+e.slice(\##
      1),measures={cost:["Cost",e=>e.cost_usd??0,dollars],tokens:["Tokens",tokens,short],output:["Output",e=>e.out\##
      put_tokens,short],responses:["Responses",e=>e.responses,exact]},filters=["project","model","branch","session\##
      "],named=(e,t)=>e==="project"?place(t).name:t??"none";function divide(e,t,n){const s=new Map;for(const n of \##
      e.flatMap(e=>e.parts))s.set(n.key,(s.get(n.key)??0)+t(n));const o=[...s].sort((e,t)=>t[1]-e[1]).map(([e])=>e\##
      ),a=o.slice(0,5),i=o.length-5;return[[...a.map(e=>named(n,e)),...i>0?[`${i} more`]:[]],e=>{const s=new Map(e\##
      .parts.map(e=>[e.key,t(e)])),n=o.map(e=>s.get(e)??0);return[...n.slice(0,5),...i>0?[n.slice(5).reduce((e,t)=\##
      >e+t)]:[]]}]}function forecast(e,t){const n=new Date,i=new Date(n.getFullYear(),n.getMonth()+1,0).getDate(),\##
      s=e.totals.cost_usd??0,a=n.getDate()-1+(n.getHours()*60+n.getMinutes())/1440,o=s/Math.max(a,.5)*i;return car\##
      d("This month",h("dl.figures.small",figure("So far",dollars(s),`${n.getDate()} of ${i} days`),figure("Foreca\##
      st",dollars(o),"at the same pace"),t>0&&figure("Of the budget",percent(s,t),o>t?dollars(o-t)+" above it, by \##
      the forecast":"within it, by the forecast")),t>0&&h("meter",{min:0,max:t,value:Math.min(s,t),label:"Spent of\##
       the budget"}),h("form.inline",{onsubmit:e=>{e.preventDefault(),go(changed({budget:e.target.budget.value}))}\##
      },h("label","Budget in $ a month ",h("input",{name:"budget",type:"number",min:0,step:"any",value:t||""})),h(\##
      "button",{type:"submit"},"Set")))}export default async function({main:e,signal:t}){async function n({params:\##
      n}){const s=n.get("by")??"day",a=n.get("split"),u=n.get("range")??"90d",v=n.get("show")??"cost",[d,i,f]=meas\##
      ures[v]??measures.cost,w=u==="all"?null:u,r=groupings.indexOf(s)<3,_=e=>get("usage",{since:w,tz:zone,...Obje\##
      ct.fromEntries(filters.map(e=>[e,n.get(e)])),...e},t),[c,C,O]=await Promise.all([_({by:s,split:a,fill:r||nul\##
      l,limit:r?2e3:500,compare:w&&"previous"}),_({by:"hour-of-week"}),get("usage",{by:"month",on:"this-month",tz:\##
      zone},t)]),{groups:o,totals:g}=c,[b,x]=a?divide(o,i,a):[[d],e=>[i(e)]],j=weekdays.map(()=>Array(24).fill(0))\##
      ;for(const e of C.groups){const[n,s]=(e.key??"").split(" "),t=j[weekdays.indexOf(n)];t&&(t[parseInt(s)]+=i(e\##
      ))}const y=e=>s==="session"?e.title||e.key.slice(0,8):named(s,e.key),p=e=>!e.key||s==="week"||s==="machine"|\##
      |s==="tool"?null:s==="session"?address("s/"+e.key):address("sessions",{[r?"on":s]:e.key}),m=[column(upper(s)\##
      ,y,{value:e=>e.key,href:p}),...[["Responses","responses",exact],["Input","input_tokens",short],["Output","ou\##
      tput_tokens",short],["Cache read","cache_read_input_tokens",short],["Cache write 5 min","cache_creation_5m_i\##
      nput_tokens",short],["Cache write 1 h","cache_creation_1h_input_tokens",short],["Cost","cost_usd",dollars]].\##
      map(([e,t,n])=>amount(e,e=>n(e[t]),{value:e=>e[t]}))],l=r?o.toReversed():o;fill(e,heading("Usage",h("div.gro\##
      w"),choice("Period","range",ranges,u,"90d")),h("div.options",choice("Group by","by",groupings.map(e=>[e,uppe\##
      r(e)]),s,"day"),choice("Divide by","split",[[null,"Whole"],...["model","project","machine"].map(e=>[e,"by "+\##
      e])],a),choice("Measure","show",Object.entries(measures).map(([e,[t]])=>[e,t]),v,"cost"),chips(n,filters)),f\##
      igures(c),g.unpriced_models.length>0&&h("p.warn","Without a known price, and not in the cost: "+g.unpriced_m\##
      odels.join(", ")),o.length===0?empty("Nothing was used in this period. ",h("a",{href:changed({range:"all"})}\##
      ,"Show all that is stored")):h("div.cards",wide(`${d} by ${s}`,r?[a&&legend(b),stacked(d,o.slice(-400).map(e\##
      =>({key:e.key,parts:x(e),href:p(e)})),b,f,240)]:ranked(o.slice(0,15).map(e=>({name:y(e),title:e.key,value:i(\##
      e),text:f(i(e)),href:p(e)})))),card("Hours of the week",hours(`${d} by hour of the week.`,j,f)),forecast(O,+\##
      n.get("budget")),wide("Numbers",h("button",{onclick:()=>save(`usage-by-${s}.csv`,csv(m,l),"text/csv")},"Save\##
       as CSV"),table("Usage by "+s,m,l.slice(0,400),h("tfoot",h("tr",m.map((e,t)=>t?h("td.number",e.text(g)):h("t\##
      h",{scope:"row"},"Total"))))),l.length>400&&h("p.note",`The first 400 of ${exact(l.length)}; all of them are\##
       in the CSV.`),h("p.note",`Prices: ${c.prices}. Zone: ${c.tz}.`))))}return await n(route()),{update:n}}
      """##)
}
