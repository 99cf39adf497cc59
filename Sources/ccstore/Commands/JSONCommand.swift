import ArgumentParser
import Bytes

/// Prints the description of the output of `--json`. A test compares it with the actual output of every command.
struct JSONCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "json", abstract: "What --json prints, command by command.", discussion: page)

  func run() throws { say(TerminalText(lines: Self.page)) }

  static let page = """
    With --json every command prints one document, or, where it says "a line each", one document a line. Keys are in this order; none is removed or \
    renamed, new ones may come. Times are RFC 3339 in UTC with milliseconds, or null where nobody knows; bytes, counts and tokens are integers, \
    durations milliseconds, cost_usd dollars or null where a price is missing. Hashes are lower-case hexadecimal. A line of a file has its number from 0, \
    one less than in what is printed for people and in what --record takes; only bad_line_details count from 1. In texts controls, and characters that \
    nobody sees or that turn the direction of writing, are escaped as \\u.

    name{…} is an object, name[] an array of plain values, name[]{…} an array of objects. HEAD is {seq,chain}: the last event and the chain hash after it. \
    TOKENS is responses, input_tokens, output_tokens, cache_creation_input_tokens, cache_creation_5m_input_tokens, cache_creation_1h_input_tokens, \
    cache_read_input_tokens, cost_usd, unpriced_models[].

    ingest    {files{discovered,new,updated,unchanged,skipped,missing,failed},sessions{inserted,updated,skipped},records,bytes,bad_lines,conflicts,
              waiting,erased,torn[],mended[]{path,generation,offset,records,bytes,same},head HEAD,store_bytes,
              compaction{saves_bytes,recommended},bad_line_details[]{file,line,offset,reason},
              failures[]{path,message},passed_over[]{path,reason,note},roots_gone[]}
              passed_over: what lies below the roots and is not stored; reason: credentials, version-control, packages, database or link
    preview   {files[]{path,action,is_new,is_updated,size,modified_time,new_bytes,new_lines,waiting_bytes},missing[],
              passed_over[]{path,reason,note},failures[]{path,message},roots_gone[],totals{discovered,new,updated,unchanged,skipped,missing,failed,rewritten,waiting,records,bad_lines,bytes}}
    status    {store,healthy,head HEAD,stored{sources,generations,missing,sessions,records,bad_lines,source_bytes,store_bytes,unfinished_bytes,
              oldest,newest},compaction{saves_bytes,recommended},on_disk{files,bytes,folders,oldest,newest,
              not_stored{new_files,changed_files,bytes},failures[]{path,message},passed_over[]{path,reason,note}},roots[],roots_gone[],runs,sync[]{sync_key,last_sync_timestamp,files_processed,sessions_processed,
              sync_status,error_message,created_at,updated_at},history[]{run,sync_key,started,ended,sync_status,error_message,new,updated,unchanged,
              skipped,rewritten,missing,failed,records,bad_lines,bytes}}
    reset     {sync_key,reset}
    conflicts []{seq,time,run,session,reason,rules,old{path,generation,md5,length},new{path,generation,md5,length}}
    sessions  []{session,project,title,started,ended,duration_ms,records,messages,turns,bad_lines,generations,files,bytes,model,branch,source_state,
              deleted_after,tokens,TOKENS,forked_from}
              messages: prompts and responses, turns: prompts alone, subagents' left out; source_state: present, missing (the main transcript is gone), partial (others are)
    show      a line each: {seq,path,line,continues,defect,uuid,type,timestamp,bytes,kind,entry,branch,depth,text}
              text: the line as it is stored, not with --records; entry: its place in the conversation; branch: its number where it is not on the latest one
    search    a line each: {session,record,seq,timestamp,role,source,line,generation,latest,occurrences,snippet}
    usage     {by,tz,prices,groups[]{key,TOKENS,unpriced[]{model,reason,responses,tokens}},
              totals{TOKENS,unpriced[]{model,reason,responses,tokens}}}
              groups also have start (by hour, day, week, month and block), end, last_response and active (block), title and project (session)
    tools     {tools[]{tool,calls,errors,unanswered,total_ms,median_ms,mean_ms,longest_ms},
              totals{tool,calls,errors,unanswered,total_ms,median_ms,mean_ms,longest_ms}}
    drift     {sessions[]{session,project,title,ended,records,tokens,TOKENS},totals{records,tokens,TOKENS}}
    export    {files,bytes,directory,renamed[]{from,to},erased{files,files_in_part},incomplete[]{path,lost[]{offset,bytes}},dropped[],failed[]{path,reason},head HEAD}
              as csv: {tables[]{file,bytes}}
              as html or markdown: {documents[]{session,file},bytes,source_bytes,directory}
              as a snapshot: {file,store,bytes,events,since HEAD,head HEAD}
              ndjson, a line each: seq, session, path, line, generation, latest, uuid, parent, type, timestamp, model, bytes, defect, record (the
              line itself, characters that nobody sees escaped, or null where it is no JSON), text (such a line); of --events: seq, kind and the columns as FORMAT.md names them
    import    {added_events,store,bytes,events,since HEAD,head HEAD,store_head HEAD,proposed_erasures[]{store,session,path,generation,bytes},
              accepted_erasures[]{store,session,path,generation,bytes}}
    fork-identity {store,former,head HEAD,kept}
    restore   {dry_run,files,bytes,present,restored[]{path,bytes,modified,erased_bytes},redirected[]{from,to},moved_aside[]{from,to},
              refused[]{path,reason,note},head HEAD}
    replay    {head HEAD,projections{NAME{digest,events,bytes}},source_bytes,verified}
    compact   {dry_run,store_bytes{before,after},rewritten{segments_before,segments_after,bytes_before,bytes_after,body_bytes},
              dropped{generations,records,bytes},head HEAD}
              with --purge: {events,segments,bytes_before,bytes_after,removed[],head HEAD}
    erase     {erased,session,files,lines,bytes,usage_too,versions[]{path,generation,lines,bytes,whole},may_still_hold[]{kind,name,note},head HEAD}
              with --dry-run also first_text, first_time and last_time, by which what goes is known again
              with --list: []{time,session,path,generation,lines,bytes,usage_too}
    verify    {ok,findings[]{severity,file,offset,message},lost[]{what,first,last},checked{files,bytes,events,source_files}}
              with --against-sources also not_stored{new_files,changed_files,lines,bytes,waiting_bytes}
              of a snapshot: {ok,file,store,bytes,events,since HEAD,head HEAD}
    repair    {store,ok,events,refilled[]{session,path,generation,offset,bytes,line,lines,after_event,before_event},
              lost[]{session,path,generation,offset,bytes,line,lines,after_event,before_event},
              mended[]{path,generation,offset,records,bytes,same},nameless_sources[],head HEAD}
              with --rebuild-manifest: {manifest,segments,quarantined[],head HEAD}
              with --accept-earlier: {missing_events,acknowledged,last}
    doctor    {cleanup_period_days,settings[]{path,cleanup_period_days},last_sync_timestamp,unsafe[]{path,session,deleted_after,unstored_bytes},
              safe,vanished[],shrunk[],kept_missing,failures[]{path,message},passed_over[]{path,reason,note},roots_gone[]}
    """
}
