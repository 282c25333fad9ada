#!/bin/sh
# What the tests need beyond Python: a browser, an emoji font, a library of the program that drives
# the browser, and strace, which records what the server asks of the kernel.
# Installs Debian's packages as root, else names them.
set -eu
PATH="$PATH:/sbin:/usr/sbin"
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
[ "$(uname)" != Linux ] || ldconfig -p | grep -q libatomic.so.1 || missing="$missing libatomic1"
[ "$(uname)" != Linux ] || command -v strace >/dev/null 2>&1 || missing="$missing strace"
[ "$(uname)" != Linux ] || fc-list 2>/dev/null | grep -q "Color Emoji" || missing="$missing fonts-noto-color-emoji"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests: $missing"
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi
echo "The tests need: $missing (as root: apt-get install $missing)" >&2
exit 1
