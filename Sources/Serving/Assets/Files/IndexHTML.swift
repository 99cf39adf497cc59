// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.

extension Assets {
  static let indexHTML = Asset(
    name: "index.html", contentType: "text/html; charset=utf-8",
    digest: "d236fcc79295e536942e90e75299444cda47924d23f64311d5db260ea2347fa5",
    sources: ["index.html"],
    sourceDigest: "f1f4c18a496227811e605a34c0f44c9fb568b21a471d456b5f04fde0ff330360",
    text: ##"""
      <!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width,initial-sca\##
      le=1"><meta name=color-scheme content="light dark"><title>ccstore</title><link rel=icon href="data:image/svg\##
      +xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%235b66d6' d='M2 3h12v2H2\##
      zm0 4h12v2H2zm0 4h8v2H2z'/%3E%3C/svg%3E"><link rel=stylesheet href=style.css><script type=module src=app.js>\##
      </script><a class=skip href=#main>Skip to the content</a><header id=top><a class=brand href=#/>ccstore</a><f\##
      orm id=find role=search><input type=search name=q placeholder=Search aria-label="Search all sessions" autoco\##
      mplete=off spellcheck=false><kbd aria-hidden=true>/</kbd></form><div id=past role=group aria-label="As of"><\##
      /div><div class=tools><button id=theme type=button class=quiet>Theme</button>
      <button id=keys type=button class=quiet aria-label="Keys and help">?</button></div></header><nav id=nav aria\##
      -label=Pages></nav><div id=banner role=status></div><main id=main tabindex=-1><noscript><p class=empty>This \##
      page needs JavaScript. The same answers are given by the command ccstore.</p></noscript></main><div id=said \##
      class=sr aria-live=polite></div><dialog id=dialog aria-labelledby=dialog-title></dialog>
      """##)
}
