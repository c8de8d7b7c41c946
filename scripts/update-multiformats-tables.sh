#!/bin/sh
# Derives the code tables of core/src/main/multiformats from the tables that the multiformats project publishes.
#
#   scripts/update-multiformats-tables.sh [FOLDER]
#
# FOLDER holds the published multicodec.csv and multibase.csv; it is ../shared/fixtures/multiformats unless given.
# The build turns the derived files into Java (GenerateTables.java beside them). They keep what the code needs, without
# the descriptions, and say at their top which bytes they were made from.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
source=${1:-$root/../shared/fixtures/multiformats}
target=$root/core/src/main/multiformats

# derive FILE AWK-PROGRAM: the program sees fields without the blanks that align the published columns.
derive() {
  digest=$(sha256sum "$source/$1" | cut -d' ' -f1)
  {
    echo "# Derived by scripts/update-multiformats-tables.sh; do not edit."
    echo "# source: $1, sha256 $digest"
    sed 's/ *, */,/g' "$source/$1" | awk -F, "$2"
  } > "$target/$1.new"
  mv "$target/$1.new" "$target/$1"
  echo "$target/$1: $(grep -vc '^#' "$target/$1") lines"
}

# name, tag, code, status; the description, which may hold commas of its own, is left out.
derive multicodec.csv '{ print $1 "," $2 "," $3 "," $4 }'

# encoding, code point of the prefix character, status; the status is last, after a description that may hold commas.
derive multibase.csv 'NR == 1 || $3 != "none" { print (NR == 1 ? "encoding,prefix" : $3 "," $1) "," $NF }'
