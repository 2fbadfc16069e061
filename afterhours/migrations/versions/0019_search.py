"""Cases are found by all that is written of them: the caller's words, answers, notes, scripts, complaints, numbers.

Each word stands in its index under its council (`long-point|w|spaniel`), so that a search neither finds nor passes
what another council has. `w` is for words, `n` for names of callers, `s` for kinds of request, `p` for the digits of
telephone numbers. What 0014 made for the search stays until the next revision, for the version that still asks it; its
indexes go, and `later` builds the new ones.
"""

from alembic import op

from afterhours.migrations.later import SEARCHED

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NOTE_INDEX = "create index ix_case_event_said on case_event using gin (ivr_note(detail)) where detail ? 'text'"
BEFORE = {
    "ix_case_said": 'create index ix_case_said on "case" using gin (ivr_words(subject, location))',
    "ix_case_named": "create index ix_case_named on \"case\" using gin (ivr_words(caller_name, ''))",
    "ix_contact_said": "create index ix_contact_said on contact using gin (ivr_words(name, ''))",
    "ix_case_event_said": NOTE_INDEX,
}
BETWEEN = r"[\x01-\x2f:-@[-`{-\u00bf\u2000-\u206f\u3000-\u303f]+"
"""What parts words, in any language and whatever the database's own is; `desk.finding.spelling` has it, too."""
POSTCODE = r"\m([a-z][0-9][a-z]|[a-z]{1,2}[0-9][a-z0-9]?)[ -]([0-9][a-z][0-9]|[0-9][a-z]{2})\M"
"""Of Canada and of the United Kingdom, in two parts."""
NUMBER = r"[0-9][0-9 ()./\-\u00a0\u2010-\u2015]{5,}"
"""Digits and what people write between them. A telephone number may begin at each of its groups."""
SIX_DIGITS = "char_length(said) - char_length(translate(said, '0123456789', '')) >= 6"

WORDS = (
    r"""
    create function ivr_plain(said text) returns text language plpgsql immutable parallel safe as $$
    begin
        if octet_length(said) = char_length(said) then
            return lower(said);
        end if;
        said := replace(replace(replace(replace(said, 'ß', 'ss'), 'ẞ', 'ss'), 'œ', 'oe'), 'Œ', 'oe');
        said := replace(replace(said, 'æ', 'ae'), 'Æ', 'ae');
        said := translate(said, 'øØłŁđĐðÐı', 'oollddddi');
        return lower(regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'));
    end $$
    """,
    r"""
    create function ivr_umlauts(said text) returns text language sql immutable parallel safe as $$
        select regexp_replace(normalize(said, NFKD), '([aouAOU])\u0308', '\1e', 'g')
    $$
    """,
    rf"""
    create function ivr_spelled(said text) returns text language plpgsql immutable parallel safe as $$
    declare
        plain text := public.ivr_plain(said);
        spelled text := plain;
    begin
        if said ~ '[äöüÄÖÜ]|[aouAOU]\u0308' then
            spelled := spelled || ' ' || public.ivr_plain(public.ivr_umlauts(said));
        end if;
        if plain ~ '{POSTCODE}' then
            spelled := spelled || ' ' || regexp_replace(plain, '{POSTCODE}', '\1\2', 'g');
        end if;
        spelled := regexp_replace(spelled, '{BETWEEN}', ' ', 'g');
        return case when spelled ~ '[^ ]{{61}}' then regexp_replace(spelled, '([^ ]{{60}})[^ ]+', '\1', 'g')
            else spelled end;
    end $$
    """,
    rf"""
    create function ivr_dialled(said text) returns setof text language plpgsql immutable parallel safe as $$
    declare
        run text;
        parts text[];
    begin
        for run in select (regexp_matches(said, '{NUMBER}', 'g'))[1] limit 100 loop
            parts := regexp_split_to_array(run, '[^0-9]+');
            return query select left(array_to_string(parts[place:place + 6], ''), 20)
                from generate_series(1, cardinality(parts)) as place;
        end loop;
    end $$
    """,  # noqa: S608 - constants only
    rf"""
    create function ivr_lexemes(tenant text, class text, said text) returns text[] language plpgsql
    immutable parallel safe as $$
    declare
        beginning text := tenant || '|' || class || '|';
        plain text;
        found text[];
    begin
        if coalesce(said, '') = '' then
            return '{{}}';
        end if;
        plain := public.ivr_spelled(left(said, 60000));
        found := tsvector_to_array(to_tsvector('pg_catalog.simple', plain) || to_tsvector('pg_catalog.english', plain)
            || to_tsvector('pg_catalog.french', plain) || to_tsvector('pg_catalog.german', plain));
        if cardinality(found) > 0 then
            found := string_to_array(beginning || array_to_string(found, ' ' || beginning), ' ');
        end if;
        if {SIX_DIGITS} then
            found := found || array(select tenant || '|p|' || digits
                from public.ivr_dialled(left(said, 60000)) as digits where length(digits) >= 6);
        end if;
        return found;
    end $$
    """,  # noqa: S608 - constants only
    """
    create function ivr_said(tenant text, class text, said text) returns tsvector language sql
    immutable parallel safe as $$
        select pg_catalog.array_to_tsvector(public.ivr_lexemes(tenant, class, said))
    $$
    """,
    """
    create function ivr_said_of_case(tenant text, service text, subject text, location text, answers jsonb,
        caller_name text, contact_number text) returns tsvector language plpgsql immutable parallel safe as $$
    declare
        told text := concat_ws(' · ', subject, location, contact_number);
    begin
        if answers <> '[]' then
            told := concat(told, ' · ', (select string_agg(each ->> 'value', ' · ')
                from jsonb_array_elements(answers) as each));
        end if;
        return array_to_tsvector(public.ivr_lexemes(tenant, 'w', told)
            || public.ivr_lexemes(tenant, 'n', caller_name)
            || case when service is null then '{}' else array[tenant || '|s|' || service] end);
    end $$
    """,
    """
    create function ivr_said_of_complaint(tenant text, lessons text, remedy text, warm_transfer_note text)
    returns tsvector language plpgsql immutable parallel safe as $$
    begin
        return public.ivr_said(tenant, 'w', concat_ws(' · ', lessons, remedy, warm_transfer_note));
    end $$
    """,
    """
    create function ivr_asked_for(asked jsonb, phones text[], names boolean) returns table (mark integer, query tsquery)
    language sql stable parallel safe as $$
        with councils as (select unnest(string_to_array(current_setting('ivr.tenants', true), ',')) as council),
        given as (
            select place, each, cardinality(ts_lexize('pg_catalog.english_stem', each -> 'words' ->> 0)) > 0
                and cardinality(ts_lexize('pg_catalog.french_stem', each -> 'words' ->> 0)) > 0 as telling
            from jsonb_array_elements(asked) with ordinality as listed (each, place)
        ),
        words as (
            select place, each, word, class from given, jsonb_array_elements_text(each -> 'words') as word,
                unnest(array['w', 'n']) as class
            where (telling or not exists (select from given where telling)) and (class = 'w' or names)
        ),
        lexemes as (
            select place, class, word || '":*' as lexeme from words
            union all select place, class, stem || '"' from words,
                unnest(array['english_stem', 'french_stem', 'german_stem']) as stems,
                unnest(ts_lexize(('pg_catalog.' || stems)::regdictionary, word)) as stem
            union all select place, 's', service || '"' from words,
                jsonb_array_elements_text(each -> 'services') as service
            union all select 0, 'p', phone || '":*' from unnest(phones) as phone
        )
        select 1 << place::integer,
            string_agg(replace('"' || council || '|' || class || '|' || lexeme, '"', ''''), ' | ')::tsquery
        from lexemes, councils group by place
    $$
    """,
)
COUNCILS = "string_to_array(current_setting('ivr.tenants', true), ',')"
GROUPS = "string_to_array(current_setting('ivr.groups', true), ',')"
SEEN = f"c.tenant = any ({COUNCILS}) and (c.restricted is null or c.restricted = any ({GROUPS}))"
"""As row security has it."""
FINDING = """
    create function {name}(asked jsonb, phones text[], names boolean, heard boolean, complaints boolean{argument})
    returns table (id uuid, weight integer) language sql stable security definer
    set search_path = pg_catalog, public set work_mem = '64MB' as $$
        with asked as materialized (select * from ivr_asked_for(asked, phones, names)),
        wanted as (select coalesce(bit_or(mark) filter (where mark > 1), 1) as bits from asked),
        hits as (
            select mark, 0 as part, c.id from asked join {case} as c on {said_of_case} @@ query where {seen}
            union all select mark, 1, c.id from asked join {case_event} as e on {said_in_event} @@ query
                join "case" as c on c.id = e.case_id where e.detail ? 'text' and {seen}
            union all select mark, 2, c.id from asked join {script_answer} as s on {said_in_script} @@ query
                join "case" as c on c.id = s.case_id where {seen}
            union all select mark, 3, c.id from asked join {recording} as r on {said_aloud} @@ query
                join "case" as c on c.call_id = r.call_id
                where heard and r.transcript is not null and r.kind <> 'talk' and {seen}
            union all select mark, 4, c.id from asked join {complaint} as k on {said_of_complaint} @@ query
                join "case" as c on c.id = k.case_id where complaints and {seen}
            union all select mark, 5, c.id from asked join contact as o on {name_on_record} @@ query
                join contact_number as n on n.contact_id = o.id
                join {case} as c on c.tenant = n.tenant and c.caller_e164 = n.e164 and not c.relay
                where names and {seen}
        ),
        parts as (select hits.id, part, bit_or(mark) as marks from hits group by hits.id, part),
        whole as (
            select parts.id, bit_or(parts.marks) as marks, max(case
                when not (parts.marks & 1 = 1 or parts.marks & wanted.bits = wanted.bits) then 1
                when part = 0 then 3 else 2 end) as weight
            from parts, wanted group by parts.id
        )
        select whole.id, whole.weight from whole, wanted
        where whole.marks & 1 = 1 or whole.marks & wanted.bits = wanted.bits
    $$
"""
"""What is said in a talk is heard by those who assess it, and found by nobody.
Each word by itself, so that those of one search may stand in several places of a case. What has all of them in its
own fields weighs 3, in another one place 2, scattered 1."""
SAID = {
    "said_of_case": "ivr_said_of_case(c.tenant, c.service, c.subject, c.location, c.answers, c.caller_name,"
    " c.contact_number)",
    "said_in_event": "ivr_said(e.tenant, 'w', e.detail ->> 'text')",
    "said_in_script": "ivr_said(s.tenant, 'w', s.value)",
    "said_aloud": "ivr_said(r.tenant, 'w', r.transcript)",
    "said_of_complaint": "ivr_said_of_complaint(k.tenant, k.lessons, k.remedy, k.warm_transfer_note)",
    "name_on_record": "ivr_said(o.tenant, 'n', o.name)",
    "seen": SEEN,
}
"""As the indexes of `later` have it."""
TABLES = ("case", "case_event", "script_answer", "recording", "complaint")
EVERYWHERE = {table: f'"{table}"' for table in TABLES}
THEIR_CALLS = 'call_id in (select call_id from "case" where id = any (these))'
AMONG = {
    "case": '(select * from "case" where id = any (these) offset 0)',
    "recording": f"(select * from recording where {THEIR_CALLS} offset 0)",  # noqa: S608 - constants only
    **{
        table: f"(select * from {table} where case_id = any (these) offset 0)"  # noqa: S608 - constants only
        for table in ("case_event", "script_answer", "complaint")
    },
}
"""Whoever sees few cases has those read, and no index that could tell by the time it takes what else there is."""


def upgrade() -> None:
    for statement in WORDS:
        op.execute(statement)
    op.execute(FINDING.format(name="ivr_cases_found", argument="", **EVERYWHERE, **SAID))
    op.execute(FINDING.format(name="ivr_cases_found_among", argument=", these uuid[]", **AMONG, **SAID))
    op.execute("revoke execute on function ivr_cases_found, ivr_cases_found_among from public")
    for index in BEFORE:
        op.execute(f"drop index if exists {index}")


def downgrade() -> None:
    for index in SEARCHED:
        op.drop_index(index, if_exists=True)
    op.execute("drop function ivr_cases_found_among, ivr_cases_found, ivr_asked_for, ivr_said_of_case")
    op.execute(
        "drop function ivr_said_of_complaint, ivr_said, ivr_lexemes, ivr_dialled, ivr_spelled, ivr_umlauts, ivr_plain"
    )
    for statement in BEFORE.values():
        op.execute(statement)
