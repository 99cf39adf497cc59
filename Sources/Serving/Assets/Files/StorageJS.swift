// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/storage.js: change that file and run it again.

extension Assets {
  static let storageJS = Asset(
    name: "storage.js", contentType: "text/javascript; charset=utf-8",
    digest: "d25e23258b10b574f9f0ed0fcb08d9ae5ed8e767b6473898baae9635a808add0",
    sourceDigest: "cedad6ab2c265c973852e2faf21b128baf09800c9e28a20711b16e669d400155",
    text: ##"""
      import{h,fill,address,heading,card,bytes,exact,plural,moment,time,ago,percent,dollars,table,say}from"./dom.j\##
      s";import{get,post}from"./api.js";const fact=(e,...t)=>h("div",null,h("dt",null,e),h("dd",null,t));export de\##
      fault async function({main:e,signal:t}){const n=h("p.note",{role:"status"});async function o(e,o){n.textCont\##
      ent=o;try{const i=await post(e,{});for(n.textContent=o+` Run ${i.run??""} has begun.`;;){await new Promise(e\##
      =>setTimeout(e,700));const e=await get("runs/"+encodeURIComponent(i.run),{},t);if(e.sync_status==="in_progre\##
      ss")continue;const o=e.sync_status==="completed"?"Done.":`It has failed. ${e.error_message??""}`;return awai\##
      t s(),n.textContent=o,say(o)}}catch(e){e.name!=="AbortError"&&(n.textContent=e.message)}}async function s(){\##
      const[a,s,m]=await Promise.all([get("status",{},t),get("doctor",{},t).catch(()=>null),get("drift",{limit:100\##
      },t).catch(()=>get("drift",{},t))]),{stored:i,on_disk:r}=a,c=r?.not_stored,l=s?.verdict==="safe"&&!s.damage?\##
      .length,d=(a.history??[]).toSorted((e,t)=>e.started<t.started?1:-1).slice(0,60),u=m.sessions??[];fill(e,head\##
      ing("Storage and health"),h("p.verdict."+(l?"good":"warn"),null,h("b",null,l?"Everything on disk is stored."\##
      :s?.damage?.length?"The store is damaged.":"Not everything is safe.")," ",s&&[s.cleanup_period_days!=null?`C\##
      laude Code deletes transcripts after ${plural(s.cleanup_period_days,"day")}. `:"",s.unsafe?.length?`${plural\##
      (s.unsafe.length,"transcript")} would be lost. `:"",s.verified_at?["Every byte was checked ",time(s.verified\##
      _at,ago),"."]:["Every byte has never been checked: ",h("code",null,"ccstore verify"),"."]]),h("div.cards",nu\##
      ll,card("Stored",h("dl.list",null,fact("Sessions",exact(i.sessions)),fact("Records",exact(i.records)),fact("\##
      Files",exact(i.sources)),fact("Versions",exact(i.generations)),fact("Transcripts",bytes(i.source_bytes)),fac\##
      t("Store",bytes(i.store_bytes),h("small",null,` ${percent(i.store_bytes,i.source_bytes)} of the transcripts`\##
      )),fact("From",moment(i.oldest)),fact("To",moment(i.newest)),fact("Bad lines",exact(i.bad_lines)),fact("Head\##
      ",exact(a.head.seq),h("small",null," chain "+a.head.chain.slice(0,12))))),card("On disk",r?h("dl.list",null,\##
      fact("Files",exact(r.files)),fact("Size",bytes(r.bytes)),fact("New, not stored",exact(c.new_files)),fact("Ch\##
      anged, not stored",exact(c.changed_files)),fact("Not stored",bytes(c.bytes)),fact("Gone from disk",exact(i.m\##
      issing)),fact("Pruned",exact(i.pruned)),s&&fact("Free space",bytes(s.free_bytes)),fact("Folders",a.roots?.ma\##
      p(e=>h("div.path",null,e)))):h("p",null,"Not known."),h("p.buttons",null,h("button",{type:"button",onclick:(\##
      )=>o("runs","Storing what is new.")},"Store what is new"),h("button",{type:"button",onclick:()=>o("verify","\##
      Checking every byte.")},"Check every byte")),n,a.compaction?.recommended&&h("p.note",null,`${bytes(a.compact\##
      ion.saves_bytes)} can be saved: `,h("code",null,"ccstore compact"))),s?.unsafe?.length>0&&h("section.card.wi\##
      de",{"aria-label":"Not stored yet"},h("h2",null,"Not stored yet"),table("Transcripts that are not stored",[{\##
      title:"File",head:!0,text:e=>e.path??e.file??String(e)}],s.unsafe.slice(0,100))),h("section.card.wide",{"ari\##
      a-label":"Gone from disk"},h("h2",null,"Only in the store"),u.length?table("Sessions that are only in the st\##
      ore",[{title:"Session",head:!0,text:e=>e.title||e.session.slice(0,8),href:e=>address("s/"+e.session)},{title\##
      :"Ended",text:e=>moment(e.ended)},{title:"Records",number:!0,text:e=>exact(e.records)},{title:"Cost",number:\##
      !0,text:e=>dollars(e.cost_usd)}],u.slice(0,100)):h("p.note",null,"Everything that is stored is still on disk\##
       as well.")),h("section.card.wide",{"aria-label":"Runs"},h("h2",null,"Runs"),d.length?table("Runs of the ing\##
      est",[{title:"Run",text:e=>String(e.run),head:!0},{title:"Started",text:e=>moment(e.started),href:e=>address\##
      ("",{as_of:e.ended??e.started,range:"all"})},{title:"Result",text:e=>e.error_message||e.sync_status.replace(\##
      "_"," ")},...["new","updated","rewritten","missing","failed","records","bad_lines"].map(e=>({number:!0,title\##
      :e[0].toUpperCase()+e.slice(1).replace("_"," "),text:t=>exact(t[e])})),{title:"Bytes",number:!0,text:e=>byte\##
      s(e.bytes)}],d):h("p.note",null,"Nothing has been stored yet."),h("p.note",null,"A run’s time shows the page\##
      s as of it."))))}return await s(),{update:s,run:({data:e})=>{(e?.file||e?.path)&&(n.textContent=e.file??e.pa\##
      th)}}}
      """##)
}
