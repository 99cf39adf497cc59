# Counts tool calls in transcripts, without ccstore: what `ccstore tools` says must equal this.
#
#     jq -n -R -f tools.jq FILE…
#
# The rules: a call is a tool_use block with a name, by its id, in whatever files it stands; its first result over the files, in the order in
# which they are given, says whether it was an error and, with the times of both lines, how long it took. A line of type `progress` without a message
# of its own says what the record of a subagent in its `data.message` says.

def milliseconds: if type != "string" then null else (.[0:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber? // 0) end;

def said:
  if .type == "progress" and ([.message | objects | .id, .usage | values] | length == 0) then .data | objects | .message | objects | .message
  else .message end;

reduce (inputs | try fromjson catch null | objects) as $r ({};
  reduce ($r | said | objects | .content | arrays | .[] | objects) as $b (.;
    if $b.type == "tool_use" and ($b.name | type) == "string" then
      if .[$b.id] == null then .[$b.id] = {tool: $b.name, start: ($r.timestamp | milliseconds)} else . end
    elif $b.type == "tool_result" and .[$b.tool_use_id] != null and .[$b.tool_use_id].answered == null then
      .[$b.tool_use_id] += {answered: true, error: ($b.is_error == true), end: ($r.timestamp | milliseconds)}
    else . end))
| map(.) | group_by(.tool)
| map({key: .[0].tool, value: {
    calls: length, errors: (map(select(.error)) | length), unanswered: (map(select(.answered == null)) | length),
    total_ms: (map(select(.start != null and .end != null and .end >= .start) | .end - .start) | if length == 0 then null else add end)}})
| from_entries
