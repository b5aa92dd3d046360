-- The two roles of a production database: the owner, who migrates, and the application, which serves.
--
--   psql -v ON_ERROR_STOP=1 -v database=sijill -v owner=sijill_owner -v app=sijill_app \
--        -d sijill -f deploy/postgresql-roles.sql
--
-- Run it as a superuser on the database, empty or already in use, and give both roles a password
-- (\password sijill_owner). Then, each time it was run, `manage.py migrate` as the owner; everything else runs as the
-- application, `manage.py check --deploy` too: it verifies what stands here.
--
-- On the append-only tables `migrate` takes UPDATE, DELETE and TRUNCATE away again, from every role but the owner, and
-- on tables of later releases too: default privileges cannot name tables that do not exist yet.

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY[:'owner', :'app']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE :"owner" NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"app" NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

ALTER DATABASE :"database" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;      -- among it TEMP: a temporary table hides a real one
GRANT CONNECT ON DATABASE :"database" TO :"app";

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO :"owner";
GRANT USAGE ON SCHEMA public TO :"app";

-- Large objects stand in no table, and no guard knows of them: nobody but a superuser makes one.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;

-- Every role may set these for itself, for good: back to what the server says. `check --deploy` looks again.
ALTER ROLE :"app" RESET ALL;
ALTER ROLE :"app" IN DATABASE :"database" RESET ALL;

SELECT format('ALTER TABLE %I.%I OWNER TO %I', schemaname, tablename, :'owner')
FROM pg_tables WHERE schemaname = 'public' AND tableowner <> :'owner'
\gexec
SELECT format('ALTER FUNCTION %s OWNER TO %I', oid::regprocedure, :'owner')
FROM pg_proc WHERE proname ~ '^policies_(refuse|stamp)_'
\gexec

-- What there is already, and what the owner's migrations will make.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"app";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO :"app";
