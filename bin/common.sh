# What the commands share. Sourced, never run.

say() { printf '%s\n' "$@"; }

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

now() { date +%s%N; }

# seconds_since START: with one decimal, as Swedes write it
seconds_since() {
    local tenths=$((($(now) - $1) / 100000000))
    printf '%d,%d s' $((tenths / 10)) $((tenths % 10))
}
