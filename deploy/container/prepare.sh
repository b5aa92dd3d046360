#!/bin/sh
# Makes the passwords and the proxy's file for compose.yaml, once; what is there stays. Then edit sijill.env: the address.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets/tls
secret() { [ -s "$1" ] || head -c 48 /dev/urandom | base64 | tr -d '+/=\n' > "$1"; }
for name in postgres owner application secret.key; do secret "secrets/$name"; done
# The site's account in the containers reads it; without root here, everybody on this machine can.
chown 10001:10001 secrets/secret.key 2> /dev/null || chmod 644 secrets/secret.key
echo "SIJILL_DATABASE_URL=postgresql://sijill_owner:$(cat secrets/owner)@database:5432/sijill" > secrets/owner.env
if ! grep -q '@database:' sijill.env; then
    sed -i -e "s#^SIJILL_DATABASE_URL=.*#SIJILL_DATABASE_URL=postgresql://sijill_app:$(cat secrets/application)@database:5432/sijill#" \
        -e 's#^SIJILL_CACHE_URL=.*#SIJILL_CACHE_URL=redis://redis:6379/1#' \
        -e 's#^SIJILL_EMAIL_HOST=.*#SIJILL_EMAIL_HOST=your-mail-server#' sijill.env
fi
sed -e 's/server 127.0.0.1:8000/server web:8000/' ../nginx/sijill.conf > nginx.conf
if [ ! -s secrets/tls/fullchain.pem ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=policies.example.org \
        -keyout secrets/tls/privkey.pem -out secrets/tls/fullchain.pem 2> /dev/null
    echo "secrets/tls has a certificate that no browser believes, for 30 days: put yours in its place."
fi
echo "Now edit deploy/container/sijill.env, and nginx.conf where it says \"yours\"."
