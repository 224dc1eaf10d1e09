'use strict';

/** What a platform engineer would write, so often after each other: every kind of step, types, clauses, expressions. */
const stage = (at) => `
    # Stage ${at}: look at one service, decide, act, tell.
    - service${at} = look_up("svc-${at}", {page: ${at}, tags: ["prod", "eu"]}) RETRY 5 EVERY 2s BACKOFF 2 TIMEOUT 30s
    - rate${at} = error_rate(service${at}.name, now() - window)
    - hot${at} = rate${at} > threshold && size(service${at}.hosts) > 0
    - worst${at} = service${at}.hosts.filter(h => h.load > 0.8).sort_by(h => h.load).map(h => h.name).take(5)
    - IF hot${at}:
        - ok${at} = ASK "Drain {size(worst${at})} hosts of {service${at}.name}?" IN room FROM @sre NEED 2 WITHIN 30m ELSE "no"
        - drained${at} = FOR host IN worst${at} MAX 5 KEEP GOING:
            - cut = drain(host, reason: "error rate {rate${at}}") WHEN ok${at} == "yes" UNDO restore(host)
            - checked = look_up(host, {page: 1, tags: [cut?.ticket ?? "none"]})
            YIELD {host, ticket: cut?.ticket, load: max(checked.hosts.map(h => h.load))}
          END
      ELSE IF rate${at} > threshold / 2:
        - note${at} = write_up("{service${at}.name} is warm", [rate${at}, threshold])
      END
    - settled${at} = REPEAT MAX 10 EVERY 1m: error_rate(service${at}.name, now() - 5m) UNTIL it < threshold ELSE null
    - go${at} = FIRST:
        - pressed = ASK "Go on with {service${at}.name}?" IN room CHOICES ["go", "stop"]
        - timer = WAIT 4h
      END
    - FAIL "Stopped at {service${at}.name}" WHEN go${at}.pressed == "stop"
    - view${at} = COLLABORATE "What explains {rate${at}} on {service${at}.name}?" WITH ["analyst", "scribe"] QUORUM 1 WITHIN 5m ELSE null
    - part${at} = one_service(service${at}.name, rate${at}) TIMEOUT 2h
    - acked${at} = WAIT FOR "ack" WHERE it.service == service${at}.name WITHIN 1d AFTER part${at} ELSE null
    - report${at} = {
        name: service${at}.name, rate: rate${at} * 100, hot: hot${at}, part: part${at},
        hosts: worst${at}, acked: acked${at} != null, settled: settled${at} ?? -1, view: view${at}?.answer
      }
    - SAY hot${at} ? "{service${at}.name}: {size(worst${at})} hosts, {json(report${at})}" : "{service${at}.name} is well" IN room`;

const tail = `
    - WAIT UNTIL started + 10m
    - RETURN {early: true} WHEN threshold > 0.9`;

const extra = (at) => `
    - more${at} = write_up("Again {service0.name}", [rate0, ${at}])`;

/** @param stages how many stages; @param more single steps after them */
function programOf(stages, more) {
  const times = (count, text) => Array.from({ length: count }, (_, at) => text(at)).join('');
  return `LOOP bench/fleet_review 1.0.0 "Review a fleet, service by service"
  INPUT: room: room = #fleet, threshold: number = 0.01, window: duration = 1h, started: time
  TOOLS:
    - look_up(id: text, how: {page: number, tags: list<text>}) -> {name: text, hosts: list<{name: text, load: number}>} = READ HTTP GET "https://fleet.example/services/{id}" WITH {page: how.page} AUTH fleet_token
    - error_rate(service: text, since: time) -> number = READ HOST metrics/error_rate
    - drain(host: text, reason: text = "asked for") -> {ticket: text} = HTTP POST "https://fleet.example/drain" WITH {host, reason} AUTH fleet_token
    - restore(host: text) = HTTP POST "https://fleet.example/restore" WITH {host} AUTH fleet_token
    - write_up(text: text, facts: list<any>) -> text = PROMPT "Write up {text} from: {facts}" AGENT scribe
  LIMIT: 8h
  SCHEDULE: "0 9 * * MON" IN "Europe/Berlin"
  STEPS:${times(stages, stage)}${times(more, extra)}${tail}
  ON ERROR:
    - SAY "{error.step} failed: {error.message}" IN room
  OUTPUT: {first: report0, services: [${times(stages, (at) => `report${at}.name, `)}]}
END

LOOP one_service
  INPUT: name: text, rate: number
  STEPS:
    - grade = rate > 0.5 ? "bad" : "fair"
  OUTPUT: {name, grade}
END
`;
}

module.exports = { programOf };
