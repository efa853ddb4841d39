#!/bin/bash
# get-peers.sh FOLDER: builds two peers that speak DTLS 1.3, nss13 and wolf13, into FOLDER.
#
# Debian's stable release has an NSS that speaks it, and only its unstable one has such a wolfSSL. Both come, with
# the C library they want, from the mirror that apt uses on this machine, into FOLDER alone: nothing installed
# changes. Needs apt, dpkg and gcc. Run it again to renew. FOLDER/run.sh then starts either program.
set -e
HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
FOLDER=$(cd "$1" && pwd)
STABLE=${DTLS_PEERS_SUITE:-trixie}
LIBS=usr/lib/x86_64-linux-gnu
APT=$FOLDER/apt
mkdir -p "$APT/lists/partial" "$APT/archives/partial" "$APT/new"
: > "$APT/status"
MIRROR=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' | grep -m1 '/debian/*$')
KEYS=/usr/share/keyrings/debian-archive-keyring.gpg
for suite in "$STABLE" sid; do echo "deb [signed-by=$KEYS] $MIRROR $suite main"; done > "$APT/sources.list"
cat > "$APT/conf" <<CONF
Dir::State::lists "$APT/lists";
Dir::Cache "$APT";
Dir::Cache::archives "$APT/archives";
Dir::State::status "$APT/status";
Dir::Etc::sourcelist "$APT/sources.list";
Dir::Etc::sourceparts "-";
Acquire::Languages "none";
APT::Architecture "amd64";
APT::Sandbox::User "root";
APT::Update::Post-Invoke-Success "";
APT::Update::Post-Invoke "";
CONF

quietly() { "$@" > "$APT/log" 2>&1 || { cat "$APT/log"; exit 1; }; }

# unpack NAME PACKAGE/SUITE...: puts packages below FOLDER/NAME.
unpack() {
  local to=$FOLDER/$1; shift
  rm -rf "$to" "$APT"/new/*; mkdir -p "$to"
  (cd "$APT/new" && quietly apt-get -q -c "$APT/conf" download "$@")
  for package in "$APT"/new/*.deb; do dpkg -x "$package" "$to"; done
}

quietly apt-get -q -c "$APT/conf" update
WOLF_VERSION=$(apt-cache -c "$APT/conf" madison libwolfssl-dev | awk '/ sid\/main/ {print $3; exit}')
WOLF=$(apt-cache -c "$APT/conf" show "libwolfssl-dev=$WOLF_VERSION" | sed -n 's/^Depends: \(libwolfssl[0-9a-z]*\).*/\1/p')
unpack glibc "libc6/$STABLE" "libgcc-s1/$STABLE"
unpack nss "libnss3/$STABLE" "libnss3-dev/$STABLE" "libnss3-tools/$STABLE" "libnspr4/$STABLE" "libnspr4-dev/$STABLE" \
  "libsqlite3-0/$STABLE"
gcc -O1 -w -I"$FOLDER/nss/usr/include/nss" -I"$FOLDER/nss/usr/include/nspr" -o "$FOLDER/nss13" "$HERE/nss13.c" \
  -L"$FOLDER/nss/$LIBS" -lssl3 -lnss3 -lnspr4 -Wl,--allow-shlib-undefined
cp -f "$HERE/run.sh" "$FOLDER/run.sh"
echo "NSS is ready"
unpack wolfssl "libwolfssl-dev/sid" "$WOLF/sid"
gcc -O1 -w -I"$FOLDER/wolfssl/usr/include" -o "$FOLDER/wolf13" "$HERE/wolf13.c" -L"$FOLDER/wolfssl/$LIBS" -lwolfssl \
  -Wl,--allow-shlib-undefined
echo "wolfSSL is ready"
rm -rf "$APT"
