#!/bin/sh
# Run once by the database's image, on an empty folder: the database and its two roles, as on any other machine.
set -eu
createdb -U postgres sijill
psql -U postgres -v ON_ERROR_STOP=1 -v database=sijill -v owner=sijill_owner -v app=sijill_app \
    -d sijill -f /postgresql-roles.sql
psql -U postgres -v ON_ERROR_STOP=1 -v owner="$(cat /run/secrets/owner)" -v app="$(cat /run/secrets/application)" <<'SQL'
ALTER ROLE sijill_owner PASSWORD :'owner';
ALTER ROLE sijill_app PASSWORD :'app';
SQL
