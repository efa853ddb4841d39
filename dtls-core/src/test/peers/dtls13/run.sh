#!/bin/bash
# run.sh nss|wolfssl PROGRAM ARGUMENTS: runs a program with the libraries that get-peers.sh brought, under their own C
# library. get-peers.sh puts a copy of this file beside them.
FOLDER=$(cd "$(dirname "$0")" && pwd)
LIBS=usr/lib/x86_64-linux-gnu
WHICH=$1
shift
exec "$FOLDER/glibc/$LIBS/ld-linux-x86-64.so.2" --library-path "$FOLDER/glibc/$LIBS:$FOLDER/$WHICH/$LIBS" "$@"
