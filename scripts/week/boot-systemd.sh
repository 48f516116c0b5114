#!/bin/sh
# boot-systemd.sh LAYER CGROUP [SOURCE TARGET]...: boots systemd as the first process of namespaces of its own, on the
# root of this machine with LAYER/up on top of it, in that control group and with these files and folders mounted. The
# network is this machine's. Nothing of it is written to but what is mounted.
set -eu
layer=$1 group=$2
shift 2
root=$layer/root
echo $$ >"$group/cgroup.procs"
exec unshare --pid --fork --kill-child --mount --uts --ipc --cgroup --propagation private sh -euc '
  root=$1 layer=$2
  shift 2
  mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/up,workdir=$layer/work" "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/run"
  mount -t tmpfs tmpfs "$root/tmp"
  while [ $# -gt 0 ]; do
    if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$(dirname "$root$2")" && touch "$root$2"; fi
    mount --rbind "$1" "$root$2"
    shift 2
  done
  exec env -i container=other PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    chroot "$root" /lib/systemd/systemd --unit=week.target </dev/null
' boot "$root" "$layer" "$@"
