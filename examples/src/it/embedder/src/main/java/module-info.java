module embedder {
  requires dev.cairn.repo;
}
