-- What wrk sends: the bodies of a file, one a line, one after the other; at the end the figures as one line of JSON.
-- A second argument is how many milliseconds each connection rests between two requests.
local requests, turn = {}, 0

function init(args)
  for body in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body)
  end
  local rest = tonumber(args[2])
  if rest then delay = function() return rest end end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"per_second":%f,"p50_us":%f,"p99_us":%f,"failed":%d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
