// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let indexHTML = Asset(
    name: "index.html", contentType: "text/html; charset=utf-8",
    digest: "6d6ea59f17e5bb67214212f61d1d935c73d678457719189c675fb754d4fcd7b6",
    sources: ["index.html"],
    sourceDigest: "c8d3f409cfcd1d141dbca6ff1d0896bb62eadfdb658b415c06d6ff2e426d6835",
    text: ##"""
      <!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width,initial-\##
      scale=1"><meta name=color-scheme content="light dark"><title>ccstore</title><link rel=icon href="data:image/\##
      svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Cpath stroke='%235b66d6' d='M1 2h6M1\##
       4h6M1 6h4'/%3E%3C/svg%3E"><link rel=stylesheet href=style.css><script type=module src=app.js></script><a \##
      class=skip href=#main>Skip to the content</a><header id=top><a class=brand href=#/>ccstore</a><form id=find \##
      role=search><input type=search name=q placeholder=Search aria-label="Search all sessions" autocomplete=off \##
      spellcheck=false><kbd aria-hidden=true>/</kbd></form><div id=past role=group aria-label="As of"></div><div \##
      class=tools><button id=theme type=button class=quiet>Theme</button>
      <button id=keys type=button class=quiet aria-label="Keys and help">?</button></div></header><nav id=nav aria\##
      -label=Pages></nav><div id=banner role=status></div><main id=main tabindex=-1><noscript>This page needs \##
      JavaScript; the command ccstore gives the same answers.</noscript></main><div id=said class=sr aria-live=\##
      polite></div><dialog id=dialog aria-labelledby=dialog-title></dialog>
      """##)
}
