# Counts the tokens in transcripts, without ccstore: what `ccstore usage` says must equal this.
#
#     TZ=UTC jq -n -R -f usage.jq FILE…
#
# The rules, each where it stands below:
#   1  A line counts if it is a JSON object with an object `message.usage`, whatever its type; or, of type `progress` and without a message
#      of its own, if the record in its `data.message` has one. Others, and what is no JSON, do not.
#   2  The model `<synthetic>` is no model: such a line does not count.
#   3  A response is a `message.id` that is not empty, in whatever file and with whatever requestId. Without one it is the line's uuid, without that
#      what the line says. Lines of one id are of two responses where they cannot be of one (rule 9).
#   4  Of every token field the largest value over all lines of the response counts. What is no number is 0. What stands in records of type `progress`
#      counts for nothing where another record has the response.
#   5  Cache writes: the total, or the sum of its 5-minute and 1-hour parts where that is more. What is not 1-hour is 5-minute.
#   6  The time of a response is the earliest of its lines.
#   7  It has the tools of all its lines and, of several models, the first by name. Of several sessions it belongs to the original one. Of two sessions that is the
#      one whose records are not stamped as copies (`forkedFrom`) of the other's; else the one that is not in the background; else the one that has no response that the
#      other has not; of two that have none the one without a prompt of its own; else the one whose first response or prompt of its own is older; else the id decides.
#   8  The session of a line is its sessionId, else that of the line before, else the file's name.
#   9  A line is known by its requestId, or by its uuid where it has none or where the requestId is the same for all. One that is not known is of the response that has its id but: where a person typed something
#      between the two, unless they have one requestId, the same was read and more is written; where something else was read; where the id is known to be shared, and nothing else
#      ties them; where they are of two sessions and neither has a requestId.
#  10  What `usage.iterations` says of advisors, compactions and other models counts for the model that it names.

def tokens: if type == "number" then (if . < 0 then 0 else floor end) else 0 end;

def reported:
  [.input_tokens, .output_tokens, .cache_creation_input_tokens, .cache_read_input_tokens]
  + (.cache_creation | if type == "object" then [.ephemeral_5m_input_tokens, .ephemeral_1h_input_tokens] else [0, 0] end)
  | map(tokens);

def counted:                                                                                          # rule 5
  . as [$in, $out, $writes, $reads, $short, $long]
  | {input: $in, output: $out, reads: $reads, long: $long, short: ([$short, $writes - $long] | max)};

def context: counted | .input + .short + .long + .reads;

def larger($other): [., $other] | transpose | map(max);

def text: if type == "string" then . else null end;
def filled: if type == "string" and . != "" then . else null end;
def object: if type == "object" then . else null end;

def tools: [(.content | arrays | .[] | objects | select(.type == "tool_use") | .name | strings)];

def iterations($model):                                                                               # rule 10
  [(.iterations | arrays | .[] | objects
    | select((.type | type) == "string" and .type != "message")
    | (.model | text) as $other
    | select(($other != null and $other != $model) or (.type | startswith("advisor")) or .type == "compaction")
    | {model: (if $other != null and $other != $model then $other else null end), reported: reported})];

# The record with the message: the line, or what a progress record holds.                             rule 1
def speaker:
  if .type == "progress" and (.message | object | .id | text) == null and (.message | object | .usage | object) == null and
     (.data | object | .message | object) != null
  then .data.message + {nested: true} else . end;

def isPrompt:
  .type == "user" and .isMeta != true and .isCompactSummary != true
  and (.message | object | .content | if type == "string" then true
    elif type == "array" then (map(objects | .type) | (any(. == "text" or . == "image" or . == "document")) and (any(. == "tool_result") | not))
    else false end);

# True if a line is of another response than one that has its id.                                      rule 9
def isOther($line; $response; $same; $last; $shared):
  (($line.reported | context) as $a | ($response.reported | context) as $b | $a != $b and $a != 0 and $b != 0) as $reads
  | if $line.nested or $response.nested then ($same | not) and ($shared or $reads)
    elif $last == null then
      if $same then $shared and $reads
      else $shared or $reads or ($line.session != $response.sessions[0] and $line.request == null and $response.request == null) end
    elif $last.uuid != null and $line.parent == $last.uuid then false
    elif $last.prompt and ($last.promptTime == null or (($last.time // $last.promptTime) <= $last.promptTime and $last.promptTime <= ($line.time // $last.promptTime))) then
      ($same | not) or $reads or $line.reported[1] <= $response.reported[1]
    elif $last.user or $last.prompt then
      if $same or ($line.request != null and $response.request != null) then $reads
      else $shared or $reads or $line.reported[1] < $response.reported[1] end
    else $shared and ($same | not) and $line.request != null and $response.request != null end;

def begun($line):
  {sessions: [$line.session], models: ([$line.model | strings]), time: $line.time, reported: $line.reported, tools: $line.tools,
   iterations: $line.iterations, nested: $line.nested, request: $line.request};

def raised($line):
  if $line.nested and (.nested | not) then .
  elif .nested and ($line.nested | not) then begun($line)
  else .reported |= larger($line.reported)                                                            # rule 4
    | .time = ([.time, $line.time] | map(select(. != null)) | min)                                    # rule 6
    | .tools += $line.tools | .sessions += [$line.session] | .models += [$line.model | strings]
    | .iterations = ([.iterations, $line.iterations] | transpose | map(map(select(. != null))
        | if length == 2 then .[1].reported as $b | {model: (.[0].model // .[1].model), reported: (.[0].reported | larger($b))} else .[0] end))
  end;

# Adds a line to the response that it is of; `.ids[id]`: the keys of the responses with that id, the first of them first.
def add($line; $file):
  .last[$file] as $last
  | ($line.id // $line.uuid // ([$line.session, $line.model, $line.time, $line.reported] | tojson)) as $id                          # rule 3
  | .ids[$id] as $known
  | if $known == null then
      .ids[$id] = {keys: [$id], byUUID: (if $line.uuid != null then {($line.uuid): $id} else {} end), byRequest: (if $line.request != null then {($line.request): $id} else {} end), constant: false}
      | .responses[$id] = begun($line) | .found = $id
    else
      ($known.keys | length > 1) as $shared
      | (if $known.constant then null else $line.request end) as $request
      | (if $request == null or $shared then (if $line.uuid == null then null else $known.byUUID[$line.uuid] end) else null end) as $sameLine
      | (if $request == null then null else $known.byRequest[$request] end) as $sameRequest
      | (if $last != null and ($last.key as $k | $known.keys | index($k)) != null then $last else null end) as $lastOfID
      | ($sameRequest // $lastOfID.key // $known.keys[0]) as $candidate
      | if $sameLine != null then .found = $sameLine | .responses[$sameLine] |= raised($line)
        elif isOther($line; .responses[$candidate]; $sameRequest != null; (if $lastOfID.key == $candidate then $lastOfID else null end); $shared) then
          ($id + "\u0000" + ($known.keys | length | tostring)) as $key
          | .found = $key | .responses[$key] = begun($line)
          | .ids[$id].keys += [$key]
          | (if $line.request != null and $lastOfID != null and .responses[$lastOfID.key].request == $line.request then .ids[$id].constant = true else . end)
          | (if $line.uuid != null then .ids[$id].byUUID[$line.uuid] = $key else . end)
          | (if $line.request != null then .ids[$id].byRequest[$line.request] = $key else . end)
        else
          .found = $candidate | .responses[$candidate] |= raised($line)
          | (if $line.uuid != null then .ids[$id].byUUID[$line.uuid] //= $candidate else . end)
          | (if $line.request != null then .ids[$id].byRequest[$line.request] //= $candidate else . end)
        end
    end
  | if $line.nested then .
    else .last[$file] = {key: .found, uuid: $line.uuid, time: $line.time, side: $line.side, user: false, prompt: false, promptTime: null} end;

# What is not shared by two sessions, of what both have.
def own($a; $b): map(select((.sessions | index($a)) != null and (.sessions | index($b)) == null));

def first: map(.time | select(. != null)) | min;

# True if the session $a is the original of the two.                                                  rule 7
def isBefore($a; $b; $all; $prompts; $above; $background):
  ((($above[$b] // []) | index($a)) != null) as $copyB | ((($above[$a] // []) | index($b)) != null) as $copyA
  | if $copyA != $copyB then $copyB
    elif $background[$a] != $background[$b] then $background[$b] == true
    else
      ($all | own($a; $b)) as $ra | ($all | own($b; $a)) as $rb
      | ($prompts | own($a; $b)) as $pa | ($prompts | own($b; $a)) as $pb
      | if ($ra == []) != ($rb == []) then $ra == []
        elif $ra == [] and ($pa == []) != ($pb == []) then $pa == []
        else ($ra + $pa | first // "~") as $ta | ($rb + $pb | first // "~") as $tb
          | if $ta != $tb then $ta < $tb else $a < $b end
        end
    end;

def closure($named): . as $start
  | {found: [], next: ($named[$start] // [])}
  | until(.next == []; .next[0] as $n | .next |= .[1:]
      | if $n == $start or (.found | index($n)) != null then . else .found += [$n] | .next += ($named[$n] // []) end)
  | .found;

def collected:
  reduce (inputs | [input_filename, .]) as [$file, $line] (
      {responses: {}, ids: {}, last: {}, sessions: {}, prompts: {}, stamps: {}, background: {}};
    ($line | try fromjson catch null) as $r
    | if $r | type != "object" then .
      else
        (($r.sessionId | text) // .sessions[$file] // ($file | sub(".*/"; "") | sub("\\.jsonl$"; ""))) as $session  # rule 8
        | .sessions[$file] = $session
        | ($r.isSidechain == true) as $side
        | ($r.timestamp | text) as $time
        | (if $r.type == "user" and .last[$file] != null and .last[$file].side == $side then
            if $r | isPrompt then .last[$file] += {prompt: true, promptTime: $time} else .last[$file].user = true end else . end)
        | (if ($r | isPrompt) and ($side | not) and ($r.uuid | text) != null then
            .prompts[$r.uuid] |= {sessions: ((.sessions // []) + [$session]), time: ([.time, $time] | map(select(. != null)) | min)} else . end)
        | ($r.forkedFrom | object | .sessionId | filled) as $from
        | (if $from != null then .stamps[$session] |= ((. // []) + [$from] | unique) else . end)
        | (if $r.sessionKind == "bg" then .background[$session] = true else . end)
        | ($r | speaker) as $s
        | ($s.message | object) as $m
        | if ($m.usage | object) == null or $m.model == "<synthetic>" then .                                  # rules 1, 2
          else add({
              id: ($m.id | filled), uuid: (if $s.nested then ($s.uuid | filled) // ($r.uuid | filled) else $r.uuid | filled end),
              request: (($r.requestId | text) // ($s.requestId | text) | filled), parent: ($r.parentUuid | text), session: $session, model: $m.model, time: $time,
              reported: ($m.usage | reported), tools: ($m | tools), iterations: ($m.usage | iterations($m.model | text // "")),
              nested: ($s.nested == true), side: $side}; $file)
          end
      end)
  | .background as $background
  | (.stamps as $named | $named | with_entries(.value = (.key | closure($named)))) as $above
  | (.responses | map(.sessions |= unique)) as $all
  | (.prompts | map(.sessions |= unique)) as $prompts
  | ([$all[] | select(.sessions | length > 1) | .sessions] | unique
     | map({key: tojson, value: (reduce .[1:][] as $s (.[0]; if isBefore($s; .; $all; $prompts; $above; $background) then $s else . end))})
     | from_entries) as $original
  | $all
  | map(.model = (.models | map(select(. != "")) | min)
      | .session = (if .sessions | length > 1 then $original[.sessions | tojson] else .sessions[0] end)
      | .tool = (.tools | unique | if length == 0 then null else join("+") end));

# The parts of a response: its own tokens, and those of its iterations.
def parts:
  ({own: true, time, session, tool, model} + (.reported | counted)),
  (. as $r | .iterations[] | {own: false, time: $r.time, session: $r.session, tool: $r.tool, model: (.model // $r.model)} + (.reported | counted));

def totals: {
  responses: (map(select(.own)) | length),
  input_tokens: (map(.input) | add // 0),
  output_tokens: (map(.output) | add // 0),
  cache_creation_input_tokens: (map(.short + .long) | add // 0),
  cache_creation_5m_input_tokens: (map(.short) | add // 0),
  cache_creation_1h_input_tokens: (map(.long) | add // 0),
  cache_read_input_tokens: (map(.reads) | add // 0)
};

def local(format): if .time == null then null else .time[0:19] + "Z" | fromdate | localtime | strftime(format) end;

def by(key): map(. + {key: key}) | group_by(.key) | map({key: .[0].key} + totals);

[collected[] | parts]
| {totals: totals, day: by(local("%Y-%m-%d")), month: by(local("%Y-%m")), hour: by(local("%Y-%m-%d %H:00")),
   model: by(.model), session: by(.session), tool: by(.tool)}
