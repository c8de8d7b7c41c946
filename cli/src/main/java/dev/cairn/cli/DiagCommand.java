package dev.cairn.cli;

import picocli.CommandLine.Command;

/** Looks beneath the blocks. */
@Command(
    name = "diag",
    description = "Looks into the stores below.",
    subcommands = DatastoreCommand.class)
final class DiagCommand extends Subcommands {}
