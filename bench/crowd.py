"""A county that has been at work for years: calls, turns and cases by the million, made inside PostgreSQL."""

import psycopg

TURNS_OF_A_CALL = 5
KEY = """(lpad(to_hex((extract(epoch from {at}) * 1000)::bigint), 12, '0') || '7'
  || substr(md5({salt} || n), 1, 3) || '8' || substr(md5(n || {salt}), 1, 15))::uuid"""
"""A UUIDv7: its beginning is the time, so rows of the same time lie together, as those of the service do."""

CALLS = f"""
insert into call (id, tenant, account, provider_call_id, line, direction, channel, from_raw, from_e164, caller_state,
  to_raw, language, revision, in_hours, turn, state, answer, started_at, ended_at, end_status, seconds, recovered)
select {KEY.format(at="at", salt="'call'")}, tenant, 'AC-crowd', 'CA-crowd-' || n, 'main', 'inbound',
  'voice', caller, caller, 'presented', '+15195550100', 'en', newest, true, {TURNS_OF_A_CALL},
  jsonb_build_object('version', 1, 'flow', 'main', 'step', 'goodbye', 'language', 'en', 'ended', true, 'stack', '[]',
    'facts', jsonb_build_object('line', 'main', 'caller', caller, 'case_number', 'F' || n), 'answers',
    jsonb_build_object('stop', n::text, 'location', 'Lakeshore Road ' || n %% 900)),
  '<?xml version="1.0" encoding="UTF-8"?><Response>' || repeat('<Say>Your case number is saved.</Say>', 8)
    || '<Hangup/></Response>',
  at, at + interval '2 minutes', 'completed', 120, false
from (select n, newest, tenant, now() - (%(calls)s - n) * interval '30 seconds' - interval '1 hour' as at,
    '+1' || (200 + n / 100 %% 800) || '55501' || lpad((n %% 100)::text, 2, '0') as caller
  from generate_series(1, %(calls)s) as n,
    (select id as newest, tenant from revision order by id desc limit 1) as served) as each
"""  # noqa: S608 - constants
TURNS = f"""
insert into turn (call_id, number, tenant, at, events)
select id, number, tenant, started_at + number * interval '10 seconds', jsonb_build_array(jsonb_build_object(
  'step', 'triage', 'kind', 'menu_choice', 'data', jsonb_build_object('keys', number::text, 'to', 'topics')))
from call, generate_series(0, {TURNS_OF_A_CALL - 1}) as number where account = 'AC-crowd'
"""  # noqa: S608 - constants
CASES = """
insert into "case" (id, tenant, call_id, number, kind, channel, status, disposition, line, language, caller_e164,
  caller_state, in_hours, service, priority, answers, action_taken, ending, opened_at, closed_at, seconds)
select id, tenant, id, replace(provider_call_id, 'CA-crowd-', 'F'), 'service_request', channel,
  case when seconds % 20 = 1 then 'open' else 'closed' end, 'message_left', line, language, from_e164, caller_state,
  in_hours, 'bus-stop', 'normal', '[{"question": "stop", "kind": "digits", "value": "212"}]', '[]', end_status,
  started_at, ended_at, seconds
from call where account = 'AC-crowd'
"""
TABLES = ("call", "turn", '"case"')


def fill(url: str, calls: int) -> None:
    """`calls` calls of the past, one every 30 seconds, with their turns and cases; five in a hundred are open."""
    if not calls:
        return
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set synchronous_commit = off")
        connection.execute(CALLS, {"calls": calls})
        connection.execute(TURNS)
        connection.execute(CASES)
        for table in TABLES:
            connection.execute(f"vacuum (freeze, analyze) {table}")
        connection.execute("checkpoint")
