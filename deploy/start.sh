#!/bin/sh
# Become a process of the Procfile by its name (web, worker, exporter, beat, release), or any other command as it is given.
set -eu
cd "$(dirname "$0")/.."
case "$1" in
  *[!a-z]*) command="" ;;
  *) command=$(sed -n "s/^$1: //p" Procfile) ;;
esac
# shellcheck disable=SC2086  # the line is words, as the Procfile's readers split it
if [ -n "$command" ]; then exec $command; fi
exec "$@"
