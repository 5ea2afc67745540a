#!/usr/bin/env bash
# From nothing: a minimal Debian in a folder, the committed tree copied in, and there what a newcomer types. Needs root,
# debootstrap, 4 GB of disk and half an hour; not part of the tests.   bash tests/launcher/bare.sh [FILTER of the tests]
set -euo pipefail
repo=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
bare=$(mktemp -d)
leave() {
  umount "$bare/proc" 2>/dev/null || true
  mountpoint -q "$bare/proc" || rm -rf --one-file-system "$bare"
}
trap leave EXIT

# the host's release, mirror and way to the network
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(grep -rhE '^(URIs:|deb )' --include='*.list' --include='*.sources' /etc/apt |
  sed -nE '1s/^(URIs:|deb)( *\[[^]]*\])? *([^ ]+).*/\3/p')
debootstrap --variant=minbase "$release" "$bare" "$mirror" >"$bare.log" || { tail "$bare.log" && exit 1; }
rm "$bare.log"
apt-config dump | grep '^Acquire::' >"$bare/etc/apt/apt.conf.d/90host"
cp /etc/apt/sources.list.d/debian.sources "$bare/etc/apt/sources.list.d/" 2>/dev/null && rm -f "$bare/etc/apt/sources.list"
cp -L /etc/resolv.conf /etc/hosts "$bare/etc/"
mount -t proc proc "$bare/proc"

mkdir -p "$bare/src/paddock"
git -C "$repo" archive HEAD | tar -x -C "$bare/src/paddock"
inside() { chroot "$bare" env -C /src/paddock HOME=/src PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
time inside ./paddock run scenarios/quickstart.yaml
time inside ./paddock run scenarios/quickstart.yaml # nothing to run
time inside ./paddock test "$@"
inside du -sh --exclude=/proc / /src
