// Made by Tools/embed-dashboard of the file storage.js of the dashboard. Change that file and run the script.

extension Assets {
  static let storageJS = Asset(
    name: "storage.js", contentType: "text/javascript; charset=utf-8",
    digest: "b81c7e471b8cf571051c3e24dd74a0467254e82549d1f3f1ab7fc19f28016274",
    sourceDigest: "5c991e6df31a15f059c0b09779c54c0346a0b9425a9f4b30a5ac99c843dad1bb",
    text: ##"""
      import{h,fill,address,heading,card,bytes,exact,plural,moment,time,ago,percent,dollars,table,column,amount,wi\##
      de,say}from"./dom.js";import{get,post}from"./api.js";const fact=(e,...t)=>h("div",h("dt",e),h("dd",t));expor\##
      t default async function({main:e,signal:t}){const n=h("p.note",{role:"status"});async function o(e,o){n.text\##
      Content=o;try{const i=await post(e,{});for(n.textContent=o+` Run ${i.run??""} has begun.`;;){await new Promi\##
      se(e=>setTimeout(e,700));const e=await get("runs/"+encodeURIComponent(i.run),{},t);if(e.sync_status==="in_pr\##
      ogress")continue;const o=e.sync_status==="completed"?"Done.":`It has failed. ${e.error_message??""}`;return \##
      await s(),n.textContent=o,say(o)}}catch(e){e.name!=="AbortError"&&(n.textContent=e.message)}}async function \##
      s(){const[a,s,m]=await Promise.all([get("status",{},t),get("doctor",{},t).catch(()=>null),get("drift",{limit\##
      :100},t).catch(()=>get("drift",{},t))]),{stored:i,on_disk:r}=a,c=r?.not_stored,d=s?.verdict==="safe"&&!s.dam\##
      age?.length,l=(a.history??[]).toSorted((e,t)=>e.started<t.started?1:-1).slice(0,60),u=m.sessions??[];fill(e,\##
      heading("Storage and health"),h("p.verdict."+(d?"good":"warn"),null,h("b",d?"Everything on disk is stored.":\##
      s?.damage?.length?"The store is damaged.":"Not everything is safe.")," ",s&&[s.cleanup_period_days!=null?`Cl\##
      aude Code deletes transcripts after ${plural(s.cleanup_period_days,"day")}. `:"",s.unsafe?.length?`${plural(\##
      s.unsafe.length,"transcript")} would be lost. `:"",s.verified_at?["Every byte was checked ",time(s.verified_\##
      at,ago),"."]:["Every byte has never been checked: ",h("code","ccstore verify"),"."]]),h("div.cards",card("St\##
      ored",h("dl.list",fact("Sessions",exact(i.sessions)),fact("Records",exact(i.records)),fact("Files",exact(i.s\##
      ources)),fact("Versions",exact(i.generations)),fact("Transcripts",bytes(i.source_bytes)),fact("Store",bytes(\##
      i.store_bytes),h("small",` ${percent(i.store_bytes,i.source_bytes)} of the transcripts`)),fact("From",moment\##
      (i.oldest)),fact("To",moment(i.newest)),fact("Bad lines",exact(i.bad_lines)),fact("Head",exact(a.head.seq),h\##
      ("small"," chain "+a.head.chain.slice(0,12))))),card("On disk",r?h("dl.list",fact("Files",exact(r.files)),fa\##
      ct("Size",bytes(r.bytes)),fact("New, not stored",exact(c.new_files)),fact("Changed, not stored",exact(c.chan\##
      ged_files)),fact("Not stored",bytes(c.bytes)),fact("Gone from disk",exact(i.missing)),fact("Pruned",exact(i.\##
      pruned)),s&&fact("Free space",bytes(s.free_bytes)),fact("Folders",a.roots?.map(e=>h("div.path",e)))):h("p","\##
      Not known."),h("p.buttons",h("button",{onclick:()=>o("runs","Storing what is new.")},"Store what is new"),h(\##
      "button",{onclick:()=>o("verify","Checking every byte.")},"Check every byte")),n,a.compaction?.recommended&&\##
      h("p.note",`${bytes(a.compaction.saves_bytes)} can be saved: `,h("code","ccstore compact"))),s?.unsafe?.leng\##
      th>0&&wide("Not stored yet",table("Transcripts that are not stored",[column("File",e=>e.path??String(e))],s.\##
      unsafe.slice(0,100))),wide("Only in the store",u.length?table("Sessions that are only in the store",[column(\##
      "Session",e=>e.title||e.session.slice(0,8),{href:e=>address("s/"+e.session)}),column("Ended",e=>moment(e.end\##
      ed)),amount("Records",e=>exact(e.records)),amount("Cost",e=>dollars(e.cost_usd))],u):h("p.note","Everything \##
      that is stored is still on disk as well.")),wide("Runs",l.length?table("Runs of the ingest",[column("Run",e=\##
      >String(e.run)),column("Started",e=>moment(e.started),{href:e=>address("",{range:"all",as_of:e.ended??e.star\##
      ted})}),column("Result",e=>e.error_message||e.sync_status.replace("_"," ")),...["new","updated","rewritten",\##
      "missing","failed","records","bad_lines"].map(e=>amount(e[0].toUpperCase()+e.slice(1).replace("_"," "),t=>ex\##
      act(t[e]))),amount("Bytes",e=>bytes(e.bytes))],l):null,h("p.note",l.length?"The time of a run leads to the p\##
      ages as of it.":"Nothing has been stored yet."))))}return await s(),{update:s,run:({data:e})=>{e?.total&&(n.\##
      textContent=`${bytes(e.done)} of ${bytes(e.total)} are read.`)}}}
      """##)
}
